/**
 * A rule that has been read: every part known, every operand of a fitting form, no name resolved.
 *
 * What a condition means depends on the type of the value it meets, and that type may be unknown
 * (nobody has written the field yet) or differ between event types. So a condition carries a test
 * for each type that its operator and operand fit; the others meet it as a missing value.
 */
import type { EpochDay, Millis } from './brands.ts';
import type { Duration } from './duration.ts';
import type { ValueType } from './value.ts';
import type { CalendarUnit } from './zone.ts';

export type Rule = { readonly path: string } & (
  | { readonly kind: 'all' | 'any' | 'none'; readonly children: readonly Rule[] }
  | { readonly kind: 'not'; readonly child: Rule }
  | { readonly kind: 'field'; readonly field: string; readonly condition: Condition }
  | ({ readonly kind: 'event' } & EventCondition)
  | ({ readonly kind: 'sequence' } & SequenceCondition)
  | { readonly kind: 'segment'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'contacts'; readonly ids: readonly string[] }
  | { readonly kind: 'reachable'; readonly channel: string }
  | ({ readonly kind: 'sample' } & Sample)
);

/** `from` and `to` in hundredths of a percent: 0 to 10 000. */
export type Sample = { readonly seed: string; readonly from: number; readonly to: number };

export const OPERATORS = [
  'eq',
  'neq',
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'matches',
  'not_matches',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'before',
  'after',
  'within_last',
  'within_next',
  'older_than',
  'anniversary',
  'has_any',
  'has_all',
  'has_none',
  'exists',
  'not_exists',
] as const;

export type Operator = (typeof OPERATORS)[number];

/** `negated`: the complement of the tests, so what they miss for want of a value matches. */
export type Condition = {
  readonly op: Operator;
  readonly negated: boolean;
  readonly tests: { readonly [Type in ValueType]?: Test };
  /** The operand as it came, for messages about a type that it does not fit. */
  readonly operand: unknown;
};

/** A positive test of one value. Instants are still relative to the moment of the question. */
export type Test =
  | { readonly kind: 'exists' }
  | {
      readonly kind: 'text';
      readonly match: TextMatch;
      readonly values: readonly string[];
      readonly ignoreCase: boolean;
    }
  | { readonly kind: 'number'; readonly ranges: readonly NumberRange[] }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'time-in'; readonly moments: readonly Moment[] }
  | { readonly kind: 'time-between'; readonly low: Moment; readonly high: Moment }
  | { readonly kind: 'time-before' | 'time-after'; readonly moment: Moment }
  | {
      readonly kind: 'within-last' | 'within-next' | 'older-than';
      readonly duration: Duration;
    }
  | { readonly kind: 'anniversary-days'; readonly from: number; readonly to: number }
  | { readonly kind: 'anniversary-month'; readonly month: number }
  | {
      readonly kind: 'list';
      readonly match: 'any' | 'all';
      readonly values: readonly string[];
      readonly ignoreCase: boolean;
    };

export type TextMatch = 'equals' | 'contains' | 'starts' | 'ends' | 'pattern';

/** Both ends included. */
export type NumberRange = readonly [low: number, high: number];

export type Moment =
  | { readonly kind: 'instant'; readonly instant: Millis }
  | { readonly kind: 'day'; readonly day: EpochDay }
  | { readonly kind: 'now' | 'today' }
  | { readonly kind: 'ago' | 'ahead'; readonly duration: Duration };

export const AGGREGATES = [
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'distinct',
  'first',
  'last',
] as const;

export type Aggregate = (typeof AGGREGATES)[number];

export type Window =
  | { readonly kind: 'last'; readonly duration: Duration }
  | { readonly kind: 'between'; readonly from?: Moment; readonly to?: Moment }
  | { readonly kind: 'current' | 'previous'; readonly unit: CalendarUnit };

export type EventCondition = {
  /** Exact names, or prefixes: a pattern `mail*` is `{ name: 'mail', prefix: true }`. */
  readonly events: readonly EventPattern[];
  readonly where?: Where;
  readonly within?: Window;
  readonly aggregate: Aggregate;
  readonly of?: string;
  readonly condition: Condition;
};

export type EventPattern = { readonly name: string; readonly prefix: boolean };

export type Where = { readonly path: string } & (
  | { readonly kind: 'all' | 'any' | 'none'; readonly children: readonly Where[] }
  | { readonly kind: 'not'; readonly child: Where }
  | { readonly kind: 'attr'; readonly attr: string; readonly condition: Condition }
);

export type SequenceCondition = {
  readonly steps: readonly SequenceStep[];
  /** The closing step that must not happen. */
  readonly absent?: SequenceStep;
  readonly within?: Window;
};

export type SequenceStep = {
  readonly path: string;
  readonly events: readonly EventPattern[];
  readonly where?: Where;
  /** At most this long after the step before; undefined on the first step or without a bound. */
  readonly gap?: Duration;
};
