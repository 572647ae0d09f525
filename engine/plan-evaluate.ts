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
import { activityAsked } from './event-asked.ts';
import { selectBySequence } from './event-sequence.ts';
import type { EventLeaf, Plan, PlanLeaf, PlanNode } from './plan.ts';
import { edgesOfNode } from './plan-edges.ts';
import type { Shard } from './shard.ts';
import { hasAllEvents, stableOfAll } from './standing-ever.ts';

/** A result, whether it is this evaluation's to dispose, and how far its edges may move. */
type Held = {
  readonly bitmap: Bitmap;
  readonly owned: boolean;
  readonly stable?: readonly number[];
  /** The same as before as long as the contacts are: of a leaf that can tell. */
  readonly version?: readonly number[];
};

/** One set of an intersection: to be kept, or to be taken away. */
type Term = { readonly bitmap: Bitmap; readonly isTakenAway: boolean };

export class Evaluation {
  readonly #plan: Plan;
  readonly #shard: Shard;
  readonly #results: (Held | undefined)[] = [];

  constructor(plan: Plan, shard: Shard) {
    this.#plan = plan;
    this.#shard = shard;
    if (plan.isStanding) shard.standing.begin();
  }

  /** How many contacts each root selects. */
  counts(): readonly number[] {
    return this.#plan.roots.map((root) => this.#count(root));
  }

  /** The contacts that a root selects; borrowed, until `dispose`. */
  members(root: number): Bitmap {
    return this.#bitmap(this.#plan.roots[root] as number);
  }

  /**
   * For each edge of the plan (`edgesOf`) how far it may move forward without a change of what was
   * answered, if nothing is written.
   */
  stable(): readonly number[] {
    return this.#plan.nodes.flatMap((node, index) => {
      const edges = edgesOfNode(node);
      const held = this.#results[index];
      // What no answer has needed may be anything.
      if (held === undefined) return edges.map(() => Infinity);
      return held.stable ?? edges;
    });
  }

  /**
   * What the answer follows from: the same as before as long as every leaf has the members that it
   * had. Undefined when one of them cannot tell.
   */
  versions(): readonly number[] | undefined {
    const versions = [this.#shard.aliveVersion];
    for (const [index, node] of this.#plan.nodes.entries()) {
      if (!isLeaf(node)) continue;
      this.#bitmap(index);
      const version = this.#results[index]?.version;
      if (version === undefined) return undefined;
      versions.push(...version);
    }
    return versions;
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

  /** The last of the sets is only counted with: no bitmap is built for it. */
  #countIntersection(children: readonly number[]): number {
    const terms = this.#terms(children);
    const last = terms?.pop();
    if (terms === undefined || last === undefined) return 0;
    const [first] = terms;
    if (first === undefined || (first.isTakenAway && terms.length === 1)) {
      // Everyone but two sets is everyone but their union.
      const { alive } = this.#shard;
      if (first === undefined)
        return last.isTakenAway ? alive.size - last.bitmap.size : last.bitmap.size;
      return alive.size - unionCount(first.bitmap, last.bitmap);
    }
    const rest = this.#combine(terms);
    const count = last.isTakenAway
      ? differenceCount(rest.bitmap, last.bitmap)
      : intersectionCount(rest.bitmap, last.bitmap);
    if (rest.owned) rest.bitmap.dispose();
    return count;
  }

  #countUnion(children: readonly number[]): number {
    const bitmaps = children.map((child) => this.#bitmap(child));
    const last = bitmaps.pop() as Bitmap;
    const [only, more] = bitmaps;
    if (only !== undefined && more === undefined) return unionCount(only, last);
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
      case 'and': {
        const terms = this.#terms(node.children);
        return terms === undefined ? { bitmap: emptyBitmap(), owned: true } : this.#combine(terms);
      }
      case 'or':
        return { bitmap: union(node.children.map((child) => this.#bitmap(child))), owned: true };
      default:
        return this.#evaluateLeaf(node);
    }
  }

  /**
   * The sets of an intersection in the order in which they are best combined: what is kept, from the
   * smallest on, then what is taken away, from the largest on. Those that rows must be read for come
   * last, and not at all once a set is empty: then undefined.
   */
  #terms(children: readonly number[]): Term[] | undefined {
    const terms: Term[] = [];
    for (const index of this.#cheapestFirst(children)) {
      const node = this.#node(index);
      const isTakenAway = node.kind === 'not';
      const bitmap = this.#bitmap(isTakenAway ? node.child : index);
      if (!isTakenAway && bitmap.isEmpty) return undefined;
      terms.push({ bitmap, isTakenAway });
    }
    const rank = ({ bitmap: { size }, isTakenAway }: Term) => (isTakenAway ? 2 ** 33 - size : size);
    return terms
      .map((term) => ({ term, rank: rank(term) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ term }) => term);
  }

  /** The intersection of ordered terms; everyone when there are none. */
  #combine(terms: readonly Term[]): Held {
    let result: Held | undefined;
    for (const { bitmap, isTakenAway } of terms) {
      if (result === undefined && !isTakenAway) {
        result = { bitmap, owned: false };
        continue;
      }
      const before: Bitmap = result?.bitmap ?? this.#shard.alive;
      const next = isTakenAway ? difference(before, bitmap) : intersection(before, bitmap);
      if (result?.owned) before.dispose();
      result = { bitmap: next, owned: true };
      if (next.isEmpty) break;
    }
    return result ?? { bitmap: this.#shard.alive, owned: false };
  }

  /** What is held already and what an index answers before what rows must be read for. */
  #cheapestFirst(children: readonly number[]): readonly number[] {
    const cost = (index: number): number => {
      const node = this.#node(index);
      if (node.kind === 'not') return cost(node.child);
      if (this.#results[index] !== undefined) return 0;
      if (node.kind === 'event') return activityAsked(node) ? 2 : 3;
      if (node.kind === 'sequence') return 4;
      return node.kind === 'and' || node.kind === 'or' ? 2 : 1;
    };
    return children
      .map((index) => ({ index, cost: cost(index) }))
      .sort((a, b) => a.cost - b.cost)
      .map(({ index }) => index);
  }

  #evaluateLeaf(leaf: PlanLeaf): Held {
    const { alive, events, size } = this.#shard;
    switch (leaf.kind) {
      case 'field': {
        const field = this.#shard.field(leaf.field);
        const held = field?.held(leaf.test);
        if (field !== undefined && held !== undefined) {
          const version = [HELD, field.changes.version];
          return { bitmap: held, owned: false, stable: FOREVER, version };
        }
        const selected = () => (field === undefined ? emptyBitmap() : field.select(leaf.test));
        return this.#standing(leaf) ?? { bitmap: selected(), owned: true };
      }
      case 'event':
        return this.#standing(leaf) ?? this.#selectByEvents(leaf);
      case 'sequence':
        return (
          this.#standing(leaf) ?? {
            bitmap: selectBySequence(leaf, events, alive, size),
            owned: true,
          }
        );
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

  /** What stands already, or does from now on. */
  #standing(leaf: Extract<PlanLeaf, { key?: string | undefined }>): Held | undefined {
    if (!this.#plan.isStanding) return undefined;
    const { standing } = this.#shard;
    const found = standing.of(leaf);
    if (found === undefined) {
      standing.noteAsked(leaf);
      return undefined;
    }
    const { members, stable } = found;
    const version = [members.version];
    return { bitmap: members.bitmap, owned: false, version, ...(stable && { stable }) };
  }

  #selectByEvents(leaf: EventLeaf): Held {
    const { alive, events, size } = this.#shard;
    if (!activityAsked(leaf)) {
      return { bitmap: selectByRows(leaf, events, alive, size), owned: true };
    }
    const [source, more] = leaf.sources;
    if (source !== undefined && more === undefined && hasAllEvents(leaf, events)) {
      const activity = events.activityOf(source.event);
      const stable = stableOfAll(leaf, events);
      if (activity === undefined) return { bitmap: emptyBitmap(), owned: true, stable };
      const version = [EVER, activity.firsts.version, events.editionOf(source.event)];
      return { bitmap: activity.everOf(alive), owned: false, stable, version };
    }
    return { bitmap: this.#selectActive(leaf), owned: true };
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

/** Of a set that does not depend on the clock. */
const FOREVER: readonly number[] = [];
/** Before versions that are not those of standing members, so that none is mistaken for another. */
const HELD = -1;
const EVER = -2;

function isLeaf({ kind }: PlanNode): boolean {
  return !['everyone', 'nobody', 'and', 'or', 'not'].includes(kind);
}
