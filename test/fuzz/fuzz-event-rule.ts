/**
 * Random event conditions and sequences, valid in a plan: all patterns, `where` trees, windows,
 * aggregates, gaps and closing steps.
 */
import fc from 'fast-check';

import type { ValueType } from '../../engine/value.ts';
import type {
  AttributeRule,
  EventRule,
  OccurrenceRule,
  SequenceRule,
  Step,
  Unit,
  WhereRule,
  WindowRule,
} from '../oracle/oracle-json.ts';
import { fold } from '../oracle/oracle-text.ts';
import {
  amountComparison,
  comparisonArbitrary,
  countComparison,
  durationArbitrary,
  instantArbitrary,
  timeComparison,
} from './fuzz-comparison.ts';
import { type EventPlan, type Plan, UNKNOWN_EVENT, UNKNOWN_NAMES } from './fuzz-plan.ts';
import { chance, named, spelledArbitrary, weighted } from './fuzz-pool.ts';

const UNITS: readonly Unit[] = ['day', 'week', 'month', 'quarter', 'year'];

/** A pattern, and the planned event types that it takes. */
type Meant = { readonly event: string | readonly string[]; readonly types: readonly EventPlan[] };

export function typesMeant(plan: Plan, event: string | readonly string[]): EventPlan[] {
  const patterns = (typeof event === 'string' ? [event] : event).map(fold);
  return plan.events.filter(({ type }) =>
    patterns.some((pattern) =>
      pattern.endsWith('*') ? fold(type).startsWith(pattern.slice(0, -1)) : fold(type) === pattern,
    ),
  );
}

function meantArbitrary(plan: Plan): fc.Arbitrary<Meant> {
  const exact = fc.constantFrom(...plan.events.map(({ type }) => type)).chain(spelledArbitrary);
  const prefix = fc
    .tuple(exact, fc.integer({ min: 1, max: 8 }))
    .map(([type, length]) => `${[...type].slice(0, length).join('')}*`);
  const unknown = fc.constantFrom(UNKNOWN_EVENT, `${UNKNOWN_EVENT}*`);
  const one = weighted([12, exact], [4, prefix], [1, unknown]);
  const several = fc.uniqueArray(one, { minLength: 1, maxLength: 3, selector: fold });
  return weighted<string | string[]>([9, one], [4, fc.constant('*')], [5, several]).map(
    (event) => ({
      event,
      types: typesMeant(plan, event),
    }),
  );
}

/** Types that the attribute has in these event types; all types if it is in none. */
function typesOfAttribute(name: string, types: readonly EventPlan[]): ValueType[] {
  const found = types.flatMap(({ attributes }) =>
    attributes.filter((attribute) => attribute.name === name).map(({ type }) => type),
  );
  return found.length > 0 ? found : ['text', 'number', 'boolean', 'date', 'datetime', 'list'];
}

function attributeNames(types: readonly EventPlan[]): string[] {
  return [...new Set(types.flatMap(({ attributes }) => attributes.map(({ name }) => name)))];
}

function unknownAttribute(): fc.Arbitrary<string> {
  return fc.constantFrom(...UNKNOWN_NAMES);
}

function attributeCondition(plan: Plan, types: readonly EventPlan[]): fc.Arbitrary<AttributeRule> {
  const names = attributeNames(types);
  const name =
    names.length === 0
      ? unknownAttribute()
      : weighted([20, fc.constantFrom(...names)], [1, unknownAttribute()]);
  return name.chain((drawn) =>
    fc
      .constantFrom(...typesOfAttribute(drawn, types))
      .chain((type) =>
        fc
          .tuple(spelledArbitrary(drawn), comparisonArbitrary(plan, type))
          .map(([attr, comparison]) => ({ attr, ...comparison })),
      ),
  );
}

function whereArbitrary(
  plan: Plan,
  types: readonly EventPlan[],
  depth: number,
): fc.Arbitrary<WhereRule> {
  const condition: fc.Arbitrary<WhereRule> = named(attributeCondition(plan, types));
  if (depth === 0) return condition;
  const child = whereArbitrary(plan, types, depth - 1);
  const children = fc.array(child, { minLength: 0, maxLength: 3 });
  const some = fc.array(child, { minLength: 1, maxLength: 3 });
  return weighted<WhereRule>(
    [6, condition],
    [1, some.map((all) => ({ all }))],
    [1, some.map((any) => ({ any }))],
    [1, children.map((none) => ({ none }))],
    [1, child.map((not) => ({ not }))],
  );
}

function occurrenceArbitrary(plan: Plan): fc.Arbitrary<OccurrenceRule> {
  return meantArbitrary(plan).chain(({ event, types }) =>
    optional(25, whereArbitrary(plan, types, 1)).map((where) => ({
      event,
      ...(where === undefined ? {} : { where }),
    })),
  );
}

/** Something `percent` times in a hundred, undefined else. */
function optional<T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return chance(percent).chain(
    (is): fc.Arbitrary<T | undefined> => (is ? arbitrary : fc.constant(undefined)),
  );
}

function windowArbitrary(plan: Plan): fc.Arbitrary<WindowRule> {
  const instant = instantArbitrary(plan);
  const unit = fc.constantFrom(...UNITS);
  return weighted<WindowRule>(
    [6, durationArbitrary.map((last) => ({ last }))],
    [2, instant.map((from) => ({ from }))],
    [2, instant.map((to) => ({ to }))],
    [2, fc.tuple(instant, instant).map(([from, to]) => ({ from, to }))],
    [2, unit.map((current) => ({ current }))],
    [2, unit.map((previous) => ({ previous }))],
  );
}

function withinArbitrary(plan: Plan): fc.Arbitrary<{ within?: WindowRule }> {
  return optional(50, windowArbitrary(plan)).map((within) => (within ? { within } : {}));
}

type AggregatePart = Pick<EventRule, 'aggregate' | 'of' | 'op' | 'value'>;

/** The aggregate with its attribute and its comparison. */
function aggregateArbitrary(plan: Plan, types: readonly EventPlan[]): fc.Arbitrary<AggregatePart> {
  const count = weighted<AggregatePart>(
    [1, fc.constant({ aggregate: 'count' })],
    [2, fc.constant({})],
  );
  const numeric = numericAttribute(types).chain(spelledArbitrary);
  const any = anyAttribute(types).chain(spelledArbitrary);
  const amount = fc
    .tuple(fc.constantFrom('sum', 'sum', 'avg', 'avg', 'min', 'max'), numeric)
    .map(([aggregate, of]): AggregatePart => ({ aggregate, of }));
  const distinct = any.map((of): AggregatePart => ({ aggregate: 'distinct', of }));
  const time = fc.constantFrom('first', 'last').map((aggregate): AggregatePart => ({ aggregate }));
  return weighted<AggregatePart>(
    [4, both(count, countComparison)],
    [5, both(amount, amountComparison(plan))],
    [3, both(distinct, countComparison)],
    [3, both(time, timeComparison(plan))],
  );
}

function both<A, B>(left: fc.Arbitrary<A>, right: fc.Arbitrary<B>): fc.Arbitrary<A & B> {
  return fc.tuple(left, right).map(([a, b]) => ({ ...a, ...b }));
}

/** An attribute that is a number in one of the types, or that none of them has. */
function numericAttribute(types: readonly EventPlan[]): fc.Arbitrary<string> {
  const names = types.flatMap(({ attributes }) =>
    attributes.filter(({ type }) => type === 'number').map(({ name }) => name),
  );
  if (names.length === 0) return unknownAttribute();
  return weighted([20, fc.constantFrom(...new Set(names))], [1, unknownAttribute()]);
}

/** Mostly one that has several types, if there is such a one. */
function anyAttribute(types: readonly EventPlan[]): fc.Arbitrary<string> {
  const names = attributeNames(types);
  if (names.length === 0) return unknownAttribute();
  const mixed = names.filter((name) => new Set(typesOfAttribute(name, types)).size > 1);
  return fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom(...(mixed.length > 0 ? mixed : names)),
  );
}

/** Something that holds on days of the calendar, and so not in every time zone. */
export function calendarRuleArbitrary(plan: Plan): fc.Arbitrary<EventRule> {
  const unit = fc.constantFrom(...UNITS);
  const days = fc.oneof(
    unit.map((current) => ({ within: { current } })),
    unit.map((previous) => ({ within: { previous } })),
    fc.constant({ aggregate: 'last', op: 'eq', value: 'today' } as const),
  );
  return both(
    meantArbitrary(plan).map(({ event }) => ({ event })),
    days,
  );
}

export function eventRuleArbitrary(plan: Plan): fc.Arbitrary<EventRule> {
  return meantArbitrary(plan).chain(({ event, types }) =>
    fc
      .tuple(
        optional(30, whereArbitrary(plan, types, 2)),
        withinArbitrary(plan),
        aggregateArbitrary(plan, types),
      )
      .map(([where, within, aggregate]) => ({
        event,
        ...(where === undefined ? {} : { where }),
        ...within,
        ...aggregate,
      })),
  );
}

function withGap<S extends Step>(step: fc.Arbitrary<S>): fc.Arbitrary<S> {
  return fc
    .tuple(step, optional(45, durationArbitrary))
    .map(([made, gap]) => (gap === undefined ? made : { ...made, gap }));
}

export function sequenceArbitrary(plan: Plan): fc.Arbitrary<SequenceRule> {
  const occurrence = occurrenceArbitrary(plan);
  const length = weighted(
    [2, fc.constant(0)],
    [8, fc.constant(1)],
    [3, fc.constant(2)],
    [1, fc.integer({ min: 3, max: 6 })],
  );
  const happened = length.chain((count) =>
    fc.array(withGap<Step>(occurrence), { minLength: count, maxLength: count }),
  );
  const closing = withGap<Step>(occurrence.map((not) => ({ not })));
  return fc
    .tuple(occurrence, happened, optional(45, closing), withinArbitrary(plan))
    .map(([first, following, last, within]) => ({
      sequence: [first, ...following, ...(last ? [last] : [])],
      ...within,
    }));
}
