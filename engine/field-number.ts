/**
 * Index of a field that is held as a float64 (number, date, datetime): a column, and bit slices
 * for ranges.
 */
import { assert } from './assert.ts';
import { BitSlices } from './bit-slices.ts';
import { type Bitmap, bitmapOf, emptyBitmap, rangeBitmap } from './bitmap.ts';
import type { FieldIndex } from './field-index.ts';
import { grown } from './growable.ts';
import { numberPredicate } from './number-test.ts';
import { ChangedChunks, type Piece, type PieceReader, PieceWriter } from './piece.ts';
import type { ValueTest } from './plan.ts';
import { RecentChanges } from './recent-changes.ts';
import type { ShardSizes } from './shard-sizes.ts';

export class NumberField implements FieldIndex {
  readonly changes = new RecentChanges();
  readonly #slices = new BitSlices();
  /** By contact; NaN is no value. */
  #column = new Float64Array(0);
  #length = 0;
  readonly #sizes: ShardSizes;
  readonly #changed = new ChangedChunks();

  constructor(sizes: ShardSizes) {
    this.#sizes = sizes;
  }

  get present(): Bitmap {
    return this.#slices.present;
  }

  set(local: number, value: number): void {
    if (this.get(local) === value) return;
    this.clear(local);
    this.#column = grown(this.#column, local + 1, Number.NaN);
    this.#column[local] = value;
    this.#slices.add(local, value);
    if (local >= this.#length) this.#length = local + 1;
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
  }

  clear(local: number): void {
    if (this.get(local) === undefined) return;
    this.#column[local] = Number.NaN;
    this.#slices.remove(local);
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
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
    if (test.ranges.length > MAX_SLICED_RANGES) return this.#scan(test);
    const result = emptyBitmap();
    for (const [low, high] of test.ranges) {
      const range = this.#slices.between(low, high);
      result.orInPlace(range);
      range.dispose();
    }
    return result;
  }

  held(test: ValueTest): Bitmap | undefined {
    return test.kind === 'exists' ? this.present : undefined;
  }

  /** Visits the contacts with `from ≤ value < to`. */
  visitWithin(from: number, to: number, visit: (contact: number, value: number) => void): void {
    const column = this.#column;
    for (let local = 0; local < column.length; local++) {
      const value = column[local] as number;
      if (value >= from && value < to) visit(local, value);
    }
  }

  /** Whether any value is at least so much. */
  hasFrom(low: number): boolean {
    const column = this.#column;
    for (let local = 0; local < column.length; local++) {
      if ((column[local] as number) >= low) return true;
    }
    return false;
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
    const writer = new PieceWriter().array(this.#column.subarray(first, end));
    const range = rangeBitmap(first, end);
    this.#slices.write(writer, range);
    range.dispose();
    return writer.finish();
  }

  readChunk(chunk: number, reader: PieceReader): void {
    const first = chunk * this.#sizes.chunkContacts;
    const cells = reader.float64s();
    if (cells.length > this.#sizes.chunkContacts) throw new Error('it has too many contacts');
    this.#length = Math.max(this.#length, first + cells.length);
    this.#column = grown(this.#column, first + cells.length, Number.NaN);
    this.#column.set(cells, first);
    this.#slices.read(reader);
  }

  textPieces(): Iterable<readonly Piece[]> {
    return [];
  }

  finishReading(): void {}

  *faults(): Iterable<string> {
    let present = 0;
    for (let local = 0; local < this.#length; local++) {
      const value = this.get(local);
      if (value === undefined) continue;
      present += 1;
      if (!this.#slices.holds(local, value)) yield `slices of contact ${local}`;
    }
    if (present !== this.present.size) yield 'number of contacts with a value';
    if (!this.#slices.isSound) yield 'a slice has contacts without a value';
  }

  #scan(test: ValueTest): Bitmap {
    const isMatch = numberPredicate(test);
    const locals = new Uint32Array(this.present.size);
    let found = 0;
    for (let local = 0; local < this.#column.length; local++) {
      const value = this.#column[local] as number;
      if (!Number.isNaN(value) && isMatch(value)) locals[found++] = local;
    }
    return bitmapOf(locals, found);
  }
}

const MAX_SLICED_RANGES = 16;
