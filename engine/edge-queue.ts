/**
 * What crosses an edge of a window next: the rows with the smallest times from the edge on, so that
 * moving the edge forward touches those rows only. Filled by a scan for a stretch of time ahead,
 * which adapts to how dense the rows are; a row that is written into the stretch is put in its place.
 *
 * Holds values, not places of rows, so it outlives their pages. The edge belongs to whoever owns the
 * queue and only moves forward; for any other move the queue is begun anew.
 */

/** Times ascending, each with its contact and what the row adds. */
export type Crossing = { readonly time: number; readonly contact: number; readonly value: number };

/** Gives all rows with `from ≤ time < to`, in any order, and says how many it had to read for that. */
export type CrossingSource = (
  from: number,
  to: number,
  take: (crossing: Crossing) => void,
) => number;

/** A look ahead that finds fewer rows was too short for its cost. */
const FEW = 512;
/** A look ahead that reads more rows was too long, however few it has found: a millisecond or so. */
const MANY_READ = 262_144;
/** More than that are not kept, or twice as many with what is written: the stretch ends earlier. */
const MOST = 8192;
const FIRST_STRETCH_MS = 3_600_000;
const LONGEST_STRETCH_MS = 100 * 366 * 86_400_000;

export class EdgeQueue {
  readonly #source: CrossingSource;
  /** Whether any row has a time from here on. */
  readonly #hasFrom: (time: number) => boolean;
  #crossings: Crossing[] = [];
  #next = 0;
  /** All rows with a time from the edge to before this are in the queue. */
  #known: number;
  #stretchMs = FIRST_STRETCH_MS;
  /** Rows that the look before has read: mostly those of the pages at the edge, however far it goes. */
  #read = 0;

  constructor(source: CrossingSource, hasFrom: (time: number) => boolean, edge: number) {
    this.#source = source;
    this.#hasFrom = hasFrom;
    this.#known = edge;
  }

  /** Starts again at an edge, knowing nothing. */
  begin(edge: number): void {
    this.#crossings = [];
    this.#next = 0;
    this.#known = edge;
  }

  /** Rows that wait. */
  get length(): number {
    return this.#crossings.length - this.#next;
  }

  /** Whether rows written from now on have to be told of, those from the edge on. */
  knows(edge: number): boolean {
    return this.#known > edge;
  }

  /** A row was written. It may lie before the edge, where it is of no concern. */
  insert(edge: number, crossing: Crossing): void {
    if (crossing.time < edge || crossing.time >= this.#known) return;
    let [low, high] = [this.#next, this.#crossings.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#crossings[middle] as Crossing).time <= crossing.time) low = middle + 1;
      else high = middle;
    }
    if (low === this.#crossings.length) this.#crossings.push(crossing);
    else this.#crossings.splice(low, 0, crossing);
    if (this.#crossings.length > 2 * MOST) this.#cut();
  }

  /** Moves the edge forward: visits the rows with `edge ≤ time < to`. */
  advance(to: number, visit: (crossing: Crossing) => void): void {
    for (;;) {
      while (this.#next < this.#crossings.length) {
        const crossing = this.#crossings[this.#next] as Crossing;
        if (crossing.time >= to) return;
        this.#next += 1;
        visit(crossing);
      }
      if (this.#known >= to) return;
      // Far ahead of what is known there is nothing to keep: the rest is visited as it is read.
      const from = this.#known;
      this.begin(to);
      this.#source(from, to, visit);
    }
  }

  /** The time of the next row from `edge` on, or one before it up to which there is none. */
  peek(edge: number): number {
    if (this.#next === this.#crossings.length && this.#known < Infinity) this.#fill(edge);
    return this.#next < this.#crossings.length
      ? (this.#crossings[this.#next] as Crossing).time
      : this.#known;
  }

  #fill(edge: number): void {
    // Everything before `known` has been visited.
    const from = Math.max(edge, this.#known);
    if (!this.#hasFrom(from)) {
      this.begin(Infinity);
      return;
    }
    const to = from + this.#stretchMs;
    const found: Crossing[] = [];
    const read = this.#source(from, to, (crossing) => found.push(crossing));
    // Where there are few, the next look goes further, if that is not what costs; one is enough for now.
    if (read > MANY_READ && read > this.#read) this.#shorten();
    else if (found.length < FEW && (read < MANY_READ / 2 || read <= this.#read)) {
      this.#stretchMs = Math.min(this.#stretchMs * 4, LONGEST_STRETCH_MS);
    }
    this.#read = read;
    this.#keep(found, this.#hasFrom(to) ? to : Infinity);
  }

  #keep(found: Crossing[], known: number): void {
    this.#crossings = found.sort((a, b) => a.time - b.time);
    this.#next = 0;
    this.#known = known;
    if (found.length > MOST) {
      this.#shorten();
      this.#cut();
    }
  }

  #shorten(): void {
    this.#stretchMs = Math.max(1, Math.floor(this.#stretchMs / 4));
  }

  /** Keeps the next ones, about `MOST`; rows of one time stay together. */
  #cut(): void {
    const waiting = this.#next === 0 ? this.#crossings : this.#crossings.slice(this.#next);
    this.#next = 0;
    this.#crossings = waiting;
    const first = waiting[MOST];
    if (first === undefined) return;
    let kept = MOST;
    while (kept > 0 && (waiting[kept - 1] as Crossing).time === first.time) kept -= 1;
    if (kept === 0) return;
    this.#crossings = waiting.slice(0, kept);
    this.#known = first.time;
  }
}
