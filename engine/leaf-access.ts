/**
 * How a shard answers a leaf of a plan: by which part of the index, what that costs, and how many
 * contacts it will be, as far as that is known without answering it.
 */
import { assertNever } from './assert.ts';
import { activityAsked } from './event-asked.ts';
import type { EventScan } from './event-scan.ts';
import type { FieldAccess, FieldIndex } from './field-index.ts';
import { DAY_MS } from './instant.ts';
import type {
  EventLeaf,
  EventSource,
  FieldLeaf,
  Plan,
  PlanLeaf,
  PlanNode,
  SequenceLeaf,
  Span,
} from './plan.ts';
import type { Shard } from './shard.ts';
import { hasAllEvents } from './standing-ever.ts';
import { valuePredicate } from './value-test.ts';

export type LeafAccess = {
  readonly by: FieldAccess['by'] | 'ever' | 'days' | 'rows' | 'members' | 'ids' | 'hashes';
  /** Takes as long as so many rows of events that are read. */
  readonly rows: number;
  /** No more contacts than that, deleted ones included; just as many when it is exact. */
  readonly most: number;
  readonly isExact: boolean;
};

export function isLeaf(node: PlanNode): node is PlanLeaf {
  return !['everyone', 'nobody', 'and', 'or', 'not'].includes(node.kind);
}

/** Contacts that a day's bitmap takes as long to unite with others as to read a row of events. */
const CONTACTS_OF_DAY = 640;

export function accessOf(leaf: PlanLeaf, shard: Shard): LeafAccess {
  switch (leaf.kind) {
    case 'field':
      return (
        shard.field(leaf.field)?.access(leaf.test) ?? {
          by: 'presence',
          rows: 0,
          most: 0,
          isExact: true,
        }
      );
    case 'event':
      return accessOfEvents(leaf, shard);
    case 'sequence': {
      const most = Math.min(...leaf.steps.map((step) => everSize(step.sources, shard)));
      return { by: 'rows', rows: rowsOfSequence(leaf, shard), most, isExact: false };
    }
    case 'group':
      return { by: 'members', rows: 0, most: shard.group(leaf.id)?.size ?? 0, isExact: true };
    case 'contacts':
      return { by: 'ids', rows: leaf.ids.length, most: leaf.ids.length, isExact: false };
    case 'sample': {
      const share = (leaf.to - leaf.from) / 10_000;
      return { by: 'hashes', rows: shard.size, most: shard.size, isExact: share === 1 };
    }
    default:
      return assertNever(leaf);
  }
}

/** About how many rows of events answering a plan takes as long as, besides what stands already. */
export function costOf(plan: Plan, shard: Shard): number {
  return plan.nodes.reduce((sum, node, index) => {
    if (!isLeaf(node)) return sum;
    if (plan.isStanding && shard.standing.isReady(plan, index)) return sum;
    return sum + accessOf(node, shard).rows;
  }, 0);
}

/** About how many contacts a leaf selects, from its access and a few hundred values or rows. */
export function estimateOf(leaf: PlanLeaf, { most, isExact }: LeafAccess, shard: Shard): number {
  if (isExact) return most;
  switch (leaf.kind) {
    case 'field': {
      const field = shard.field(leaf.field);
      return field === undefined ? 0 : Math.min(most, sampledField(leaf, field, shard.size));
    }
    case 'event':
      return Math.min(most, sampledEvents(leaf, shard));
    case 'sequence':
      return sampledSequence(leaf, most, shard);
    case 'sample':
      return Math.round((shard.alive.size * (leaf.to - leaf.from)) / 10_000);
    default:
      return most;
  }
}

function accessOfEvents(leaf: EventLeaf, shard: Shard): LeafAccess {
  const { sources, window } = leaf;
  const [only, more] = sources;
  if (activityAsked(leaf)) {
    const most = everSize(sources, shard);
    if (only !== undefined && more === undefined && hasAllEvents(leaf, shard.events)) {
      return { by: 'ever', rows: 0, most, isExact: true };
    }
    const sets = sources.reduce((sum, { event }) => sum + daySetsOf(event, window, shard), 0);
    return { by: 'days', rows: (sets * shard.size) / CONTACTS_OF_DAY, most, isExact: false };
  }
  const rows = rowsOf(sources, window, shard);
  return { by: 'rows', rows, most: Math.min(rows, everSize(sources, shard)), isExact: false };
}

/** Contacts that have ever had an event of one of the sources, or more. */
function everSize(sources: readonly EventSource[], { events, alive }: Shard): number {
  const sizes = sources.map(({ event }) => events.activityOf(event)?.everOf(alive).size ?? 0);
  return Math.min(
    alive.size,
    sizes.reduce((sum, size) => sum + size, 0),
  );
}

/** Bitmaps of days, and of eight and sixty-four of them, that make up a window, about. */
function daySetsOf(event: number, { from, to }: Span, { events }: Shard): number {
  const activity = events.activityOf(event);
  if (activity === undefined) return 0;
  const first = Math.max(from, activity.minTime);
  const end = Math.min(to, activity.maxTime + 1);
  const days = Math.max(0, Math.ceil((end - first) / DAY_MS));
  return Math.min(days, 28 + days / 64);
}

function rowsOf(sources: readonly EventSource[], window: Span, { events }: Shard): number {
  let rows = 0;
  for (const { event } of sources) rows += events.rowsOf(event)?.countWithin(window) ?? 0;
  return rows;
}

/** Each step reads its rows twice, and what must not come is looked for up to the moment. */
function rowsOfSequence({ steps, absent, window, at }: SequenceLeaf, shard: Shard): number {
  let rows = 0;
  for (const { sources } of steps) rows += rowsOf(sources, window, shard);
  if (absent !== undefined) {
    rows += rowsOf(absent.sources, { from: window.from, to: at + 1 }, shard);
  }
  return 2 * rows;
}

/** Contacts and rows that are looked at for an estimate. */
const SAMPLES = 256;
/** A part that nothing is known of (Selinger et al., "Access path selection", SIGMOD 1979). */
const UNKNOWN_SHARE = 1 / 3;

function sampledField({ test }: FieldLeaf, field: FieldIndex, size: number): number {
  const isMatch = valuePredicate(test);
  const step = Math.max(1, Math.floor(size / SAMPLES));
  let matching = 0;
  let looked = 0;
  for (let local = 0; local < size; local += step) {
    const value = field.get(local);
    looked += 1;
    if (value !== undefined && isMatch(value)) matching += 1;
  }
  return Math.round((matching / Math.max(1, looked)) * size);
}

/** As if each row were another contact's, until there are as many as have ever had one. */
function sampledEvents({ sources, window, aggregate, test }: EventLeaf, shard: Shard): number {
  const ever = everSize(sources, shard);
  let rows = 0;
  for (const source of sources) rows += matchingRows(shard.events.scanOf(source), window);
  // A row goes to each of `ever` contacts with the same chance.
  const some = ever * (1 - Math.exp(-rows / Math.max(1, ever)));
  const [range] = test.kind === 'ranges' ? test.ranges : [];
  const isSome = aggregate === 'count' && range !== undefined && range[0] <= 1;
  return Math.round(isSome ? some : some * UNKNOWN_SHARE);
}

function sampledSequence({ steps, window }: SequenceLeaf, most: number, shard: Shard): number {
  const perStep = steps.map(({ sources }) =>
    sources.reduce((sum, source) => sum + matchingRows(shard.events.scanOf(source), window), 0),
  );
  return Math.round(Math.min(most, ...perStep) * UNKNOWN_SHARE);
}

/** About how many rows a scan means within a window. */
function matchingRows(scan: EventScan, window: Span): number {
  const pages = [...(scan.rows?.pagesWithin(window) ?? [])];
  const step = Math.max(1, Math.floor(pages.reduce((sum, { rows }) => sum + rows, 0) / SAMPLES));
  let looked = 0;
  let matching = 0;
  let row = 0;
  for (const page of pages) {
    for (; row < page.rows; row += step) {
      looked += 1;
      const time = page.times[row] as number;
      if (time >= window.from && time < window.to && scan.means(page, row)) matching += 1;
    }
    row -= page.rows;
  }
  return looked === 0 ? 0 : matching * step;
}
