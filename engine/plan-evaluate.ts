/**
 * Evaluating a plan on one shard. Each node is evaluated at most once, whatever roots and parents
 * need it, and only when they do: an intersection that is empty asks no further.
 *
 * Every result is a set of living contacts, so a complement is a difference from `alive`, and the
 * count of a complement a subtraction. The root of a count builds no bitmap where a cardinality
 * can be had from two.
 */
import { assertNever } from './assert.ts';
import {
  type Bitmap,
  bitmapOf,
  difference,
  differenceCount,
  emptyBitmap,
  intersection,
  intersectionCount,
  union,
  unionCount,
} from './bitmap.ts';
import { selectByRows } from './event-aggregate.ts';
import { selectBySequence } from './event-sequence.ts';
import type { EventLeaf, Plan, PlanLeaf, PlanNode } from './plan.ts';
import type { NumberRange } from './rule.ts';
import type { Shard } from './shard.ts';

/** A result, and whether it is this evaluation's to dispose. */
type Held = { readonly bitmap: Bitmap; readonly owned: boolean };

export class Evaluation {
  readonly #plan: Plan;
  readonly #shard: Shard;
  readonly #results: (Held | undefined)[] = [];

  constructor(plan: Plan, shard: Shard) {
    this.#plan = plan;
    this.#shard = shard;
  }

  /** How many contacts each root selects. */
  counts(): readonly number[] {
    return this.#plan.roots.map((root) => this.#count(root));
  }

  /** The contacts that a root selects; borrowed, until `dispose`. */
  members(root: number): Bitmap {
    return this.#bitmap(this.#plan.roots[root] as number);
  }

  dispose(): void {
    for (const held of this.#results) if (held?.owned) held.bitmap.dispose();
    this.#results.length = 0;
  }

  #node(index: number): PlanNode {
    return this.#plan.nodes[index] as PlanNode;
  }

  #count(index: number): number {
    const node = this.#node(index);
    const { alive } = this.#shard;
    switch (node.kind) {
      case 'everyone':
        return alive.size;
      case 'nobody':
        return 0;
      case 'not':
        return alive.size - this.#count(node.child);
      case 'and':
        return this.#countIntersection(node.children);
      case 'or':
        return this.#countUnion(node.children);
      default:
        return this.#bitmap(index).size;
    }
  }

  #countIntersection(children: readonly number[]): number {
    const ordered = this.#cheapestFirst(children);
    const last = ordered.pop() as number;
    const rest = this.#intersect(ordered);
    if (rest.bitmap.isEmpty) return 0;
    const node = this.#node(last);
    const count =
      node.kind === 'not'
        ? differenceCount(rest.bitmap, this.#bitmap(node.child))
        : intersectionCount(rest.bitmap, this.#bitmap(last));
    if (rest.owned) rest.bitmap.dispose();
    return count;
  }

  #countUnion(children: readonly number[]): number {
    const bitmaps = children.map((child) => this.#bitmap(child));
    const last = bitmaps.pop() as Bitmap;
    const rest = union(bitmaps);
    const count = unionCount(rest, last);
    rest.dispose();
    return count;
  }

  #bitmap(index: number): Bitmap {
    let held = this.#results[index];
    if (held === undefined) {
      held = this.#evaluate(this.#node(index));
      this.#results[index] = held;
    }
    return held.bitmap;
  }

  #evaluate(node: PlanNode): Held {
    switch (node.kind) {
      case 'everyone':
        return { bitmap: this.#shard.alive, owned: false };
      case 'nobody':
        return { bitmap: emptyBitmap(), owned: true };
      case 'not':
        return { bitmap: difference(this.#shard.alive, this.#bitmap(node.child)), owned: true };
      case 'and':
        return this.#intersect(this.#cheapestFirst(node.children));
      case 'or':
        return { bitmap: union(node.children.map((child) => this.#bitmap(child))), owned: true };
      default:
        return this.#evaluateLeaf(node);
    }
  }

  /** The intersection of nodes, complements taken away; everyone when there are none. */
  #intersect(nodes: readonly number[]): Held {
    const all: Held = { bitmap: this.#shard.alive, owned: false };
    let result = all;
    for (const index of nodes) {
      const narrowed = this.#narrow(result === all ? undefined : result.bitmap, index);
      if (result.owned) result.bitmap.dispose();
      result = narrowed;
      if (result.bitmap.isEmpty) break;
    }
    return result;
  }

  /** What a node leaves of a set; of everyone, when there is no set yet. */
  #narrow(set: Bitmap | undefined, index: number): Held {
    const node = this.#node(index);
    if (node.kind === 'not') {
      const removed = this.#bitmap(node.child);
      return { bitmap: difference(set ?? this.#shard.alive, removed), owned: true };
    }
    const kept = this.#bitmap(index);
    if (set === undefined) return { bitmap: kept, owned: false };
    return { bitmap: intersection(set, kept), owned: true };
  }

  /** What is known already and what an index answers before what rows must be read for. */
  #cheapestFirst(children: readonly number[]): number[] {
    const cost = (index: number): number => {
      const node = this.#node(index);
      if (node.kind === 'not') return cost(node.child);
      if (this.#results[index] !== undefined) return 0;
      if (node.kind === 'event') return activityAsked(node) === undefined ? 3 : 2;
      if (node.kind === 'sequence') return 4;
      return node.kind === 'and' || node.kind === 'or' ? 2 : 1;
    };
    return [...children].sort((a, b) => cost(a) - cost(b));
  }

  #evaluateLeaf(leaf: PlanLeaf): Held {
    const { alive, events, size } = this.#shard;
    switch (leaf.kind) {
      case 'field': {
        const field = this.#shard.field(leaf.field);
        return {
          bitmap: field === undefined ? emptyBitmap() : field.select(leaf.test),
          owned: true,
        };
      }
      case 'event':
        return { bitmap: this.#selectByEvents(leaf), owned: true };
      case 'sequence':
        return { bitmap: selectBySequence(leaf, events, alive, size), owned: true };
      case 'group': {
        const group = this.#shard.group(leaf.id);
        return group ? { bitmap: group, owned: false } : { bitmap: emptyBitmap(), owned: true };
      }
      case 'contacts':
        return { bitmap: this.#selectContacts(leaf.ids), owned: true };
      case 'sample':
        return { bitmap: this.#selectSample(leaf), owned: true };
      default:
        return assertNever(leaf);
    }
  }

  #selectByEvents(leaf: EventLeaf): Bitmap {
    const { alive, events, size } = this.#shard;
    const asked = activityAsked(leaf);
    if (asked === undefined) return selectByRows(leaf, events, alive, size);
    const active = this.#selectActive(leaf);
    if (asked === 'some') return active;
    const inactive = difference(alive, active);
    active.dispose();
    return inactive;
  }

  /** At least one event in the window: whole days from their bitmaps, the rest from rows. */
  #selectActive({ sources, window }: EventLeaf): Bitmap {
    const { alive, events } = this.#shard;
    const active = emptyBitmap();
    for (const source of sources) {
      const within = events.activityOf(source.event)?.within(window);
      if (within === undefined) continue;
      active.orInPlace(within.active);
      within.active.dispose();
      for (const span of within.ragged) {
        events.scan(source, span, (contact) => active.add(contact));
      }
    }
    active.andInPlace(alive);
    return active;
  }

  #selectContacts(ids: readonly string[]): Bitmap {
    const locals = new Uint32Array(ids.length);
    let count = 0;
    for (const id of ids) {
      const local = this.#shard.localOf(id);
      if (local !== undefined) locals[count++] = local;
    }
    return bitmapOf(locals, count);
  }

  #selectSample({ seed, from, to }: Extract<PlanLeaf, { kind: 'sample' }>): Bitmap {
    const places = this.#shard.samples.of(seed);
    const locals = new Uint32Array(places.length);
    let count = 0;
    for (let local = 0; local < places.length; local++) {
      const place = places[local] as number;
      if (place >= from && place < to) locals[count++] = local;
    }
    const selected = bitmapOf(locals, count);
    selected.andInPlace(this.#shard.alive);
    return selected;
  }
}

/**
 * Whether a leaf asks for some event of whole types in a window, or for none, which activity
 * answers; undefined when it needs more than that.
 */
function activityAsked({ aggregate, test, sources }: EventLeaf): 'some' | 'none' | undefined {
  if (aggregate !== 'count' || test.kind !== 'ranges' || test.ranges.length !== 1) return undefined;
  if (sources.some(({ where }) => where.kind !== 'true')) return undefined;
  const [low, high] = test.ranges[0] as NumberRange;
  if (low > 0 && low <= 1 && high === Infinity) return 'some';
  return low <= 0 && high >= 0 && high < 1 ? 'none' : undefined;
}
