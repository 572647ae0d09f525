/**
 * Index of a text field: a dictionary of distinct values, a code per contact, a posting list per
 * value. What is searched for within texts is tested once per distinct value. A value that nobody
 * has any more is forgotten at once.
 */
import { assert } from './assert.ts';
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import { Dictionary } from './dictionary.ts';
import {
  accessByPresence,
  type FieldAccess,
  type FieldIndex,
  inOneStep,
  resultOf,
} from './field-index.ts';
import { grown } from './growable.ts';
import { ChangedChunks, type Piece, type PieceReader, PieceWriter } from './piece.ts';
import type { ValueTest } from './plan.ts';
import { Postings } from './postings.ts';
import { type CodePairs, PostingsLoader, writePostings } from './postings-saved.ts';
import { RecentChanges } from './recent-changes.ts';
import type { ShardSizes } from './shard-sizes.ts';
import { textPredicate } from './text-test.ts';

const NO_VALUE = 0;
/** Values whose contacts are counted one after the other, without their union. */
const MAX_COUNTED = 256;
/** So many texts are searched for one after the other. */
const MAX_SEARCHES = 8;

export class TextField implements FieldIndex {
  readonly changes = new RecentChanges();
  #present = emptyBitmap();
  readonly #dictionary: Dictionary;
  readonly #postings = new Postings();
  readonly #loader = new PostingsLoader(this.#postings);
  /** Code + 1 by contact, or NO_VALUE. */
  #codes = new Uint32Array(0);
  #length = 0;
  readonly #sizes: ShardSizes;
  readonly #changed = new ChangedChunks();

  constructor(sizes: ShardSizes) {
    this.#sizes = sizes;
    this.#dictionary = new Dictionary(sizes.chunkTexts);
  }

  get present(): Bitmap {
    return this.#present;
  }

  set(local: number, value: string): void {
    const code = this.#dictionary.intern(value);
    const before = this.#codeAt(local);
    if (before === code) return;
    if (before === -1) this.#present.add(local);
    else this.#leave(before, local);
    this.#codes = grown(this.#codes, local + 1);
    this.#codes[local] = code + 1;
    if (local >= this.#length) this.#length = local + 1;
    this.#postings.add(code, local);
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
  }

  clear(local: number): void {
    const code = this.#codeAt(local);
    if (code === -1) return;
    this.#codes[local] = NO_VALUE;
    this.#leave(code, local);
    this.#present.delete(local);
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
  }

  get(local: number): string | undefined {
    const code = this.#codeAt(local);
    return code === -1 ? undefined : this.#dictionary.textOf(code);
  }

  access(test: ValueTest): FieldAccess {
    if (test.kind !== 'text') return accessByPresence(this.#present);
    const present = this.#present.size;
    if (!isLookup(test)) {
      return { by: 'distinct values', rows: this.#dictionary.size, most: present, isExact: false };
    }
    if (test.values.length > MAX_COUNTED) {
      return { by: 'postings', rows: 0, most: present, isExact: false };
    }
    let most = 0;
    for (const code of new Set(this.#knownCodes(test.values))) most += this.#postings.count(code);
    return { by: 'postings', rows: 0, most, isExact: true };
  }

  select(test: ValueTest): Bitmap {
    if (test.kind === 'exists') return this.present.clone();
    assert(test.kind === 'text', 'a text field meets tests of texts');
    if (isLookup(test)) return this.#postings.unionOf(this.#knownCodes(test.values));
    return resultOf(this.#searching(test));
  }

  selecting(test: ValueTest): Iterator<number, Bitmap> {
    if (test.kind === 'text' && !isLookup(test)) return this.#searching(test);
    return inOneStep(0, () => this.select(test));
  }

  *#searching(test: TextTest): Generator<number, Bitmap> {
    const selected = emptyBitmap();
    for (let first = 0; first < this.#dictionary.size; first += STEP_TEXTS) {
      const end = Math.min(this.#dictionary.size, first + STEP_TEXTS);
      yield end - first;
      const having = this.#postings.unionOf(this.#codesOf(test, first, end));
      selected.orInPlace(having);
      having.dispose();
    }
    return selected;
  }

  held(test: ValueTest): Bitmap | undefined {
    if (test.kind === 'exists') return this.#present;
    if (test.kind !== 'text' || test.match !== 'equals' || test.ignoreCase) return undefined;
    const [value, more] = test.values;
    if (value === undefined || more !== undefined) return undefined;
    return this.#postings.held(this.#dictionary.codeOf(value));
  }

  *valueCounts(): Iterable<readonly [string, number]> {
    for (let code = 0; code < this.#dictionary.size; code++) {
      const count = this.#postings.count(code);
      if (count > 0) yield [this.#dictionary.textOf(code), count];
    }
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
    const cells = this.#codes.subarray(first, end);
    const writer = new PieceWriter().array(cells);
    writePostings(writer, pairsOf(cells, first), this.#sizes.savedPosting);
    return writer.finish();
  }

  readChunk(chunk: number, reader: PieceReader): void {
    const first = chunk * this.#sizes.chunkContacts;
    const cells = reader.uint32s();
    if (cells.length > this.#sizes.chunkContacts) throw new Error('it has too many contacts');
    this.#length = Math.max(this.#length, first + cells.length);
    this.#codes = grown(this.#codes, first + cells.length);
    this.#codes.set(cells, first);
    this.#loader.read(reader, pairsOf(cells, first));
  }

  textPieces(name: string, isFull: boolean): Iterable<readonly Piece[]> {
    return this.#dictionary.pieces(name, isFull);
  }

  finishReading(head: Uint8Array | undefined, texts: ReadonlyMap<number, Uint8Array>): void {
    assert(head !== undefined, 'a text field has a dictionary');
    this.#dictionary.restore(head, texts);
    const { size } = this.#dictionary;
    for (let local = 0; local < this.#length; local++) {
      const cell = this.#codes[local] as number;
      if (cell > size) throw new Error(`its code ${cell - 1} is not in its dictionary`);
    }
    this.#loader.finish();
    for (let code = 0; code < size; code++) {
      if (this.#dictionary.isGone(code)) this.#postings.drop(code);
      else if (this.#postings.count(code) === 0) this.#dictionary.forget(code);
    }
    const locals = new Uint32Array(this.#length);
    let count = 0;
    for (let local = 0; local < this.#length; local++) {
      const cell = this.#codes[local] as number;
      if (cell === NO_VALUE) continue;
      if (this.#dictionary.isGone(cell - 1)) this.#codes[local] = NO_VALUE;
      else locals[count++] = local;
    }
    this.#present.dispose();
    this.#present = bitmapOf(locals, count);
  }

  *faults(): Iterable<string> {
    const expected = new Postings();
    let present = 0;
    for (let local = 0; local < this.#length; local++) {
      const code = this.#codeAt(local);
      if (this.#present.has(local) !== (code !== -1)) yield `presence of contact ${local}`;
      if (code === -1) continue;
      present += 1;
      expected.add(code, local);
      if (code >= this.#dictionary.size || this.#dictionary.isGone(code)) {
        yield `text of contact ${local}`;
      }
    }
    if (present !== this.#present.size) yield 'number of contacts with a value';
    yield* postingFaults(this.#postings, expected, this.#dictionary);
  }

  /** Takes a contact off a value, and forgets the value when it was the last. */
  #leave(code: number, local: number): void {
    if (this.#postings.remove(code, local)) this.#dictionary.forget(code);
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

  /** Of the codes `first ≤ code < end` those whose texts pass. */
  *#codesOf(test: TextTest, first: number, end: number): Iterable<number> {
    const { match, values, ignoreCase } = test;
    const isPart = match === 'contains' || match === 'starts' || match === 'ends';
    if (isPart && !ignoreCase && values.length <= MAX_SEARCHES) {
      // A code that two of the values find is in the union once, one that is gone has no posting.
      for (const value of values) yield* this.#dictionary.codesWith(match, value, first, end);
      return;
    }
    const isMatch = textPredicate(test);
    for (let code = first; code < end; code++) {
      if (isMatch(this.#dictionary.textOf(code))) yield code;
    }
  }
}

type TextTest = Extract<ValueTest, { kind: 'text' }>;

/** Texts that a step of a search looks at: a millisecond or two. */
const STEP_TEXTS = 32_768;

/** Whether the dictionary knows the values themselves. */
function isLookup({ match, ignoreCase }: TextTest): boolean {
  return match === 'equals' && !ignoreCase;
}

/** The contacts of a chunk that have a code. */
function pairsOf(cells: Uint32Array, first: number): CodePairs {
  const codes = new Uint32Array(cells.length);
  const locals = new Uint32Array(cells.length);
  let count = 0;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] as number;
    if (cell === NO_VALUE) continue;
    codes[count] = cell - 1;
    locals[count++] = first + i;
  }
  return { codes: codes.subarray(0, count), locals: locals.subarray(0, count) };
}

/** Where postings are not what a column says, and texts that nobody has. */
export function* postingFaults(
  postings: Postings,
  expected: Postings,
  dictionary: Dictionary,
): Iterable<string> {
  for (let code = 0; code < dictionary.size; code++) {
    const found = postings.unionOf([code]);
    const wanted = expected.unionOf([code]);
    if (!found.isEqual(wanted)) yield `posting ${code}`;
    if (found.isEmpty && !dictionary.isGone(code)) yield `text ${code}, which nobody has`;
    found.dispose();
    wanted.dispose();
  }
}
