/**
 * Posting lists by code: for each, the local ordinals that have it. Most values of a real field
 * belong to one contact, so a single ordinal is held inline and becomes a bitmap with the second.
 */
import { type Bitmap, bitmapOf, union } from './bitmap.ts';
import { grown } from './growable.ts';

type Posting = number | Bitmap | undefined;

export class Postings {
  readonly #postings: Posting[] = [];

  add(code: number, local: number): void {
    const posting = this.#postings[code];
    if (posting === undefined) this.#postings[code] = local;
    else if (typeof posting === 'number') {
      if (posting !== local) this.#postings[code] = bitmapOf(new Uint32Array([posting, local]));
    } else posting.add(local);
  }

  /** Whether nobody has the code any more. */
  remove(code: number, local: number): boolean {
    const posting = this.#postings[code];
    if (typeof posting === 'object') {
      posting.delete(local);
      if (!posting.isEmpty) return false;
      posting.dispose();
    } else if (posting !== local) return posting === undefined;
    this.#postings[code] = undefined;
    return true;
  }

  /** Takes over a set of ordinals that have a code. */
  addAll(code: number, locals: Bitmap): void {
    const posting = this.#postings[code];
    if (posting === undefined) {
      this.#postings[code] = locals;
      return;
    }
    if (typeof posting === 'number') {
      locals.add(posting);
      this.#postings[code] = locals;
      return;
    }
    posting.orInPlace(locals);
    locals.dispose();
  }

  /** Adds ordinals that have a code. */
  addSorted(code: number, locals: Uint32Array): void {
    if (locals.length === 1) this.add(code, locals[0] as number);
    else if (locals.length > 1) this.addAll(code, bitmapOf(locals));
  }

  drop(code: number): void {
    const posting = this.#postings[code];
    if (typeof posting === 'object') posting.dispose();
    this.#postings[code] = undefined;
  }

  count(code: number): number {
    const posting = this.#postings[code];
    if (posting === undefined) return 0;
    return typeof posting === 'number' ? 1 : posting.size;
  }

  /** The posting of a code where it is a bitmap; borrowed until the next change. */
  held(code: number): Bitmap | undefined {
    const posting = this.#postings[code];
    return typeof posting === 'object' ? posting : undefined;
  }

  /** The ordinals of any of the codes: a new bitmap. */
  unionOf(codes: Iterable<number>): Bitmap {
    const bitmaps: Bitmap[] = [];
    let singles = new Uint32Array(0);
    let count = 0;
    for (const code of codes) {
      const posting = this.#postings[code];
      if (typeof posting === 'number') {
        singles = grown(singles, count + 1);
        singles[count++] = posting;
      } else if (posting !== undefined) bitmaps.push(posting);
    }
    if (bitmaps.length === 0) return bitmapOf(singles, count);
    const all = union(bitmaps);
    if (count > 0) all.addMany(singles.subarray(0, count));
    return all;
  }
}
