/**
 * NDJSON: one item per line. Lines are not parsed here: the target does, so that a line on its
 * way to a server is never parsed twice. Blank lines are no items. A line that is not UTF-8 or is
 * longer than the limit is a reject, and the lines after it are read as if nothing had happened.
 */
import { isUtf8 } from 'node:buffer';
import { type ImportBatch, type ImportRecord, MAX_RECORD_BYTES } from './import-record.ts';

const NEWLINE = 10;
const BLANK = /^[ \t\r]*$/;

export async function* readNdjson(content: AsyncIterable<Buffer>): AsyncGenerator<ImportBatch> {
  const lines = new LineReader();
  for await (const chunk of content) {
    const records = lines.take(chunk);
    if (records.length > 0) yield { records, declarations: [] };
  }
  const records = lines.end();
  if (records.length > 0) yield { records, declarations: [] };
}

class LineReader {
  /** The line that the last chunk left open, in pieces. */
  private open: Buffer[] = [];
  private openBytes = 0;
  private line = 1;

  take(chunk: Buffer): ImportRecord[] {
    const last = chunk.lastIndexOf(NEWLINE);
    const records = last < 0 ? [] : this.close(chunk.subarray(0, last));
    this.keep(chunk.subarray(last + 1));
    return records;
  }

  end(): ImportRecord[] {
    return this.openBytes === 0 ? [] : this.close(Buffer.alloc(0));
  }

  /** Counts the bytes of a line beyond the limit, but does not hold them. */
  private keep(piece: Buffer): void {
    this.openBytes += piece.length;
    if (this.openBytes > MAX_RECORD_BYTES) this.open = [];
    else if (piece.length > 0) this.open.push(piece);
  }

  /** The open line and all lines of `block`, which ends where a line ends. */
  private close(block: Buffer): ImportRecord[] {
    const records: ImportRecord[] = [];
    const { open } = this;
    const isTooLong = this.openBytes > MAX_RECORD_BYTES;
    this.open = [];
    this.openBytes = 0;
    if (!isTooLong) {
      this.split(open.length === 0 ? block : Buffer.concat([...open, block]), records);
      return records;
    }
    const message = `the line is longer than ${MAX_RECORD_BYTES} bytes`;
    records.push({ kind: 'reject', line: this.line, path: '', message });
    this.line += 1;
    const end = block.indexOf(NEWLINE);
    if (end >= 0) this.split(block.subarray(end + 1), records);
    return records;
  }

  private split(block: Buffer, records: ImportRecord[]): void {
    if (isUtf8(block)) {
      for (const text of block.toString('utf8').split('\n')) this.add(text, records);
      return;
    }
    for (let start = 0; start <= block.length; ) {
      const end = block.indexOf(NEWLINE, start);
      const bytes = block.subarray(start, end < 0 ? block.length : end);
      this.add(isUtf8(bytes) ? bytes.toString('utf8') : undefined, records);
      start = end < 0 ? block.length + 1 : end + 1;
    }
  }

  private add(text: string | undefined, records: ImportRecord[]): void {
    const line = this.line;
    this.line += 1;
    if (text === undefined) {
      records.push({ kind: 'reject', line, path: '', message: 'the line is not valid UTF-8' });
    } else if (!BLANK.test(text)) {
      records.push({ kind: 'text', line, text });
    }
  }
}
