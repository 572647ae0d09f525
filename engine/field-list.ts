/**
 * Index of a list field (a set of texts per contact): a dictionary of distinct elements, the codes
 * of each contact, a posting list per element.
 */
import { assert } from './assert.ts';
import { type Bitmap, emptyBitmap } from './bitmap.ts';
import { Dictionary } from './dictionary.ts';
import type { FieldIndex } from './field-index.ts';
import { fold } from './fold.ts';
import type { ValueTest } from './plan.ts';
import { Postings } from './postings.ts';

export class ListField implements FieldIndex {
  readonly present = emptyBitmap();
  readonly #dictionary = new Dictionary();
  readonly #postings = new Postings();
  readonly #codes: (Uint32Array | undefined)[] = [];

  set(local: number, value: readonly string[]): void {
    this.clear(local);
    const codes = new Uint32Array(value.map((element) => this.#dictionary.intern(element)));
    this.#codes[local] = codes;
    for (const code of codes) this.#postings.add(code, local);
    this.present.add(local);
  }

  clear(local: number): void {
    for (const code of this.#codes[local] ?? []) this.#postings.remove(code, local);
    this.#codes[local] = undefined;
    this.present.delete(local);
  }

  get(local: number): readonly string[] | undefined {
    const codes = this.#codes[local];
    return codes && Array.from(codes, (code) => this.#dictionary.textOf(code));
  }

  /** Adds elements, then removes others; what is in both is removed. */
  edit(local: number, add: readonly string[], remove: readonly string[]): void {
    const elements = new Set([...(this.get(local) ?? []), ...add]);
    for (const element of remove) elements.delete(element);
    if (elements.size === 0) this.clear(local);
    else this.set(local, [...elements]);
  }

  select(test: ValueTest): Bitmap {
    if (test.kind === 'exists') return this.present.clone();
    assert(test.kind === 'list', 'a list field meets tests of lists');
    const codes = this.#codesByValue(test.values, test.ignoreCase);
    if (test.match === 'any') return this.#postings.unionOf(codes.flat());
    const result = this.present.clone();
    for (const codesOfValue of codes) {
      const having = this.#postings.unionOf(codesOfValue);
      result.andInPlace(having);
      having.dispose();
    }
    return result;
  }

  /** By element, not by whole list. */
  *valueCounts(): Iterable<readonly [string, number]> {
    for (let code = 0; code < this.#dictionary.size; code++) {
      const count = this.#postings.count(code);
      if (count > 0) yield [this.#dictionary.textOf(code), count];
    }
  }

  /** For each distinct value the codes of the elements that equal it. */
  #codesByValue(values: readonly string[], ignoreCase: boolean): readonly (readonly number[])[] {
    if (!ignoreCase) {
      const codes = new Set(values.map((value) => this.#dictionary.codeOf(value)));
      return [...codes].map((code) => (code === -1 ? [] : [code]));
    }
    const byFold = new Map<string, number[]>(values.map((value) => [fold(value), []]));
    for (let code = 0; code < this.#dictionary.size; code++) {
      byFold.get(fold(this.#dictionary.textOf(code)))?.push(code);
    }
    return [...byFold.values()];
  }
}
