/**
 * The log in an LMDB environment of its own: the only importer of `lmdb`.
 *
 * Opened once, by one thread, with `overlappingSync: false`, so a resolved append has been
 * through fsync. LMDB gathers the appends that arrive while a commit runs into the next one. It
 * keeps no checksums: each record brings its own. A failed commit also rejects promises of
 * lmdb-js that nobody holds; the one that was given out is rejected, and the log takes no more.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, open, type RootDatabase } from 'lmdb';
import { assert, type Position } from '../engine/index.ts';
import { type Log, LogError } from './log.ts';
import { decodeRecord, encodeRecord, type LogRecord, RECORD_VERSION } from './log-record.ts';

/** Address space that the log may grow into; the file is only as long as what is in it. */
const MAP_BYTES = 2 ** 38;

type Meta = { readonly format: string; readonly version: number; readonly shardBits: number };

export class LmdbLog implements Log {
  readonly #root: RootDatabase;
  readonly #records: Database<Buffer, number>;
  #last: Position;
  #failure: Error | undefined;

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
    this.#last = record.position;
    try {
      const isStored = await this.#records.put(record.position, encodeRecord(record));
      assert(isStored, 'an unconditional put is stored');
    } catch (error) {
      this.#failure ??= new LogError('the log could not be written', { cause: error });
      throw this.#failure;
    }
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
