/**
 * Values of event attributes of one shard. Texts of all event types share one dictionary, so that
 * equal texts have equal codes wherever they stand; lists are interned as sets of those codes.
 */
import { Dictionary } from './dictionary.ts';
import type { Piece } from './piece.ts';
import type { ShardSizes } from './shard-sizes.ts';

/** Texts or lists that one step of a sweep looks at. */
const SWEEP_CODES = 65_536;

/** By code, 1 for what is in use; codes given later are too. */
type Marks = { readonly texts: Uint8Array; readonly lists: Uint8Array };

export class EventValues {
  readonly texts: Dictionary;
  /** The bytes of a list are the codes of its texts, ascending. */
  readonly #lists: Dictionary;
  #marks: Marks | undefined;

  constructor(sizes: ShardSizes) {
    this.texts = new Dictionary(sizes.chunkTexts);
    this.#lists = new Dictionary(sizes.chunkTexts);
  }

  internText(text: string): number {
    const code = this.texts.intern(text);
    if (this.#marks !== undefined) this.#marks.texts[code] = 1;
    return code;
  }

  internList(list: readonly string[]): number {
    const codes = Uint32Array.from(new Set(list.map((text) => this.internText(text)))).sort();
    const code = this.#lists.internBytes(new Uint8Array(codes.buffer));
    if (this.#marks !== undefined) this.#marks.lists[code] = 1;
    return code;
  }

  /** Codes of the texts of a list, ascending. */
  listCodes(code: number): Uint32Array {
    return new Uint32Array(this.#lists.bytesOf(code).buffer);
  }

  list(code: number): readonly string[] {
    return Array.from(this.listCodes(code), (text) => this.texts.textOf(text));
  }

  /** Begins to find out what is in use; what is interned from now on is. */
  startMarking(): void {
    this.#marks = {
      texts: new Uint8Array(this.texts.size),
      lists: new Uint8Array(this.#lists.size),
    };
  }

  markText(code: number): void {
    if (this.#marks !== undefined) this.#marks.texts[code] = 1;
  }

  markList(code: number): void {
    if (this.#marks !== undefined) this.#marks.lists[code] = 1;
  }

  /** Forgets what has not been marked, step by step. */
  *sweep(): Generator<void> {
    const marks = this.#marks;
    if (marks === undefined) return;
    for (let code = 0; code < marks.lists.length; code++) {
      if (marks.lists[code] === 0) this.#lists.forget(code);
      if (code % SWEEP_CODES === SWEEP_CODES - 1) yield;
    }
    // New lists have marked their texts themselves.
    for (let code = 0; code < marks.lists.length; code++) {
      if (!this.#lists.isGone(code)) for (const text of this.listCodes(code)) marks.texts[text] = 1;
      if (code % SWEEP_CODES === SWEEP_CODES - 1) yield;
    }
    for (let code = 0; code < marks.texts.length; code++) {
      if (marks.texts[code] === 0) this.texts.forget(code);
      if (code % SWEEP_CODES === SWEEP_CODES - 1) yield;
    }
    this.#marks = undefined;
  }

  /** Lists before the texts that they are made of; to be taken after the rows. */
  *pieces(name: string, isFull: boolean): Generator<readonly Piece[]> {
    yield* this.#lists.pieces(`${name}/l`, isFull);
    yield* this.texts.pieces(`${name}/t`, isFull);
  }

  /** Puts what was saved in the place of everything: heads, and parts by number. */
  restore(lists: SavedDictionary, texts: SavedDictionary): void {
    this.#lists.restore(lists.head, lists.parts);
    this.texts.restore(texts.head, texts.parts);
  }
}

export type SavedDictionary = {
  readonly head: Uint8Array;
  readonly parts: ReadonlyMap<number, Uint8Array>;
};
