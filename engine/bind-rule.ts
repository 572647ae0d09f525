/**
 * Binding canonical rules to a moment and to the schema: from what is asked to a plan.
 */
import { bindTest, instantOf, type Viewpoint } from './bind-test.ts';
import type {
  EventSource,
  Plan,
  PlanLeaf,
  PlanNode,
  PlanStep,
  PlanWhere,
  Span,
  ValueTest,
} from './plan.ts';
import type { EventPattern, Window } from './rule.ts';
import {
  type CanonicalLeaf,
  type CanonicalRule,
  type CanonicalStep,
  type CanonicalWhere,
  canonicalKey,
  type Tests,
} from './rule-canonical.ts';
import { sampleSeed } from './sample-hash.ts';
import type { EventType, Schema } from './schema.ts';
import { zoneOf } from './zone.ts';

export type Binding = {
  readonly at: number;
  readonly schema: Schema;
};

/** One plan with a root for each rule; what the rules share stands in it once. */
export function bindRules(rules: readonly CanonicalRule[], binding: Binding): Plan {
  const nodes: PlanNode[] = [];
  const indexes = new Map<string, number>();
  const roots = rules.map(place);
  return { nodes, roots };

  function place(rule: CanonicalRule): number {
    const key = canonicalKey(rule);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const node = bind(rule);
    const index = nodes.push(node) - 1;
    indexes.set(key, index);
    return index;
  }

  function bind(rule: CanonicalRule): PlanNode {
    switch (rule.kind) {
      case 'everyone':
      case 'nobody':
        return { kind: rule.kind };
      case 'and':
      case 'or':
        return { kind: rule.kind, children: rule.children.map(place) };
      case 'not':
        return { kind: 'not', child: place(rule.child) };
      default:
        return bindLeaf(rule, binding);
    }
  }
}

function bindLeaf(leaf: CanonicalLeaf, { at, schema }: Binding): PlanNode {
  switch (leaf.kind) {
    case 'field': {
      const field = schema.field(leaf.field);
      const test = field && leaf.tests[field.type];
      if (field === undefined || test === undefined) return { kind: 'nobody' };
      const view = { at, zone: zoneOf(leaf.zone) };
      return { kind: 'field', field: field.id, test: bindTest(test, field.type, view) };
    }
    case 'event':
      return bindEvent(leaf, schema, { at, zone: zoneOf(leaf.zone) });
    case 'sequence':
      return bindSequence(leaf, schema, { at, zone: zoneOf(leaf.zone) });
    case 'group':
      return { kind: 'group', id: leaf.id };
    case 'contacts':
      return { kind: 'contacts', ids: leaf.ids };
    case 'sample':
      return { kind: 'sample', seed: sampleSeed(leaf.seed), from: leaf.from, to: leaf.to };
  }
}

function bindEvent(
  leaf: Extract<CanonicalLeaf, { kind: 'event' }>,
  schema: Schema,
  view: Viewpoint,
): PlanLeaf {
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
  const isTime = leaf.aggregate === 'first' || leaf.aggregate === 'last';
  const type = isTime ? 'datetime' : 'number';
  const test = leaf.tests[type];
  const window = bindWindow(leaf.within, view);
  return {
    kind: 'event',
    sources,
    window,
    aggregate: leaf.aggregate,
    test: test === undefined ? NOTHING : bindTest(test, type, view),
  };
}

const NOTHING: ValueTest = { kind: 'ranges', ranges: [] };

function bindSequence(
  leaf: Extract<CanonicalLeaf, { kind: 'sequence' }>,
  schema: Schema,
  view: Viewpoint,
): PlanLeaf {
  const bindStep = (step: CanonicalStep): PlanStep => ({
    sources: bindSources(step.events, step.where, schema, view),
    ...(step.gap && { gap: step.gap }),
  });
  return {
    kind: 'sequence',
    zone: leaf.zone,
    window: bindWindow(leaf.within, view),
    at: view.at,
    steps: leaf.steps.map(bindStep),
    ...(leaf.absent && { absent: bindStep(leaf.absent) }),
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
