/** The log of a data folder that is only read: nothing of the folder is changed, or tidied up. */
import type { Position } from '../engine/index.ts';
import { type Log, LogError } from './log.ts';
import { logFolder } from './log-folder.ts';
import type { LogRange } from './log-range.ts';
import { sealedRanges } from './log-ranges.ts';
import type { LogRecord } from './log-record.ts';

export class LogReader implements Pick<Log, 'last' | 'read'> {
  readonly #folder: string;
  readonly #ranges: readonly LogRange[];

  private constructor(folder: string, ranges: readonly LogRange[]) {
    this.#folder = folder;
    this.#ranges = ranges;
  }

  /** Looks into the newest range; throws `LogError`. */
  static open(data: string): LogReader {
    const folder = logFolder(data);
    const { ranges, empty } = sealedRanges(folder);
    for (const range of [...ranges, ...empty]) range.rest();
    return new LogReader(folder, ranges);
  }

  /** 0 without a record. */
  get last(): Position {
    return this.#ranges.at(-1)?.last ?? (0 as Position);
  }

  /** See `Log.read`. */
  *read(from: Position): Iterable<LogRecord> {
    const [oldest] = this.#ranges;
    if (oldest !== undefined && from < oldest.first) {
      throw new LogError(
        `record ${from} is no longer in the log, which begins at ${oldest.first} (in ${this.#folder})`,
      );
    }
    for (const range of this.#ranges) {
      if (range.last < from) continue;
      const first = Math.max(from, range.first);
      try {
        for (let position = first; position <= range.last; position++) {
          yield range.record(position as Position);
        }
      } finally {
        range.rest();
      }
    }
  }
}
