/** A log in memory, for tests: records are encoded and decoded as on disk. */
import { assert, type Position } from '../engine/index.ts';
import { type Log, LogError } from './log.ts';
import { decodeRecord, encodeRecord, type LogRecord } from './log-record.ts';

export class MemoryLog implements Log {
  readonly #records: Buffer[] = [];

  get last(): Position {
    return this.#records.length as Position;
  }

  async append(record: LogRecord): Promise<void> {
    assert(record.position === this.last + 1, 'positions follow each other');
    this.#records.push(encodeRecord(record));
  }

  *read(from: Position): Iterable<LogRecord> {
    for (let position = from as number; position <= this.#records.length; position++) {
      const record = decodeRecord(this.#records[position - 1] as Buffer, position as Position);
      if (!record.ok) throw new LogError(record.error.message);
      yield record.value;
    }
  }

  async close(): Promise<void> {}
}
