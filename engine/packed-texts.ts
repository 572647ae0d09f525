/**
 * Texts by number, 0, 1, 2, … as they are added, held as UTF-8 in one buffer: no JavaScript string
 * stays on the heap for them. At most 4 GiB.
 */
import { assert } from './assert.ts';
import { grown } from './growable.ts';
import { murmur3 } from './sample-hash.ts';

/** Longer texts are for native code, whose call costs more than the bytes of short ones. */
const SHORT = 24;

export class PackedTexts {
  #bytes: Buffer;
  /** Text `i` stands from `ends[i - 1]` to `ends[i]`. */
  #ends: Uint32Array;
  #size: number;

  /** Takes over texts that are packed already: text `i` stands from `ends[i - 1]` to `ends[i]`. */
  constructor(bytes: Buffer = Buffer.alloc(256), ends: Uint32Array = new Uint32Array(0)) {
    this.#bytes = bytes;
    this.#ends = ends;
    this.#size = ends.length;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the text in the first `length` bytes and gives its number. */
  push(bytes: Buffer, length: number): number {
    const index = this.#size++;
    const start = this.#startOf(index);
    this.#reserve(start + length);
    if (length > SHORT) bytes.copy(this.#bytes, start, 0, length);
    else for (let i = 0; i < length; i++) this.#bytes[start + i] = bytes[i] as number;
    this.#ends = grown(this.#ends, index + 1);
    this.#ends[index] = start + length;
    return index;
  }

  textOf(index: number): string {
    return this.#bytes.toString('utf8', this.#startOf(index), this.#ends[index]);
  }

  /** Bytes of UTF-8 of a text. */
  lengthOf(index: number): number {
    return (this.#ends[index] as number) - this.#startOf(index);
  }

  /** The bytes of the texts `first ≤ i < end`, one after the other; borrowed until the next change. */
  view(first: number, end: number): Uint8Array {
    return this.#bytes.subarray(this.#startOf(first), this.#startOf(end));
  }

  /** The bytes of a text: a copy. */
  bytesOf(index: number): Uint8Array {
    return new Uint8Array(this.view(index, index + 1));
  }

  /** MurmurHash3 of the UTF-8 bytes of a text, under a seed. */
  hashOf(index: number, seed: number): number {
    return murmur3(this.#bytes, this.#startOf(index), this.#ends[index] as number, seed);
  }

  /** Whether a text is the first `length` of these bytes. */
  equals(index: number, bytes: Uint8Array, length: number): boolean {
    const start = this.#startOf(index);
    if ((this.#ends[index] as number) - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.#bytes[start + i] !== bytes[i]) return false;
    return true;
  }

  /** Which of the texts `first ≤ i < end` contain some bytes, ascending: one search over all. */
  containing(bytes: Buffer, first: number, end: number): Uint32Array {
    assert(bytes.length > 0, 'what is searched for is not empty');
    const searched = this.#bytes.subarray(0, this.#startOf(end));
    let found = new Uint32Array(0);
    let count = 0;
    let index = first;
    let from = this.#startOf(first);
    for (;;) {
      const place = searched.indexOf(bytes, from);
      if (place === -1) return found.subarray(0, count);
      index = this.#indexAt(place, index);
      const textEnd = this.#ends[index] as number;
      from = place + 1;
      // Not where it begins in one text and ends in the next.
      if (place + bytes.length > textEnd) continue;
      found = grown(found, count + 1);
      found[count++] = index;
      from = textEnd;
    }
  }

  /** Which of the texts `first ≤ i < end` start with some bytes, or end with them, ascending. */
  withBytesAt(
    place: 'start' | 'end',
    bytes: Uint8Array,
    first: number,
    endIndex: number,
  ): Uint32Array {
    const { length } = bytes;
    const [all, ends] = [this.#bytes, this.#ends];
    let found = new Uint32Array(0);
    let count = 0;
    let start = this.#startOf(first);
    for (let index = first; index < endIndex; index++) {
      const end = ends[index] as number;
      if (end - start >= length) {
        const from = place === 'start' ? start : end - length;
        let same = 0;
        while (same < length && all[from + same] === bytes[same]) same += 1;
        if (same === length) {
          found = grown(found, count + 1);
          found[count++] = index;
        }
      }
      start = end;
    }
    return found.subarray(0, count);
  }

  /** The number of the text in which a byte lies, which is `least` or a later one. */
  #indexAt(byte: number, least: number): number {
    let [low, high] = [least, this.#size - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] as number) > byte) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Overwrites a text with zeros; its number stays taken. */
  erase(index: number): void {
    this.#bytes.fill(0, this.#startOf(index), this.#ends[index]);
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number);
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    assert(length < 2 ** 32, 'packed texts stay below 4 GiB');
    const capacity = Math.min(2 ** 32 - 1, Math.max(length, this.#bytes.length * 2));
    const larger = Buffer.allocUnsafe(capacity);
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}
