/** Opening a file to import: unpacking, marks, formats, and files that break off. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { openSource } from '../../server/import/import-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-source-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function contentOf(path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of (await openSource(path)).content) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('a source', () => {
  test('is unpacked by its content, whatever its name', async () => {
    expect(await contentOf(file('packed.ndjson', gzipSync('{"id":"ä"}\n')))).toBe('{"id":"ä"}\n');
    expect(await contentOf(file('plain.ndjson.gz', '{"id":"b"}\n'))).toBe('{"id":"b"}\n');
  });

  test('may be several gzip members one after the other', async () => {
    const content = Buffer.concat([gzipSync('{"id":"a"}\n'), gzipSync('{"id":"b"}\n')]);
    expect(await contentOf(file('members.gz', content))).toBe('{"id":"a"}\n{"id":"b"}\n');
  });

  test('loses its byte order mark, packed or not', async () => {
    expect(await contentOf(file('mark.csv', '\ufeffid\na\n'))).toBe('id\na\n');
    expect(await contentOf(file('mark.csv.gz', gzipSync('\ufeffid\na\n')))).toBe('id\na\n');
  });

  test('is told by its name, else by its content', async () => {
    const formats: [string, string, string][] = [
      ['a.csv', '{"id"}\n', 'csv'],
      ['a.CSV.GZ', 'id\n', 'csv'],
      ['a.jsonl', 'id\n', 'ndjson'],
      ['a.txt', ' \n {"id":"a"}', 'ndjson'],
      ['a.dat', '\ufeff{"id":"a"}', 'ndjson'],
      ['a', 'id,name\n', 'csv'],
    ];
    for (const [name, content, format] of formats) {
      const source = await openSource(file(name, content));
      expect({ name, format: source.format }).toEqual({ name, format });
    }
  });

  test('counts the bytes of the file, not of its content', async () => {
    const packed = gzipSync('{"id":"a"}\n'.repeat(200_000));
    const source = await openSource(file('count.ndjson.gz', packed));
    expect(source.size).toBe(packed.length);
    let bytes = 0;
    for await (const chunk of source.content) bytes += chunk.length;
    expect(bytes).toBe(200_000 * 11);
    expect(source.position()).toBe(packed.length);
  });

  test('may be empty', async () => {
    expect(await contentOf(file('empty.ndjson', ''))).toBe('');
  });

  test('gives what came before the place where its gzip breaks, then fails', async () => {
    const noise = Array.from({ length: 100_000 }, (_, i) => `${(i * 2654435761) % 4294967296}`);
    const packed = gzipSync(noise.join('\n'));
    const source = await openSource(file('cut.gz', packed.subarray(0, packed.length >> 1)));
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of source.content) bytes += chunk.length;
    })();
    await expect(reading).rejects.toThrow(/cut\.gz is broken gzip: unexpected end of file/);
    expect(bytes).toBeGreaterThan(100_000);
  });

  test('that is not there, is a folder, is UTF-16 or a JSON array is refused', async () => {
    await expect(openSource(join(folder, 'none'))).rejects.toThrow(/cannot read .*none: ENOENT/);
    await expect(openSource(folder)).rejects.toThrow(/is a folder/);
    const utf16 = file('utf16.csv', Buffer.from('\ufeffid\n', 'utf16le'));
    await expect(openSource(utf16)).rejects.toThrow(/is UTF-16: save it as UTF-8/);
    await expect(openSource(file('array.json', '[{"id":"a"}]'))).rejects.toThrow(/JSON array/);
  });
});
