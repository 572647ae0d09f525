/**
 * How much memory the standing conditions of a worker's shards may take together, and which give
 * way when it is used up: the least recently asked for, in whichever shard it stands.
 */
import { ReadingArrays } from './event-totals-reading.ts';

/** Something that takes memory, and may be let go of. */
export interface StandingEntry {
  readonly bytes: number;
  /** In use by the question that its shard was asked last, or still being read. */
  readonly isNeeded: boolean;
  letGo(): void;
}

export class StandingMemory {
  /** Besides: what readings work with. */
  readonly arrays = new ReadingArrays();
  readonly maxBytes: number;
  #usedBytes = 0;
  /** The least recently used first. */
  readonly #entries = new Set<StandingEntry>();

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get isOver(): boolean {
    return this.#usedBytes > this.maxBytes;
  }

  /** Something has grown, or shrunk, by so much. */
  note(bytes: number): void {
    this.#usedBytes += bytes;
  }

  /** Used now: from here on the last to go. */
  touch(entry: StandingEntry): void {
    this.#entries.delete(entry);
    this.#entries.add(entry);
  }

  /** Lets go of what is not needed until the rest fits, if it ever does. */
  makeRoom(): void {
    for (const entry of this.#entries) {
      if (!this.isOver) return;
      // Two questions that took each other's readings away would never end.
      if (entry.isNeeded) continue;
      this.#entries.delete(entry);
      this.#usedBytes -= entry.bytes;
      entry.letGo();
    }
  }
}
