/**
 * Conditions that are not answered for everyone: where the rest of a conjunction leaves few
 * contacts, these are tested one by one instead.
 */
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import { selectByRows } from './event-aggregate.ts';
import { activityAsked } from './event-asked.ts';
import { selectBySequence } from './event-sequence.ts';
import { accessOf, type LeafAccess } from './leaf-access.ts';
import type { EventLeaf, FieldLeaf, Plan, PlanLeaf, PlanNode, SequenceLeaf } from './plan.ts';
import type { Shard } from './shard.ts';
import { valuePredicate } from './value-test.ts';

export type TestableLeaf = FieldLeaf | EventLeaf | SequenceLeaf;

/** More than that are never tested one by one. */
export const MAX_SURVIVORS = 4096;
/** Rows of events that testing a contact counts for. */
const TEST_ROWS = 4;
/** What takes no longer than so many rows can come before the rest. */
const LITTLE_ROWS = 16_384;
/** A standing question reads more rows in short tasks, for everyone. */
const MAX_ROWS_AT_ONCE = 524_288;

export function isTestable(node: PlanNode): node is TestableLeaf {
  return node.kind === 'field' || node.kind === 'event' || node.kind === 'sequence';
}

/** Whether testing so many contacts is less work than answering a leaf for everyone. */
export function isWorthTesting(
  access: LeafAccess,
  survivors: number,
  isStanding: boolean,
): boolean {
  if (survivors > MAX_SURVIVORS) return false;
  if (isStanding && access.by === 'rows' && access.rows > MAX_ROWS_AT_ONCE) return false;
  return survivors * TEST_ROWS <= access.rows;
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

/**
 * The leaves, by index, that the conjunctions of a standing plan will test one by one, so that nothing
 * has to be read for them before; those that something else needs for everyone are not among them.
 */
export function postponedLeaves({ nodes, roots }: Plan, shard: Shard): ReadonlySet<number> {
  const tested = new Set<number>();
  const needed = new Set<number>();
  const need = (index: number): void => {
    needed.add(index);
    const node = nodes[index] as PlanNode;
    if (node.kind === 'not') need(node.child);
  };
  for (const root of roots) need(root);
  for (const node of nodes) {
    if (node.kind === 'or') for (const child of node.children) need(child);
    if (node.kind !== 'and') continue;
    const few = fewestOf(node.children, nodes, shard);
    for (const child of node.children) {
      const index = leafIndex(child, nodes);
      const leaf = nodes[index] as PlanNode;
      if (isTestable(leaf) && few !== undefined && child !== few.child) {
        const access = accessOf(leaf, shard);
        // What costs less comes first, and has to be there then.
        if (access.rows > few.access.rows && isWorthTesting(access, few.access.most, true)) {
          tested.add(index);
          continue;
        }
      }
      need(child);
    }
  }
  for (const index of needed) tested.delete(index);
  return tested;
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

export function isLeaf(node: PlanNode): node is PlanLeaf {
  return !['everyone', 'nobody', 'and', 'or', 'not'].includes(node.kind);
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
