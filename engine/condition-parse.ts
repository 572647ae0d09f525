/**
 * Reading `op`, `value` and `ignore_case` of a condition into tests, one for each type of value
 * that the operator has and the operand fits. The table below is the contract's table of
 * operators; everything else about operators follows from it.
 */
import type { Millis } from './brands.ts';
import { parseDuration } from './duration.ts';
import { parseDate, parseInstant } from './instant.ts';
import { nextDown, nextUp } from './number-ranges.ts';
import { parsePattern } from './pattern.ts';
import { err, type Issue, ok, type Result } from './result.ts';
import type { Condition, Moment, NumberRange, Operator, Test, TextMatch } from './rule.ts';
import { OPERATORS } from './rule.ts';
import {
  MAX_ANNIVERSARY_DAYS,
  MAX_OPERAND_VALUES,
  MAX_PATTERN_BYTES,
  MAX_SEARCHED_VALUES,
  MAX_TEXT_BYTES,
} from './rule-limits.ts';
import { textFault } from './text.ts';
import { VALUE_TYPES, type ValueType } from './value.ts';

const ALL_TYPES = VALUE_TYPES;

/** Which types of value an operator has, and which positive operator it is the complement of. */
const OPERATOR_TYPES: {
  readonly [Op in Operator]: { readonly types: readonly ValueType[]; readonly not?: Operator };
} = {
  eq: { types: ['text', 'number', 'boolean', 'date', 'datetime'] },
  neq: { types: ['text', 'number', 'boolean', 'date', 'datetime'], not: 'eq' },
  in: { types: ['text', 'number', 'date'] },
  not_in: { types: ['text', 'number', 'date'], not: 'in' },
  contains: { types: ['text'] },
  not_contains: { types: ['text'], not: 'contains' },
  starts_with: { types: ['text'] },
  ends_with: { types: ['text'] },
  matches: { types: ['text'] },
  not_matches: { types: ['text'], not: 'matches' },
  gt: { types: ['number'] },
  gte: { types: ['number'] },
  lt: { types: ['number'] },
  lte: { types: ['number'] },
  between: { types: ['number', 'date', 'datetime'] },
  before: { types: ['date', 'datetime'] },
  after: { types: ['date', 'datetime'] },
  within_last: { types: ['date', 'datetime'] },
  within_next: { types: ['date', 'datetime'] },
  older_than: { types: ['date', 'datetime'] },
  anniversary: { types: ['date', 'datetime'] },
  has_any: { types: ['list'] },
  has_all: { types: ['list'] },
  has_none: { types: ['list'], not: 'has_any' },
  exists: { types: ALL_TYPES },
  not_exists: { types: ALL_TYPES, not: 'exists' },
};

export function operatorTypes(op: Operator): readonly ValueType[] {
  return OPERATOR_TYPES[op].types;
}

/** The keys of a condition that say what is compared with what. */
export type ConditionKeys = {
  readonly op: unknown;
  /** Undefined when the key is not there. */
  readonly value: unknown;
  readonly ignoreCase: unknown;
};

/**
 * Reads a condition on values of any type that the operator has. Paths of faults are relative to
 * the node that holds the keys.
 */
export function parseCondition(
  keys: ConditionKeys,
  allowed: readonly ValueType[] = ALL_TYPES,
): Result<Condition, Issue> {
  const op = keys.op as Operator;
  if (!OPERATORS.includes(op)) {
    return err({ path: '/op', message: `unknown operator; there are ${OPERATORS.join(', ')}` });
  }
  const { types, not } = OPERATOR_TYPES[op];
  // With ignore_case a value can only be meant as a text.
  const among = keys.ignoreCase === undefined ? allowed : allowed.filter(hasCase);
  const fitting = types.filter((type) => among.includes(type));
  if (fitting.length === 0) {
    const caseless = types.some((type) => allowed.includes(type));
    return err(
      caseless
        ? { path: '/ignore_case', message: 'ignore_case is for text and list' }
        : {
            path: '/op',
            message: `${op} is for ${types.join(', ')}, not for ${allowed.join(', ')}`,
          },
    );
  }
  const ignoreCase = keys.ignoreCase === undefined ? false : keys.ignoreCase;
  if (typeof ignoreCase !== 'boolean') {
    return err({ path: '/ignore_case', message: 'expected true or false' });
  }

  const positive = not ?? op;
  if (positive === 'exists' && keys.value !== undefined) {
    return err({ path: '/value', message: `${op} takes no value` });
  }
  if (positive !== 'exists' && keys.value === undefined) {
    return err({ path: '/value', message: `${op} needs a value` });
  }
  const tests: { [Type in ValueType]?: Test } = {};
  let fault: Issue | undefined;
  for (const type of fitting) {
    const test = parseTest(positive, type, keys.value, ignoreCase);
    if (test.ok) tests[type] = test.value;
    // The fault that lies deepest is of the type that was meant.
    else if (fault === undefined || test.error.path.length > fault.path.length) fault = test.error;
  }
  if (fault !== undefined && Object.keys(tests).length === 0) return err(fault);
  return ok({ op, negated: not !== undefined, tests, operand: keys.value });
}

/** Why a condition has no test for a type: the operator is not for it, or the operand is not. */
export function misfit(condition: Condition, type: ValueType): Issue {
  const again = parseCondition(
    { op: condition.op, value: condition.operand, ignoreCase: undefined },
    [type],
  );
  return again.ok
    ? { path: '/ignore_case', message: 'ignore_case is for text and list' }
    : again.error;
}

function hasCase(type: ValueType): boolean {
  return type === 'text' || type === 'list';
}

function parseTest(
  op: Operator,
  type: ValueType,
  operand: unknown,
  ignoreCase: boolean,
): Result<Test, Issue> {
  if (op === 'exists') return ok({ kind: 'exists' });
  switch (type) {
    case 'text':
      return parseTextTest(op, operand, ignoreCase);
    case 'number':
      return parseNumberTest(op, operand);
    case 'boolean':
      if (typeof operand !== 'boolean') return fault('expected true or false');
      return ok({ kind: 'boolean', value: operand });
    case 'date':
    case 'datetime':
      return parseTimeTest(op, operand);
    case 'list':
      return parseListTest(op, operand, ignoreCase);
  }
}

function fault(message: string, path = ''): { readonly ok: false; readonly error: Issue } {
  return err({ path: `/value${path}`, message });
}

/** Operators of text that take an array of alternatives; those here take a single text too. */
const TEXT_MATCHES: { readonly [op: string]: TextMatch } = {
  eq: 'equals',
  in: 'equals',
  contains: 'contains',
  starts_with: 'starts',
  ends_with: 'ends',
  matches: 'pattern',
};

function parseTextTest(op: Operator, operand: unknown, ignoreCase: boolean): Result<Test, Issue> {
  const match = TEXT_MATCHES[op] as TextMatch;
  const single = op === 'eq' || op === 'matches' || (op !== 'in' && !Array.isArray(operand));
  const maxBytes = match === 'pattern' ? MAX_PATTERN_BYTES : MAX_TEXT_BYTES;
  const isSearched = match !== 'equals';
  if (isSearched && Array.isArray(operand) && operand.length > MAX_SEARCHED_VALUES) {
    return fault(`at most ${MAX_SEARCHED_VALUES} values`);
  }
  const values = single
    ? parseTexts([operand], maxBytes, () => '')
    : parseArray(operand, (items) => parseTexts(items, maxBytes, (index) => `/${index}`));
  if (!values.ok) return values;
  if (match === 'pattern') {
    const pattern = parsePattern(values.value[0] as string, ignoreCase);
    if (!pattern.ok) return fault(pattern.error);
  }
  return ok({ kind: 'text', match, values: values.value, ignoreCase });
}

function parseListTest(op: Operator, operand: unknown, ignoreCase: boolean): Result<Test, Issue> {
  const values = parseArray(operand, (items) =>
    parseTexts(items, MAX_TEXT_BYTES, (index) => `/${index}`),
  );
  if (!values.ok) return values;
  const match = op === 'has_all' ? 'all' : 'any';
  return ok({ kind: 'list', match, values: values.value, ignoreCase });
}

function parseTexts(
  items: readonly unknown[],
  maxBytes: number,
  pathOf: (index: number) => string,
): Result<readonly string[], Issue> {
  for (const [index, item] of items.entries()) {
    if (typeof item !== 'string') return fault('expected a text', pathOf(index));
    if (item === '') return fault('an empty text is no value', pathOf(index));
    const wrong = textFault(item, maxBytes);
    if (wrong !== undefined) return fault(wrong, pathOf(index));
  }
  return ok(items as readonly string[]);
}

function parseArray<T>(
  operand: unknown,
  parseItems: (items: readonly unknown[]) => Result<readonly T[], Issue>,
): Result<readonly T[], Issue> {
  if (!Array.isArray(operand)) return fault('expected an array');
  if (operand.length === 0) return fault('an array of values is not empty');
  if (operand.length > MAX_OPERAND_VALUES) return fault(`at most ${MAX_OPERAND_VALUES} values`);
  return parseItems(operand);
}

function parseNumberTest(op: Operator, operand: unknown): Result<Test, Issue> {
  if (op === 'in' || op === 'between') {
    const numbers = parseArray(operand, parseNumbers);
    if (!numbers.ok) return numbers;
    if (op === 'in') {
      return ok({ kind: 'number', ranges: numbers.value.map((value) => [value, value]) });
    }
    if (numbers.value.length !== 2) return fault('expected [low, high]');
    const [low, high] = numbers.value as [number, number];
    return ok({ kind: 'number', ranges: low <= high ? [[low, high]] : [] });
  }
  if (!isFiniteNumber(operand)) return fault('expected a finite number');
  return ok({ kind: 'number', ranges: [rangeOf(op, operand + 0)] });
}

function rangeOf(op: Operator, bound: number): NumberRange {
  if (op === 'gt') return [nextUp(bound), Infinity];
  if (op === 'gte') return [bound, Infinity];
  if (op === 'lt') return [-Infinity, nextDown(bound)];
  if (op === 'lte') return [-Infinity, bound];
  return [bound, bound];
}

function parseNumbers(items: readonly unknown[]): Result<readonly number[], Issue> {
  const wrong = items.findIndex((item) => !isFiniteNumber(item));
  if (wrong !== -1) return fault('expected a finite number', `/${wrong}`);
  return ok((items as readonly number[]).map((item) => item + 0));
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function parseTimeTest(op: Operator, operand: unknown): Result<Test, Issue> {
  switch (op) {
    case 'within_last':
    case 'within_next':
    case 'older_than': {
      const duration = parseDuration(operand);
      if (!duration.ok) return fault(duration.error);
      const kind = op.replace('_', '-') as 'within-last' | 'within-next' | 'older-than';
      return ok({ kind, duration: duration.value });
    }
    case 'anniversary':
      return parseAnniversary(operand);
    case 'in':
    case 'between': {
      const moments = parseArray(operand, parseMoments);
      if (!moments.ok) return moments;
      if (op === 'in') return ok({ kind: 'time-in', moments: moments.value });
      if (moments.value.length !== 2) return fault('expected [low, high]');
      const [low, high] = moments.value as [Moment, Moment];
      return ok({ kind: 'time-between', low, high });
    }
    default: {
      const moment = parseMoment(operand);
      if (!moment.ok) return fault(moment.error.message, moment.error.path);
      if (op === 'eq') return ok({ kind: 'time-in', moments: [moment.value] });
      return ok({ kind: op === 'before' ? 'time-before' : 'time-after', moment: moment.value });
    }
  }
}

function parseMoments(items: readonly unknown[]): Result<readonly Moment[], Issue> {
  const moments: Moment[] = [];
  for (const [index, item] of items.entries()) {
    const moment = parseMoment(item);
    if (!moment.ok) return fault(moment.error.message, `/${index}${moment.error.path}`);
    moments.push(moment.value);
  }
  return ok(moments);
}

/** Reads an instant of a rule; paths of faults are relative to it. */
export function parseMoment(value: unknown): Result<Moment, Issue> {
  if (value === 'now' || value === 'today') return ok({ kind: value });
  if (isObject(value)) return parseRelativeMoment(value);
  if (typeof value === 'string') {
    const day = parseDate(value);
    if (day !== undefined) return ok({ kind: 'day', day });
  }
  const instant = parseInstant(value);
  if (instant.ok) return ok({ kind: 'instant', instant: instant.value as Millis });
  const forms = 'or in a rule YYYY-MM-DD, "now", "today", { "ago": D }, { "ahead": D }';
  return err({ path: '', message: `${instant.error}; ${forms}` });
}

function parseRelativeMoment(value: Readonly<Record<string, unknown>>): Result<Moment, Issue> {
  const keys = Object.keys(value);
  const [key] = keys;
  if (keys.length !== 1 || (key !== 'ago' && key !== 'ahead')) {
    return err({ path: '', message: 'expected { "ago": D } or { "ahead": D }' });
  }
  const duration = parseDuration(value[key]);
  if (!duration.ok) return err({ path: `/${key}`, message: duration.error });
  return ok({ kind: key, duration: duration.value });
}

function parseAnniversary(operand: unknown): Result<Test, Issue> {
  const shape = 'expected { "from": days, "to": days } or { "month": 1…12 }';
  if (!isObject(operand)) return fault(shape);
  const keys = Object.keys(operand).sort().join();
  if (keys === 'month') {
    const { month } = operand as { month: unknown };
    if (!isWhole(month, 1, 12)) return fault('expected a month, 1 to 12', '/month');
    return ok({ kind: 'anniversary-month', month });
  }
  if (keys !== 'from,to') return fault(shape);
  const { from, to } = operand as { from: unknown; to: unknown };
  const span = `expected whole days from −${MAX_ANNIVERSARY_DAYS} to ${MAX_ANNIVERSARY_DAYS}`;
  if (!isWhole(from, -MAX_ANNIVERSARY_DAYS, MAX_ANNIVERSARY_DAYS)) return fault(span, '/from');
  if (!isWhole(to, -MAX_ANNIVERSARY_DAYS, MAX_ANNIVERSARY_DAYS)) return fault(span, '/to');
  if (from > to) return fault('from is at most to', '/to');
  return ok({ kind: 'anniversary-days', from, to });
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
