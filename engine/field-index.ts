/** What the index of every type of field can do, whatever it is made of. */
import type { Bitmap } from './bitmap.ts';
import type { ValueTest } from './plan.ts';
import type { StoredValue } from './value.ts';

export interface FieldIndex {
  /** The contacts with a value; borrowed. */
  readonly present: Bitmap;
  set(local: number, value: StoredValue): void;
  clear(local: number): void;
  get(local: number): StoredValue | undefined;
  /** The contacts whose value passes the test; the caller owns the bitmap. */
  select(test: ValueTest): Bitmap;
  /** Distinct values with the number of contacts that have each. */
  valueCounts(): Iterable<readonly [StoredValue, number]>;
}
