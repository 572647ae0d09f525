/**
 * Index of a field that is held as a float64 (number, date, datetime): a column, and bit slices
 * for ranges.
 */
import { assert } from './assert.ts';
import { BitSlices } from './bit-slices.ts';
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import type { FieldIndex } from './field-index.ts';
import { grown } from './growable.ts';
import { numberPredicate } from './number-test.ts';
import type { ValueTest } from './plan.ts';

export class NumberField implements FieldIndex {
  readonly #slices = new BitSlices();
  /** By contact; NaN is no value. */
  #column = new Float64Array(0);

  get present(): Bitmap {
    return this.#slices.present;
  }

  set(local: number, value: number): void {
    this.clear(local);
    this.#column = grown(this.#column, local + 1, Number.NaN);
    this.#column[local] = value;
    this.#slices.add(local, value);
  }

  clear(local: number): void {
    if (this.get(local) === undefined) return;
    this.#column[local] = Number.NaN;
    this.#slices.remove(local);
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

  *valueCounts(): Iterable<readonly [number, number]> {
    const counts = new Map<number, number>();
    for (const value of this.#column) {
      if (!Number.isNaN(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    yield* counts;
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
