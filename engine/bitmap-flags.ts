/**
 * Building a bitmap of many members of a shard: a flag a contact, then all containers at once, as
 * bytes of the portable format. For more than a few thousand members that is several times as fast
 * as handing them over one by one.
 *
 * Format: https://github.com/RoaringBitmap/RoaringFormatSpec (without runs).
 */
import { type Bitmap, deserializeOwn } from './bitmap.ts';

const COOKIE = 12_346;
/** Members of a container. */
const CONTAINER = 65_536;
const CONTAINER_WORDS = CONTAINER / 32;
const BITSET_BYTES = CONTAINER / 8;
/** A container of more members is a bitset, of fewer an array. */
const MAX_ARRAY = 4096;

export class FlagBuilder {
  readonly #words: Uint32Array;

  /** For members below `size`. */
  constructor(size: number) {
    this.#words = new Uint32Array(Math.ceil(size / CONTAINER) * CONTAINER_WORDS);
  }

  add(member: number): void {
    this.#words[member >>> 5] = (this.#words[member >>> 5] as number) | (1 << (member & 31));
  }

  /** Adds the members that stand at the first `count` of some places. */
  addOf(members: Uint32Array, places: Uint32Array, count: number): void {
    const words = this.#words;
    for (let i = 0; i < count; i++) {
      const member = members[places[i] as number] as number;
      words[member >>> 5] = (words[member >>> 5] as number) | (1 << (member & 31));
    }
  }

  /** The bitmap of all that were added. */
  finish(): Bitmap {
    const sizes = this.#containerSizes();
    const used = sizes.filter((size) => size > 0).length;
    const bodies = sizes.reduce((sum, size) => sum + bytesOf(size), 0);
    const head = 8 + used * 8;
    const bytes = Buffer.allocUnsafe(head + bodies);
    bytes.writeUInt32LE(COOKIE, 0);
    bytes.writeUInt32LE(used, 4);
    let index = 0;
    let offset = head;
    for (const [container, size] of sizes.entries()) {
      if (size === 0) continue;
      bytes.writeUInt16LE(container, 8 + index * 4);
      bytes.writeUInt16LE(size - 1, 8 + index * 4 + 2);
      bytes.writeUInt32LE(offset, 8 + used * 4 + index * 4);
      this.#writeContainer(container, size, bytes, offset);
      offset += bytesOf(size);
      index += 1;
    }
    return deserializeOwn(bytes);
  }

  #containerSizes(): readonly number[] {
    const sizes: number[] = [];
    const words = this.#words;
    for (let first = 0; first < words.length; first += CONTAINER_WORDS) {
      let size = 0;
      for (let i = first; i < first + CONTAINER_WORDS; i++) size += bitCount(words[i] as number);
      sizes.push(size);
    }
    return sizes;
  }

  #writeContainer(container: number, size: number, bytes: Buffer, offset: number): void {
    const first = container * CONTAINER_WORDS;
    const words = this.#words.subarray(first, first + CONTAINER_WORDS);
    if (size > MAX_ARRAY) {
      bytes.set(new Uint8Array(words.buffer, words.byteOffset, BITSET_BYTES), offset);
      return;
    }
    let end = offset;
    for (let i = 0; i < CONTAINER_WORDS; i++) {
      let word = words[i] as number;
      while (word !== 0) {
        const bit = 31 - Math.clz32(word & -word);
        const member = i * 32 + bit;
        bytes[end++] = member & 0xff;
        bytes[end++] = member >>> 8;
        word &= word - 1;
      }
    }
  }
}

function bytesOf(size: number): number {
  return size > MAX_ARRAY ? BITSET_BYTES : size * 2;
}

function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
