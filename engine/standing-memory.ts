/**
 * How much memory the standing conditions of a worker's shards may take together, and which give
 * way when it is used up: the least recently asked for, in whichever shard it stands, but first
 * those of single questions. So a series of questions that nobody asks again leaves alone what the
 * saved segments stand on.
 *
 * After the segmented LRU of Karedla, Love and Wherry, "Caching strategies to improve disk system
 * performance", Computer 27(3), 1994.
 */
import { ReadingArrays } from './event-totals-reading.ts';

/** Something that takes memory, and may be let go of. */
export interface StandingEntry {
  readonly bytes: number;
  /** In use by the question that its shard was asked last, or still being read. */
  readonly isNeeded: boolean;
  /** More than one question has asked for it. */
  readonly isAskedAgain: boolean;
  letGo(): void;
}

/** Of the memory, what is asked again may keep from what is new. */
const SHARE_OF_ASKED_AGAIN = 0.75;

export class StandingMemory {
  /** Besides: what readings work with. */
  readonly arrays = new ReadingArrays();
  readonly maxBytes: number;
  #usedBytes = 0;
  /** The least recently used first. */
  readonly #askedOnce = new Set<StandingEntry>();
  readonly #askedAgain = new Set<StandingEntry>();

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
    this.#forget(entry);
    (entry.isAskedAgain ? this.#askedAgain : this.#askedOnce).add(entry);
  }

  /** Lets go of what is not needed until the rest fits, if it ever does. */
  makeRoom(): void {
    if (!this.isOver) return;
    let bytesAskedAgain = 0;
    for (const { bytes } of this.#askedAgain) bytesAskedAgain += bytes;
    const mostAskedAgain = this.maxBytes * SHARE_OF_ASKED_AGAIN;
    for (const entry of this.#askedAgain) {
      if (!this.isOver || bytesAskedAgain <= mostAskedAgain) break;
      const { bytes } = entry;
      if (this.#letGo(entry)) bytesAskedAgain -= bytes;
    }
    for (const entries of [this.#askedOnce, this.#askedAgain]) {
      for (const entry of entries) {
        if (!this.isOver) return;
        this.#letGo(entry);
      }
    }
  }

  /** Lets go of something whether it is needed or not. */
  letGo(entry: StandingEntry): void {
    this.#forget(entry);
    this.#usedBytes -= entry.bytes;
    entry.letGo();
  }

  #letGo(entry: StandingEntry): boolean {
    // Two questions that took each other's readings away would never end.
    if (entry.isNeeded) return false;
    this.letGo(entry);
    return true;
  }

  #forget(entry: StandingEntry): void {
    this.#askedOnce.delete(entry);
    this.#askedAgain.delete(entry);
  }
}
