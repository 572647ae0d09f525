/**
 * Shapes of the rules of SPEC section 2 as the oracle reads them: plain JSON, known to be valid.
 *
 * Keys tell the nodes apart. Operands stay `unknown`: what they mean depends on the type of the
 * value that they meet, and that is decided where the two meet (`oracle-operators.ts`).
 */
export interface Named {
  readonly name?: string;
}

/** The operator part of a condition. */
export type Comparison = {
  readonly op: string;
  readonly value?: unknown;
  readonly ignore_case?: boolean;
};

export interface All<Node> extends Named {
  readonly all: readonly Node[];
}
export interface Any<Node> extends Named {
  readonly any: readonly Node[];
}
export interface None<Node> extends Named {
  readonly none: readonly Node[];
}
export interface Not<Node> extends Named {
  readonly not: Node;
}

export type AttributeRule = Named & Comparison & { readonly attr: string };

export type WhereRule =
  | All<WhereRule>
  | Any<WhereRule>
  | None<WhereRule>
  | Not<WhereRule>
  | AttributeRule;

export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

export type WindowRule = {
  readonly last?: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly current?: Unit;
  readonly previous?: Unit;
};

/** Which occurrences: of these types, with these attributes. */
export type OccurrenceRule = {
  readonly event: string | readonly string[];
  readonly where?: WhereRule;
};

export type Aggregate = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'distinct' | 'first' | 'last';

export type EventRule = Named &
  OccurrenceRule & {
    readonly within?: WindowRule;
    readonly aggregate?: Aggregate;
    readonly of?: string;
    readonly op?: string;
    readonly value?: unknown;
  };

export type HappenedStep = OccurrenceRule & { readonly gap?: string };
export type ClosingStep = { readonly not: OccurrenceRule; readonly gap?: string };
export type Step = HappenedStep | ClosingStep;

export type SequenceRule = Named & {
  readonly sequence: readonly Step[];
  readonly within?: WindowRule;
};

export type SampleRange = { readonly seed: string; readonly from: number; readonly to: number };

export type FieldRule = Named & Comparison & { readonly field: string };

export type ReferenceRule = Named &
  (
    | { readonly segment: string }
    | { readonly group: string }
    | { readonly contacts: readonly string[] }
    | { readonly reachable: string }
    | { readonly sample: SampleRange }
  );

export type Rule =
  | All<Rule>
  | Any<Rule>
  | None<Rule>
  | Not<Rule>
  | FieldRule
  | EventRule
  | SequenceRule
  | ReferenceRule;
