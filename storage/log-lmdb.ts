/**
 * The log in an LMDB environment of its own: the only importer of `lmdb`.
 *
 * Opened once, by one thread, with `overlappingSync: false`, so a resolved append has been
 * through fsync. The appends that arrive while a commit runs go into the next one together, in one
 * transaction, and only when that one has succeeded: a failure leaves no hole. LMDB keeps no
 * checksums, so each record brings its own. A failed commit also rejects promises of lmdb-js that
 * nobody holds; those that were given out are rejected, and the log takes no more.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { assert, type Position } from '../engine/index.ts';
import { type Log, LogError } from './log.ts';
import { decodeRecord, encodeRecord, type LogRecord, RECORD_VERSION } from './log-record.ts';

/** Address space that the log may grow into; the file is only as long as what is in it. */
const MAP_BYTES = 2 ** 38;

/** A record that waits for its commit. */
type Append = {
  readonly position: Position;
  readonly bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
};

type Meta = { readonly format: string; readonly version: number; readonly shardBits: number };

export class LmdbLog implements Log {
  readonly #root: RootDatabase;
  readonly #records: Database<Buffer, number>;
  #last: Position;
  #failure: Error | undefined;
  #waiting: Append[] = [];
  #isCommitting = false;

  private constructor(root: RootDatabase, records: Database<Buffer, number>) {
    this.#root = root;
    this.#records = records;
    const [newest] = records.getKeys({ reverse: true, limit: 1 });
    this.#last = (newest ?? 0) as Position;
  }

  /** Opens the log of a data folder, a new one when there is none. */
  static async open(folder: string, shardBits: number): Promise<LmdbLog> {
    const path = join(folder, 'log');
    mkdirSync(path, { recursive: true });
    const root = open({
      path,
      overlappingSync: false,
      mapSize: MAP_BYTES,
      maxDbs: 4,
      encoding: 'binary',
    });
    const meta = root.openDB<Meta, string>({ name: 'meta', encoding: 'json' });
    const records = root.openDB<Buffer, number>({ name: 'records', encoding: 'binary' });
    const wanted: Meta = { format: 'muster-log', version: RECORD_VERSION, shardBits };
    const found = meta.get('log');
    if (found === undefined) await meta.put('log', wanted);
    else if (found.format !== wanted.format || found.version !== wanted.version) {
      throw new LogError(
        `${path} holds ${found.format} ${found.version}, not a log of this version`,
      );
    } else if (found.shardBits !== shardBits) {
      throw new LogError(`${path} was written with shards of 2^${found.shardBits}`);
    }
    return new LmdbLog(root, records);
  }

  get last(): Position {
    return this.#last;
  }

  async append(record: LogRecord): Promise<void> {
    assert(record.position === this.#last + 1, 'positions follow each other');
    if (this.#failure !== undefined) throw this.#failure;
    const bytes = encodeRecord(record);
    this.#last = record.position;
    const stored = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ position: record.position, bytes, resolve, reject });
    });
    if (!this.#isCommitting) void this.#commitWaiting();
    await stored;
  }

  /** Commits what waits, group after group, until nothing does or one fails. */
  async #commitWaiting(): Promise<void> {
    this.#isCommitting = true;
    while (this.#waiting.length > 0 && this.#failure === undefined) {
      const group = this.#waiting.splice(0);
      try {
        await this.#commit(group);
        for (const { resolve } of group) resolve();
      } catch (error) {
        this.#failure = new LogError('the log could not be written', { cause: error });
        for (const { reject } of [...group, ...this.#waiting.splice(0)]) reject(this.#failure);
      }
    }
    this.#isCommitting = false;
  }

  async #commit(group: readonly Append[]): Promise<void> {
    const isStored = await this.#records.batch(() => {
      for (const { position, bytes } of group) void this.#records.put(position, bytes);
    });
    assert(isStored, 'an unconditional batch is stored');
  }

  *read(from: Position): Iterable<LogRecord> {
    let expected = from as number;
    for (const { key, value } of this.#records.getRange({ start: from })) {
      if (key !== expected) throw new LogError(`record ${expected} of the log is missing`);
      const record = decodeRecord(value, key as Position);
      if (!record.ok) throw new LogError(record.error.message);
      yield record.value;
      expected += 1;
    }
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}
