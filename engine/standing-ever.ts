/**
 * Who has ever had an event of several types, kept right: whoever has a first one joins. Holds only
 * where the window has all events of the types in it.
 */
import { type Bitmap, union } from './bitmap.ts';
import type { EventStore } from './event-store.ts';
import type { EventLeaf, PlanLeaf } from './plan.ts';
import type { StandingCondition, StandingSource } from './standing-condition.ts';
import { StandingMembers } from './standing-members.ts';

export class StandingEver implements StandingCondition {
  readonly #shard: StandingSource;
  #members: StandingMembers | undefined;
  /** By event type: of its first events that have been looked at. */
  readonly #versions = new Map<number, number>();
  #edition = 0;
  #stable: readonly number[] = [];

  constructor(shard: StandingSource) {
    this.#shard = shard;
  }

  get bytes(): number {
    return this.#shard.size / 8;
  }

  advance(leaf: PlanLeaf): boolean {
    const { sources } = leaf as EventLeaf;
    this.#stable = stableOfAll(leaf as EventLeaf, this.#shard.events);
    if (this.#members === undefined || !this.#joinFirsts(this.#members, sources)) {
      this.#findAnew(sources);
    }
    return true;
  }

  members(): StandingMembers {
    return this.#members as StandingMembers;
  }

  stable(): readonly number[] {
    return this.#stable;
  }

  forget(contact: number): void {
    this.#members?.delete(contact);
  }

  trim(): void {}

  dispose(): void {
    this.#members?.dispose();
    this.#members = undefined;
  }

  /** False when too many have come, or some have gone with their events. */
  #joinFirsts(members: StandingMembers, sources: EventLeaf['sources']): boolean {
    if (this.#edition !== this.#editionOf(sources)) return false;
    const { alive } = this.#shard;
    for (const { event } of sources) {
      const firsts = this.#shard.events.activityOf(event)?.firsts;
      if (firsts === undefined) continue;
      const version = this.#versions.get(event);
      const joined = version === undefined ? undefined : firsts.since(version);
      if (version === undefined || joined === undefined) return false;
      // Who has been deleted since is not there any more to be let go of.
      for (const contact of joined) if (alive.has(contact)) members.add(contact);
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
    this.#members = new StandingMembers(union(evers));
  }

  #editionOf(sources: EventLeaf['sources']): number {
    return sources.reduce((sum, { event }) => sum + this.#shard.events.editionOf(event), 0);
  }
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
