/**
 * Index of a field that is held as a float64 (number, date, datetime): a column, and indexes of it
 * for ranges and for anniversaries.
 */
import { AnniversaryDays } from './anniversary-days.ts';
import { assert } from './assert.ts';
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import { FlagBuilder } from './bitmap-flags.ts';
import { accessByPresence, type FieldAccess, type FieldIndex } from './field-index.ts';
import { grown } from './growable.ts';
import { LazyIndex } from './lazy-index.ts';
import { numberPredicate } from './number-test.ts';
import { ChangedChunks, type Piece, type PieceReader, PieceWriter } from './piece.ts';
import type { ValueTest } from './plan.ts';
import { RangeBuckets } from './range-buckets.ts';
import { RecentChanges } from './recent-changes.ts';
import type { ShardSizes } from './shard-sizes.ts';

export class NumberField implements FieldIndex {
  readonly changes = new RecentChanges();
  #present = emptyBitmap();
  /** By contact; NaN is no value. */
  #column = new Float64Array(0);
  #length = 0;
  readonly #buckets = new LazyIndex(
    () => new RangeBuckets(() => this.#column, this.#length),
    () => this.#length,
  );
  /** Of a field of dates. */
  readonly #anniversaries = new LazyIndex(
    () => new AnniversaryDays(() => this.#column),
    () => this.#length,
  );
  readonly #sizes: ShardSizes;
  readonly #changed = new ChangedChunks();

  constructor(sizes: ShardSizes) {
    this.#sizes = sizes;
  }

  get present(): Bitmap {
    return this.#present;
  }

  set(local: number, value: number): void {
    const before = this.get(local);
    if (before === value) return;
    if (before === undefined) this.#present.add(local);
    this.#column = grown(this.#column, local + 1, Number.NaN);
    this.#column[local] = value;
    if (local >= this.#length) this.#length = local + 1;
    this.#noteChange(local, before, value);
  }

  clear(local: number): void {
    const before = this.get(local);
    if (before === undefined) return;
    this.#column[local] = Number.NaN;
    this.#present.delete(local);
    this.#noteChange(local, before, undefined);
  }

  #noteChange(local: number, before: number | undefined, after: number | undefined): void {
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
    this.#buckets.change(local, before, after);
    this.#anniversaries.change(local, before, after);
  }

  get(local: number): number | undefined {
    const value = local < this.#column.length ? (this.#column[local] as number) : Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  }

  select(test: ValueTest): Bitmap {
    if (test.kind === 'exists') return this.present.clone();
    if (test.kind === 'anniversary') {
      return isOfDays(test) ? this.#anniversaries.ask().on(test.days) : this.#scan(test);
    }
    assert(test.kind === 'ranges', 'a field of numbers meets ranges');
    if (!isOfBuckets(test)) return this.#scan(test);
    const buckets = this.#buckets.ask();
    const result = emptyBitmap();
    for (const [low, high] of test.ranges) {
      const range = buckets.between(low, high);
      result.orInPlace(range);
      range.dispose();
    }
    return result;
  }

  *selecting(test: ValueTest): Generator<number, Bitmap> {
    if (isOfBuckets(test)) yield* this.#buckets.making();
    if (isOfDays(test)) yield* this.#anniversaries.making();
    yield this.access(test).rows;
    return this.select(test);
  }

  access(test: ValueTest): FieldAccess {
    const most = this.#present.size;
    const scan = this.#length / SCAN_SHARE;
    const lookup = this.#length / LOOKUP_SHARE;
    if (test.kind === 'exists') return accessByPresence(this.#present);
    if (isOfBuckets(test)) {
      const buckets = this.#buckets.made;
      if (buckets === undefined) return { by: 'buckets', rows: scan, most, isExact: false };
      const rows = lookup * test.ranges.length;
      let within = 0;
      for (const [low, high] of test.ranges) within += buckets.mostBetween(low, high);
      return { by: 'buckets', rows, most: Math.min(most, within), isExact: false };
    }
    if (isOfDays(test)) {
      const rows = this.#anniversaries.made === undefined ? scan : lookup;
      return { by: 'days of the year', rows, most, isExact: false };
    }
    return { by: 'column', rows: scan, most, isExact: false };
  }

  held(test: ValueTest): Bitmap | undefined {
    return test.kind === 'exists' ? this.present : undefined;
  }

  /**
   * Visits the contacts with `from ≤ value < to`, both whole numbers, as all values are, and says
   * how many they are.
   */
  visitWithin(from: number, to: number, visit: (contact: number, value: number) => void): number {
    const members = this.#buckets.ask().between(from, Math.ceil(to) - 1);
    for (const local of members) visit(local, this.#column[local] as number);
    const count = members.size;
    members.dispose();
    return count;
  }

  /** Whether any value may be at least so much. */
  mayHaveFrom(low: number): boolean {
    return this.#buckets.ask().mayHaveFrom(low);
  }

  *valueCounts(): Iterable<readonly [number, number]> {
    const counts = new Map<number, number>();
    for (const value of this.#column) {
      if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    yield* counts;
  }

  get chunks(): number {
    return Math.ceil(this.#length / this.#sizes.chunkContacts);
  }

  takeChanged(chunk: number): boolean {
    return this.#changed.take(chunk);
  }

  writeChunk(chunk: number): Uint8Array {
    const first = chunk * this.#sizes.chunkContacts;
    const end = Math.min(this.#length, first + this.#sizes.chunkContacts);
    return new PieceWriter().array(this.#column.subarray(first, end)).finish();
  }

  readChunk(chunk: number, reader: PieceReader): void {
    const first = chunk * this.#sizes.chunkContacts;
    const cells = reader.float64s();
    if (cells.length > this.#sizes.chunkContacts) throw new Error('it has too many contacts');
    this.#length = Math.max(this.#length, first + cells.length);
    this.#column = grown(this.#column, first + cells.length, Number.NaN);
    this.#column.set(cells, first);
  }

  textPieces(): Iterable<readonly Piece[]> {
    return [];
  }

  finishReading(): void {
    const locals = new Uint32Array(this.#length);
    let count = 0;
    for (let local = 0; local < this.#length; local++) {
      if (!Number.isNaN(this.#column[local])) locals[count++] = local;
    }
    this.#present.dispose();
    this.#present = bitmapOf(locals, count);
  }

  *faults(): Iterable<string> {
    let present = 0;
    for (let local = 0; local < this.#length; local++) {
      const value = this.get(local);
      if (value !== undefined) present += 1;
      if (this.#present.has(local) !== (value !== undefined)) yield `presence of contact ${local}`;
    }
    if (present !== this.#present.size) yield 'number of contacts with a value';
  }

  #scan(test: ValueTest): Bitmap {
    const isMatch = numberPredicate(test);
    const column = this.#column;
    const found = new FlagBuilder(this.#length);
    for (let local = 0; local < this.#length; local++) {
      const value = column[local] as number;
      if (!Number.isNaN(value) && isMatch(value)) found.add(local);
    }
    return found.finish();
  }
}

type RangesTest = Extract<ValueTest, { kind: 'ranges' }>;

/** A long list of values is cheaper compared row by row than looked up range by range. */
function isOfBuckets(test: ValueTest): test is RangesTest {
  return test.kind === 'ranges' && test.ranges.length <= MAX_RANGES;
}

/** The days of instants are those of a zone. */
function isOfDays(test: ValueTest): boolean {
  return test.kind === 'anniversary' && test.zone === undefined;
}

/** More are compared value by value. */
const MAX_RANGES = 16;
/** Contacts that count for a row of events when all values are read, and when an index is asked. */
const SCAN_SHARE = 4;
const LOOKUP_SHARE = 128;
