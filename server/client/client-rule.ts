/** Rules as JSON. What fits what, such as an operator and the type of a field, the server checks. */

/** Every node may carry a name, for people. */
export type Rule = { readonly name?: string } & (
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] }
  | { readonly none: readonly Rule[] }
  | { readonly not: Rule }
  | ({ readonly field: string } & Condition)
  | EventCondition
  | { readonly sequence: readonly Step[]; readonly within?: Window }
  | { readonly segment: string }
  | { readonly group: string }
  | { readonly contacts: readonly string[] }
  | { readonly reachable: string }
  | { readonly sample: { readonly seed: string; readonly from: number; readonly to: number } }
);

/** A rule about the attributes of one event. */
export type Where = { readonly name?: string } & (
  | { readonly all: readonly Where[] }
  | { readonly any: readonly Where[] }
  | { readonly none: readonly Where[] }
  | { readonly not: Where }
  | ({ readonly attr: string } & Condition)
);

type Condition = {
  readonly op: Operator;
  readonly value?: unknown;
  readonly ignore_case?: boolean;
};

/** A name, `"prefix*"`, `"*"`, or several of these. */
type EventNames = string | readonly string[];

type EventCondition = {
  readonly event: EventNames;
  readonly where?: Where;
  readonly within?: Window;
  readonly aggregate?: 'count' | 'sum' | 'avg' | 'min' | 'max' | 'distinct' | 'first' | 'last';
  readonly of?: string;
  readonly op?: Operator;
  readonly value?: unknown;
};

type Step =
  | { readonly event: EventNames; readonly where?: Where; readonly gap?: string }
  | { readonly not: { readonly event: EventNames; readonly where?: Where }; readonly gap?: string };

type Window =
  | { readonly last: string }
  | { readonly from?: Instant; readonly to?: Instant }
  | { readonly current: Unit }
  | { readonly previous: Unit };

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** RFC 3339, milliseconds, a day, `"now"`, `"today"`, or that long (ISO 8601) from now. */
type Instant = string | number | { readonly ago: string } | { readonly ahead: string };

type Operator =
  | 'eq'
  | 'neq'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'not_contains'
  | 'starts_with'
  | 'ends_with'
  | 'matches'
  | 'not_matches'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'between'
  | 'before'
  | 'after'
  | 'within_last'
  | 'within_next'
  | 'older_than'
  | 'anniversary'
  | 'has_any'
  | 'has_all'
  | 'has_none'
  | 'exists'
  | 'not_exists';
