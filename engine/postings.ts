/**
 * Posting lists by code: for each, the local ordinals that have it. Most values of a real field
 * belong to one contact, so a single ordinal is held inline and becomes a bitmap with the second.
 */
import { type Bitmap, bitmapOf, emptyBitmap, union } from './bitmap.ts';

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

  remove(code: number, local: number): void {
    const posting = this.#postings[code];
    if (posting === local) this.#postings[code] = undefined;
    else if (typeof posting === 'object') posting.delete(local);
  }

  count(code: number): number {
    const posting = this.#postings[code];
    if (posting === undefined) return 0;
    return typeof posting === 'number' ? 1 : posting.size;
  }

  /** The ordinals of any of the codes: a new bitmap. */
  unionOf(codes: Iterable<number>): Bitmap {
    const bitmaps: Bitmap[] = [];
    const singles: number[] = [];
    for (const code of codes) {
      const posting = this.#postings[code];
      if (typeof posting === 'number') singles.push(posting);
      else if (posting !== undefined) bitmaps.push(posting);
    }
    const all = bitmaps.length === 0 ? emptyBitmap() : union(bitmaps);
    if (singles.length > 0) all.addMany(singles);
    return all;
  }
}
