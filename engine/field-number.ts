/**
 * Index of a field that is held as a float64 (number, date, datetime): a column, and buckets for
 * ranges, which are made for the first question that needs them.
 */
import { assert } from './assert.ts';
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import { FlagBuilder } from './bitmap-flags.ts';
import type { FieldIndex } from './field-index.ts';
import { grown } from './growable.ts';
import { numberPredicate } from './number-test.ts';
import { ChangedChunks, type Piece, type PieceReader, PieceWriter } from './piece.ts';
import type { ValueTest } from './plan.ts';
import { RangeBuckets } from './range-buckets.ts';
import { RecentChanges } from './recent-changes.ts';
import type { ShardSizes } from './shard-sizes.ts';

export class NumberField implements FieldIndex {
  readonly changes = new RecentChanges();
  #present = emptyBitmap();
  #buckets: RangeBuckets | undefined;
  /** Changes of the buckets since a range was asked for, and since they were made. */
  #changesUnasked = 0;
  #changesSinceMade = 0;
  /** By contact; NaN is no value. */
  #column = new Float64Array(0);
  #length = 0;
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
    else this.#buckets?.remove(local, before);
    this.#column = grown(this.#column, local + 1, Number.NaN);
    this.#column[local] = value;
    this.#buckets?.add(local, value);
    if (local >= this.#length) this.#length = local + 1;
    this.#noteChange(local);
  }

  clear(local: number): void {
    const before = this.get(local);
    if (before === undefined) return;
    this.#column[local] = Number.NaN;
    this.#present.delete(local);
    this.#buckets?.remove(local, before);
    this.#noteChange(local);
  }

  #noteChange(local: number): void {
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
    if (this.#buckets === undefined) return;
    this.#changesSinceMade += 1;
    this.#changesUnasked += 1;
    // Making them again later costs less than following a bulk write.
    if (this.#changesUnasked > this.#length / 4) this.#dropBuckets();
  }

  get(local: number): number | undefined {
    const value = local < this.#column.length ? (this.#column[local] as number) : Number.NaN;
    return Number.isNaN(value) ? undefined : value;
  }

  select(test: ValueTest): Bitmap {
    if (test.kind === 'exists') return this.present.clone();
    if (test.kind === 'anniversary') return this.#scan(test);
    assert(test.kind === 'ranges', 'a field of numbers meets ranges');
    // A long list of values is cheaper compared row by row than looked up range by range.
    if (test.ranges.length > MAX_RANGES) return this.#scan(test);
    const buckets = this.#bucketsToAsk();
    const result = emptyBitmap();
    for (const [low, high] of test.ranges) {
      const range = buckets.between(low, high, this.#column);
      result.orInPlace(range);
      range.dispose();
    }
    return result;
  }

  costOf(test: ValueTest): number {
    if (test.kind === 'exists') return 0;
    const isScan = test.kind !== 'ranges' || test.ranges.length > MAX_RANGES;
    if (isScan || this.#buckets === undefined) return this.#length / SCAN_SHARE;
    return (this.#length / RANGE_SHARE) * test.ranges.length;
  }

  #bucketsToAsk(): RangeBuckets {
    // After many changes they are of uneven sizes.
    if (this.#changesSinceMade > this.#length / 2) this.#dropBuckets();
    this.#buckets ??= new RangeBuckets(this.#column, this.#length);
    this.#changesUnasked = 0;
    return this.#buckets;
  }

  #dropBuckets(): void {
    this.#buckets?.dispose();
    this.#buckets = undefined;
    this.#changesSinceMade = 0;
  }

  held(test: ValueTest): Bitmap | undefined {
    return test.kind === 'exists' ? this.present : undefined;
  }

  /**
   * Visits the contacts with `from ≤ value < to`, both whole numbers, as all values are, and says
   * how many they are.
   */
  visitWithin(from: number, to: number, visit: (contact: number, value: number) => void): number {
    const members = this.#bucketsToAsk().between(from, Math.ceil(to) - 1, this.#column);
    for (const local of members) visit(local, this.#column[local] as number);
    const count = members.size;
    members.dispose();
    return count;
  }

  /** Whether any value may be at least so much. */
  mayHaveFrom(low: number): boolean {
    return this.#bucketsToAsk().mayHaveFrom(low);
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

/** More are compared value by value. */
const MAX_RANGES = 16;
/** Contacts that count for a row of events when all values are read, and when a range is looked up. */
const SCAN_SHARE = 4;
const RANGE_SHARE = 64;
