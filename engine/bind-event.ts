/**
 * Binding conditions on events. What the index answers best is "at least so many events": so
 *
 * - a condition that holds without any event is the complement of one that does not;
 * - `first` and `last` within a span say that there is an event in it, and none before or after it;
 * - `min` and `max` within a range say that there is a value in it, and none below or above it.
 */

import { isMovingTests, isMovingWhere, windowKey } from './bind-moment.ts';
import { bindTest, instantOf, type Viewpoint } from './bind-test.ts';
import { nextDown, nextUp, remainingRanges } from './number-ranges.ts';
import type {
  EventLeaf,
  EventSource,
  PlanStep,
  PlanWhere,
  SequenceLeaf,
  Span,
  ValueTest,
} from './plan.ts';
import { keyOfParts, shortKey } from './plan-key.ts';
import type { EventPattern, NumberRange, Window } from './rule.ts';
import type { CanonicalLeaf, CanonicalStep, CanonicalWhere, Tests } from './rule-canonical.ts';
import type { EventType, Schema } from './schema.ts';

/** What is bound, before it stands in a plan: logic over leaves. */
export type Bound =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'and' | 'or'; readonly children: readonly Bound[] }
  | { readonly kind: 'not'; readonly child: Bound }
  | EventLeaf;

type CanonicalEventLeaf = Extract<CanonicalLeaf, { kind: 'event' }>;
type CanonicalSequenceLeaf = Extract<CanonicalLeaf, { kind: 'sequence' }>;

const NOBODY: Bound = { kind: 'nobody' };
const SOME: ValueTest = { kind: 'ranges', ranges: [[1, Infinity]] };
/** More ranges of times or values than that are compared with each contact's aggregate. */
const MAX_SPLIT_RANGES = 4;

export function bindEvent(leaf: CanonicalEventLeaf, schema: Schema, view: Viewpoint): Bound {
  const sources = bindAggregated(leaf, schema, view);
  if (sources.length === 0 && leaf.aggregate !== 'count') return withoutEvents(leaf, view);
  const bound: EventLeaf = {
    kind: 'event',
    key: eventKey(leaf, sources),
    sources,
    window: bindWindow(leaf.within, view),
    aggregate: leaf.aggregate,
    test: boundTest(leaf, view),
  };
  switch (leaf.aggregate) {
    case 'count':
    case 'distinct':
      return withZero({ ...bound, test: wholeNumbers(bound.test) }, otherCounts);
    case 'sum':
      return withZero(bound, otherNumbers);
    case 'avg':
      return isEmpty(bound.test) ? NOBODY : bound;
    case 'first':
    case 'last':
      return bindTimes(bound, leaf);
    case 'min':
    case 'max':
      return bindExtremes(bound);
  }
}

/** An aggregate over event types that there are none of, or that lack the attribute. */
function withoutEvents(leaf: CanonicalEventLeaf, view: Viewpoint): Bound {
  const isZero = leaf.aggregate === 'sum' || leaf.aggregate === 'distinct';
  const test = boundTest(leaf, view);
  return isZero && holds(rangesOf(test), 0) ? { kind: 'not', child: NOBODY } : NOBODY;
}

function boundTest({ aggregate, tests }: CanonicalEventLeaf, view: Viewpoint): ValueTest {
  const type = aggregate === 'first' || aggregate === 'last' ? 'datetime' : 'number';
  const test = tests[type];
  return test === undefined ? { kind: 'ranges', ranges: [] } : bindTest(test, type, view);
}

/** The sources that have the attribute to aggregate, when there is one. */
function bindAggregated(
  leaf: CanonicalEventLeaf,
  schema: Schema,
  view: Viewpoint,
): readonly EventSource[] {
  const sources: EventSource[] = [];
  for (const event of schema.matchingEventTypes(leaf.events)) {
    const source = { event: event.id, where: bindWhere(leaf.where, event, view) };
    if (leaf.of === undefined) {
      sources.push(source);
      continue;
    }
    const attribute = event.attributes.get(leaf.of);
    const isOf = leaf.aggregate === 'distinct' || attribute?.type === 'number';
    if (attribute === undefined || !isOf) continue;
    sources.push({ ...source, of: { attribute: attribute.id, type: attribute.type } });
  }
  return sources;
}

/** Says everything of the leaf but where its edges stand and what the aggregate is compared with. */
function eventKey(leaf: CanonicalEventLeaf, sources: readonly EventSource[]): string | undefined {
  if (isMovingWhere(leaf.where)) return undefined;
  const asked = `${leaf.aggregate} ${leaf.zone} ${windowKey(leaf.within)}`;
  return `event ${asked} ${shortKey(keyOfParts(sources))}`;
}

// Aggregates that are 0 without any event

type Remaining = (ranges: readonly NumberRange[]) => readonly NumberRange[];

/** A contact with an event has a count of at least 1. */
const otherCounts: Remaining = (ranges) =>
  remainingRanges([1, Infinity], ranges, { below: (n) => n - 1, above: (n) => n + 1 });
const otherNumbers: Remaining = (ranges) =>
  remainingRanges([-Infinity, Infinity], ranges, { below: nextDown, above: nextUp });

/** When 0 passes, so does whoever has no event: everyone but those whose aggregate does not pass. */
function withZero(leaf: EventLeaf, others: Remaining): Bound {
  const ranges = rangesOf(leaf.test);
  if (!holds(ranges, 0)) return withTest(leaf, ranges);
  return { kind: 'not', child: withTest(leaf, others(ranges)) };
}

function withTest(leaf: EventLeaf, ranges: readonly NumberRange[]): Bound {
  return ranges.length === 0 ? NOBODY : { ...leaf, test: { kind: 'ranges', ranges } };
}

/** Ranges of counts: from the first to the last whole number in each. */
function wholeNumbers(test: ValueTest): ValueTest {
  const ranges = rangesOf(test).flatMap(([low, high]): readonly NumberRange[] => {
    const [first, last] = [Math.max(0, Math.ceil(low)), Math.floor(high)];
    return first <= last ? [[first, last]] : [];
  });
  return { kind: 'ranges', ranges };
}

function rangesOf(test: ValueTest): readonly NumberRange[] {
  if (test.kind === 'exists') return [[-Infinity, Infinity]];
  return test.kind === 'ranges' ? test.ranges : [];
}

function isEmpty(test: ValueTest): boolean {
  return test.kind === 'ranges' && test.ranges.length === 0;
}

function holds(ranges: readonly NumberRange[], value: number): boolean {
  return ranges.some(([low, high]) => low <= value && value <= high);
}

// First and last

function bindTimes(leaf: EventLeaf, { tests }: CanonicalEventLeaf): Bound {
  const { test, window } = leaf;
  if (test.kind === 'exists') return someWithin(leaf, 'any', window);
  // An anniversary has a day of every year, and a long list many days.
  if (test.kind !== 'ranges' || test.ranges.length > MAX_SPLIT_RANGES) {
    return isMovingTests(tests) ? { ...leaf, key: undefined } : leaf;
  }
  const asked = shortKey(keyOfParts(tests.datetime));
  return either(
    test.ranges.map(([low, high], i) => {
      const within = { from: Math.max(window.from, low), to: Math.min(window.to, high + 1) };
      const beyond =
        leaf.aggregate === 'last'
          ? { from: Math.max(window.from, high + 1), to: window.to }
          : { from: window.from, to: Math.min(window.to, low) };
      return butNot(
        someWithin(leaf, `${i} in ${asked}`, within),
        someWithin(leaf, `${i} beyond ${asked}`, beyond),
      );
    }),
  );
}

/** At least one event in a part of the window, which `part` names whatever the moment. */
function someWithin(leaf: EventLeaf, part: string, window: Span): Bound {
  const key = leaf.key === undefined ? undefined : `${leaf.key} ${part}`;
  return { ...leaf, key, aggregate: 'count', window, test: SOME };
}

// Smallest and largest

function bindExtremes(leaf: EventLeaf): Bound {
  if (leaf.test.kind === 'exists') return someValue(leaf, [-Infinity, Infinity]);
  const ranges = rangesOf(leaf.test);
  // Each threshold is a condition of its own on single events.
  if (ranges.length > MAX_SPLIT_RANGES) return leaf;
  return either(
    ranges.map((range) => {
      const [low, high] = range;
      const beyond: NumberRange =
        leaf.aggregate === 'max' ? [nextUp(high), Infinity] : [-Infinity, nextDown(low)];
      const isOpen = leaf.aggregate === 'max' ? high === Infinity : low === -Infinity;
      return isOpen
        ? someValue(leaf, range)
        : butNot(someValue(leaf, range), someValue(leaf, beyond));
    }),
  );
}

/** At least one event whose attribute lies in a range. */
function someValue(leaf: EventLeaf, range: NumberRange): Bound {
  const [low, high] = range;
  if (low > high) return NOBODY;
  const test: ValueTest = { kind: 'ranges', ranges: [range] };
  const sources = leaf.sources.map(({ event, where, of }): EventSource => {
    const value: PlanWhere = { kind: 'attr', ...(of as Required<EventSource>['of']), test };
    return {
      event,
      where: where.kind === 'true' ? value : { kind: 'and', children: [where, value] },
    };
  });
  const key = leaf.key === undefined ? undefined : `${leaf.key} ${keyOfParts(range)}`;
  return { kind: 'event', key, sources, window: leaf.window, aggregate: 'count', test: SOME };
}

function either(children: readonly Bound[]): Bound {
  const [first, more] = children;
  if (first === undefined) return NOBODY;
  return more === undefined ? first : { kind: 'or', children };
}

function butNot(child: Bound, without: Bound): Bound {
  return { kind: 'and', children: [child, { kind: 'not', child: without }] };
}

// Sequences

export function bindSequence(
  leaf: CanonicalSequenceLeaf,
  schema: Schema,
  view: Viewpoint,
): SequenceLeaf {
  const bindStep = (step: CanonicalStep): PlanStep => ({
    sources: bindSources(step.events, step.where, schema, view),
    ...(step.gap && { gap: step.gap }),
  });
  const steps = leaf.steps.map(bindStep);
  const absent = leaf.absent && bindStep(leaf.absent);
  const isMoving = [...leaf.steps, leaf.absent].some((step) => step && isMovingWhere(step.where));
  return {
    kind: 'sequence',
    key: isMoving
      ? undefined
      : `sequence ${leaf.zone} ${windowKey(leaf.within)} ${shortKey(keyOfParts([steps, absent]))}`,
    zone: leaf.zone,
    window: bindWindow(leaf.within, view),
    at: view.at,
    steps,
    ...(absent && { absent }),
  };
}

function bindSources(
  events: readonly EventPattern[],
  where: CanonicalWhere,
  schema: Schema,
  view: Viewpoint,
): readonly EventSource[] {
  return schema
    .matchingEventTypes(events)
    .map((event) => ({ event: event.id, where: bindWhere(where, event, view) }));
}

// Conditions on single events

function bindWhere(where: CanonicalWhere, event: EventType, view: Viewpoint): PlanWhere {
  switch (where.kind) {
    case 'true':
      return where;
    case 'and':
    case 'or':
      return {
        kind: where.kind,
        children: where.children.map((child) => bindWhere(child, event, view)),
      };
    case 'not':
      return { kind: 'not', child: bindWhere(where.child, event, view) };
    case 'attr':
      return bindAttribute(where.attr, where.tests, event, view);
  }
}

/** An attribute of a type without a test, or that the event does not have, is missing. */
function bindAttribute(name: string, tests: Tests, event: EventType, view: Viewpoint): PlanWhere {
  const attribute = event.attributes.get(name);
  const test = attribute && tests[attribute.type];
  if (attribute === undefined || test === undefined) return { kind: 'false' };
  return {
    kind: 'attr',
    attribute: attribute.id,
    type: attribute.type,
    test: bindTest(test, attribute.type, view),
  };
}

/** The milliseconds that a window means; nothing after the moment of the question counts. */
function bindWindow(window: Window | undefined, view: Viewpoint): Span {
  const { at, zone } = view;
  const end = at + 1;
  if (window === undefined) return { from: -Infinity, to: end };
  switch (window.kind) {
    case 'last':
      return { from: zone.shift(at, window.duration, -1) + 1, to: end };
    case 'between':
      return {
        from: window.from === undefined ? -Infinity : instantOf(window.from, view),
        to: window.to === undefined ? end : Math.min(instantOf(window.to, view), end),
      };
    case 'current': {
      const day = zone.unitStart(zone.dayOf(at), window.unit, 0);
      return { from: zone.startOfDay(day), to: end };
    }
    case 'previous': {
      const today = zone.dayOf(at);
      return {
        from: zone.startOfDay(zone.unitStart(today, window.unit, -1)),
        to: zone.startOfDay(zone.unitStart(today, window.unit, 0)),
      };
    }
  }
}
