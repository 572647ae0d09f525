/** Index of a boolean field: the contacts with a value, and those for which it is true. */
import { assert } from './assert.ts';
import {
  type Bitmap,
  difference,
  emptyBitmap,
  intersection,
  intersectionCount,
  rangeBitmap,
} from './bitmap.ts';
import { accessByPresence, type FieldAccess, type FieldIndex, inOneStep } from './field-index.ts';
import { ChangedChunks, type Piece, type PieceReader, PieceWriter } from './piece.ts';
import type { ValueTest } from './plan.ts';
import { RecentChanges } from './recent-changes.ts';
import type { ShardSizes } from './shard-sizes.ts';

export class BooleanField implements FieldIndex {
  readonly changes = new RecentChanges();
  readonly present = emptyBitmap();
  readonly #isTrue = emptyBitmap();
  #length = 0;
  readonly #sizes: ShardSizes;
  readonly #changed = new ChangedChunks();

  constructor(sizes: ShardSizes) {
    this.#sizes = sizes;
  }

  set(local: number, value: boolean): void {
    this.present.add(local);
    if (value) this.#isTrue.add(local);
    else this.#isTrue.delete(local);
    if (local >= this.#length) this.#length = local + 1;
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
  }

  clear(local: number): void {
    if (!this.present.delete(local)) return;
    this.#isTrue.delete(local);
    this.#changed.mark((local / this.#sizes.chunkContacts) | 0);
    this.changes.mark(local);
  }

  get(local: number): boolean | undefined {
    return this.present.has(local) ? this.#isTrue.has(local) : undefined;
  }

  access(test: ValueTest): FieldAccess {
    if (test.kind !== 'boolean') return accessByPresence(this.present);
    const isTrue = this.#isTrue.size;
    const most = test.value ? isTrue : this.present.size - isTrue;
    return { by: 'postings', rows: 0, most, isExact: true };
  }

  select(test: ValueTest): Bitmap {
    if (test.kind === 'exists') return this.present.clone();
    assert(test.kind === 'boolean', 'a boolean field meets tests of booleans');
    return test.value ? this.#isTrue.clone() : difference(this.present, this.#isTrue);
  }

  held(test: ValueTest): Bitmap | undefined {
    if (test.kind === 'exists') return this.present;
    return test.kind === 'boolean' && test.value ? this.#isTrue : undefined;
  }

  selecting(test: ValueTest): Iterator<number, Bitmap> {
    return inOneStep(0, () => this.select(test));
  }

  *valueCounts(): Iterable<readonly [boolean, number]> {
    const isTrue = intersectionCount(this.present, this.#isTrue);
    if (isTrue > 0) yield [true, isTrue];
    if (this.present.size > isTrue) yield [false, this.present.size - isTrue];
  }

  get chunks(): number {
    return Math.ceil(this.#length / this.#sizes.chunkContacts);
  }

  takeChanged(chunk: number): boolean {
    return this.#changed.take(chunk);
  }

  writeChunk(chunk: number): Uint8Array {
    const first = chunk * this.#sizes.chunkContacts;
    const range = rangeBitmap(first, first + this.#sizes.chunkContacts);
    const parts = [intersection(this.present, range), intersection(this.#isTrue, range)];
    const writer = new PieceWriter();
    for (const part of parts) {
      writer.bitmap(part);
      part.dispose();
    }
    range.dispose();
    return writer.finish();
  }

  readChunk(chunk: number, reader: PieceReader): void {
    for (const whole of [this.present, this.#isTrue]) {
      const part = reader.bitmap();
      whole.orInPlace(part);
      part.dispose();
    }
    this.#length = Math.max(this.#length, (chunk + 1) * this.#sizes.chunkContacts);
  }

  textPieces(): Iterable<readonly Piece[]> {
    return [];
  }

  finishReading(): void {}

  *faults(): Iterable<string> {
    const valueless = difference(this.#isTrue, this.present);
    if (!valueless.isEmpty) yield `${valueless.size} contacts are true and have no value`;
    valueless.dispose();
  }
}
