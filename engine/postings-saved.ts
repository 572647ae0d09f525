/**
 * Postings of a chunk of contacts as they are saved: those of some size as Roaring bitmaps, the
 * others to be put together again from the column that stands beside them.
 */
import { bitmapOf } from './bitmap.ts';
import { grown } from './growable.ts';
import type { PieceReader, PieceWriter } from './piece.ts';
import type { Postings } from './postings.ts';

/** Codes and local ordinals side by side: `codes[i]` belongs to `locals[i]`. */
export type CodePairs = { readonly codes: Uint32Array; readonly locals: Uint32Array };

/** The pairs in the order of their codes, and where each code begins: a counting sort. */
function byCode(parts: readonly CodePairs[]): {
  readonly locals: Uint32Array;
  readonly starts: Uint32Array;
} {
  let length = 0;
  let most = -1;
  for (const { codes } of parts) {
    length += codes.length;
    for (const code of codes) if (code > most) most = code;
  }
  const starts = new Uint32Array(most + 2);
  for (const { codes } of parts) for (const code of codes) (starts[code + 1] as number)++;
  for (let code = 0; code <= most; code++) {
    starts[code + 1] = (starts[code + 1] as number) + (starts[code] as number);
  }
  const places = starts.slice();
  const sorted = new Uint32Array(length);
  for (const { codes, locals } of parts) {
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] as number;
      const place = places[code] as number;
      sorted[place] = locals[i] as number;
      places[code] = place + 1;
    }
  }
  return { locals: sorted, starts };
}

/** By code, all 0 between uses: how often a code occurs, and where its ordinals go. */
let counts = new Uint32Array(0);
let places = new Uint32Array(0);

/** Writes the postings of at least `least` ordinals; takes time by pairs, not by codes there are. */
export function writePostings(writer: PieceWriter, pairs: CodePairs, least: number): void {
  const { codes, locals } = pairs;
  for (const code of codes) {
    if (code >= counts.length) {
      counts = grown(counts, code + 1);
      places = grown(places, code + 1);
    }
    counts[code] = (counts[code] as number) + 1;
  }
  const saved: number[] = [];
  let length = 0;
  for (const code of codes) {
    const count = counts[code] as number;
    if (count < least || places[code] !== 0) continue;
    saved.push(code);
    places[code] = length + 1;
    length += count;
  }
  const sorted = new Uint32Array(length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const place = places[code] as number;
    if (place === 0) continue;
    sorted[place - 1] = locals[i] as number;
    places[code] = place + 1;
  }
  writer.array(Uint32Array.from(saved));
  let start = 0;
  for (const code of saved) {
    const end = start + (counts[code] as number);
    const posting = bitmapOf(sorted.subarray(start, end));
    writer.bitmap(posting);
    posting.dispose();
    start = end;
  }
  for (const code of codes) {
    counts[code] = 0;
    places[code] = 0;
  }
}

/** Puts postings together from what was saved. */
export class PostingsLoader {
  readonly #postings: Postings;
  readonly #rest: CodePairs[] = [];

  constructor(postings: Postings) {
    this.#postings = postings;
  }

  /** Takes over the postings of a chunk with all pairs of its column. */
  read(reader: PieceReader, { codes, locals }: CodePairs): void {
    const saved = reader.uint32s();
    for (const code of saved) this.#postings.addAll(code, reader.bitmap());
    const isSaved = new Uint8Array(saved.reduce((most, code) => Math.max(most, code + 1), 0));
    for (const code of saved) isSaved[code] = 1;
    const rest = { codes: new Uint32Array(codes.length), locals: new Uint32Array(codes.length) };
    let count = 0;
    for (let i = 0; i < codes.length; i++) {
      if (isSaved[codes[i] as number] === 1) continue;
      rest.codes[count] = codes[i] as number;
      rest.locals[count++] = locals[i] as number;
    }
    const kept = { codes: rest.codes.slice(0, count), locals: rest.locals.slice(0, count) };
    if (count > 0) this.#rest.push(kept);
  }

  /** Adds what was not saved. */
  finish(): void {
    const { locals, starts } = byCode(this.#rest);
    for (let code = 0; code + 1 < starts.length; code++) {
      const [start, end] = [starts[code] as number, starts[code + 1] as number];
      if (end > start) this.#postings.addSorted(code, locals.subarray(start, end));
    }
    this.#rest.length = 0;
  }
}
