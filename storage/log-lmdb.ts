/**
 * The log on disk: a folder of ranges (`log-range.ts`), of which the newest is being written.
 *
 * - The first append after a start begins a new range: what an earlier process wrote is only read.
 * - Groups are committed one after the other, each after the one before has succeeded: a failure
 *   leaves no hole. After it the log takes no more.
 * - Records are read one by one, so a range may be sealed, rewritten or deleted between two of them.
 * - Opening looks into the newest range only, and reading into those that hold what is read.
 */
import { assert, type Position } from '../engine/index.ts';
import { DiskFullError } from './file-errors.ts';
import { type Log, LogError, type LogRangeView, type RewriteRecord } from './log.ts';
import { rewriteRange } from './log-compaction.ts';
import { listRanges, logFolder, rangeFolder, removeOldGenerations } from './log-folder.ts';
import type { AtLogPoint } from './log-point.ts';
import { type EncodedRecords, encodeRecords, LogRange } from './log-range.ts';
import { sealedRanges } from './log-ranges.ts';
import type { LogRecord } from './log-record.ts';

/** A range is ended when it has so many bytes. */
const RANGE_BYTES = 256 * 2 ** 20;

export type LmdbLogOptions = {
  readonly shardBits: number;
  /** Size at which a range is ended, in bytes; default 256 MiB. */
  readonly rangeBytes?: number;
  /** The newest position that a checkpoint is known of, be it good or not: the log has it. */
  readonly reaches?: Position;
  /** Told when the log on disk is between two states, for tests. */
  readonly at?: AtLogPoint;
};

export class LmdbLog implements Log {
  readonly failed: Promise<Error>;
  readonly #folder: string;
  readonly #shardBits: number;
  readonly #rangeBytes: number;
  readonly #at: AtLogPoint;
  #ranges: LogRange[];
  /** The range that is being written: the last one, or none. */
  #written: LogRange | undefined;
  /** The newest position given to `append`, and the newest on disk. */
  #last: Position;
  #durable: Position;
  #failure: LogError | undefined;
  #fail: (error: Error) => void = () => {};
  /** Ends of the two queues: commits and seals; trims and compactions. */
  #writing: Promise<void> = Promise.resolve();
  #tidying: Promise<unknown> = Promise.resolve();
  /** Bytes of records that wait for their commit, and whether one runs. */
  #waiting = 0;
  #isCommitting = false;
  /** Bytes that room was asked for since the last append, and in the newest call. */
  #reserved = 0;
  #reservedLast = 0;

  private constructor(folder: string, options: LmdbLogOptions, ranges: LogRange[], last: Position) {
    this.#folder = folder;
    this.#shardBits = options.shardBits;
    this.#rangeBytes = options.rangeBytes ?? RANGE_BYTES;
    this.#at = options.at ?? (() => {});
    this.#ranges = ranges;
    this.#last = last;
    this.#durable = last;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
  }

  /**
   * Opens the log of a data folder, for writing; makes nothing before the first write. Rejects with
   * `LogError` for a log of another version or with other shards, for a damaged newest range, and
   * for one that ends before a position that it must have.
   */
  static async open(data: string, options: LmdbLogOptions): Promise<LmdbLog> {
    const folder = logFolder(data);
    // Listed first: what isn't ours is refused before anything is deleted.
    listRanges(folder);
    removeOldGenerations(folder);
    const { ranges, empty } = sealedRanges(folder, options.shardBits);
    const last = ranges.at(-1)?.last ?? (0 as Position);
    // The newest range is never given up: without it nobody knows what was acknowledged.
    if (last < (options.reaches ?? 0)) {
      throw new LogError(
        `record ${last + 1} of the log is missing (in ${folder}): there is a checkpoint of record ${options.reaches}`,
      );
    }
    for (const range of empty) range.remove();
    ranges.at(-1)?.rest();
    return new LmdbLog(folder, options, [...ranges], last);
  }

  get first(): Position {
    return this.#ranges.find((range) => !range.isEmpty)?.first ?? ((this.#last + 1) as Position);
  }

  get last(): Position {
    return this.#last;
  }

  get unsealed(): Position {
    const written = this.#ranges.find((range) => !range.isSealed);
    return written?.first ?? ((this.#durable + 1) as Position);
  }

  get ranges(): readonly LogRangeView[] {
    return this.#ranges.filter((range) => !range.isEmpty);
  }

  reserve(bytes: number): void {
    if (this.#failure !== undefined) throw this.#failure;
    const wanted = this.#waiting + this.#reserved + bytes;
    // A range is never ended under a commit: what is waiting belongs into the one after it.
    const isBusy = this.#isCommitting && this.#written !== undefined;
    try {
      const range = isBusy ? (this.#written as LogRange) : this.#rangeToWrite(wanted);
      range.reserve(wanted);
    } catch (error) {
      // What failed half-way may have left a folder, or a file that nobody knows to be on disk.
      throw error instanceof DiskFullError ? error : this.#stop(error);
    }
    this.#reserved += bytes;
    this.#reservedLast = bytes;
  }

  async append(records: readonly LogRecord[]): Promise<void> {
    for (const [i, { position }] of records.entries()) {
      assert(position === this.#last + 1 + i, 'positions follow each other');
    }
    if (this.#failure !== undefined) throw this.#failure;
    if (records.length === 0) return this.#writing;
    const group = encodeRecords(records);
    this.#last = (this.#last + records.length) as Position;
    this.#waiting += group.bytes;
    // At most the write that asked for room last isn't among the records: one is decided at a time.
    this.#reserved = Math.min(this.#reserved, this.#reservedLast);
    return this.#inTurn(() => this.#commit(group));
  }

  *read(from: Position): Iterable<LogRecord> {
    let range: LogRange | undefined;
    try {
      for (let position = from; position <= this.#durable; position = (position + 1) as Position) {
        if (range === undefined || range.isRemoved || position > range.last) {
          range?.rest();
          range = this.#rangeOf(position);
        }
        yield range.record(position);
      }
    } finally {
      range?.rest();
    }
  }

  seal(): Promise<void> {
    return this.#inTurn(async () => {
      // One that was ended already may still wait for its turn.
      const ended = this.#ranges.filter((range) => !range.isSealed && !range.isEmpty);
      for (const range of ended) {
        if (range === this.#written) this.#written = undefined;
        await range.seal();
        this.#at('range-sealed');
      }
    });
  }

  trim(before: Position): Promise<number> {
    return this.#tidy(async () => {
      let deleted = 0;
      const newest = this.#ranges.findLast((range) => !range.isEmpty);
      for (const range of this.#behind(before)) {
        if (range === newest) break;
        // Out of the list first: a failure leaves a range on disk that nobody relies on.
        this.#ranges = this.#ranges.filter((other) => other !== range);
        range.remove();
        deleted += 1;
        this.#at('trim-deleted-one');
      }
      return deleted;
    });
  }

  compact(before: Position, rewrite: RewriteRecord): Promise<void> {
    return this.#tidy(async () => {
      for (const range of this.#behind(before)) {
        const shardBits = this.#shardBits;
        const copy = await rewriteRange(this.#folder, range, shardBits, rewrite, this.#at);
        range.rest();
        if (copy === undefined) continue;
        this.#ranges = this.#ranges.map((other) => (other === range ? copy : other));
        range.remove();
      }
    });
  }

  async close(): Promise<void> {
    await this.#tidying;
    await this.#writing.catch(() => {});
    this.#written = undefined;
    await Promise.all(this.#ranges.map((range) => range.close()));
  }

  /** Runs a step after all commits and seals before it; none after one that failed. */
  #inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        await step();
      } catch (error) {
        throw this.#stop(error);
      }
    });
    // Whoever waits for it hears of a failure; those who come later find it in `#failure`.
    this.#writing = done.catch(() => {});
    return done;
  }

  /** Takes no more from now on. */
  #stop(reason: unknown): LogError {
    const why = reason instanceof Error ? reason.message : String(reason);
    this.#failure ??= new LogError(`the log could not be written: ${why}`, { cause: reason });
    this.#fail(this.#failure);
    return this.#failure;
  }

  #tidy<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tidying.then(work);
    this.#tidying = done.catch(() => {});
    return done;
  }

  async #commit(group: EncodedRecords): Promise<void> {
    this.#isCommitting = true;
    try {
      const range = this.#rangeToWrite(group.bytes);
      await range.append(group);
      this.#durable = range.last;
      this.#at('range-appended');
    } finally {
      this.#waiting -= group.bytes;
      this.#isCommitting = false;
    }
  }

  /**
   * The range that the next records go to, with room for so many bytes of them. Throws
   * `DiskFullError`. While one is being written, it takes more than it should rather than that.
   */
  #rangeToWrite(bytes: number): LogRange {
    const written = this.#written;
    if (written === undefined) return this.#begin(bytes);
    if (written.isEmpty || written.bytes < this.#rangeBytes) return written;
    try {
      const range = this.#begin(bytes);
      this.#inTurn(() => written.seal()).catch(() => {});
      return range;
    } catch (error) {
      if (error instanceof DiskFullError) return written;
      throw error;
    }
  }

  #begin(bytes: number): LogRange {
    const name = { first: (this.#durable + 1) as Position, generation: 0 };
    const range = LogRange.begin(rangeFolder(this.#folder, name), name, this.#shardBits);
    this.#at('range-created');
    try {
      range.reserve(bytes);
    } catch (error) {
      range.remove();
      throw error;
    }
    this.#ranges = [...this.#ranges, range];
    this.#written = range;
    return range;
  }

  /** The sealed ranges that end before a position, from the oldest on. */
  #behind(position: Position): readonly LogRange[] {
    return this.#ranges.filter((range) => range.isSealed && range.last < position);
  }

  #rangeOf(position: Position): LogRange {
    const range = this.#ranges.findLast(({ first }) => first <= position);
    if (range !== undefined) return range;
    throw new LogError(
      `record ${position} is no longer in the log, which begins at ${this.first} (in ${this.#folder})`,
    );
  }
}
