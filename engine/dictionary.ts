/**
 * A dictionary of distinct texts: each has a code, 0, 1, 2, … in order of arrival, for good. Codes
 * are found by an open-addressing table (linear probing, at most half full) over packed texts.
 */
import { grown } from './growable.ts';
import { PackedTexts } from './packed-texts.ts';
import { murmur3 } from './sample-hash.ts';

/** Bytes of the longest text that can be looked up. */
const SCRATCH_BYTES = 16 * 1024;
const EMPTY = 0;

/** Where a text is encoded before it is looked up. */
const scratch = Buffer.alloc(SCRATCH_BYTES);

export class Dictionary {
  readonly #texts = new PackedTexts();
  #hashes = new Uint32Array(16);
  /** Code + 1 by hash, or EMPTY. */
  #slots = new Uint32Array(32);

  get size(): number {
    return this.#texts.size;
  }

  /** The code of a text, or −1 when it is not in the dictionary. */
  codeOf(text: string): number {
    const length = scratch.write(text);
    const hash = murmur3(scratch, 0, length, 0);
    return (this.#slots[this.#slotOf(hash, length)] as number) - 1;
  }

  /** The code of a text, given to it now when it is new. */
  intern(text: string): number {
    const length = scratch.write(text);
    const hash = murmur3(scratch, 0, length, 0);
    const slot = this.#slotOf(hash, length);
    const found = this.#slots[slot] as number;
    if (found !== EMPTY) return found - 1;

    const code = this.#texts.push(scratch, length);
    this.#hashes = grown(this.#hashes, code + 1);
    this.#hashes[code] = hash;
    this.#slots[slot] = code + 1;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return code;
  }

  textOf(code: number): string {
    return this.#texts.textOf(code);
  }

  /** The slot of the text in `scratch`: its own, or the empty one where it would go. */
  #slotOf(hash: number, length: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const entry = this.#slots[slot] as number;
      if (entry === EMPTY) return slot;
      const code = entry - 1;
      if (this.#hashes[code] === hash && this.#texts.equals(code, scratch, length)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      let slot = (this.#hashes[code] as number) & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }
}
