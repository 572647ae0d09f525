/** Rules as JSON, as far as the generated rules and the sample's segments use the contract's form. */

export type WindowJson = { readonly last: string } | { readonly from: string; readonly to: string };

/** A condition on one value: of a field (`field`) or of an attribute (`attr`). */
export type ConditionJson = { readonly op: string; readonly value?: unknown };
export type FieldJson = ConditionJson & { readonly field: string };
export type AttributeJson = ConditionJson & { readonly attr: string };

export type WhereJson =
  | AttributeJson
  | { readonly all: readonly WhereJson[] }
  | { readonly any: readonly WhereJson[] }
  | { readonly none: readonly WhereJson[] }
  | { readonly not: WhereJson };

export type EventJson = {
  readonly event: string;
  readonly where?: WhereJson;
  readonly within?: WindowJson;
  readonly aggregate?: 'count' | 'sum' | 'avg' | 'last';
  readonly of?: string;
  readonly op?: string;
  readonly value?: unknown;
};

export type StepJson = {
  readonly event: string;
  readonly where?: WhereJson;
  readonly gap?: string;
};

export type SequenceJson = {
  readonly sequence: readonly [
    StepJson,
    StepJson | { readonly not: StepJson; readonly gap?: string },
  ];
  readonly within?: WindowJson;
};

export type RuleJson =
  | FieldJson
  | EventJson
  | SequenceJson
  | { readonly all: readonly RuleJson[] }
  | { readonly any: readonly RuleJson[] }
  | { readonly none: readonly RuleJson[] }
  | { readonly not: RuleJson };
