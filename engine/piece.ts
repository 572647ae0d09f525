/**
 * Pieces: what a snapshot of shards is made of. Each is a run of bytes under a name whose first part
 * is the number of its shard:
 *
 * | name | holds |
 * |---|---|
 * | `S/alive` | who exists |
 * | `S/ids/C`, `S/ids` | a chunk of the dictionary of ids; their number |
 * | `S/f/F/c/C` | field F: a chunk of its column with the index of that chunk |
 * | `S/f/F/t/C`, `S/f/F` | a chunk of its dictionary; their number, and that the field is whole |
 * | `S/g/N` | a group |
 * | `S/e/T/p/P`, `S/e/T` | event type T: a page of rows; its pages, and the position they are at |
 * | `S/e/T/d/B`, `S/e/T/d` | a block of its days; who ever did it |
 * | `S/v/l/C`, `S/v/l`, `S/v/t/C`, `S/v/t` | lists and texts of attributes |
 *
 * Numbers are little-endian, as the machine has them. Arrays and bitmaps follow their length;
 * bitmaps are in the portable format of the Roaring specification.
 */
import { type Bitmap, deserializeOwn, serialize } from './bitmap.ts';
import { grown } from './growable.ts';

export type Piece = {
  readonly name: string;
  /** Undefined when the piece is what it was in the snapshot before. */
  readonly bytes: Uint8Array | undefined;
};

/** What is read back: a piece with its bytes. */
export type SavedPiece = { readonly name: string; readonly bytes: Uint8Array };

/** The number of the shard that a piece belongs to. */
export function shardOfPiece(name: string): number {
  const shard = /^(\d+)\//.exec(name)?.[1];
  if (shard === undefined) throw new Error(`piece ${name}: it is of no shard`);
  return Number(shard);
}

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Puts a piece together; arrays are read when it is finished. */
export class PieceWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  number(value: number): this {
    return this.#add(Float64Array.of(value));
  }

  array(values: NumberArray): this {
    return this.number(values.length).#add(values);
  }

  bitmap(bitmap: Bitmap): this {
    return this.array(serialize(bitmap));
  }

  /** All that was written, in a buffer of its own. */
  finish(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  #add(values: NumberArray): this {
    this.#parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.#length += values.byteLength;
    return this;
  }
}

/** Reads what `PieceWriter` wrote; everything that it gives is a copy. Throws when bytes are missing. */
export class PieceReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  number(): number {
    this.#expect(8);
    const value = this.#view.getFloat64(this.#offset, true);
    this.#offset += 8;
    return value;
  }

  /** A whole number from 0 to 2^32 − 1. */
  count(): number {
    const count = this.number();
    if (Number.isInteger(count) && count >= 0 && count < 2 ** 32) return count;
    throw new Error(`${count} where a count is expected`);
  }

  bytes(): Uint8Array {
    return this.#copy(Uint8Array, this.count());
  }

  uint16s(): Uint16Array {
    return this.#copy(Uint16Array, this.count());
  }

  uint32s(): Uint32Array {
    return this.#copy(Uint32Array, this.count());
  }

  float64s(): Float64Array {
    return this.#copy(Float64Array, this.count());
  }

  bitmap(): Bitmap {
    const length = this.count();
    this.#expect(length);
    const start = this.#offset;
    this.#offset += length;
    return deserializeOwn(this.#bytes.subarray(start, this.#offset));
  }

  get isAtEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  /** Throws when there is more than was read. */
  end(): void {
    if (this.#offset !== this.#bytes.length) throw new Error('it is longer than what is in it');
  }

  #copy<T extends NumberArray>(
    type: (new (length: number) => T) & { readonly BYTES_PER_ELEMENT: number },
    length: number,
  ): T {
    const size = length * type.BYTES_PER_ELEMENT;
    this.#expect(size);
    const values = new type(length);
    const source = this.#bytes.subarray(this.#offset, this.#offset + size);
    new Uint8Array(values.buffer).set(source);
    this.#offset += size;
    return values;
  }

  #expect(size: number): void {
    if (this.#offset + size > this.#bytes.length) throw new Error('it ends too soon');
  }
}

/** Which chunks of something have changed since they were saved, or were never saved. */
export class ChangedChunks {
  /** By chunk: 1 when it is as it was saved. */
  #saved = new Uint8Array(0);

  mark(chunk: number): void {
    if (chunk < this.#saved.length) this.#saved[chunk] = 0;
  }

  /** Whether a chunk has changed; from now on it has not. */
  take(chunk: number): boolean {
    if (this.#saved[chunk] === 1) return false;
    this.#saved = grown(this.#saved, chunk + 1);
    this.#saved[chunk] = 1;
    return true;
  }
}
