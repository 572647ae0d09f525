/**
 * Conditions that are not answered for everyone: where the rest of a conjunction leaves few
 * contacts, these are tested one by one instead.
 */
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import { selectByRows } from './event-aggregate.ts';
import { activityAsked } from './event-asked.ts';
import { selectBySequence } from './event-sequence.ts';
import { accessOf, isLeaf, type LeafAccess } from './leaf-access.ts';
import type { EventLeaf, FieldLeaf, Plan, PlanNode, SequenceLeaf } from './plan.ts';
import type { Shard } from './shard.ts';
import { valuePredicate } from './value-test.ts';

export type TestableLeaf = FieldLeaf | EventLeaf | SequenceLeaf;

/** More than that are never tested one by one. */
export const MAX_SURVIVORS = 4096;
/** Rows of events that testing a contact counts for. */
const TEST_ROWS = 4;
/** Rows that are only asked whose they are count for one that is read. */
const PASSED_ROWS = 8;
/** What takes no longer than so many rows can come before the rest. */
const LITTLE_ROWS = 16_384;
/** A standing plan has no more than that tested at once; more is read in short tasks, for everyone. */
const MAX_ROWS_AT_ONCE = 16_384;
/** Plans of more nodes are not looked through for what could be tested. */
const MAX_NODES = 512;

export function isTestable(node: PlanNode): node is TestableLeaf {
  return node.kind === 'field' || node.kind === 'event' || node.kind === 'sequence';
}

/** Rows of events that testing so many contacts takes as long as. */
function costOfTesting({ by, rows }: LeafAccess, survivors: number): number {
  return survivors * TEST_ROWS + (by === 'rows' ? rows / PASSED_ROWS : 0);
}

/** Whether to test so many contacts, as often as a plan does, is less work than to answer for all. */
export function isWorthTesting(access: LeafAccess, survivors: number, times: number): boolean {
  return survivors <= MAX_SURVIVORS && costOfTesting(access, survivors) * times <= access.rows;
}

/**
 * By node of a plan, how many conjunctions it is a part of, be it as what is taken away; Infinity for
 * one that something else needs for everyone.
 */
export function conjunctionsOf({ nodes, roots }: Plan): readonly number[] {
  const times = nodes.map(() => 0);
  const need = (index: number): void => {
    times[index] = Infinity;
    const node = nodes[index] as PlanNode;
    if (node.kind === 'not') need(node.child);
  };
  for (const root of roots) need(root);
  for (const node of nodes) {
    if (node.kind === 'or') for (const child of node.children) need(child);
    if (node.kind !== 'and') continue;
    for (const child of node.children) {
      const index = leafIndex(child, nodes);
      times[index] = (times[index] as number) + 1;
    }
  }
  return times;
}

/** Those of some living contacts that a leaf selects: a new bitmap. */
export function testSurvivors(leaf: TestableLeaf, survivors: Bitmap, shard: Shard): Bitmap {
  const { events, size } = shard;
  switch (leaf.kind) {
    case 'field':
      return testField(leaf, survivors, shard);
    case 'event':
      return activityAsked(leaf)
        ? selectActive(leaf, survivors, shard)
        : selectByRows(leaf, events.among(survivors, size), survivors, size);
    case 'sequence':
      return selectBySequence(leaf, events.among(survivors, size), survivors, size);
  }
}

/** Whoever of `among` has an event in the window: whole days from their bitmaps, the rest from rows. */
export function selectActive(
  { sources, window }: EventLeaf,
  among: Bitmap,
  { alive, events, size }: Shard,
): Bitmap {
  const isAll = among === alive;
  const reader = isAll ? events : events.among(among, size);
  const active = emptyBitmap();
  for (const source of sources) {
    const within = events.activityOf(source.event)?.within(window, isAll ? undefined : among);
    if (within === undefined) continue;
    active.orInPlace(within.active);
    within.active.dispose();
    for (const span of within.ragged) {
      reader.scan(source, span, (contact) => active.add(contact));
    }
  }
  if (isAll) active.andInPlace(alive);
  return active;
}

export type Postponed = {
  /** Indexes of leaves. */
  readonly leaves: ReadonlySet<number>;
  /** Rows of events that testing them takes as long as. */
  readonly rows: number;
};

const NOTHING: Postponed = { leaves: new Set(), rows: 0 };

/**
 * The leaves that the conjunctions of a standing plan will test one by one, so that nothing has to be
 * read for them before; as many as can be tested at once.
 */
export function postponedLeaves(plan: Plan, shard: Shard): Postponed {
  const { nodes } = plan;
  if (nodes.length > MAX_NODES) return NOTHING;
  const times = conjunctionsOf(plan);
  const leaves = new Set<number>();
  const kept = new Set<number>();
  let rows = 0;
  for (const node of nodes) {
    if (node.kind !== 'and') continue;
    const few = fewestOf(node.children, nodes, shard);
    for (const child of node.children) {
      const index = leafIndex(child, nodes);
      const leaf = nodes[index] as PlanNode;
      if (few === undefined || child === few.child || !isTestable(leaf)) {
        kept.add(index);
        continue;
      }
      const access = accessOf(leaf, shard);
      const { most } = few.access;
      const cost = costOfTesting(access, most);
      // What costs less comes first, and has to be there then.
      const isLater = access.rows > few.access.rows;
      const isWorth = isLater && isWorthTesting(access, most, times[index] as number);
      if (isWorth && rows + cost <= MAX_ROWS_AT_ONCE) {
        leaves.add(index);
        rows += cost;
      } else kept.add(index);
    }
  }
  for (const index of kept) leaves.delete(index);
  return { leaves, rows };
}

/** The leaf that, by what its index knows, leaves the fewest contacts, of those that cost little. */
function fewestOf(
  children: readonly number[],
  nodes: readonly PlanNode[],
  shard: Shard,
): { readonly child: number; readonly access: LeafAccess } | undefined {
  let fewest: { readonly child: number; readonly access: LeafAccess } | undefined;
  for (const child of children) {
    const node = nodes[child] as PlanNode;
    if (!isLeaf(node)) continue;
    const access = accessOf(node, shard);
    if (access.rows > LITTLE_ROWS || access.most > MAX_SURVIVORS) continue;
    if (fewest === undefined || access.most < fewest.access.most) fewest = { child, access };
  }
  return fewest;
}

/** Of a leaf or of its complement. */
function leafIndex(index: number, nodes: readonly PlanNode[]): number {
  const node = nodes[index] as PlanNode;
  return node.kind === 'not' ? node.child : index;
}

function testField({ field: id, test }: FieldLeaf, survivors: Bitmap, shard: Shard): Bitmap {
  const field = shard.field(id);
  if (field === undefined) return emptyBitmap();
  const isMatch = valuePredicate(test);
  const passing = survivors.toUint32Array();
  let count = 0;
  for (const contact of passing) {
    const value = field.get(contact);
    if (value !== undefined && isMatch(value)) passing[count++] = contact;
  }
  return bitmapOf(passing, count);
}
