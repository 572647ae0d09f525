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
import { accessOf, isLeaf } from './leaf-access.ts';
import type { EventLeaf, EventSource, FieldLeaf, Plan, PlanLeaf, PlanNode } from './plan.ts';
import { edgesOfNode } from './plan-edges.ts';
import type { Access, PlanTrace } from './plan-trace.ts';
import type { Shard } from './shard.ts';
import { hasAllEvents, stableOfAll } from './standing-ever.ts';
import {
  conjunctionsOf,
  isTestable,
  isWorthTesting,
  MAX_SURVIVORS,
  selectActive,
  type TestableLeaf,
  testSurvivors,
} from './survivors.ts';

/** A result, whether it is this evaluation's to dispose, and how far its edges may move. */
type Held = {
  readonly bitmap: Bitmap;
  readonly owned: boolean;
  readonly access: Access;
  readonly stable?: readonly number[];
  /** The same as before as long as the contacts are: of a leaf that can tell. */
  readonly version?: readonly number[];
};

/** One set of an intersection, of the node `index`: to be kept, or to be taken away. */
type Term = { readonly bitmap: Bitmap; readonly index: number; readonly isTakenAway: boolean };

export class Evaluation {
  readonly #plan: Plan;
  readonly #shard: Shard;
  readonly #results: (Held | undefined)[] = [];
  /** By node, of those that were only counted. */
  readonly #counts: (number | undefined)[] = [];
  /** By node, see `#rowsOf` and `conjunctionsOf`. */
  readonly #rows: (number | undefined)[] = [];
  #conjunctions: readonly number[] | undefined;
  /** Leaves that were tested for survivors alone. */
  readonly #tested = new Set<number>();
  /** To be disposed besides the results. */
  readonly #survivors: Bitmap[] = [];
  readonly #trace: PlanTrace | undefined;

  constructor(plan: Plan, shard: Shard, trace?: PlanTrace) {
    this.#plan = plan;
    this.#shard = shard;
    this.#trace = trace;
    if (plan.isStanding) shard.standing.begin();
  }

  /** How many contacts each root selects. */
  counts(): readonly number[] {
    return this.#plan.roots.map((root) => this.#countNode(root));
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
      if (held !== undefined) return held.stable ?? edges;
      // What no answer has needed may be anything.
      return this.#tested.has(index) ? edges : edges.map(() => Infinity);
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
      if (isTestable(node) && this.#isNew(index, node)) return undefined;
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
    for (const bitmap of this.#survivors) bitmap.dispose();
    this.#survivors.length = 0;
    if (!this.#plan.isStanding) return;
    // Not before: until the end, each conjunction tests them.
    for (const index of this.#tested) {
      this.#shard.standing.noteAsked(this.#node(index) as TestableLeaf);
    }
  }

  #node(index: number): PlanNode {
    return this.#plan.nodes[index] as PlanNode;
  }

  #countNode(index: number): number {
    let count = this.#counts[index];
    if (count === undefined) {
      const trace = this.#trace;
      if (trace === undefined) count = this.#count(index);
      else {
        count = trace.timed(index, () => this.#count(index));
        trace.noteCounted(index, count);
      }
      this.#counts[index] = count;
    }
    return count;
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
        return alive.size - this.#countNode(node.child);
      case 'and':
        return this.#countIntersection(index, node.children);
      case 'or':
        return this.#countUnion(node.children);
      default:
        return this.#bitmap(index).size;
    }
  }

  /** The last of the sets is only counted with: no bitmap is built for it. */
  #countIntersection(index: number, children: readonly number[]): number {
    const terms = this.#terms(index, children);
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
      held =
        this.#trace === undefined
          ? this.#evaluate(index)
          : this.#evaluateTraced(index, this.#trace);
      this.#results[index] = held;
    }
    return held.bitmap;
  }

  #evaluateTraced(index: number, trace: PlanTrace): Held {
    const held = trace.timed(index, () => this.#evaluate(index));
    trace.note(index, held.access, held.bitmap.size);
    return held;
  }

  #evaluate(index: number): Held {
    const node = this.#node(index);
    switch (node.kind) {
      case 'everyone':
        return { bitmap: this.#shard.alive, owned: false, access: 'constant' };
      case 'nobody':
        return owned(emptyBitmap(), 'constant');
      case 'not':
        return owned(difference(this.#shard.alive, this.#bitmap(node.child)), 'combined');
      case 'and': {
        const terms = this.#terms(index, node.children);
        return terms === undefined ? owned(emptyBitmap(), 'combined') : this.#combine(terms);
      }
      case 'or':
        return owned(union(node.children.map((child) => this.#bitmap(child))), 'combined');
      default:
        return this.#evaluateLeaf(node);
    }
  }

  /**
   * The sets of an intersection in the order in which they are best combined: what is kept, from the
   * smallest on, then what is taken away, from the largest on. What costs most comes last: for few
   * contacts that are left it is tested, and not even that once a set is empty: then undefined.
   */
  #terms(and: number, children: readonly number[]): Term[] | undefined {
    const terms: Term[] = [];
    const untested: { readonly leaf: TestableLeaf; readonly term: Omit<Term, 'bitmap'> }[] = [];
    const { alive } = this.#shard;
    let fewest = Infinity;
    for (const child of this.#cheapestFirst(children)) {
      const node = this.#node(child);
      const isTakenAway = node.kind === 'not';
      const index = isTakenAway ? node.child : child;
      const leaf = this.#node(index);
      if (fewest <= MAX_SURVIVORS && isTestable(leaf) && this.#isTested(index, leaf, fewest)) {
        untested.push({ leaf, term: { index, isTakenAway } });
        continue;
      }
      const bitmap = this.#bitmap(index);
      if (!isTakenAway) {
        fewest = Math.min(fewest, bitmap.size);
        if (fewest === 0) {
          this.#trace?.noteOrder(and, [...terms.map((term) => term.index), index]);
          return undefined;
        }
      } else this.#trace?.note(child, 'combined', alive.size - bitmap.size);
      terms.push({ bitmap, index, isTakenAway });
    }
    const rank = ({ bitmap: { size }, isTakenAway }: Term) => (isTakenAway ? 2 ** 33 - size : size);
    const ordered = terms
      .map((term) => ({ term, rank: rank(term) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ term }) => term);
    this.#trace?.noteOrder(
      and,
      [...ordered, ...untested.map(({ term }) => term)].map(({ index }) => index),
    );
    if (untested.length === 0) return ordered;
    this.#trace?.of(and).access.add('combined');
    let survivors = this.#combine(ordered);
    for (const { leaf, term } of untested) {
      if (survivors.bitmap.isEmpty) break;
      const left = this.#test(leaf, term, survivors.bitmap);
      if (survivors.owned) survivors.bitmap.dispose();
      survivors = owned(left, 'combined');
    }
    if (survivors.owned) this.#survivors.push(survivors.bitmap);
    return [{ bitmap: survivors.bitmap, index: and, isTakenAway: false }];
  }

  /** Whether a leaf is rather tested for so many contacts than answered for all. */
  #isTested(index: number, leaf: TestableLeaf, survivors: number): boolean {
    if (this.#results[index] !== undefined || !this.#isNew(index, leaf)) return false;
    this.#conjunctions ??= conjunctionsOf(this.#plan);
    const times = this.#conjunctions[index] as number;
    return isWorthTesting(accessOf(leaf, this.#shard), survivors, times);
  }

  /** Those of some contacts who pass a leaf, or who do not: a new bitmap. */
  #test(leaf: TestableLeaf, { index, isTakenAway }: Omit<Term, 'bitmap'>, among: Bitmap): Bitmap {
    const run = () => testSurvivors(leaf, among, this.#shard);
    const passing = this.#trace === undefined ? run() : this.#trace.timed(index, run);
    this.#trace?.noteTested(index, among.size, passing.size);
    this.#tested.add(index);
    if (!isTakenAway) return passing;
    const others = difference(among, passing);
    passing.dispose();
    return others;
  }

  /** Whether nothing is there yet of what a leaf would be answered by. */
  #isNew(index: number, leaf: TestableLeaf): boolean {
    if (leaf.kind === 'field') {
      if (this.#shard.field(leaf.field)?.held(leaf.test) !== undefined) return false;
    } else if (leaf.kind === 'event' && this.#isOfEver(leaf)) return false;
    return !this.#plan.isStanding || !this.#shard.standing.isReady(this.#plan, index);
  }

  /** Whether an event leaf selects just those who have ever had an event of one type. */
  #isOfEver(leaf: EventLeaf): boolean {
    const isOfOne = leaf.sources.length === 1 && activityAsked(leaf);
    return isOfOne && hasAllEvents(leaf, this.#shard.events);
  }

  /** The intersection of ordered terms; everyone when there are none. */
  #combine(terms: readonly Term[]): Held {
    let result: Held | undefined;
    for (const { bitmap, isTakenAway } of terms) {
      if (result === undefined && !isTakenAway) {
        result = { bitmap, owned: false, access: 'combined' };
        continue;
      }
      const before: Bitmap = result?.bitmap ?? this.#shard.alive;
      const next = isTakenAway ? difference(before, bitmap) : intersection(before, bitmap);
      if (result?.owned) before.dispose();
      result = owned(next, 'combined');
      if (next.isEmpty) break;
    }
    return result ?? { bitmap: this.#shard.alive, owned: false, access: 'combined' };
  }

  /** What is there already and what an index answers before what values or rows must be read for. */
  #cheapestFirst(children: readonly number[]): readonly number[] {
    return children
      .map((index) => ({ index, rows: this.#rowsOf(index) }))
      .sort((a, b) => a.rows - b.rows)
      .map(({ index }) => index);
  }

  /** About how many rows of events answering a node takes as long as. */
  #rowsOf(index: number): number {
    if (this.#results[index] !== undefined) return 0;
    // Rules share parts: the ways to a part may be more than can be counted.
    let rows = this.#rows[index];
    if (rows === undefined) {
      rows = this.#rowsOfNode(index);
      this.#rows[index] = rows;
    }
    return rows;
  }

  #rowsOfNode(index: number): number {
    const node = this.#node(index);
    switch (node.kind) {
      case 'everyone':
      case 'nobody':
        return 0;
      case 'not':
        return this.#rowsOf(node.child);
      case 'and':
      case 'or':
        return node.children.reduce((sum, child) => sum + this.#rowsOf(child), 1);
      default:
        if (isTestable(node) && !this.#isNew(index, node)) return 0;
        return accessOf(node, this.#shard).rows;
    }
  }

  #evaluateLeaf(leaf: PlanLeaf): Held {
    switch (leaf.kind) {
      case 'field':
        return this.#selectByField(leaf);
      case 'event':
        return this.#standing(leaf) ?? this.#selectByEvents(leaf);
      case 'sequence': {
        const { alive, events, size } = this.#shard;
        return this.#standing(leaf) ?? owned(selectBySequence(leaf, events, alive, size), 'scan');
      }
      case 'group': {
        const group = this.#shard.group(leaf.id);
        return group
          ? { bitmap: group, owned: false, access: 'index' }
          : owned(emptyBitmap(), 'index');
      }
      case 'contacts':
        return owned(this.#selectContacts(leaf.ids), 'index');
      case 'sample':
        return owned(this.#selectSample(leaf), 'scan');
      default:
        return assertNever(leaf);
    }
  }

  #selectByField(leaf: FieldLeaf): Held {
    const field = this.#shard.field(leaf.field);
    if (field === undefined) return owned(emptyBitmap(), 'index');
    const held = field.held(leaf.test);
    if (held !== undefined) {
      const version = [HELD, field.changes.version];
      return { bitmap: held, owned: false, access: 'index', stable: FOREVER, version };
    }
    const standing = this.#standing(leaf);
    if (standing !== undefined) return standing;
    const { by } = field.access(leaf.test);
    const access = by === 'column' || by === 'distinct values' ? 'scan' : 'index';
    return owned(field.select(leaf.test), access);
  }

  /** What stands already, or does from now on. */
  #standing(leaf: TestableLeaf): Held | undefined {
    if (!this.#plan.isStanding) return undefined;
    const { standing } = this.#shard;
    const found = standing.of(leaf);
    if (found === undefined) {
      standing.noteAsked(leaf);
      return undefined;
    }
    const { members, stable } = found;
    return {
      bitmap: members.bitmap,
      owned: false,
      access: 'standing',
      version: [members.version],
      ...(stable && { stable }),
    };
  }

  #selectByEvents(leaf: EventLeaf): Held {
    const { alive, events, size } = this.#shard;
    if (!activityAsked(leaf)) return owned(selectByRows(leaf, events, alive, size), 'scan');
    if (!this.#isOfEver(leaf)) return owned(selectActive(leaf, alive, this.#shard), 'index');
    const { event } = leaf.sources[0] as EventSource;
    const activity = events.activityOf(event);
    const stable = stableOfAll(leaf, events);
    if (activity === undefined) return { ...owned(emptyBitmap(), 'index'), stable };
    const version = [EVER, activity.firsts.version, events.editionOf(event)];
    return { bitmap: activity.everOf(alive), owned: false, access: 'index', stable, version };
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

function owned(bitmap: Bitmap, access: Access): Held {
  return { bitmap, owned: true, access };
}
