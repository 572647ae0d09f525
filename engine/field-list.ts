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
    if (test.match === 'any') return this.#postings.unionOf(this.#codesOf(test.values, test));
    const result = this.present.clone();
    for (const value of test.values) {
      const having = this.#postings.unionOf(this.#codesOf([value], test));
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

  *#codesOf(values: readonly string[], { ignoreCase }: { ignoreCase: boolean }): Iterable<number> {
    if (!ignoreCase) {
      for (const value of values) {
        const code = this.#dictionary.codeOf(value);
        if (code !== -1) yield code;
      }
      return;
    }
    const wanted = new Set(values.map(fold));
    for (let code = 0; code < this.#dictionary.size; code++) {
      if (wanted.has(fold(this.#dictionary.textOf(code)))) yield code;
    }
  }
}
