/** What the index of every type of field can do, whatever it is made of. */
import type { Bitmap } from './bitmap.ts';
import type { Piece, PieceReader } from './piece.ts';
import type { ValueTest } from './plan.ts';
import type { RecentChanges } from './recent-changes.ts';
import type { StoredValue } from './value.ts';

/** How an index answers a test, and what it knows of the answer before. */
export type FieldAccess = {
  readonly by:
    | 'presence'
    | 'postings'
    | 'distinct values'
    | 'buckets'
    | 'days of the year'
    | 'column';
  /** Takes as long as so many rows of events that are read. */
  readonly rows: number;
  /** No more contacts pass than that; just as many when it is exact. */
  readonly most: number;
  readonly isExact: boolean;
};

export interface FieldIndex {
  /** The contacts with a value; borrowed. */
  readonly present: Bitmap;
  set(local: number, value: StoredValue): void;
  clear(local: number): void;
  get(local: number): StoredValue | undefined;
  /** Whose value has been set or cleared lately. */
  readonly changes: RecentChanges;
  access(test: ValueTest): FieldAccess;
  /** The contacts whose value passes the test; the caller owns the bitmap. */
  select(test: ValueTest): Bitmap;
  /** The same where the index holds just that set, until the next change; otherwise undefined. */
  held(test: ValueTest): Bitmap | undefined;
  /**
   * As `select`, in steps: each gives what the next takes, as long as so many rows of events that are
   * read. Contacts that `changes` tells of in between may be in the result or not, whatever they have.
   */
  selecting(test: ValueTest): Iterator<number, Bitmap>;
  /** Distinct values with the number of contacts that have each. */
  valueCounts(): Iterable<readonly [StoredValue, number]>;

  /** Chunks of contacts in use: what `writeChunk` and `readChunk` number. */
  readonly chunks: number;
  /** Whether a chunk has changed since it was asked last. */
  takeChanged(chunk: number): boolean;
  /** The column of a chunk and its index, of one moment. */
  writeChunk(chunk: number): Uint8Array;
  /** Takes over a chunk, in any order. Throws an error when it is not sound. */
  readChunk(chunk: number, reader: PieceReader): void;
  /** Pieces of the texts that chunks refer to: to be taken after the chunks. */
  textPieces(name: string, isFull: boolean): Iterable<readonly Piece[]>;
  /**
   * Makes the index whole after the last chunk; `texts` is what `textPieces` gave, by number, its
   * last piece apart. Values whose text has been forgotten since their chunk was saved are cleared:
   * what took their place comes with the replay of the log.
   */
  finishReading(head: Uint8Array | undefined, texts: ReadonlyMap<number, Uint8Array>): void;
  /** Where the index disagrees with the column that it follows from, in words. */
  faults(): Iterable<string>;
}

/** Of a test that every value passes. */
export function accessByPresence(present: Bitmap): FieldAccess {
  return { by: 'presence', rows: 0, most: present.size, isExact: true };
}

/** The steps of an index that answers in one, as long as so many rows. */
export function* inOneStep(rows: number, select: () => Bitmap): Generator<number, Bitmap> {
  yield rows;
  return select();
}

/** Takes all steps at once. */
export function resultOf(steps: Iterator<number, Bitmap>): Bitmap {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
