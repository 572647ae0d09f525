/**
 * Remembers which events with an id arrived, by contact, for at least a given time: two
 * generations, each as long as that time, of which the older is forgotten as a whole.
 *
 * Time is that of the records, so a replay of the log remembers the same.
 */
import type { Ordinal, Piece } from '../engine/index.ts';
import { eventKey, KEY_WORDS } from './event-key.ts';
import { EventKeySet } from './event-key-set.ts';
import { packed, unpacked } from './packed.ts';

type Generation = {
  /** Counts generations; part of the names of its pieces. */
  readonly number: number;
  readonly keys: EventKeySet;
  /** By page: how many of its words are in the last snapshot. */
  readonly saved: number[];
  /** While it is read: its pages. */
  readonly read: Uint32Array[];
};

type Head = readonly [since: number, older: number, newer: number];

const NAME = 'writer/duplicates/';
const WORD_BYTES = Uint32Array.BYTES_PER_ELEMENT;
const key = new Uint32Array(KEY_WORDS);

export class DuplicateFilter {
  readonly #rememberMs: number;
  #since = -Infinity;
  #older = newGeneration(0);
  #newer = newGeneration(1);

  constructor(rememberMs: number) {
    this.#rememberMs = rememberMs;
  }

  /** When the newer generation began, in milliseconds since the epoch; −Infinity before any. */
  get since(): number {
    return this.#since;
  }

  /** Keys that are remembered, one twice that is in both generations. */
  get size(): number {
    return this.#older.keys.size + this.#newer.keys.size;
  }

  /** The keys in order of arrival, from one place on, `KEY_WORDS` words each; borrowed. */
  *keys(from = 0): Iterable<Uint32Array> {
    let place = 0;
    for (const { keys } of [this.#older, this.#newer]) {
      for (let index = 0; index < keys.pages; index++) {
        const page = keys.page(index);
        for (let at = 0; at < page.length; at += KEY_WORDS) {
          if (place++ >= from) yield page.subarray(at, at + KEY_WORDS);
        }
      }
    }
  }

  hasKey(eventKey: Uint32Array): boolean {
    return this.#newer.keys.has(eventKey) || this.#older.keys.has(eventKey);
  }

  has(contact: Ordinal, eventId: string): boolean {
    eventKey(contact, eventId, key);
    return this.#newer.keys.has(key) || this.#isInOlder();
  }

  add(contact: Ordinal, eventId: string): void {
    eventKey(contact, eventId, key);
    this.#newer.keys.add(key);
  }

  /** Adds an event unless it is remembered, which a repeat does not prolong: false then. */
  addNew(contact: Ordinal, eventId: string): boolean {
    eventKey(contact, eventId, key);
    return !this.#isInOlder() && this.#newer.keys.add(key);
  }

  /** Tells the time of what is added next; a clock that was set back changes nothing. */
  advance(arrived: number): void {
    if (arrived < this.#since + this.#rememberMs) return;
    this.#older = this.#newer;
    this.#newer = newGeneration(this.#older.number + 1);
    this.#since = arrived;
  }

  /** Its pieces for a snapshot: full pages as they were, unless all are wanted. */
  *pieces(full: boolean): Generator<Piece> {
    const head: Head = [this.#since, this.#older.number, this.#newer.number];
    yield { name: `${NAME}head`, bytes: packed(head) };
    for (const { number, keys, saved } of [this.#older, this.#newer]) {
      for (let index = 0; index < keys.pages; index++) {
        const page = keys.page(index);
        const isSaved = !full && saved[index] === page.length;
        saved[index] = page.length;
        yield {
          name: `${NAME}${number}/${index}`,
          bytes: isSaved ? undefined : bytesOf(page),
        };
      }
    }
  }

  /**
   * Takes a piece back, the head before the others; another's name is left alone. The bytes are
   * kept, and must not change afterwards.
   */
  restore(name: string, bytes: Uint8Array): void {
    if (!name.startsWith(NAME)) return;
    if (name === `${NAME}head`) {
      const [since, older, newer] = unpacked(bytes) as Head;
      this.#since = since;
      this.#older = newGeneration(older);
      this.#newer = newGeneration(newer);
      return;
    }
    const [number, index = 0] = name.slice(NAME.length).split('/').map(Number);
    const { read } = number === this.#newer.number ? this.#newer : this.#older;
    read[index] = wordsOf(bytes);
  }

  /** Ends the taking back. */
  finishRestoring(): void {
    for (const { keys, read } of [this.#older, this.#newer]) keys.load(read.splice(0));
  }

  #isInOlder(): boolean {
    return this.#older.keys.size > 0 && this.#older.keys.has(key);
  }
}

function newGeneration(number: number): Generation {
  return { number, keys: new EventKeySet(), saved: [], read: [] };
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const { buffer, byteOffset, length } =
    bytes.byteOffset % WORD_BYTES === 0 ? bytes : new Uint8Array(bytes);
  return new Uint32Array(buffer, byteOffset, length / WORD_BYTES);
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice();
}
