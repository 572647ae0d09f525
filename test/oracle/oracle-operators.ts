/**
 * Operators of the oracle: what `{ op, value, ignore_case }` says of a typed value.
 *
 * A negative operator is exactly the complement of its positive one. An operator or operand that
 * does not fit the type of the value at hand leaves the value out, as if it were missing.
 */
import type { Comparison } from './oracle-json.ts';
import { fold, matchesPattern } from './oracle-text.ts';
import { addDays, type Clock, daysBetween, isLeapYear, readDuration } from './oracle-time.ts';
import { isObject, type Value } from './oracle-values.ts';

const POSITIVE_OF = new Map([
  ['neq', 'eq'],
  ['not_in', 'in'],
  ['not_contains', 'contains'],
  ['not_matches', 'matches'],
  ['has_none', 'has_any'],
  ['not_exists', 'exists'],
]);

/** Whether the condition holds for the value; undefined is a missing one. */
export function holds(comparison: Comparison, value: Value | undefined, clock: Clock): boolean {
  const positive = POSITIVE_OF.get(comparison.op);
  if (positive !== undefined) return !holds({ ...comparison, op: positive }, value, clock);
  return value !== undefined && (verdict(comparison, value, clock) ?? false);
}

/** What a positive operator says of a value; undefined when it does not fit the value's type. */
function verdict(comparison: Comparison, value: Value, clock: Clock): boolean | undefined {
  const { op, value: operand, ignore_case: ignoreCase } = comparison;
  if (op === 'exists') return true;
  if (ignoreCase && value.type !== 'text' && value.type !== 'list') return undefined;
  switch (value.type) {
    case 'text':
      return ofText(op, operand, value.value, ignoreCase ? fold : asItIs);
    case 'number':
      return ofNumber(op, operand, value.value);
    case 'boolean':
      return op === 'eq' && typeof operand === 'boolean' ? value.value === operand : undefined;
    case 'date':
      return ofDate(op, operand, value.value, clock);
    case 'datetime':
      return ofDatetime(op, operand, value.value, clock);
    case 'list':
      return ofList(op, operand, value.value, ignoreCase ? fold : asItIs);
  }
}

/** Whether operator and operand fit a type, of which any value serves as example. */
export function fits(comparison: Comparison, example: Value, clock: Clock): boolean {
  const op = POSITIVE_OF.get(comparison.op) ?? comparison.op;
  return verdict({ ...comparison, op }, example, clock) !== undefined;
}

function asItIs(text: string): string {
  return text;
}

type Normal = (text: string) => string;

function isText(operand: unknown): operand is string {
  return typeof operand === 'string';
}

function isNumber(operand: unknown): operand is number {
  return typeof operand === 'number';
}

function arrayOf<T>(operand: unknown, is: (element: unknown) => element is T): T[] | undefined {
  return Array.isArray(operand) && operand.every(is) ? operand : undefined;
}

function ofText(op: string, operand: unknown, text: string, normal: Normal): boolean | undefined {
  const whole = normal(text);
  const texts = arrayOf(operand, isText);
  const alternatives = isText(operand) ? [operand] : texts;
  switch (op) {
    case 'eq':
      return isText(operand) ? whole === normal(operand) : undefined;
    case 'in':
      return texts?.some((element) => whole === normal(element));
    case 'contains':
      return alternatives?.some((part) => whole.includes(normal(part)));
    case 'starts_with':
      return alternatives?.some((part) => whole.startsWith(normal(part)));
    case 'ends_with':
      return alternatives?.some((part) => whole.endsWith(normal(part)));
    case 'matches':
      return isText(operand) ? matchesPattern(normal(operand), whole) : undefined;
    default:
      return undefined;
  }
}

function ofList(
  op: string,
  operand: unknown,
  list: readonly string[],
  normal: Normal,
): boolean | undefined {
  const wanted = arrayOf(operand, isText)?.map(normal);
  const elements = list.map(normal);
  switch (op) {
    case 'has_any':
      return wanted?.some((text) => elements.includes(text));
    case 'has_all':
      return wanted?.every((text) => elements.includes(text));
    default:
      return undefined;
  }
}

function ofNumber(op: string, operand: unknown, number: number): boolean | undefined {
  const numbers = arrayOf(operand, isNumber);
  if (op === 'in') return numbers?.some((element) => number === element);
  if (op === 'between') {
    if (numbers?.length !== 2) return undefined;
    const [low, high] = numbers as [number, number];
    return low <= number && number <= high;
  }
  if (!isNumber(operand)) return undefined;
  switch (op) {
    case 'eq':
      return number === operand;
    case 'gt':
      return number > operand;
    case 'gte':
      return number >= operand;
    case 'lt':
      return number < operand;
    case 'lte':
      return number <= operand;
    default:
      return undefined;
  }
}

function ofDate(op: string, operand: unknown, date: string, clock: Clock): boolean | undefined {
  const start = clock.zone.startOf(date);
  if (op === 'anniversary') return isAnniversary(operand, date, clock);
  if (op === 'eq') return equalsDate(operand, date, clock);
  if (op !== 'in') return ofInstant(op, operand, start, clock);
  if (!Array.isArray(operand)) return undefined;
  const verdicts = operand.map((element) => equalsDate(element, date, clock));
  return verdicts.includes(undefined) ? undefined : verdicts.includes(true);
}

function ofDatetime(op: string, operand: unknown, time: number, clock: Clock): boolean | undefined {
  if (op === 'anniversary') return isAnniversary(operand, clock.zone.dateAt(time), clock);
  return ofInstant(op, operand, time, clock);
}

/** Operators that a date, through its day's start, shares with an instant. */
function ofInstant(op: string, operand: unknown, time: number, clock: Clock): boolean | undefined {
  switch (op) {
    case 'eq':
      return equalsInstant(operand, time, clock);
    case 'between':
      return isBetweenInstants(operand, time, clock);
    case 'before':
    case 'after': {
      const instant = clock.instantOf(operand);
      if (instant === undefined) return undefined;
      return op === 'before' ? time < instant : time > instant;
    }
    case 'within_last':
      return isText(operand) ? before(operand, clock) < time && time <= clock.at : undefined;
    case 'within_next':
      return isText(operand) ? clock.at < time && time <= after(operand, clock) : undefined;
    case 'older_than':
      return isText(operand) ? time <= before(operand, clock) : undefined;
    default:
      return undefined;
  }
}

function before(duration: string, clock: Clock): number {
  return clock.zone.before(clock.at, readDuration(duration));
}

function after(duration: string, clock: Clock): number {
  return clock.zone.after(clock.at, readDuration(duration));
}

/** A date is the day it names, also where that day was skipped; an instant it meets by its start. */
function equalsDate(operand: unknown, date: string, clock: Clock): boolean | undefined {
  const day = clock.dayOf(operand);
  if (day !== undefined) return day === date;
  return equalsInstant(operand, clock.zone.startOf(date), clock);
}

/** A day is met by each of its instants, any other instant by itself. */
function equalsInstant(operand: unknown, time: number, clock: Clock): boolean | undefined {
  const day = clock.dayOf(operand);
  if (day !== undefined) {
    return clock.zone.startOf(day) <= time && time < clock.zone.startOf(addDays(day, 1));
  }
  const instant = clock.instantOf(operand);
  return instant === undefined ? undefined : time === instant;
}

function isBetweenInstants(operand: unknown, time: number, clock: Clock): boolean | undefined {
  if (!Array.isArray(operand) || operand.length !== 2) return undefined;
  const low = clock.instantOf(operand[0]);
  const high = clock.instantOf(operand[1]);
  if (low === undefined || high === undefined) return undefined;
  return low <= time && time <= high;
}

function isAnniversary(operand: unknown, date: string, clock: Clock): boolean | undefined {
  if (!isObject(operand)) return undefined;
  if (isNumber(operand['month'])) return Number(date.slice(5, 7)) === operand['month'];
  const { from, to } = operand;
  if (!isNumber(from) || !isNumber(to)) return undefined;
  const today = clock.today();
  const year = Number(today.slice(0, 4));
  // 366 days either way reach into the years next to this one, and from the year's ends no further.
  return [year - 2, year - 1, year, year + 1, year + 2].some((kept) => {
    const away = daysBetween(today, dayKeptIn(kept, date));
    return from <= away && away <= to;
  });
}

/** The day on which a year keeps the date: 29 February on the 28th where there is none. */
function dayKeptIn(year: number, date: string): string {
  const monthAndDay = date.slice(5);
  const kept = monthAndDay === '02-29' && !isLeapYear(year) ? '02-28' : monthAndDay;
  const sign = year < 0 ? '-' : '+';
  return `${sign}${String(Math.abs(year)).padStart(6, '0')}-${kept}`;
}
