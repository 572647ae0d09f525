/** The benchmarks run: their smoke sizes, through the built program. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { Histogram } from '../../bench/histogram.ts';

const RUN = fileURLToPath(new URL('../../dist/bench/run.js', import.meta.url));
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'muster-bench-smoke-'));

afterAll(() => rmSync(folder, { recursive: true }));

test('the count benchmark measures all sixteen segments and repeats its answers', async () => {
  const first = await run(process.execPath, [RUN, 'count', '--smoke']);
  const second = await run(process.execPath, [RUN, 'count', '--smoke', '--threads', '2']);
  expect(first.stdout.match(/^│ [a-z-]+ +│ +\d+ │ +\d+\.\d{3} │/gm)).toHaveLength(16);
  expect(checksum(first.stdout)).toBe(checksum(second.stdout));
});

test('the ingest benchmark has every write stored and every stage measured', async () => {
  const figures = await figuresOf('ingest');
  const writes = figures['durable writes over HTTP'] as readonly {
    readonly format: string;
    readonly itemsPerSecond: { readonly median: number };
  }[];
  expect(new Set(writes.map(({ format }) => format))).toEqual(
    new Set(['json', 'ndjson', 'msgpack']),
  );
  for (const { itemsPerSecond } of writes) expect(itemsPerSecond.median).toBeGreaterThan(0);
  const stages = figures['stages in one thread, JSON with ids'] as readonly {
    readonly micros: { readonly median: number };
  }[];
  expect(stages.length).toBeGreaterThan(5);
  for (const { micros } of stages) expect(micros.median).toBeGreaterThan(0);
});

test('the start benchmark finds all that was written after stops and kills', async () => {
  const figures = await figuresOf('start');
  expect(figures['starts']).toHaveLength(2);
  const { bytesPerEvent, files } = figures['on disk after a stop'] as {
    readonly bytesPerEvent: number;
    readonly files: readonly unknown[];
  };
  expect(bytesPerEvent).toBeGreaterThan(0);
  expect(files.length).toBeGreaterThan(0);
});

test('a benchmark that there is not is refused', async () => {
  await expect(run(process.execPath, [RUN, 'nothing'])).rejects.toMatchObject({ code: 2 });
});

test('latencies are told to within a bucket, from a microsecond to half an hour', () => {
  const histogram = new Histogram();
  const values = Array.from({ length: 1000 }, (_, i) => Math.round(1.02 ** i));
  for (const value of values) histogram.record(value);
  for (const share of [0.001, 0.25, 0.5, 0.99, 1]) {
    const exact = Math.min(values[Math.ceil(share * 1000) - 1] as number, 2 ** 31 - 1);
    expect(histogram.quantile(share)).toBeGreaterThanOrEqual(exact);
    expect(histogram.quantile(share)).toBeLessThanOrEqual(exact * 1.016);
  }
  expect(histogram.summary()).toMatchObject({ count: 1000, max: values.at(-1) });
});

async function figuresOf(name: string): Promise<Readonly<Record<string, unknown>>> {
  const file = join(folder, `${name}.json`);
  await run(process.execPath, [RUN, name, '--smoke', '--json', file]);
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
}

function checksum(output: string): string | undefined {
  return /^checksum of the counts: (?<sum>[0-9a-f]{16})$/m.exec(output)?.groups?.['sum'];
}
