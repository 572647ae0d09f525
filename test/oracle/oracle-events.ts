/**
 * Event conditions of the oracle: which occurrences are meant, and what their aggregate is.
 */
import type { Aggregate, EventRule, OccurrenceRule, WhereRule, WindowRule } from './oracle-json.ts';
import { holds } from './oracle-operators.ts';
import { averageOf, sumOf } from './oracle-sum.ts';
import { fold } from './oracle-text.ts';
import { type Clock, readDuration, startOfPreviousUnit, startOfUnit } from './oracle-time.ts';
import { distinctKeys, type Value } from './oracle-values.ts';

/** One occurrence. Names are folded. */
export type Occurrence = {
  readonly type: string;
  readonly time: number;
  readonly attributes: Map<string, Value>;
};

export function eventConditionHolds(
  rule: EventRule,
  occurrences: readonly Occurrence[],
  clock: Clock,
): boolean {
  const meant = occurrences.filter(
    (occurrence) =>
      isMeant(rule, occurrence, clock) && isInWindow(rule.within, occurrence.time, clock),
  );
  const aggregate = rule.aggregate ?? 'count';
  const value = aggregateOf(aggregate, meant, rule.of);
  return holds(comparisonOf(rule, aggregate), value, clock);
}

function comparisonOf(rule: EventRule, aggregate: Aggregate): { op: string; value?: unknown } {
  const isTime = aggregate === 'first' || aggregate === 'last';
  const op = rule.op ?? (isTime ? 'exists' : 'gte');
  return { op, value: op === 'gte' ? (rule.value ?? 1) : rule.value };
}

/** Right type, right attributes; the time is not looked at. */
export function isMeant(rule: OccurrenceRule, occurrence: Occurrence, clock: Clock): boolean {
  const patterns = typeof rule.event === 'string' ? [rule.event] : rule.event;
  if (!patterns.some((pattern) => isOfType(pattern, occurrence.type))) return false;
  return rule.where === undefined || whereHolds(rule.where, occurrence, clock);
}

/** A name, or a beginning of names followed by `*`. */
function isOfType(pattern: string, type: string): boolean {
  if (pattern.endsWith('*')) return type.startsWith(fold(pattern.slice(0, -1)));
  return type === fold(pattern);
}

function whereHolds(rule: WhereRule, occurrence: Occurrence, clock: Clock): boolean {
  const holdsHere = (child: WhereRule): boolean => whereHolds(child, occurrence, clock);
  if ('all' in rule) return rule.all.every(holdsHere);
  if ('any' in rule) return rule.any.some(holdsHere);
  if ('none' in rule) return !rule.none.some(holdsHere);
  if ('not' in rule) return !holdsHere(rule.not);
  return holds(rule, occurrence.attributes.get(fold(rule.attr)), clock);
}

/** Nothing after `at` is in any window. */
export function isInWindow(within: WindowRule | undefined, time: number, clock: Clock): boolean {
  if (time > clock.at) return false;
  if (within === undefined) return true;
  const { zone, at } = clock;
  if (within.last !== undefined) return zone.before(at, readDuration(within.last)) < time;
  if (within.current !== undefined) {
    return zone.startOf(startOfUnit(within.current, clock.today())) <= time;
  }
  if (within.previous !== undefined) {
    const start = zone.startOf(startOfPreviousUnit(within.previous, clock.today()));
    const end = zone.startOf(startOfUnit(within.previous, clock.today()));
    return start <= time && time < end;
  }
  const from = clock.instantOf(within.from);
  const to = clock.instantOf(within.to);
  return (from === undefined || from <= time) && (to === undefined || time < to);
}

function aggregateOf(
  aggregate: Aggregate,
  occurrences: readonly Occurrence[],
  of: string | undefined,
): Value | undefined {
  const times = occurrences.map((occurrence) => occurrence.time);
  const values = of === undefined ? [] : valuesOf(occurrences, of);
  const numbers = values.flatMap((value) => (value.type === 'number' ? [value.value] : []));
  switch (aggregate) {
    case 'count':
      return number(occurrences.length);
    case 'sum':
      return number(sumOf(numbers));
    case 'distinct':
      return number(new Set(values.flatMap(distinctKeys)).size);
    case 'avg':
      return numbers.length === 0 ? undefined : number(averageOf(numbers));
    case 'min':
      return numbers.length === 0 ? undefined : number(Math.min(...numbers));
    case 'max':
      return numbers.length === 0 ? undefined : number(Math.max(...numbers));
    case 'first':
      return times.length === 0 ? undefined : { type: 'datetime', value: Math.min(...times) };
    case 'last':
      return times.length === 0 ? undefined : { type: 'datetime', value: Math.max(...times) };
  }
}

function valuesOf(occurrences: readonly Occurrence[], attribute: string): Value[] {
  const name = fold(attribute);
  return occurrences.flatMap((occurrence) => occurrence.attributes.get(name) ?? []);
}

function number(value: number): Value {
  return { type: 'number', value };
}
