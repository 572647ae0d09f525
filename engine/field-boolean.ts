/** Index of a boolean field: the contacts with a value, and those for which it is true. */
import { assert } from './assert.ts';
import { type Bitmap, difference, emptyBitmap, intersectionCount } from './bitmap.ts';
import type { FieldIndex } from './field-index.ts';
import type { ValueTest } from './plan.ts';

export class BooleanField implements FieldIndex {
  readonly present = emptyBitmap();
  readonly #isTrue = emptyBitmap();

  set(local: number, value: boolean): void {
    this.present.add(local);
    if (value) this.#isTrue.add(local);
    else this.#isTrue.delete(local);
  }

  clear(local: number): void {
    this.present.delete(local);
    this.#isTrue.delete(local);
  }

  get(local: number): boolean | undefined {
    return this.present.has(local) ? this.#isTrue.has(local) : undefined;
  }

  select(test: ValueTest): Bitmap {
    if (test.kind === 'exists') return this.present.clone();
    assert(test.kind === 'boolean', 'a boolean field meets tests of booleans');
    return test.value ? this.#isTrue.clone() : difference(this.present, this.#isTrue);
  }

  *valueCounts(): Iterable<readonly [boolean, number]> {
    const isTrue = intersectionCount(this.present, this.#isTrue);
    if (isTrue > 0) yield [true, isTrue];
    if (this.present.size > isTrue) yield [false, this.present.size - isTrue];
  }
}
