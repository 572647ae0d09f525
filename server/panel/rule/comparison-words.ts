/** What is said of a subject: which numbers, texts or moments it may be. */
import type { Operator, Value } from './draft.ts';
import { isNegative, operandOf } from './operators.ts';
import {
  anniversaryWords,
  atWords,
  besideWords,
  durationWords,
  instantWords,
  isMoment,
  someOf,
  valueWords,
} from './value-words.ts';
import type { Words } from './words.ts';

export type Comparison = {
  readonly op: Operator;
  readonly value?: Value;
  readonly ignoreCase?: boolean;
};

/**
 * Whether a comparison is about time. Nobody but the server knows the type of what is compared; the
 * operator and the value show enough of it.
 */
export function isAboutTime({ op, value }: Comparison): boolean {
  switch (op) {
    case 'before':
    case 'after':
    case 'within_last':
    case 'within_next':
    case 'older_than':
    case 'anniversary':
      return true;
    case 'eq':
    case 'neq':
    case 'in':
    case 'not_in':
    case 'between':
      return asList(value).some(isMoment);
    default:
      return false;
  }
}

/** When something is, for operators about time: "within the last 7 days". Says nothing of `not`. */
export function whenWords({ op, value }: Comparison, words: Words): string {
  const { t } = words;
  switch (op) {
    case 'within_last':
      return t('rule.when.within', { duration: durationWords(value, 'last', words) });
    case 'within_next':
      return t('rule.when.within', { duration: durationWords(value, 'next', words) });
    case 'older_than':
      return t('rule.when.olderThan', { duration: durationWords(value, 'plain', words) });
    case 'before':
    case 'after':
      return besideWords(op, value, words);
    case 'anniversary':
      return anniversaryWords(value, words);
    case 'between': {
      const [low, high] = asList(value);
      return t('rule.when.between', {
        low: instantWords(low, words),
        high: instantWords(high, words),
      });
    }
    default: {
      const moments = Array.isArray(value) ? value : [value];
      return someOf(
        moments.map((moment: Value) => atWords(moment, words)),
        words,
        isNegative(op) ? 'nor' : 'or',
      );
    }
  }
}

/** What is said of a subject that is no time: "is at least 3". */
export function testWords(comparison: Comparison, words: Words): string {
  const { t } = words;
  const { op, value, ignoreCase } = comparison;
  if (typeof value === 'boolean' && (op === 'eq' || op === 'neq')) {
    return t(`rule.boolean.${op}.${value ? 'true' : 'false'}`);
  }
  if (isAboutNumbers(comparison)) return numberTestWords(comparison, words);
  const join = op === 'has_all' ? 'and' : isNegative(op) ? 'nor' : 'or';
  const test = t(`rule.test.${op as TextOperator}`, {
    value: operandOf(op, 'text') === 'nothing' ? '' : valueWords(value, words, join),
  });
  return ignoreCase ? t('rule.ignoreCase', { test }) : test;
}

const NUMBER_OPERATORS = ['eq', 'neq', 'in', 'not_in', 'gt', 'gte', 'lt', 'lte'] as const;
type NumberOperator = (typeof NUMBER_OPERATORS)[number];
type TextOperator =
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
  | 'has_any'
  | 'has_all'
  | 'has_none'
  | 'exists'
  | 'not_exists';

/**
 * The same for what is always a number, of which it may be known nothing. An operator that no number has
 * is told all the same: the rule may come from outside, and the server says what is wrong with it.
 */
export function numberTestWords(comparison: Comparison, words: Words): string {
  const { t } = words;
  const { op, value } = comparison;
  if (op === 'exists' || op === 'not_exists') return t(`rule.number.${op}`);
  if (op === 'between') {
    const [low, high] = asList(value);
    return t('rule.number.between', { low: valueWords(low, words), high: valueWords(high, words) });
  }
  if (isOfNumbers(op)) {
    return t(`rule.number.${op}`, {
      value: valueWords(value, words, isNegative(op) ? 'nor' : 'or'),
    });
  }
  return isAboutTime(comparison) ? whenWords(comparison, words) : testWords(comparison, words);
}

function isOfNumbers(op: Operator): op is NumberOperator {
  return (NUMBER_OPERATORS as readonly Operator[]).includes(op);
}

function isAboutNumbers({ op, value }: Comparison): boolean {
  switch (op) {
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
    case 'between':
      return true;
    case 'eq':
    case 'neq':
    case 'in':
    case 'not_in':
      return asList(value).some((item) => typeof item === 'number');
    default:
      return false;
  }
}

function asList(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as Value[]) : [value];
}
