/**
 * The log: accepted writes in order, the truth from which everything else can be built again.
 * Positions are 1, 2, 3, … without a gap. One owner appends.
 */
import type { Position } from '../engine/index.ts';
import type { LogRecord } from './log-record.ts';

export interface Log {
  /** The newest position, 0 for an empty log. */
  readonly last: Position;
  /**
   * Appends the record of the next position. Resolves when it is on disk; rejects when it is not,
   * after which nothing more may be appended.
   */
  append(record: LogRecord): Promise<void>;
  /** The records from a position on, in order. Throws at a damaged one, naming it. */
  read(from: Position): Iterable<LogRecord>;
  close(): Promise<void>;
}

/** A log that cannot be read: the message says where and why. */
export class LogError extends Error {
  override readonly name = 'LogError';
}
