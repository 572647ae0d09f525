/**
 * A dictionary of distinct texts: each has a code, 0, 1, 2, … in order of arrival. A code is never
 * given again: a text that was forgotten and comes back gets another. Codes are found by an
 * open-addressing table (linear probing, at most half full) over packed texts.
 */
import { grown } from './growable.ts';
import { PackedTexts } from './packed-texts.ts';
import { ChangedChunks, type Piece, PieceReader, PieceWriter } from './piece.ts';
import { murmur3 } from './sample-hash.ts';
import { SHARD_SIZES } from './shard-sizes.ts';

/** Bytes of the longest text that can be looked up. */
const SCRATCH_BYTES = 16 * 1024;
const EMPTY = 0;
/** Stands for the length of a text that is gone. */
const GONE_LENGTH = 0xffff;

/** Where a text is encoded before it is looked up. */
const scratch = Buffer.alloc(SCRATCH_BYTES);

type Chunk = { readonly lengths: Uint16Array; readonly bytes: Uint8Array };

/** Longer texts are for native code, whose call costs more than the characters of short ones. */
const SHORT = 40;

/** Puts the UTF-8 bytes of a text into `scratch`; returns how many they are. */
function encode(text: string): number {
  const { length } = text;
  if (length > SHORT) return scratch.write(text);
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x80) return scratch.write(text);
    scratch[index] = unit;
  }
  return length;
}

export class Dictionary {
  #texts = new PackedTexts();
  #hashes = new Uint32Array(16);
  /** Code + 1 by hash, or EMPTY. */
  #slots = new Uint32Array(32);
  /** By code: 1 when it stands for no text; shorter than the codes where none follows. */
  #gone = new Uint8Array(0);
  readonly #chunkTexts: number;
  readonly #changed = new ChangedChunks();

  /** Snapshots hold `chunkTexts` texts in a piece. */
  constructor(chunkTexts: number = SHARD_SIZES.chunkTexts) {
    this.#chunkTexts = chunkTexts;
  }

  /** Codes given so far, those that stand for no text included. */
  get size(): number {
    return this.#texts.size;
  }

  /** The code of a text, or −1 when it is not in the dictionary. */
  codeOf(text: string): number {
    return this.#codeOf(encode(text));
  }

  /** The code of a text, given to it now when it is new. */
  intern(text: string): number {
    return this.#intern(encode(text));
  }

  /** As `intern`, of any bytes, at most 16 KiB. */
  internBytes(bytes: Uint8Array): number {
    scratch.set(bytes);
    return this.#intern(bytes.length);
  }

  /** The text of a code; empty when it stands for none. */
  textOf(code: number): string {
    return this.isGone(code) ? '' : this.#texts.textOf(code);
  }

  /** The bytes of a code: a copy; none when it stands for nothing. */
  bytesOf(code: number): Uint8Array {
    return this.isGone(code) ? new Uint8Array(0) : this.#texts.bytesOf(code);
  }

  /** MurmurHash3 of the text of a code, under a seed. */
  hashOf(code: number, seed: number): number {
    return this.#texts.hashOf(code, seed);
  }

  /**
   * Which of the codes `first ≤ code < end` stand for texts that contain a text, start or end with it,
   * ascending; as UTF-8 does not mistake one character's bytes for another's, found by its bytes. Codes
   * that are gone may be among them.
   */
  codesWith(
    match: 'contains' | 'starts' | 'ends',
    text: string,
    first = 0,
    end = this.size,
  ): Uint32Array {
    // No stored text has a lone surrogate; encoded, it would be mistaken for U+FFFD.
    if (!text.isWellFormed()) return new Uint32Array(0);
    const bytes = Buffer.from(text);
    if (match === 'contains') return this.#texts.containing(bytes, first, end);
    return this.#texts.withBytesAt(match === 'starts' ? 'start' : 'end', bytes, first, end);
  }

  /** Whether a code stands for no text: its text was forgotten, or it never had one. */
  isGone(code: number): boolean {
    return this.#gone[code] === 1;
  }

  /** Overwrites the text of a code with zeros: it is not found again. Twice is as good as once. */
  forget(code: number): void {
    if (this.isGone(code)) return;
    this.#release(code);
    this.#texts.erase(code);
    this.#markGone(code);
  }

  /** Takes the next code for no text at all. */
  skip(): number {
    const code = this.#texts.push(scratch, 0);
    this.#hashes = grown(this.#hashes, code + 1);
    this.#markGone(code);
    return code;
  }

  /**
   * The pieces `NAME/0`, `NAME/1`, … and at last `NAME`, each with what it needs of those before it.
   * Texts may come and go in between.
   */
  *pieces(name: string, isFull: boolean): Generator<readonly Piece[]> {
    let chunk = 0;
    while ((chunk + 1) * this.#chunkTexts <= this.size) {
      yield [this.#chunkPiece(name, chunk, isFull)];
      chunk += 1;
    }
    const head = new PieceWriter().number(this.#chunkTexts).number(this.size).finish();
    yield [this.#chunkPiece(name, chunk, isFull), { name, bytes: head }];
  }

  #chunkPiece(name: string, chunk: number, isFull: boolean): Piece {
    const first = chunk * this.#chunkTexts;
    const end = Math.min(this.size, first + this.#chunkTexts);
    const isChanged = this.#changed.take(chunk);
    if (!isChanged && !isFull) return { name: `${name}/${chunk}`, bytes: undefined };
    const lengths = new Uint16Array(end - first);
    let gone = 0;
    for (let code = first; code < end; code++) {
      const isGone = this.isGone(code);
      if (isGone) gone += 1;
      lengths[code - first] = isGone ? GONE_LENGTH : this.#texts.lengthOf(code);
    }
    const texts = gone === 0 ? this.#texts.view(first, end) : this.#living(first, end);
    const bytes = new PieceWriter().array(lengths).array(texts).finish();
    return { name: `${name}/${chunk}`, bytes };
  }

  /** The texts of a range of codes without those that are gone. */
  #living(first: number, end: number): Uint8Array {
    const texts: Uint8Array[] = [];
    for (let code = first; code < end; code++) {
      if (!this.isGone(code)) texts.push(this.#texts.view(code, code + 1));
    }
    return Buffer.concat(texts);
  }

  /**
   * Puts what was saved in the place of everything: the content of `NAME`, and of `NAME/0` and so on
   * by number. Throws an error when they do not fit each other.
   */
  restore(head: Uint8Array, saved: ReadonlyMap<number, Uint8Array>): void {
    const reader = new PieceReader(head);
    const chunkTexts = reader.count();
    const size = reader.count();
    reader.end();
    const chunks: Chunk[] = [];
    let left = size;
    for (let chunk = 0; left > 0; chunk++) {
      const bytes = saved.get(chunk);
      if (bytes === undefined) throw new Error(`its part ${chunk} is missing`);
      const part = readChunk(bytes);
      if (part.lengths.length !== Math.min(left, chunkTexts)) {
        throw new Error(`its part ${chunk} has ${part.lengths.length} texts`);
      }
      chunks.push(part);
      left -= part.lengths.length;
    }
    this.#load(size, chunks);
  }

  #load(size: number, chunks: readonly Chunk[]): void {
    const total = chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const packed = Buffer.alloc(total);
    const ends = new Uint32Array(size);
    this.#gone = new Uint8Array(0);
    let code = 0;
    let end = 0;
    for (const { lengths, bytes } of chunks) {
      packed.set(bytes, end);
      for (const length of lengths) {
        if (length === GONE_LENGTH) {
          this.#gone = grown(this.#gone, code + 1);
          this.#gone[code] = 1;
        } else end += length;
        ends[code++] = end;
      }
    }
    this.#texts = new PackedTexts(packed, ends);
    this.#hashes = new Uint32Array(Math.max(16, size));
    for (let i = 0; i < size; i++) if (!this.isGone(i)) this.#hashes[i] = this.#texts.hashOf(i, 0);
    let slots = 32;
    while (slots < size * 2) slots *= 2;
    this.#fill(slots);
  }

  #codeOf(length: number): number {
    const hash = murmur3(scratch, 0, length, 0);
    return (this.#slots[this.#slotOf(hash, length)] as number) - 1;
  }

  #intern(length: number): number {
    const hash = murmur3(scratch, 0, length, 0);
    const slot = this.#slotOf(hash, length);
    const found = this.#slots[slot] as number;
    if (found !== EMPTY) return found - 1;

    const code = this.#texts.push(scratch, length);
    this.#hashes = grown(this.#hashes, code + 1);
    this.#hashes[code] = hash;
    this.#slots[slot] = code + 1;
    if (this.size * 2 > this.#slots.length) this.#fill(this.#slots.length * 2);
    this.#changed.mark((code / this.#chunkTexts) | 0);
    return code;
  }

  #markGone(code: number): void {
    this.#gone = grown(this.#gone, code + 1);
    this.#gone[code] = 1;
    this.#changed.mark((code / this.#chunkTexts) | 0);
  }

  /** Empties a code's slot, and moves up what was pushed past it, so that no search stops short. */
  #release(code: number): void {
    const mask = this.#slots.length - 1;
    let hole = (this.#hashes[code] as number) & mask;
    while (this.#slots[hole] !== code + 1) hole = (hole + 1) & mask;
    for (let slot = (hole + 1) & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] as number;
      if (entry === EMPTY) break;
      const home = (this.#hashes[entry - 1] as number) & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      this.#slots[hole] = entry;
      hole = slot;
    }
    this.#slots[hole] = EMPTY;
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

  /** A new table of so many slots, a power of two. */
  #fill(length: number): void {
    this.#slots = new Uint32Array(length);
    const mask = length - 1;
    for (let code = 0; code < this.size; code++) {
      if (this.isGone(code)) continue;
      let slot = (this.#hashes[code] as number) & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = code + 1;
    }
  }
}

function readChunk(content: Uint8Array): Chunk {
  const reader = new PieceReader(content);
  const lengths = reader.uint16s();
  const bytes = reader.bytes();
  reader.end();
  let total = 0;
  for (const length of lengths) if (length !== GONE_LENGTH) total += length;
  if (total !== bytes.length) throw new Error('its texts are not as long as it says');
  return { lengths, bytes };
}
