/**
 * Binding canonical rules to a moment and to the schema: from what is asked to a plan.
 */
import { type Bound, bindEvent, bindSequence } from './bind-event.ts';
import { isMovingTest } from './bind-moment.ts';
import { bindTest } from './bind-test.ts';
import type { EventLeaf, FieldLeaf, Plan, PlanLeaf, PlanNode } from './plan.ts';
import { keyOfParts, shortKey } from './plan-key.ts';
import { type CanonicalLeaf, type CanonicalRule, canonicalKey } from './rule-canonical.ts';
import { sampleSeed } from './sample-hash.ts';
import type { Schema } from './schema.ts';
import { zoneOf } from './zone.ts';

export type Binding = {
  readonly at: number;
  readonly schema: Schema;
  /** The moment is now. */
  readonly isStanding?: boolean;
};

/** One plan with a root for each rule; what the rules share stands in it once. */
export function bindRules(rules: readonly CanonicalRule[], binding: Binding): Plan {
  const nodes: PlanNode[] = [];
  const indexes = new Map<string, number>();
  const roots = rules.map(place);
  const { isStanding = false } = binding;
  return { nodes, roots, key: keyOfPlan(nodes, roots), isStanding };

  function place(rule: CanonicalRule): number {
    const key = canonicalKey(rule);
    const known = indexes.get(key);
    if (known !== undefined) return known;
    const index = placeNew(rule);
    indexes.set(key, index);
    return index;
  }

  function placeNew(rule: CanonicalRule): number {
    switch (rule.kind) {
      case 'everyone':
      case 'nobody':
        return add({ kind: rule.kind });
      case 'and':
      case 'or':
        return add({ kind: rule.kind, children: rule.children.map(place) });
      case 'not':
        return complementOf(place(rule.child));
      default:
        return placeBound(bindLeaf(rule, binding));
    }
  }

  function placeBound(bound: BoundLeaf): number {
    switch (bound.kind) {
      case 'and':
      case 'or':
        return add({ kind: bound.kind, children: bound.children.map(placeBound) });
      case 'not':
        return complementOf(placeBound(bound.child));
      case 'event':
        return placeEvent(bound);
      default:
        return add(bound);
    }
  }

  /** Conditions that differ as rules may need the same leaf. */
  function placeEvent(leaf: EventLeaf): number {
    if (leaf.key === undefined) return add(leaf);
    const key = `${leaf.key} ${shortKey(keyOfParts(leaf.test))}`;
    const index = indexes.get(key) ?? add(leaf);
    indexes.set(key, index);
    return index;
  }

  /** Never of a complement, nor of a constant. */
  function complementOf(child: number): number {
    const node = nodes[child] as PlanNode;
    if (node.kind === 'not') return node.child;
    if (node.kind === 'nobody') return add({ kind: 'everyone' });
    if (node.kind === 'everyone') return add({ kind: 'nobody' });
    return add({ kind: 'not', child });
  }

  function add(node: PlanNode): number {
    return nodes.push(node) - 1;
  }
}

/** What a leaf becomes: mostly one, and logic over leaves for some conditions on events. */
type BoundLeaf = Bound | PlanLeaf;

function bindLeaf(leaf: CanonicalLeaf, { at, schema }: Binding): BoundLeaf {
  switch (leaf.kind) {
    case 'field':
      return bindField(leaf, { at, schema });
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

function bindField(
  leaf: Extract<CanonicalLeaf, { kind: 'field' }>,
  { at, schema }: Binding,
): Bound | FieldLeaf {
  const field = schema.field(leaf.field);
  const test = field && leaf.tests[field.type];
  if (field === undefined || test === undefined) return { kind: 'nobody' };
  const bound = bindTest(test, field.type, { at, zone: zoneOf(leaf.zone) });
  const isRange = bound.kind === 'ranges' && bound.ranges.length === 1;
  const isMoving = field.type === 'datetime' && isMovingTest(test) && isRange;
  // What moves is told by its form, the rest by what it is bound to: days stand still all day.
  const form = isMoving ? [test, leaf.zone] : bound;
  const key = `field ${field.id} ${shortKey(keyOfParts(form))}`;
  return { kind: 'field', key, field: field.id, test: bound, isMoving };
}

/** Tells plans apart but for where the edges of their leaves stand. */
function keyOfPlan(nodes: readonly PlanNode[], roots: readonly number[]): string | undefined {
  const parts: string[] = [roots.join()];
  for (const node of nodes) {
    switch (node.kind) {
      case 'event':
        if (node.key === undefined) return undefined;
        parts.push(node.key, keyOfParts(node.test));
        break;
      case 'field':
      case 'sequence':
        if (node.key === undefined) return undefined;
        parts.push(node.key);
        break;
      default:
        parts.push(keyOfParts(node));
    }
  }
  return shortKey(parts.join('\n'));
}
