/**
 * CSV (RFC 4180, lines ended in any of the three ways) as rows of cells with the line each starts
 * on. A quote within an unquoted cell is an ordinary character, as people write `5" pipe`. A quote
 * that is never closed ends the import: what it swallowed cannot be told from data.
 */
import { isUtf8 } from 'node:buffer';
import { type CsvError, Parser } from 'csv-parse';
import { CliError } from '../cli-error.ts';
import { MAX_RECORD_BYTES } from './import-record.ts';

export type CsvRow = {
  readonly line: number;
  readonly cells: readonly string[];
  /** False when bytes had to be replaced, so that the cells are not what the file says. */
  readonly isUtf8: boolean;
};

export async function* readCsvRows(
  name: string,
  content: AsyncIterable<Buffer>,
): AsyncGenerator<CsvRow[]> {
  const rows = new RowReader(name);
  for await (const chunk of content) yield await rows.take(chunk);
  yield await rows.end();
}

class RowReader {
  private rows: CsvRow[] = [];
  private nextLine = 1;
  private skippedLines = 0;
  private readonly utf8 = new Utf8Watch();
  private readonly name: string;
  private readonly parser: Parser;

  constructor(name: string) {
    this.name = name;
    this.parser = new Parser({
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD_BYTES,
      // Rows are collected here and none is passed on, so that a write never waits for a reader.
      on_record: (cells: readonly string[], { empty_lines: skipped }) => {
        this.add(cells, skipped);
        return null;
      },
    });
    // Errors come back from each write; without a listener they would end the process first.
    this.parser.on('error', () => {});
  }

  take(chunk: Buffer): Promise<CsvRow[]> {
    this.utf8.look(chunk);
    return this.collect((done) => this.parser.write(chunk, done));
  }

  end(): Promise<CsvRow[]> {
    this.parser.resume();
    return this.collect((done) => this.parser.end(done));
  }

  private collect(step: (done: (error?: Error | null) => void) => void): Promise<CsvRow[]> {
    return new Promise((resolve, reject) => {
      step((error) => {
        if (error) return reject(this.failure(error as CsvError));
        const { rows } = this;
        this.rows = [];
        resolve(rows);
      });
    });
  }

  private add(cells: readonly string[], skippedLines: number): void {
    this.nextLine += skippedLines - this.skippedLines;
    this.skippedLines = skippedLines;
    const isRowUtf8 = !this.utf8.failed || !cells.some((cell) => cell.includes('\ufffd'));
    this.rows.push({ line: this.nextLine, cells, isUtf8: isRowUtf8 });
    this.nextLine += 1;
    for (const cell of cells) if (cell.includes('\n')) this.nextLine += cell.split('\n').length - 1;
  }

  private failure(error: CsvError): CliError {
    const reason =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'a quote is opened and never closed'
        : error.code === 'CSV_MAX_RECORD_SIZE'
          ? `a row is longer than ${MAX_RECORD_BYTES} characters; is a quote left open?`
          : error.message;
    return new CliError(`${this.name}, line ${this.nextLine}: ${reason}`);
  }
}

/** Notices whether a stream of bytes is not UTF-8, also across the edges of its chunks. */
class Utf8Watch {
  failed = false;
  private tail: Buffer = Buffer.alloc(0);

  look(chunk: Buffer): void {
    if (this.failed) return;
    const bytes = this.tail.length === 0 ? chunk : Buffer.concat([this.tail, chunk]);
    const whole = bytes.length - openBytes(bytes);
    this.failed = !isUtf8(bytes.subarray(0, whole));
    this.tail = bytes.subarray(whole);
  }
}

/** How many bytes at the end are the start of a character that is not complete. */
function openBytes(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
  }
  return 0;
}
