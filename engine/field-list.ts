/**
 * Index of a list field (a set of texts per contact): a dictionary of distinct elements, the codes
 * of each contact, a posting list per element. An element that nobody has any more is forgotten at
 * once.
 */
import { assert } from './assert.ts';
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import { Dictionary } from './dictionary.ts';
import { accessByPresence, type FieldAccess, type FieldIndex, inOneStep } from './field-index.ts';
import { postingFaults } from './field-text.ts';
import { fold } from './fold.ts';
import { ChangedChunks, type Piece, type PieceReader, PieceWriter } from './piece.ts';
import type { ValueTest } from './plan.ts';
import { Postings } from './postings.ts';
import { type CodePairs, PostingsLoader, writePostings } from './postings-saved.ts';
import { RecentChanges } from './recent-changes.ts';
import type { ShardSizes } from './shard-sizes.ts';

/** Elements whose contacts are counted one after the other, without their union. */
const MAX_COUNTED = 256;

export class ListField implements FieldIndex {
  readonly changes = new RecentChanges();
  #present = emptyBitmap();
  readonly #dictionary: Dictionary;
  readonly #postings = new Postings();
  readonly #loader = new PostingsLoader(this.#postings);
  readonly #codes: (Uint32Array | undefined)[] = [];
  readonly #sizes: ShardSizes;
  readonly #changed = new ChangedChunks();

  constructor(sizes: ShardSizes) {
    this.#sizes = sizes;
    this.#dictionary = new Dictionary(sizes.chunkTexts);
  }

  get present(): Bitmap {
    return this.#present;
  }

  set(local: number, value: readonly string[]): void {
    const codes = new Uint32Array(value.length);
    for (const [i, element] of value.entries()) codes[i] = this.#dictionary.intern(element);
    const before = this.#codes[local];
    for (const code of codes) this.#postings.add(code, local);
    if (before === undefined) this.#present.add(local);
    else this.#leave(before, local, new Set(codes));
    this.#codes[local] = codes;
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
  }

  clear(local: number): void {
    const before = this.#codes[local];
    if (before === undefined) return;
    this.#leave(before, local, new Set());
    this.#codes[local] = undefined;
    this.#present.delete(local);
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
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

  access(test: ValueTest): FieldAccess {
    if (test.kind !== 'list') return accessByPresence(this.#present);
    const { match, values, ignoreCase } = test;
    const present = this.#present.size;
    if (ignoreCase) {
      return { by: 'distinct values', rows: this.#dictionary.size, most: present, isExact: false };
    }
    if (values.length > MAX_COUNTED) {
      return { by: 'postings', rows: 0, most: present, isExact: false };
    }
    const counts = values.map((value) => this.#postings.count(this.#dictionary.codeOf(value)));
    // Somebody may have several of them.
    const isExact = counts.length === 1;
    const most =
      match === 'all' ? Math.min(...counts) : counts.reduce((sum, count) => sum + count, 0);
    return { by: 'postings', rows: 0, most: Math.min(present, most), isExact };
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

  held(test: ValueTest): Bitmap | undefined {
    if (test.kind === 'exists') return this.#present;
    if (test.kind !== 'list' || test.ignoreCase) return undefined;
    const [value, more] = test.values;
    if (value === undefined || more !== undefined) return undefined;
    return this.#postings.held(this.#dictionary.codeOf(value));
  }

  selecting(test: ValueTest): Iterator<number, Bitmap> {
    const isSearch = test.kind === 'list' && test.ignoreCase;
    return inOneStep(isSearch ? this.#dictionary.size : 0, () => this.select(test));
  }

  /** By element, not by whole list. */
  *valueCounts(): Iterable<readonly [string, number]> {
    for (let code = 0; code < this.#dictionary.size; code++) {
      const count = this.#postings.count(code);
      if (count > 0) yield [this.#dictionary.textOf(code), count];
    }
  }

  get chunks(): number {
    return Math.ceil(this.#codes.length / this.#sizes.chunkContacts);
  }

  takeChanged(chunk: number): boolean {
    return this.#changed.take(chunk);
  }

  writeChunk(chunk: number): Uint8Array {
    const first = chunk * this.#sizes.chunkContacts;
    const end = Math.min(this.#codes.length, first + this.#sizes.chunkContacts);
    const counts = new Uint16Array(end - first);
    for (let i = 0; i < counts.length; i++) counts[i] = this.#codes[first + i]?.length ?? 0;
    const codes = new Uint32Array(counts.reduce((sum, count) => sum + count, 0));
    let place = 0;
    for (let local = first; local < end; local++) {
      const own = this.#codes[local];
      if (own === undefined) continue;
      codes.set(own, place);
      place += own.length;
    }
    const writer = new PieceWriter().array(counts).array(codes);
    writePostings(writer, pairsOf(counts, codes, first), this.#sizes.savedPosting);
    return writer.finish();
  }

  readChunk(chunk: number, reader: PieceReader): void {
    const first = chunk * this.#sizes.chunkContacts;
    const counts = reader.uint16s();
    const codes = reader.uint32s();
    if (counts.length > this.#sizes.chunkContacts) throw new Error('it has too many contacts');
    if (counts.reduce((sum, count) => sum + count, 0) !== codes.length) {
      throw new Error('its lists are not as long as it says');
    }
    while (this.#codes.length < first + counts.length) this.#codes.push(undefined);
    let place = 0;
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i] as number;
      if (count > 0) this.#codes[first + i] = codes.subarray(place, place + count);
      place += count;
    }
    this.#loader.read(reader, pairsOf(counts, codes, first));
  }

  textPieces(name: string, isFull: boolean): Iterable<readonly Piece[]> {
    return this.#dictionary.pieces(name, isFull);
  }

  finishReading(head: Uint8Array | undefined, texts: ReadonlyMap<number, Uint8Array>): void {
    assert(head !== undefined, 'a list field has a dictionary');
    this.#dictionary.restore(head, texts);
    const { size } = this.#dictionary;
    const locals = new Uint32Array(this.#codes.length);
    let count = 0;
    for (const [local, codes] of this.#codes.entries()) {
      if (codes === undefined) continue;
      let gone = 0;
      for (const code of codes) {
        if (code >= size) throw new Error(`its code ${code} is not in its dictionary`);
        if (this.#dictionary.isGone(code)) gone += 1;
      }
      const kept = gone === 0 ? codes : codes.filter((code) => !this.#dictionary.isGone(code));
      this.#codes[local] = kept.length === 0 ? undefined : kept;
      if (kept.length > 0) locals[count++] = local;
    }
    this.#loader.finish();
    for (let code = 0; code < size; code++) {
      if (this.#dictionary.isGone(code)) this.#postings.drop(code);
      else if (this.#postings.count(code) === 0) this.#dictionary.forget(code);
    }
    this.#present.dispose();
    this.#present = bitmapOf(locals, count);
  }

  *faults(): Iterable<string> {
    const expected = new Postings();
    let present = 0;
    for (const [local, codes] of this.#codes.entries()) {
      if (this.#present.has(local) !== (codes !== undefined)) yield `presence of contact ${local}`;
      if (codes === undefined) continue;
      present += 1;
      for (const code of codes) {
        expected.add(code, local);
        if (code >= this.#dictionary.size || this.#dictionary.isGone(code)) {
          yield `element of contact ${local}`;
        }
      }
    }
    if (present !== this.#present.size) yield 'number of contacts with a value';
    yield* postingFaults(this.#postings, expected, this.#dictionary);
  }

  /** Takes a contact off elements but some, and forgets those that it was the last to have. */
  #leave(codes: Uint32Array, local: number, kept: ReadonlySet<number>): void {
    for (const code of codes) {
      if (kept.has(code)) continue;
      if (this.#postings.remove(code, local)) this.#dictionary.forget(code);
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

/** Each element of each contact of a chunk. */
function pairsOf(counts: Uint16Array, codes: Uint32Array, first: number): CodePairs {
  const locals = new Uint32Array(codes.length);
  let place = 0;
  for (let i = 0; i < counts.length; i++) {
    const end = place + (counts[i] as number);
    locals.fill(first + i, place, end);
    place = end;
  }
  return { codes, locals };
}
