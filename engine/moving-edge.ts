/**
 * An edge of a window that moves with the clock, and what it passes: mostly forward, over the rows
 * that are waiting for it, now and then back (at the end of a month, when a clock is set).
 */
import { type Crossing, type CrossingSource, EdgeQueue } from './edge-queue.ts';

export class MovingEdge {
  readonly #read: CrossingSource;
  readonly #queue: EdgeQueue;
  #place: number;

  /** `read` gives all rows of a span of time, `hasFrom` tells whether any may be at or after one. */
  constructor(read: CrossingSource, hasFrom: (time: number) => boolean, place: number) {
    this.#read = read;
    this.#queue = new EdgeQueue(read, hasFrom, place);
    this.#place = place;
  }

  /** Rows before it are on one side, from it on those of the other. */
  get place(): number {
    return this.#place;
  }

  /** Whether it has to be told of rows that are written. */
  get isWatching(): boolean {
    return this.#queue.knows(this.#place);
  }

  /** Is somewhere else, without passing anything. */
  begin(place: number): void {
    this.#place = place;
    this.#queue.begin(place);
  }

  /** A row was written. */
  insert(crossing: Crossing): void {
    this.#queue.insert(this.#place, crossing);
  }

  /** Visits the rows between here and there, with whether they are passed forward or back. */
  moveTo(
    place: number,
    forward: (crossing: Crossing) => void,
    back: (crossing: Crossing) => void,
  ): void {
    if (place > this.#place) this.#queue.advance(place, forward);
    else if (place < this.#place) {
      this.#read(place, this.#place, back);
      this.#queue.begin(place);
    }
    this.#place = place;
  }

  /** How far it may move forward without passing a row, at least. */
  reach(): number {
    return Number.isFinite(this.#place) ? this.#queue.peek(this.#place) : this.#place;
  }
}
