/** What a field or a detail of an event is compared with, and what of it is kept when it changes. */
import type { Comparison } from '../../rule/comparison-words.ts';
import type { DraftAttribute, DraftField, Value } from '../../rule/draft.ts';
import { OPERATORS, type ValueType } from '../../rule/operators.ts';
import { fitValue } from './value-fit.ts';

export type { Comparison } from '../../rule/comparison-words.ts';

/** What can be said of yes and no, with what is left out where there is nothing. */
export const YES_NO = {
  true: { op: 'eq', value: true },
  false: { op: 'eq', value: false },
  'false-or-empty': { op: 'neq', value: true },
  'true-or-empty': { op: 'neq', value: false },
  exists: { op: 'exists' },
  not_exists: { op: 'not_exists' },
} as const satisfies Readonly<Record<string, Comparison>>;
export type YesNo = keyof typeof YES_NO;

/** Undefined: something else is said. */
export function yesNoOf({ op, value }: Comparison): YesNo | undefined {
  return (Object.keys(YES_NO) as YesNo[]).find((name) => {
    const one: Comparison = YES_NO[name];
    return one.op === op && one.value === value;
  });
}

export function comparisonOf({ op, value, ignoreCase }: DraftField | DraftAttribute): Comparison {
  return {
    op,
    ...(value !== undefined && { value }),
    ...(ignoreCase !== undefined && { ignoreCase }),
  };
}

/** The comparison as far as it fits a type, or where it begins with that. */
export function fitComparison({ op, value, ignoreCase }: Comparison, type: ValueType): Comparison {
  if (type === 'boolean') return yesNoOf({ op, value }) ? { op, value } : YES_NO.true;
  const operators = OPERATORS[type];
  const next = operators.find((one) => one === op) ?? operators[0] ?? op;
  const keepsCase = ignoreCase === true && hasCase(next, type);
  return withValue({ op: next, ...(keepsCase && { ignoreCase }) }, fitValue(value, next, type));
}

/** Whether capital and small letters may be taken as one. */
export function hasCase(op: Comparison['op'], type: ValueType): boolean {
  return (type === 'text' || type === 'list') && op !== 'exists' && op !== 'not_exists';
}

export function withValue(comparison: Comparison, value: Value): Comparison {
  const { value: _before, ...rest } = comparison;
  return value === undefined ? rest : { ...rest, value };
}

/** Names match whatever the case of their letters. */
export function sameName(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}
