/**
 * A range of the log: consecutive records in an LMDB environment of their own. It is written by who
 * began it until it is sealed, and from then on only read; its file is then open while it is read.
 *
 * Key 1 holds what the range says about itself, key p + 1 the record of position p.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { assert, type Millis, type Position } from '../engine/index.ts';
import { removeFolder } from './durable-folder.ts';
import { FileFault } from './file-errors.ts';
import { type LmdbEntry, LmdbFile } from './lmdb-file.ts';
import { LogError, type LogRangeView } from './log.ts';
import { type RangeName, rangeFolder } from './log-folder.ts';
import { decodeMeta, encodeMeta } from './log-meta.ts';
import { decodeRecord, encodeRecord, type LogRecord } from './log-record.ts';

export const META_KEY = 1;
/** From a position to its key. */
export const KEY_OFFSET = 1;

/** Records on their way into a range. */
export type EncodedRecords = {
  readonly first: Position;
  readonly records: readonly Buffer[];
  readonly bytes: number;
  /** When the last of them arrived. */
  readonly newest: Millis;
};

export function encodeRecords(records: readonly LogRecord[]): EncodedRecords {
  const encoded = records.map(encodeRecord);
  return {
    first: (records[0] as LogRecord).position,
    records: encoded,
    bytes: encoded.reduce((sum, { length }) => sum + length, 0),
    newest: (records.at(-1) as LogRecord).arrived,
  };
}

export class LogRange implements LogRangeView {
  readonly name: RangeName;
  readonly folder: string;
  /** What the shards were written with; undefined takes any. */
  readonly #shardBits: number | undefined;
  #file: LmdbFile | undefined;
  /** Undefined until the file of the newest range was looked at. */
  #last: Position | undefined;
  #newest: Millis | undefined;
  #isWritten: boolean;
  #isRemoved = false;

  private constructor(
    folder: string,
    name: RangeName,
    shardBits: number | undefined,
    written?: LmdbFile,
    last?: Position,
  ) {
    this.folder = folder;
    this.name = name;
    this.#shardBits = shardBits;
    this.#file = written;
    this.#isWritten = written !== undefined;
    this.#last = last;
  }

  /** A new range without a record. Throws `DiskFullError`, which leaves nothing. */
  static begin(folder: string, name: RangeName, shardBits: number): LogRange {
    const last = (name.first - 1) as Position;
    return new LogRange(folder, name, shardBits, LmdbFile.create(folder), last);
  }

  /** A range that was written before; `last` is known of all but the newest. Nothing is read. */
  static sealed(log: string, name: RangeName, shardBits?: number, last?: Position): LogRange {
    return new LogRange(rangeFolder(log, name), name, shardBits, undefined, last);
  }

  get first(): Position {
    return this.name.first;
  }

  /** `first` − 1 when it has no records. May have to open the file: throws `LogError`. */
  get last(): Position {
    if (this.#last === undefined) this.#open();
    return this.#last as Position;
  }

  get isEmpty(): boolean {
    return this.last < this.first;
  }

  get isSealed(): boolean {
    return !this.#isWritten;
  }

  get isRemoved(): boolean {
    return this.#isRemoved;
  }

  get bytes(): number {
    if (this.#isWritten) return (this.#file as LmdbFile).usedBytes;
    return statSync(join(this.folder, 'data.mdb')).size;
  }

  /** When its last record arrived. May have to read it: throws `LogError`. */
  get newest(): Millis {
    this.#newest ??= this.record(this.last).arrived;
    return this.#newest;
  }

  /** See `LmdbFile.reserve`. */
  reserve(bytes: number): void {
    (this.#file as LmdbFile).reserve(bytes);
  }

  /** Adds the next records in one transaction; see `LmdbFile.append`. */
  async append({ first, records, newest }: EncodedRecords): Promise<void> {
    assert(this.#isWritten && first === this.last + 1, 'a range is written in order');
    const entries: LmdbEntry[] = records.map((bytes, i) => [first + i + KEY_OFFSET, bytes]);
    if (this.isEmpty) {
      const meta = { first: this.first, shardBits: this.#shardBits as number };
      entries.unshift([META_KEY, encodeMeta(meta)]);
    }
    await (this.#file as LmdbFile).append(entries);
    this.#last = (first + records.length - 1) as Position;
    this.#newest = newest;
  }

  /** The record of a position of this range. Throws `LogError`, which names the folder and it. */
  record(position: Position): LogRecord {
    const record = decodeRecord(this.raw(position), position);
    if (!record.ok) throw new LogError(`${record.error.message} (in ${this.folder})`);
    return record.value;
  }

  /** The bytes of a record, unchecked. Throws `LogError`. */
  raw(position: Position): Buffer {
    const file = this.#open(position);
    const bytes = this.#reading(position, () => file.get(position + KEY_OFFSET));
    if (bytes === undefined) throw this.#missing(position);
    return bytes;
  }

  /** Ends the writing. */
  async seal(): Promise<void> {
    this.#isWritten = false;
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  /** Closes the file of a sealed range until it is read again. */
  rest(): void {
    if (!this.#isWritten) void this.close();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  /** Deletes it from disk. */
  remove(): void {
    this.#isRemoved = true;
    this.#isWritten = false;
    this.rest();
    removeFolder(this.folder);
  }

  /** The file, opened and looked at; `position` is what it is opened for. */
  #open(position = this.first): LmdbFile {
    if (this.#file !== undefined) return this.#file;
    const file = this.#reading(position, () => LmdbFile.openReadOnly(this.folder));
    try {
      this.#last = this.#check(file, position);
    } catch (error) {
      void file.close();
      throw error;
    }
    this.#file = file;
    return file;
  }

  /** The last position of a file, when it says so itself in every way it can. */
  #check(file: LmdbFile, position: Position): Position {
    // What was begun and never written has nothing, not even a description.
    if (file.count === 0 && file.lastKey === 0 && this.#last === undefined) {
      return (this.first - 1) as Position;
    }
    const meta = decodeMeta(this.#reading(position, () => file.get(META_KEY)));
    if (!meta.ok) throw new LogError(`${this.folder} ${meta.error}`);
    const { first, shardBits } = meta.value;
    if (this.#shardBits !== undefined && shardBits !== this.#shardBits) {
      throw new LogError(`${this.folder} was written with shards of 2^${shardBits}`);
    }
    if (first !== this.first) throw new LogError(`${this.folder} holds the range from ${first} on`);
    const byKey = file.lastKey - KEY_OFFSET;
    const byCount = first + file.count - 2;
    const last = this.#last ?? Math.max(byKey, byCount);
    if (byKey === last && byCount === last) return last as Position;
    const isThere = (at: number): boolean =>
      this.#reading(at as Position, () => file.get(at + KEY_OFFSET) !== undefined);
    let missing = first as number;
    while (missing <= last && isThere(missing)) missing += 1;
    throw this.#missing(missing as Position);
  }

  /** Reads; what LMDB throws is a fault of the file. */
  #reading<T>(position: Position, read: () => T): T {
    try {
      return read();
    } catch (error) {
      const { message } = error as Error;
      const text = error instanceof FileFault ? message : `${this.folder} is damaged: ${message}`;
      throw new LogError(`record ${position} of the log can't be read: ${text}`, { cause: error });
    }
  }

  #missing(position: Position): LogError {
    return new LogError(`record ${position} of the log is missing (in ${this.folder})`);
  }
}
