/**
 * The log: accepted writes in order, the truth from which everything else can be built again.
 * Positions are 1, 2, 3, … without a gap; the oldest may have been given up. One owner appends.
 *
 * It is a chain of ranges, each of which is deleted or rewritten as a whole, once it is sealed.
 */
import type { Millis, Position } from '../engine/index.ts';
import type { LogRecord } from './log-record.ts';

export interface Log {
  /** Settles with the reason when the log takes no more, be anyone waiting for it or not. */
  readonly failed: Promise<Error>;
  /** The oldest position kept, `last` + 1 when none is. */
  readonly first: Position;
  /** The newest position given to `append`, 0 for a log that never had one. */
  readonly last: Position;
  /** What is before this position is in sealed ranges; no later range begins there. */
  readonly unsealed: Position;
  /** From the oldest to the newest. */
  readonly ranges: readonly LogRangeView[];
  /**
   * Makes room for a write of about so many bytes of records, besides those that room was made for
   * since the last append. Throws `DiskFullError`, which changes nothing; after another error nothing
   * may be appended. To be called before a write is decided: afterwards it must not fail.
   */
  reserve(bytes: number): void;
  /**
   * Appends the records of the next positions, all or none. Resolves when they are on disk; rejects
   * when they are not, after which nothing more may be appended. Calls take effect in their order.
   */
  append(records: readonly LogRecord[]): Promise<void>;
  /**
   * The records on disk from a position on, in order. Throws `LogError`, which names the file and
   * the record, at one that is damaged, missing or no longer kept.
   */
  read(from: Position): Iterable<LogRecord>;
  /** Ends the range that is being written, if it has records: the next append begins another. */
  seal(): Promise<void>;
  /**
   * Deletes the sealed ranges that end before a position, but never the newest with records, which
   * says how far the log has come; resolves with how many.
   */
  trim(before: Position): Promise<number>;
  /**
   * Writes sealed ranges that end before a position anew, with what `rewrite` makes of their records
   * (of the same positions; undefined leaves one as it is). A range that has no change stays. Lets
   * other work have its turn. Rejects with `LogError` or `DiskFullError`: the ranges before are done.
   */
  compact(before: Position, rewrite: RewriteRecord): Promise<void>;
  close(): Promise<void>;
}

export type RewriteRecord = (record: LogRecord) => LogRecord | undefined;

export type LogRangeView = {
  readonly first: Position;
  readonly last: Position;
  /** Its size on disk. */
  readonly bytes: number;
  /** When its last record arrived. May have to read it: throws `LogError`. */
  readonly newest: Millis;
};

/** A log that cannot be read or written: the message says where and why. */
export class LogError extends Error {
  override readonly name = 'LogError';
}
