/** Which operators a value of a type has, and what each is compared with. */
import type { Aggregate, Operator } from './draft.ts';

/** Of fields and attributes. */
export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'list';

/** What somebody has to give an operator. */
export type Operand =
  | 'nothing'
  | 'text'
  | 'texts'
  | 'pattern'
  | 'number'
  | 'numbers'
  | 'number-range'
  | 'boolean'
  | 'instant'
  | 'instants'
  | 'instant-range'
  | 'duration'
  | 'anniversary';

/** In the order in which they are offered. */
export const OPERATORS: Readonly<Record<ValueType, readonly Operator[]>> = {
  text: [
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
    'exists',
    'not_exists',
  ],
  number: [
    'eq',
    'neq',
    'gt',
    'gte',
    'lt',
    'lte',
    'between',
    'in',
    'not_in',
    'exists',
    'not_exists',
  ],
  boolean: ['eq', 'neq', 'exists', 'not_exists'],
  date: [
    'within_last',
    'within_next',
    'older_than',
    'before',
    'after',
    'between',
    'eq',
    'neq',
    'in',
    'not_in',
    'anniversary',
    'exists',
    'not_exists',
  ],
  datetime: [
    'within_last',
    'within_next',
    'older_than',
    'before',
    'after',
    'between',
    'eq',
    'neq',
    'anniversary',
    'exists',
    'not_exists',
  ],
  list: ['has_any', 'has_all', 'has_none', 'exists', 'not_exists'],
};

/** What an aggregate is, and so what it is compared by. */
export function aggregateType(aggregate: Aggregate): 'number' | 'datetime' {
  return aggregate === 'first' || aggregate === 'last' ? 'datetime' : 'number';
}

/** Operators of an aggregate, in the order in which they are offered. */
export function aggregateOperators(aggregate: Aggregate): readonly Operator[] {
  return aggregateType(aggregate) === 'datetime'
    ? OPERATORS.datetime
    : ['gte', 'gt', 'eq', 'lt', 'lte', 'neq', 'between', 'in', 'not_in', 'exists', 'not_exists'];
}

/** Whether the aggregate is over an attribute, its `of`. */
export function takesAttribute(aggregate: Aggregate): boolean {
  return ['sum', 'avg', 'min', 'max', 'distinct'].includes(aggregate);
}

export function operandOf(op: Operator, type: ValueType): Operand {
  switch (op) {
    case 'exists':
    case 'not_exists':
      return 'nothing';
    case 'eq':
    case 'neq':
      if (type === 'number' || type === 'boolean') return type;
      return type === 'text' || type === 'list' ? 'text' : 'instant';
    case 'in':
    case 'not_in':
      if (type === 'number') return 'numbers';
      return type === 'text' || type === 'list' ? 'texts' : 'instants';
    case 'contains':
    case 'not_contains':
    case 'starts_with':
    case 'ends_with':
    case 'has_any':
    case 'has_all':
    case 'has_none':
      return 'texts';
    case 'matches':
    case 'not_matches':
      return 'pattern';
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return 'number';
    case 'between':
      return type === 'number' ? 'number-range' : 'instant-range';
    case 'before':
    case 'after':
      return 'instant';
    case 'within_last':
    case 'within_next':
    case 'older_than':
      return 'duration';
    case 'anniversary':
      return 'anniversary';
  }
}

/** Operators that hold for who has no value, too. */
const NEGATIVE: readonly Operator[] = [
  'neq',
  'not_in',
  'not_contains',
  'not_matches',
  'has_none',
  'not_exists',
];

export function isNegative(op: Operator): boolean {
  return NEGATIVE.includes(op);
}
