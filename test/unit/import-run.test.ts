/** A whole import: order, declarations, counts, and ends before the end. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { CliError } from '../../server/cli-error.ts';
import { lineProgress } from '../../server/import/import-progress.ts';
import type { Declaration, ImportKind, ImportRecord } from '../../server/import/import-record.ts';
import { type ImportOptions, runImport } from '../../server/import/import-run.ts';
import {
  type ImportTarget,
  partRejects,
  type WriteOutcome,
} from '../../server/import/import-target.ts';
import { TypeTable } from '../../server/import/import-types.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

/** Keeps what it is given, in order, and takes a while over each write. */
class RecordingTarget implements ImportTarget {
  readonly steps: string[] = [];
  readonly items: ImportRecord[] = [];
  underWay = 0;
  mostUnderWay = 0;
  failAt = Infinity;
  private readonly known: readonly Declaration[];

  constructor(known: readonly Declaration[] = []) {
    this.known = known;
  }

  async types(): Promise<TypeTable> {
    return new TypeTable(this.known);
  }

  async declare({ name, type }: Declaration): Promise<void> {
    this.steps.push(`declare ${name}:${type}`);
  }

  async write(kind: ImportKind, records: readonly ImportRecord[]): Promise<WriteOutcome> {
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    await new Promise((resolve) => setTimeout(resolve, 2));
    this.underWay -= 1;
    if (this.items.length >= this.failAt) throw new CliError('the disk is full');
    const { items, rejected } = partRejects(records);
    this.items.push(...items);
    this.steps.push(`write ${kind}`);
    return { accepted: items.length, duplicates: 0, rejected };
  }

  async close(): Promise<void> {}
}

function options(files: ImportOptions['files'], more: Partial<ImportOptions> = {}): ImportOptions {
  return {
    files,
    declarations: [],
    progress: lineProgress(() => {}),
    elapsed: () => performance.now(),
    stop: new AbortController().signal,
    ...more,
  };
}

function contactLines(count: number): string {
  return Array.from({ length: count }, (_, i) => `{"id":"c${i}"}\n`).join('');
}

describe('an import', () => {
  test('declares, then writes file after file in order, one write at a time', async () => {
    const target = new RecordingTarget();
    const report = await runImport(
      target,
      options(
        [
          { kind: 'contacts', path: file('c.ndjson.gz', gzipSync(contactLines(50_000))) },
          { kind: 'events', path: file('e.csv', 'contact,event,amount:number\nc1,buy,5\n') },
        ],
        { declarations: [{ kind: 'field', name: 'created_at', type: 'datetime' }] },
      ),
    );
    expect(report.failure).toBeUndefined();
    expect(report.files).toMatchObject([
      { name: 'c.ndjson.gz', kind: 'contacts', accepted: 50_000, rejected: 0 },
      { name: 'e.csv', kind: 'events', accepted: 1, rejected: 0 },
    ]);
    expect(target.items.slice(0, 50_000).map(({ line }) => line)).toEqual(
      Array.from({ length: 50_000 }, (_, i) => i + 1),
    );
    expect(target.mostUnderWay).toBe(1);
    expect(target.steps[0]).toBe('declare created_at:datetime');
    expect(target.steps.slice(-2)).toEqual(['declare amount:number', 'write events']);
  });

  test('reads cells by the types of the target and of the command line', async () => {
    const target = new RecordingTarget([{ kind: 'field', name: 'age', type: 'number' }]);
    const path = file('types.csv', 'id,age,seen\na,7,1\nb,x,0\n');
    const declarations: Declaration[] = [{ kind: 'field', name: 'seen', type: 'boolean' }];
    const report = await runImport(target, options([{ kind: 'contacts', path }], { declarations }));
    expect(target.items).toEqual([
      { kind: 'value', line: 2, value: { id: 'a', fields: { age: 7, seen: true } } },
    ]);
    expect(report.files).toMatchObject([{ accepted: 1, rejected: 1 }]);
    expect(report.rejects.list()).toMatchObject([{ path: '/fields/age', firstLine: 3 }]);
  });

  test('writes and counts what came before a file breaks off', async () => {
    const noise = Array.from(
      { length: 30_000 },
      (_, i) => `{"id":"${(i * 2654435761) % 2 ** 32}"}`,
    );
    const packed = gzipSync(`${noise.join('\n')}\n`);
    const path = file('cut.ndjson.gz', packed.subarray(0, packed.length >> 1));
    const target = new RecordingTarget();
    const report = await runImport(target, options([{ kind: 'contacts', path }]));
    expect(report.failure).toMatch(/cut\.ndjson\.gz is broken gzip/);
    expect(target.items.length).toBeGreaterThan(1000);
    expect(report.files[0]?.accepted).toBe(target.items.length);
  });

  test('ends at a write that fails, and leaves the next file alone', async () => {
    const target = new RecordingTarget();
    target.failAt = 4000;
    const path = file('many.ndjson', contactLines(100_000));
    const report = await runImport(
      target,
      options([
        { kind: 'contacts', path },
        { kind: 'events', path },
      ]),
    );
    expect(report.failure).toBe('the disk is full');
    expect(report.files).toHaveLength(1);
    expect(report.files[0]?.accepted).toBe(target.items.length);
  });

  test('stops after the write under way when it is asked to', async () => {
    const controller = new AbortController();
    const target = new RecordingTarget();
    const write = target.write.bind(target);
    target.write = (kind, records) => {
      controller.abort();
      return write(kind, records);
    };
    const path = file('stop.ndjson', contactLines(100_000));
    const report = await runImport(
      target,
      options([{ kind: 'contacts', path }], { stop: controller.signal }),
    );
    expect(report.failure).toBe('stopped');
    expect(report.files[0]?.accepted).toBe(target.items.length);
    expect(target.steps).toHaveLength(1);
  });

  test('of files that are not there or have no header says so', async () => {
    const target = new RecordingTarget();
    const failure = async (path: string) =>
      (await runImport(target, options([{ kind: 'contacts', path }]))).failure;
    expect(await failure(join(folder, 'none.csv'))).toMatch(/^cannot read .*none\.csv: ENOENT/);
    expect(await failure(file('empty.csv', ''))).toMatch(/is empty: CSV needs a header row/);
    expect(await failure(file('bad.csv', 'name\nx\n'))).toMatch(/the header has no column id/);
    expect(await failure(file('none.ndjson', ''))).toBeUndefined();
    expect(target.items).toEqual([]);
  });
});
