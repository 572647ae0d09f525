/**
 * Who has ever had an event of some types, kept right: whoever has a first one joins. Holds where the
 * window begins before all events, and few come after its end: those of clients whose clocks are
 * ahead, say.
 */
import { type Bitmap, bitmapOf, difference, union } from './bitmap.ts';
import type { EventStore } from './event-store.ts';
import { DAY_MS } from './instant.ts';
import type { EventLeaf, PlanLeaf } from './plan.ts';
import type { StandingCondition, StandingSource } from './standing-condition.ts';
import { StandingMembers } from './standing-members.ts';

export class StandingEver implements StandingCondition {
  readonly #shard: StandingSource;
  #ever: StandingMembers | undefined;
  /** Without those whose first event is after the end of the window, when there are such. */
  #within: StandingMembers | undefined;
  /** Who they are, and the version of `ever` that they were taken from. */
  #late: readonly number[] = [];
  #everVersion = 0;
  /** By event type: of its first events that have been looked at. */
  readonly #versions = new Map<number, number>();
  #edition = 0;
  #stable: readonly number[] = [];

  constructor(shard: StandingSource) {
    this.#shard = shard;
  }

  get bytes(): number {
    const bitmaps = this.#within === undefined ? 1 : 2;
    return (bitmaps * this.#shard.size) / 8;
  }

  advance(leaf: PlanLeaf): boolean {
    const { sources, window } = leaf as EventLeaf;
    if (this.#ever === undefined || !this.#joinFirsts(this.#ever, sources)) {
      this.#findAnew(sources);
    }
    const hasAll = hasAllEvents(leaf as EventLeaf, this.#shard.events);
    this.#stable = hasAll
      ? stableOfAll(leaf as EventLeaf, this.#shard.events)
      : [window.from, window.to];
    this.#leaveOut(hasAll ? [] : this.#latecomers(leaf as EventLeaf));
    return true;
  }

  members(): StandingMembers {
    return this.#within ?? (this.#ever as StandingMembers);
  }

  stable(): readonly number[] {
    return this.#stable;
  }

  forget(contact: number): void {
    this.#ever?.delete(contact);
    this.#within?.delete(contact);
  }

  trim(): void {}

  dispose(): void {
    this.#ever?.dispose();
    this.#ever = undefined;
    this.#within?.dispose();
    this.#within = undefined;
    this.#late = [];
  }

  /** False when too many have come, or some have gone with their events. */
  #joinFirsts(ever: StandingMembers, sources: EventLeaf['sources']): boolean {
    if (this.#edition !== this.#editionOf(sources)) return false;
    const { alive } = this.#shard;
    for (const { event } of sources) {
      const firsts = this.#shard.events.activityOf(event)?.firsts;
      if (firsts === undefined) continue;
      const version = this.#versions.get(event);
      const joined = version === undefined ? undefined : firsts.since(version);
      if (version === undefined || joined === undefined) return false;
      // Who has been deleted since is not there any more to be let go of.
      for (const contact of joined) if (alive.has(contact)) ever.add(contact);
      this.#versions.set(event, version + joined.length);
    }
    return true;
  }

  #findAnew(sources: EventLeaf['sources']): void {
    this.dispose();
    const evers: Bitmap[] = [];
    for (const { event } of sources) {
      const activity = this.#shard.events.activityOf(event);
      if (activity === undefined) continue;
      evers.push(activity.everOf(this.#shard.alive));
      this.#versions.set(event, activity.firsts.watch());
    }
    this.#edition = this.#editionOf(sources);
    this.#ever = new StandingMembers(union(evers));
  }

  /** Who has an event from the end of the window on, and none before. */
  #latecomers({ sources, window }: EventLeaf): readonly number[] {
    const { events } = this.#shard;
    const late = new Set<number>();
    for (const source of sources) {
      events.scan(source, { from: window.to, to: Infinity }, (contact) => late.add(contact));
    }
    const lastDay = Math.floor(window.to / DAY_MS);
    for (const source of sources) {
      if (late.size === 0) break;
      const days = events.activityOf(source.event)?.before(lastDay) ?? [];
      for (const contact of late) {
        if (days.some((day) => day.has(contact))) late.delete(contact);
      }
      const span = { from: lastDay * DAY_MS, to: window.to };
      events.scan(source, span, (contact) => late.delete(contact));
    }
    return [...late];
  }

  #leaveOut(late: readonly number[]): void {
    const { bitmap, version } = this.#ever as StandingMembers;
    const isSame =
      version === this.#everVersion &&
      late.length === this.#late.length &&
      late.every((contact, i) => contact === this.#late[i]);
    if (isSame) return;
    this.#late = late;
    this.#everVersion = version;
    this.#within?.dispose();
    this.#within = undefined;
    if (late.length === 0) return;
    const gone = bitmapOf(Uint32Array.from(late));
    this.#within = new StandingMembers(difference(bitmap, gone));
    gone.dispose();
  }

  #editionOf(sources: EventLeaf['sources']): number {
    return sources.reduce((sum, { event }) => sum + this.#shard.events.editionOf(event), 0);
  }
}

/** Events of a type that may come after the end of the window. */
const FEW = 1024;

/** Whether the window begins before all events of the types, and few come after it. */
export function hasMostEvents({ sources, window }: EventLeaf, store: EventStore): boolean {
  return sources.every(({ event, where }) => {
    if (where.kind !== 'true') return false;
    const activity = store.activityOf(event);
    if (activity === undefined || activity.isAllWithin(window)) return true;
    const isAtStart = window.from <= activity.minTime && window.from < window.to;
    return isAtStart && store.rowsOf(event)?.hasMoreFrom(window.to, FEW) === false;
  });
}

/** Whether the window of a leaf has every event of its types in it. */
export function hasAllEvents(leaf: EventLeaf, store: EventStore): boolean {
  return leaf.sources.every(
    ({ event, where }) =>
      where.kind === 'true' && store.activityOf(event)?.isAllWithin(leaf.window) !== false,
  );
}

/** How far the edges of such a window may move: to the first event, and for ever. */
export function stableOfAll({ sources, window }: EventLeaf, store: EventStore): readonly number[] {
  const times = sources.map(({ event }) => store.activityOf(event)?.minTime ?? Infinity);
  const first = window.from === -Infinity ? window.from : Math.min(...times);
  return [Math.max(window.from, first), Infinity];
}
