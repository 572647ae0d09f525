/**
 * Putting a shard together from the pieces of a snapshot, in whatever order they come.
 *
 * A snapshot is taken while the shard goes on changing, so its pieces are of different moments, none
 * before the position that the log is replayed from. What makes a part whole is the last of it to be
 * written; a part without it was being dropped, and is left out: the replay drops it as well.
 */
import { assert } from './assert.ts';
import { type EventPage, readPage } from './event-rows.ts';
import type { EventStore } from './event-store.ts';
import type { FieldIndex } from './field-index.ts';
import { PieceReader } from './piece.ts';

type Parts = Map<number, Uint8Array>;

/** What is read of one field. */
export class FieldRestore {
  readonly field: FieldIndex;
  readonly #read = new Set<number>();
  readonly #texts: Parts = new Map();
  #textsHead: Uint8Array | undefined;
  #chunks: number | undefined;

  constructor(field: FieldIndex) {
    this.field = field;
  }

  /** `path` is what follows the field's own name. */
  take(path: readonly string[], bytes: Uint8Array): void {
    const [kind, part] = path;
    if (kind === undefined) this.#chunks = wholly(bytes, (reader) => reader.count());
    else if (kind === 't' && part === undefined) this.#textsHead = bytes.slice();
    else if (kind === 't') this.#texts.set(numberOf(part), bytes.slice());
    else if (kind === 'c') {
      const chunk = numberOf(part);
      wholly(bytes, (reader) => this.field.readChunk(chunk, reader));
      this.#read.add(chunk);
    } else throw new Error('no part of a field has such a name');
  }

  /** Whether the field is whole. */
  finish(): boolean {
    if (this.#chunks === undefined) return false;
    for (let chunk = 0; chunk < this.#chunks; chunk++) {
      if (!this.#read.has(chunk)) throw new Error(`its chunk ${chunk} is missing`);
    }
    this.field.finishReading(this.#textsHead, this.#texts);
    return true;
  }
}

/** What is read of a dictionary. */
export class DictionaryRestore {
  readonly #parts: Parts = new Map();
  #head: Uint8Array | undefined;

  take(path: readonly string[], bytes: Uint8Array): void {
    if (path.length === 0) this.#head = bytes.slice();
    else this.#parts.set(numberOf(path[0]), bytes.slice());
  }

  finish(): { readonly head: Uint8Array; readonly parts: ReadonlyMap<number, Uint8Array> } {
    if (this.#head === undefined) throw new Error('it is missing');
    return { head: this.#head, parts: this.#parts };
  }
}

type Rows = { readonly pages: Map<number, EventPage>; position: number; ids: Uint32Array };

/** What is read of the events. */
export class EventsRestore {
  readonly #events: EventStore;
  readonly #types = new Map<number, Rows>();
  readonly #lists = new DictionaryRestore();
  readonly #texts = new DictionaryRestore();

  constructor(events: EventStore) {
    this.#events = events;
  }

  /** `path` is what follows `S/e`. */
  takeType([event, kind, part]: readonly string[], bytes: Uint8Array): void {
    const id = numberOf(event);
    const { activity } = this.#events.typeToWrite(id);
    const rows = this.#rowsOf(id);
    if (kind === undefined) {
      wholly(bytes, (reader) => {
        rows.position = reader.number();
        rows.ids = reader.uint32s();
      });
    } else if (kind === 'p') {
      const page = numberOf(part);
      rows.pages.set(
        page,
        wholly(bytes, (reader) => readPage(page, reader)),
      );
    } else if (kind === 'd' && part === undefined) {
      wholly(bytes, (reader) => activity.readEver(reader));
    } else if (kind === 'd') wholly(bytes, (reader) => activity.readBlock(reader));
    else throw new Error('no part of an event type has such a name');
  }

  /** `path` is what follows `S/v`. */
  takeValues([kind, ...path]: readonly string[], bytes: Uint8Array): void {
    if (kind === 'l') this.#lists.take(path, bytes);
    else if (kind === 't') this.#texts.take(path, bytes);
    else throw new Error('no part of the values has such a name');
  }

  /** Pages that are on no list were dropped while the snapshot was taken. */
  finish(shard: number): void {
    for (const [event, { pages, position, ids }] of this.#types) {
      const type = this.#events.typeToWrite(event);
      const listed = Array.from(ids, (id) => {
        const page = pages.get(id);
        if (page === undefined) throw new Error(`piece ${shard}/e/${event}/p/${id}: it is missing`);
        return page;
      });
      type.rows.restore(listed);
      type.position = position;
    }
    inPiece(`${shard}/v`, () => {
      this.#events.values.restore(this.#lists.finish(), this.#texts.finish());
    });
  }

  #rowsOf(event: number): Rows {
    let rows = this.#types.get(event);
    if (rows === undefined) {
      rows = { pages: new Map(), position: 0, ids: new Uint32Array(0) };
      this.#types.set(event, rows);
    }
    return rows;
  }
}

/** The number that a part of a name is. */
export function numberOf(part: string | undefined): number {
  const number = part === undefined || part === '' ? Number.NaN : Number(part);
  if (!Number.isSafeInteger(number)) throw new Error('its name has no number where one belongs');
  return number;
}

/** Reads all of a piece. */
export function wholly<T>(bytes: Uint8Array, read: (reader: PieceReader) => T): T {
  const reader = new PieceReader(bytes);
  const value = read(reader);
  reader.end();
  return value;
}

/** Does something with a piece; an error names it. */
export function inPiece<T>(name: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    assert(error instanceof Error, 'what is thrown is an error');
    throw new Error(`piece ${name}: ${error.message}`, { cause: error });
  }
}
