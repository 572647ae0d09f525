/**
 * Who did an event at all, and on which day (of UTC): "at least once within a window" is a union
 * of the bitmaps of its whole days; its ragged ends are for the reader to settle from rows.
 */
import { type Bitmap, emptyBitmap, intersection, union } from './bitmap.ts';
import { DAY_MS } from './instant.ts';
import { type Piece, type PieceReader, PieceWriter } from './piece.ts';
import type { Span } from './plan.ts';
import { RecentChanges } from './recent-changes.ts';
import { SHARD_SIZES } from './shard-sizes.ts';

/** Days that are also kept together, the longest first: each a multiple of the next. */
const STRETCHES: readonly number[] = [64, 8];

export class EventActivity {
  /** Who has had a first event lately. */
  readonly firsts = new RecentChanges();
  #ever = emptyBitmap();
  readonly #days = new Map<number, Bitmap>();
  /** For each length of `STRETCHES` by number those that were asked for. */
  readonly #stretches = STRETCHES.map(() => new Map<number, Bitmap>());
  #minTime = Infinity;
  #maxTime = -Infinity;
  readonly #blockDays: number;
  readonly #changed = new Set<number>();
  #isEverChanged = true;
  /** Nobody in `ever` is deleted. */
  #isLiving = true;

  /** Snapshots hold `blockDays` days in a piece. */
  constructor(blockDays: number = SHARD_SIZES.blockDays) {
    this.#blockDays = blockDays;
  }

  add(contact: number, time: number): void {
    const day = Math.floor(time / DAY_MS);
    let bitmap = this.#days.get(day);
    if (bitmap === undefined) {
      bitmap = emptyBitmap();
      this.#days.set(day, bitmap);
    }
    // Whoever is in a day already is in `ever` too.
    if (bitmap.tryAdd(contact)) {
      this.#changed.add(this.#blockOf(day));
      for (const length of STRETCHES) {
        this.#stretchesOf(length)
          .get(Math.floor(day / length))
          ?.add(contact);
      }
      if (this.#ever.tryAdd(contact)) this.firsts.mark(contact);
      this.#isEverChanged = true;
    }
    if (time >= this.#minTime && time <= this.#maxTime) return;
    // Saved with `ever`, also when the contact was in its day before.
    this.#isEverChanged = true;
    if (time < this.#minTime) this.#minTime = time;
    if (time > this.#maxTime) this.#maxTime = time;
  }

  /** The living contacts that ever had the event; borrowed until the next change. */
  everOf(alive: Bitmap): Bitmap {
    // A snapshot may have contacts that were deleted while it was taken, or before they were let go.
    if (!this.#isLiving) {
      this.#ever.andInPlace(alive);
      this.#isLiving = true;
    }
    return this.#ever;
  }

  /** Of the first event; Infinity without any. */
  get minTime(): number {
    return this.#minTime;
  }

  /** Of the last event; -Infinity without any. */
  get maxTime(): number {
    return this.#maxTime;
  }

  isAllWithin({ from, to }: Span): boolean {
    return from <= this.#minTime && to > this.#maxTime;
  }

  /** A contact was deleted. Days keep it until the next purge. */
  forget(contact: number): void {
    if (this.#ever.delete(contact)) this.#isEverChanged = true;
  }

  /** Bitmaps whose union are the contacts active before a day; borrowed until the next change. */
  before(day: number): readonly Bitmap[] {
    return this.#between(-Infinity, day);
  }

  /**
   * The contacts, of all or among some, that are active on the whole days within a span, as a new
   * bitmap, and the spans before and after those days that are left (none, one or two).
   */
  within(
    span: Span,
    among?: Bitmap,
  ): { readonly active: Bitmap; readonly ragged: readonly Span[] } {
    if (this.isAllWithin(span)) {
      const active = among === undefined ? this.#ever.clone() : intersection(this.#ever, among);
      return { active, ragged: [] };
    }
    const firstDay = Math.ceil(span.from / DAY_MS);
    const endDay = Math.floor(span.to / DAY_MS);
    if (firstDay >= endDay) return { active: emptyBitmap(), ragged: [span] };
    const ends = [
      { from: span.from, to: firstDay * DAY_MS },
      { from: endDay * DAY_MS, to: span.to },
    ];
    return {
      active: unionAmong(this.#between(firstDay, endDay), among),
      ragged: ends.filter(({ from, to }) => from < to),
    };
  }

  /** Forgets the days before a midnight of UTC, in milliseconds since the epoch. */
  dropBefore(midnight: number): void {
    // In a snapshot the days can be older than the span, which then does not tell of them.
    let isAny = this.#minTime < midnight;
    for (const day of this.#days.keys()) isAny ||= day * DAY_MS < midnight;
    if (!isAny) return;
    this.#dropDays((day) => day * DAY_MS < midnight);
    this.#setEver(union([...this.#days.values()]));
    // Days keep who was deleted until the next purge.
    this.#isLiving = false;
    this.#minTime = this.#days.size === 0 ? Infinity : Math.max(this.#minTime, midnight);
    if (this.#days.size === 0) this.#maxTime = -Infinity;
  }

  /** Takes out who is not alive any more, a day at a time. */
  *purge(alive: Bitmap): Generator<void> {
    this.#forgetStretches();
    for (const [day, bitmap] of this.#days) {
      const before = bitmap.size;
      bitmap.andInPlace(alive);
      if (bitmap.size !== before) this.#changed.add(this.#blockOf(day));
      yield;
    }
    for (const [day, bitmap] of this.#days)
      if (bitmap.isEmpty) this.#dropDays((one) => one === day);
    const before = this.#ever.size;
    this.#ever.andInPlace(alive);
    if (this.#ever.size !== before) this.#isEverChanged = true;
  }

  /**
   * The pieces `NAME/B` of the blocks of days, and `NAME`. To be taken after the rows: what is newer
   * than they are is added again by the replay, to no effect.
   */
  *pieces(name: string, isFull: boolean): Generator<readonly Piece[]> {
    const blocks = new Set(Array.from(this.#days.keys(), (day) => this.#blockOf(day)));
    for (const block of blocks) yield [this.#blockPiece(name, block, isFull)];
    const isChanged = this.#isEverChanged || isFull;
    this.#isEverChanged = false;
    const writer = new PieceWriter().number(this.#blockDays);
    writer.number(this.#minTime).number(this.#maxTime).bitmap(this.#ever);
    yield [{ name, bytes: isChanged ? writer.finish() : undefined }];
  }

  #blockPiece(name: string, block: number, isFull: boolean): Piece {
    const isChanged = this.#changed.delete(block);
    if (!isChanged && !isFull) return { name: `${name}/${block}`, bytes: undefined };
    const writer = new PieceWriter();
    for (let i = 0; i < this.#blockDays; i++) {
      const day = block * this.#blockDays + i;
      const bitmap = this.#days.get(day);
      if (bitmap !== undefined) writer.number(day).bitmap(bitmap);
    }
    return { name: `${name}/${block}`, bytes: writer.finish() };
  }

  /** Takes over a block of days. */
  readBlock(reader: PieceReader): void {
    while (!reader.isAtEnd) {
      const day = reader.number();
      if (!Number.isInteger(day)) throw new Error(`${day} is no day`);
      this.#days.get(day)?.dispose();
      this.#days.set(day, reader.bitmap());
    }
    this.#forgetStretches();
  }

  /** Takes over who ever did it. */
  readEver(reader: PieceReader): void {
    const blockDays = reader.count();
    if (blockDays !== this.#blockDays) throw new Error(`it is of blocks of ${blockDays} days`);
    this.#minTime = reader.number();
    this.#maxTime = reader.number();
    this.#setEver(reader.bitmap());
    this.#isEverChanged = false;
    this.#isLiving = false;
  }

  /** Where the living are not those of these rows, in words. */
  *faults(
    rows: Iterable<readonly [contact: number, time: number]>,
    alive: Bitmap,
  ): Iterable<string> {
    const expected = new EventActivity(this.#blockDays);
    for (const [contact, time] of rows) {
      expected.add(contact, time);
      if (time < this.#minTime || time > this.#maxTime) yield `the span of times, without ${time}`;
    }
    if (!isSame(this.#ever, expected.#ever, alive)) yield 'who ever did it';
    for (const day of new Set([...this.#days.keys(), ...expected.#days.keys()])) {
      const [found, wanted] = [this.#days.get(day), expected.#days.get(day)];
      if (!isSame(found ?? emptyBitmap(), wanted ?? emptyBitmap(), alive)) yield `day ${day}`;
    }
  }

  #blockOf(day: number): number {
    return Math.floor(day / this.#blockDays);
  }

  #dropDays(isDropped: (day: number) => boolean): void {
    this.#forgetStretches();
    for (const [day, bitmap] of this.#days) {
      if (!isDropped(day)) continue;
      this.#days.delete(day);
      this.#changed.add(this.#blockOf(day));
      bitmap.dispose();
    }
  }

  #setEver(ever: Bitmap): void {
    this.#ever.dispose();
    this.#ever = ever;
    this.#isEverChanged = true;
  }

  /** Bitmaps whose union is that of the days `first ≤ day < end`: of as long stretches as fit. */
  #between(first: number, end: number): readonly Bitmap[] {
    const bitmaps: Bitmap[] = [];
    const from = Math.max(first, Math.floor(this.#minTime / DAY_MS));
    const to = Math.min(end, Math.floor(this.#maxTime / DAY_MS) + 1);
    for (let day = from; day < to; ) {
      const days = STRETCHES.find((length) => day % length === 0 && day + length <= to) ?? 1;
      const bitmap = this.#stretch(day, days);
      if (bitmap !== undefined) bitmaps.push(bitmap);
      day += days;
    }
    return bitmaps;
  }

  /** Who was active in a stretch of days, found once and kept right; undefined when nobody was. */
  #stretch(day: number, days: number): Bitmap | undefined {
    if (days === 1) return this.#days.get(day);
    const stretches = this.#stretchesOf(days);
    let stretch = stretches.get(day / days);
    if (stretch === undefined) {
      const parts: Bitmap[] = [];
      const partDays = STRETCHES[STRETCHES.indexOf(days) + 1] ?? 1;
      for (let part = day; part < day + days; part += partDays) {
        const bitmap = this.#stretch(part, partDays);
        if (bitmap !== undefined) parts.push(bitmap);
      }
      stretch = union(parts);
      stretches.set(day / days, stretch);
    }
    return stretch;
  }

  #stretchesOf(days: number): Map<number, Bitmap> {
    return this.#stretches[STRETCHES.indexOf(days)] as Map<number, Bitmap>;
  }

  #forgetStretches(): void {
    for (const stretches of this.#stretches) {
      for (const stretch of stretches.values()) stretch.dispose();
      stretches.clear();
    }
  }
}

/** Few are looked for in each set instead of uniting the sets. */
function unionAmong(bitmaps: readonly Bitmap[], among: Bitmap | undefined): Bitmap {
  if (among === undefined) return union(bitmaps);
  const found = emptyBitmap();
  for (const bitmap of bitmaps) {
    const some = intersection(bitmap, among);
    found.orInPlace(some);
    some.dispose();
  }
  return found;
}

/** Whether two sets have the same members of a third. */
function isSame(a: Bitmap, b: Bitmap, of: Bitmap): boolean {
  const [x, y] = [a.clone(), b.clone()];
  x.andInPlace(of);
  y.andInPlace(of);
  const isEqual = x.isEqual(y);
  x.dispose();
  y.dispose();
  return isEqual;
}
