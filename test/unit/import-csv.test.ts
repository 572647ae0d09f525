/** CSV as rows: quotes, ends of lines, characters cut in two, and what is broken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvRow, readCsvRows } from '../../server/import/import-csv.ts';
import { MAX_RECORD_BYTES } from '../../server/import/import-record.ts';

async function* chunked(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function rows(content: string | Buffer, size = 3): Promise<CsvRow[]> {
  const all: CsvRow[] = [];
  for await (const batch of readCsvRows('f.csv', chunked(Buffer.from(content), size))) {
    all.push(...batch);
  }
  return all;
}

async function cells(content: string): Promise<(readonly string[])[]> {
  return (await rows(content)).map((row) => row.cells);
}

describe('CSV', () => {
  test('reads quotes, doubled quotes, separators and ends of lines in quotes', async () => {
    expect(await cells('id,note\n"a","x, ""y""\nz"\nb,')).toEqual([
      ['id', 'note'],
      ['a', 'x, "y"\nz'],
      ['b', ''],
    ]);
  });

  test.each(['\n', '\r\n', '\r'])('ends lines with %j', async (end) => {
    const expected = [
      ['id', 'b'],
      ['1', 'é'],
      ['2', ''],
    ];
    expect(await cells(['id,b', '1,é', '2,', ''].join(end))).toEqual(expected);
    expect(await cells(['id,b', '1,é', '2,'].join(end))).toEqual(expected);
  });

  test('takes a quote within an unquoted cell as it is', async () => {
    expect(await cells('id,size\na,5" pipe\n')).toEqual([
      ['id', 'size'],
      ['a', '5" pipe'],
    ]);
  });

  test('numbers rows by the line they start on', async () => {
    const content = 'id,b\n\n"1","x\ny"\r\n"2","x\r\ny"\n\n3,z\n';
    for (const size of [1, 4, 1000]) {
      expect((await rows(content, size)).map((row) => row.line)).toEqual([1, 3, 5, 8]);
    }
  });

  test('marks the rows whose bytes are not UTF-8', async () => {
    const content = Buffer.concat([
      Buffer.from('id,b\n1,€𝄞\n2,'),
      Buffer.from([0xe9, 0x20]),
      Buffer.from('\n3,é\n'),
    ]);
    for (const size of [1, 2, 1000]) {
      expect((await rows(content, size)).map((row) => row.isUtf8)).toEqual([
        true,
        true,
        false,
        true,
      ]);
    }
  });

  test('keeps a replacement character that the file itself has', async () => {
    expect(await rows('id\n\ufffd\n')).toMatchObject([{}, { cells: ['\ufffd'], isUtf8: true }]);
  });

  test('ends at a quote that is never closed, naming the line it opens on', async () => {
    await expect(rows('id\na\n"b\nc\nd\n')).rejects.toThrow(
      'f.csv, line 3: a quote is opened and never closed',
    );
    const endless = `id\n"${'x\n'.repeat(MAX_RECORD_BYTES)}`;
    await expect(rows(endless, 65_536)).rejects.toThrow(/f\.csv, line 2: a row is longer than/);
  });

  test('gives back what was written, wherever the chunks end', async () => {
    const unit = fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é', '€', '𝄞');
    const row = fc.array(fc.string({ unit, maxLength: 5 }), { minLength: 2, maxLength: 4 });
    const written = (value: string) => `"${value.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.integer({ min: 1, max: 9 }), async (table, size) => {
        const content = table.map((values) => `${values.map(written).join(',')}\r\n`).join('');
        expect((await rows(content, size)).map((read) => read.cells)).toEqual(table);
      }),
    );
  });
});
