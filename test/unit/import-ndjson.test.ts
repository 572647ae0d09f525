/** NDJSON as records: the same however the bytes are cut into chunks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNdjson } from '../../server/import/import-ndjson.ts';
import { type ImportRecord, MAX_RECORD_BYTES } from '../../server/import/import-record.ts';

async function* chunked(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function records(content: string | Buffer, size = 7): Promise<ImportRecord[]> {
  const all: ImportRecord[] = [];
  for await (const batch of readNdjson(chunked(Buffer.from(content), size))) {
    all.push(...batch.records);
  }
  return all;
}

function text(line: number, of: string): ImportRecord {
  return { kind: 'text', line, text: of };
}

describe('NDJSON', () => {
  test('gives each line with its number, the last one with or without an end', async () => {
    const expected = [text(1, '{"id":"a"}'), text(2, '{"id":"ü€𝄞"}')];
    expect(await records('{"id":"a"}\n{"id":"ü€𝄞"}')).toEqual(expected);
    expect(await records('{"id":"a"}\n{"id":"ü€𝄞"}\n')).toEqual(expected);
  });

  test('counts blank lines but gives none', async () => {
    expect(await records('\n\n{}\r\n \t\r\n\n{}\n\n')).toEqual([text(3, '{}\r'), text(6, '{}')]);
  });

  test('is nothing where there is nothing', async () => {
    expect(await records('')).toEqual([]);
    expect(await records('\n')).toEqual([]);
  });

  test('rejects a line that is not UTF-8 and keeps the others', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"id":"ä"}\n{"id":"'),
      Buffer.from([0xe4]),
      Buffer.from('"}\n{"id":"ö"}\n'),
    ]);
    for (const size of [1, 5, 1000]) {
      expect(await records(bytes, size)).toEqual([
        text(1, '{"id":"ä"}'),
        { kind: 'reject', line: 2, path: '', message: 'the line is not valid UTF-8' },
        text(3, '{"id":"ö"}'),
      ]);
    }
  });

  test('rejects a line beyond the limit and keeps the others', async () => {
    const long = `"${'x'.repeat(MAX_RECORD_BYTES + 100_000)}"`;
    const message = `the line is longer than ${MAX_RECORD_BYTES} bytes`;
    const reject: ImportRecord = { kind: 'reject', line: 2, path: '', message };
    for (const end of ['\n\n{}\n', '\n\n{}']) {
      const found = await records(`{}\n${long}${end}`, 65_536);
      expect(found).toEqual([text(1, '{}'), reject, text(4, '{}')]);
    }
    expect(await records(`{}\n${long}`, 65_536)).toEqual([text(1, '{}'), reject]);
  });

  test('does not depend on where the chunks end', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '\r', 'é', '€', '𝄞'), maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const expected = lines.flatMap((of, index) =>
          of.trim() === '' ? [] : [text(index + 1, of)],
        );
        expect(await records(lines.join('\n'), size)).toEqual(expected);
      }),
    );
  });
});
