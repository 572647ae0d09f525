/** A log in memory, for tests and trials: records are encoded and decoded as on disk. */
import { assert, type Millis, type Position } from '../engine/index.ts';
import { type Log, LogError, type LogRangeView, type RewriteRecord } from './log.ts';
import { decodeRecord, encodeRecord, type LogRecord } from './log-record.ts';

type Range = { readonly first: Position; readonly records: Buffer[]; newest: Millis };

export class MemoryLog implements Log {
  readonly failed = new Promise<Error>(() => {});
  #ranges: Range[] = [];
  #last = 0 as Position;
  /** The last range takes no more. */
  #isSealed = true;

  get first(): Position {
    return this.#ranges[0]?.first ?? ((this.#last + 1) as Position);
  }

  get last(): Position {
    return this.#last;
  }

  get unsealed(): Position {
    const written = this.#isSealed ? undefined : this.#ranges.at(-1);
    return written?.first ?? ((this.#last + 1) as Position);
  }

  get ranges(): readonly LogRangeView[] {
    return this.#ranges.map((range) => ({
      first: range.first,
      last: lastOf(range),
      bytes: range.records.reduce((sum, { length }) => sum + length, 0),
      newest: range.newest,
    }));
  }

  reserve(_bytes: number): void {}

  async append(records: readonly LogRecord[]): Promise<void> {
    for (const [i, { position }] of records.entries()) {
      assert(position === this.#last + 1 + i, 'positions follow each other');
    }
    for (const record of records) {
      if (this.#isSealed) {
        this.#ranges.push({ first: record.position, records: [], newest: record.arrived });
        this.#isSealed = false;
      }
      const range = this.#ranges.at(-1) as Range;
      range.records.push(encodeRecord(record));
      range.newest = record.arrived;
      this.#last = record.position;
    }
  }

  *read(from: Position): Iterable<LogRecord> {
    for (let position = from as number; position <= this.#last; position++) {
      yield this.#record(position as Position);
    }
  }

  async seal(): Promise<void> {
    this.#isSealed = true;
  }

  async trim(before: Position): Promise<number> {
    const kept = this.#ranges.filter(
      (range, i) => i === this.#ranges.length - 1 || !this.#isBehind(range, before),
    );
    const count = this.#ranges.length - kept.length;
    this.#ranges = kept;
    return count;
  }

  async compact(before: Position, rewrite: RewriteRecord): Promise<void> {
    for (const range of this.#ranges.filter((range) => this.#isBehind(range, before))) {
      for (let i = 0; i < range.records.length; i++) {
        const record = this.#record((range.first + i) as Position);
        const changed = rewrite(record);
        if (changed === undefined) continue;
        assert(changed.position === record.position, 'a record keeps its position');
        range.records[i] = encodeRecord(changed);
        range.newest = i === range.records.length - 1 ? changed.arrived : range.newest;
      }
    }
  }

  async close(): Promise<void> {}

  #isBehind(range: Range, position: Position): boolean {
    const isWritten = range === this.#ranges.at(-1) && !this.#isSealed;
    return !isWritten && lastOf(range) < position;
  }

  #record(position: Position): LogRecord {
    const range = this.#ranges.findLast(({ first }) => first <= position);
    if (range === undefined) {
      throw new LogError(
        `record ${position} is no longer in the log, which begins at ${this.first}`,
      );
    }
    const bytes = range.records[position - range.first] as Buffer;
    const record = decodeRecord(bytes, position);
    if (!record.ok) throw new LogError(record.error.message);
    return record.value;
  }
}

function lastOf({ first, records }: Range): Position {
  return (first + records.length - 1) as Position;
}
