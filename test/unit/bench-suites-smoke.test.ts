/** The larger benchmarks run: their smoke sizes, through the built program; answers, not timings. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const RUN = fileURLToPath(new URL('../../dist/bench/run.js', import.meta.url));
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'muster-bench-suites-'));

afterAll(() => rmSync(folder, { recursive: true }));

test('the bitmap benchmark finds what two sets share, by counting them in another way', async () => {
  const figures = await figuresOf('bitmap');
  const rows = figures['microseconds a call, in turns'] as readonly {
    readonly family: string;
    readonly operation: string;
    readonly answer: number;
  }[];
  const families = new Set(rows.map(({ family }) => family));
  expect(families).toEqual(new Set(['wikileaks-noquotes', 'uscensus2000']));
  for (const family of families) {
    const answers = rows.filter((row) => row.family === family).map(({ answer }) => answer);
    const [andCount, orCount, and, or, all] = answers as [number, number, number, number, number];
    expect([and, or]).toEqual([andCount, orCount]);
    expect(andCount).toBeLessThan(orCount);
    expect(all).toBeLessThan(orCount);
  }
});

async function figuresOf(
  name: string,
  flags: readonly string[] = [],
): Promise<Readonly<Record<string, unknown>>> {
  const file = join(folder, `${name}.json`);
  await run(process.execPath, [RUN, name, '--smoke', '--json', file, ...flags]);
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
}
