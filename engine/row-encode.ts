/**
 * Rows of contacts as bytes: what a shard answers when recipients are fetched.
 *
 * A result is rows and nothing else, so the results of several shards can be put one after the
 * other; the header of a CSV file and the length of a msgpack array are left to the caller
 * (`csvHeader`, `msgpackArrayHeader`).
 */
import { ByteWriter } from './byte-writer.ts';
import type { Row, RowChunk, RowFormat } from './row.ts';
import { csvRow } from './row-csv.ts';
import { jsonRow } from './row-json.ts';
import { writeMsgpackRow } from './row-msgpack.ts';

/** Text is gathered up to here before it is turned into bytes: one conversion for many rows. */
const TEXT_UNITS = 16_384;

export class RowEncoder {
  readonly #format: RowFormat;
  readonly #writer = new ByteWriter();
  #text = '';
  #rows = 0;

  constructor(format: RowFormat) {
    this.#format = format;
  }

  add(row: Row): void {
    this.#rows++;
    switch (this.#format) {
      case 'ndjson':
        return this.#addText(jsonRow(row));
      case 'csv':
        return this.#addText(csvRow(row, false));
      case 'csv-safe':
        return this.#addText(csvRow(row, true));
      case 'msgpack':
        return writeMsgpackRow(this.#writer, row);
    }
  }

  /** The rows added since the last call. */
  finish(): RowChunk {
    this.#flushText();
    const rows = this.#rows;
    this.#rows = 0;
    return { rows, bytes: this.#writer.finish() };
  }

  #addText(text: string): void {
    this.#text += text;
    if (this.#text.length >= TEXT_UNITS) this.#flushText();
  }

  #flushText(): void {
    if (this.#text === '') return;
    this.#writer.utf8(this.#text);
    this.#text = '';
  }
}
