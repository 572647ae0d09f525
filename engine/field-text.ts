/**
 * Index of a text field: a dictionary of distinct values, a code per contact, a posting list per
 * value. Searching within texts runs over the distinct values, then unites their postings.
 */
import { assert } from './assert.ts';
import type { Bitmap } from './bitmap.ts';
import { emptyBitmap } from './bitmap.ts';
import { Dictionary } from './dictionary.ts';
import type { FieldIndex } from './field-index.ts';
import { grown } from './growable.ts';
import type { ValueTest } from './plan.ts';
import { Postings } from './postings.ts';
import { textPredicate } from './text-test.ts';

const NO_VALUE = 0;

export class TextField implements FieldIndex {
  readonly present = emptyBitmap();
  readonly #dictionary = new Dictionary();
  readonly #postings = new Postings();
  /** Code + 1 by contact, or NO_VALUE. */
  #codes = new Uint32Array(0);

  set(local: number, value: string): void {
    this.clear(local);
    const code = this.#dictionary.intern(value);
    this.#codes = grown(this.#codes, local + 1);
    this.#codes[local] = code + 1;
    this.#postings.add(code, local);
    this.present.add(local);
  }

  clear(local: number): void {
    const code = this.#codeAt(local);
    if (code === -1) return;
    this.#codes[local] = NO_VALUE;
    this.#postings.remove(code, local);
    this.present.delete(local);
  }

  get(local: number): string | undefined {
    const code = this.#codeAt(local);
    return code === -1 ? undefined : this.#dictionary.textOf(code);
  }

  select(test: ValueTest): Bitmap {
    if (test.kind === 'exists') return this.present.clone();
    assert(test.kind === 'text', 'a text field meets tests of texts');
    if (test.match === 'equals' && !test.ignoreCase) {
      return this.#postings.unionOf(this.#knownCodes(test.values));
    }
    return this.#postings.unionOf(this.#codesOf(test));
  }

  *valueCounts(): Iterable<readonly [string, number]> {
    for (let code = 0; code < this.#dictionary.size; code++) {
      const count = this.#postings.count(code);
      if (count > 0) yield [this.#dictionary.textOf(code), count];
    }
  }

  #codeAt(local: number): number {
    return local < this.#codes.length ? (this.#codes[local] as number) - 1 : -1;
  }

  *#knownCodes(values: readonly string[]): Iterable<number> {
    for (const value of values) {
      const code = this.#dictionary.codeOf(value);
      if (code !== -1) yield code;
    }
  }

  *#codesOf(test: Extract<ValueTest, { kind: 'text' }>): Iterable<number> {
    const isMatch = textPredicate(test);
    for (let code = 0; code < this.#dictionary.size; code++) {
      if (isMatch(this.#dictionary.textOf(code))) yield code;
    }
  }
}
