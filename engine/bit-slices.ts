/**
 * A bit-sliced index of float64 values (O'Neil and Quass, "Improved query performance with variant
 * indexes", SIGMOD 1997): one bitmap for each of the 64 bits of an order-preserving key, so that a
 * range over any number of distinct values costs a fixed number of bitmap operations.
 *
 * The key of a float64 is its bits with the sign bit turned for positive values and all bits
 * turned for negative ones: keys compare as unsigned integers as the values compare. A bit that no
 * member has needs no bitmap, and whole numbers leave most of the low ones empty.
 */
import { type Bitmap, difference, emptyBitmap, intersection } from './bitmap.ts';
import { grown } from './growable.ts';
import type { PieceReader, PieceWriter } from './piece.ts';

const BITS = 64;

/** Members that may wait to be put into the bitmaps together. */
const MAX_WAITING = 1024;
/** From so many on, adding them bit by bit is cheaper than one by one. */
const FEW = 8;

const buffer = new DataView(new ArrayBuffer(8));
/** Members that have one bit, on their way into its bitmap. */
const chosen = new Uint32Array(MAX_WAITING);

/** High and low half of the key of a value. */
function keyOf(value: number): readonly [high: number, low: number] {
  buffer.setFloat64(0, value);
  const high = buffer.getUint32(0);
  const low = buffer.getUint32(4);
  return high >>> 31 === 1 ? [~high >>> 0, ~low >>> 0] : [(high | 0x80000000) >>> 0, low];
}

function hasBit([high, low]: readonly [number, number], bit: number): boolean {
  return bit < 32 ? ((low >>> bit) & 1) === 1 : ((high >>> (bit - 32)) & 1) === 1;
}

export class BitSlices {
  readonly #present = emptyBitmap();
  /** By bit, 0 the lowest: the members whose key has it. */
  readonly #slices: (Bitmap | undefined)[] = Array.from({ length: BITS });
  /** Members that are in no bitmap yet, with the halves of their keys: whoever reads settles them. */
  #waiting = 0;
  #locals = new Uint32Array(0);
  #highs = new Uint32Array(0);
  #lows = new Uint32Array(0);

  /** All ordinals that have a value; borrowed until the next change. */
  get present(): Bitmap {
    this.#settle();
    return this.#present;
  }

  /** Adds a member that is not present. */
  add(local: number, value: number): void {
    if (this.#waiting === MAX_WAITING) this.#settle();
    const place = this.#waiting++;
    this.#locals = grown(this.#locals, place + 1);
    this.#highs = grown(this.#highs, place + 1);
    this.#lows = grown(this.#lows, place + 1);
    [this.#highs[place], this.#lows[place]] = keyOf(value);
    this.#locals[place] = local;
  }

  /** Writes the members within a range, who they are and their bits. */
  write(writer: PieceWriter, range: Bitmap): void {
    const parts = [this.present, ...this.#slices].map((slice) => {
      return slice === undefined ? emptyBitmap() : intersection(slice, range);
    });
    for (const part of parts) {
      writer.bitmap(part);
      part.dispose();
    }
  }

  /** Adds the members of a range that has none yet. */
  read(reader: PieceReader): void {
    const present = reader.bitmap();
    this.present.orInPlace(present);
    present.dispose();
    for (let bit = 0; bit < BITS; bit++) {
      const part = reader.bitmap();
      const slice = this.#slices[bit];
      if (slice === undefined && !part.isEmpty) {
        this.#slices[bit] = part;
        continue;
      }
      slice?.orInPlace(part);
      part.dispose();
    }
  }

  /** Whether a member has exactly the bits of a value. */
  holds(local: number, value: number): boolean {
    this.#settle();
    const key = keyOf(value);
    for (let bit = 0; bit < BITS; bit++) {
      if ((this.#slices[bit]?.has(local) ?? false) !== hasBit(key, bit)) return false;
    }
    return this.present.has(local);
  }

  /** Whether nobody has a bit who is not present. */
  get isSound(): boolean {
    this.#settle();
    return this.#slices.every((slice) => slice === undefined || slice.isSubset(this.present));
  }

  remove(local: number): void {
    if (!this.present.delete(local)) return;
    for (const slice of this.#slices) slice?.delete(local);
  }

  /** Puts the members that wait into the bitmaps. */
  #settle(): void {
    const count = this.#waiting;
    if (count === 0) return;
    this.#waiting = 0;
    addAll(this.#present, this.#locals, count);
    for (let bit = 0; bit < BITS; bit++) {
      const halves = bit < 32 ? this.#lows : this.#highs;
      let found = 0;
      for (let i = 0; i < count; i++) {
        if ((((halves[i] as number) >>> (bit & 31)) & 1) === 1)
          chosen[found++] = this.#locals[i] as number;
      }
      if (found > 0) addAll(this.#sliceToWrite(bit), chosen, found);
    }
  }

  #sliceToWrite(bit: number): Bitmap {
    let slice = this.#slices[bit];
    if (slice === undefined) {
      slice = emptyBitmap();
      this.#slices[bit] = slice;
    }
    return slice;
  }

  /** The members with `low ≤ value ≤ high`: a new bitmap. */
  between(low: number, high: number): Bitmap {
    const result = high === Infinity ? this.present.clone() : this.#atMost(high);
    if (low === -Infinity || result.isEmpty) return result;
    const below = this.#below(low);
    result.andNotInPlace(below);
    below.dispose();
    return result;
  }

  #atMost(bound: number): Bitmap {
    const { less, equal } = this.#compare(bound);
    less.orInPlace(equal);
    equal.dispose();
    return less;
  }

  #below(bound: number): Bitmap {
    const { less, equal } = this.#compare(bound);
    equal.dispose();
    return less;
  }

  /** From the highest bit down: who is already less, and who is equal so far. */
  #compare(bound: number): { less: Bitmap; equal: Bitmap } {
    const key = keyOf(bound);
    const less = emptyBitmap();
    let equal = this.present.clone();
    for (let bit = BITS - 1; bit >= 0 && !equal.isEmpty; bit--) {
      const slice = this.#slices[bit];
      if (hasBit(key, bit)) {
        if (slice === undefined || slice.isEmpty) {
          less.orInPlace(equal);
          equal.clear();
          break;
        }
        const without = difference(equal, slice);
        less.orInPlace(without);
        without.dispose();
        const narrowed = intersection(equal, slice);
        equal.dispose();
        equal = narrowed;
      } else if (slice !== undefined) {
        equal.andNotInPlace(slice);
      }
    }
    return { less, equal };
  }
}

function addAll(bitmap: Bitmap, members: Uint32Array, count: number): void {
  if (count < FEW) for (let i = 0; i < count; i++) bitmap.add(members[i] as number);
  else bitmap.addMany(members.subarray(0, count));
}
