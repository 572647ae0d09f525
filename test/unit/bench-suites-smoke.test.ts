/** The larger benchmarks run: their smoke sizes, through the built program; answers, not timings. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const RUN = fileURLToPath(new URL('../../dist/bench/run.js', import.meta.url));
const SEGMENTS_SUM = 'checksum of the counts at the end of the world';
const RULES_SUM = 'checksum of forty ad hoc rules there';
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'muster-bench-suites-'));
type Figures = Readonly<Record<string, unknown>>;

const runs = new Map<string, Promise<Figures>>();

afterAll(() => rmSync(folder, { recursive: true }));

test('the panel benchmark presses keys in a browser, and gets a number for each', async () => {
  const figures = await figuresOf('panel');
  const { bytes } = figures['first visit'] as { readonly bytes: number };
  expect(bytes).toBeGreaterThan(50_000);
  const presses = figures['from key to number'] as readonly { readonly kind: string }[];
  expect(new Set(presses.map(({ kind }) => kind))).toEqual(new Set(['threshold', 'window']));
});

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

test('the http benchmark answers everything, and counts what the count benchmark counts', async () => {
  const http = await figuresOf('http');
  expectAllAsked(http);
  expectWritten(http);
  const counts = await figuresOf('count', ['--world']);
  expect(http[SEGMENTS_SUM]).toMatch(/^[0-9a-f]{16}$/);
  expect(http[SEGMENTS_SUM]).toBe(counts[SEGMENTS_SUM]);
});

test('the count benchmark over a world counts the same beside a writer and in more threads', async () => {
  const idle = await figuresOf('count', ['--world']);
  const busy = await figuresOf('count', ['--world', '--busy', '--threads', '2']);
  expectAllCounted(idle);
  expectAllCounted(busy);
  for (const sum of [SEGMENTS_SUM, RULES_SUM]) {
    expect(idle[sum]).toMatch(/^[0-9a-f]{16}$/);
    expect(busy[sum]).toBe(idle[sum]);
  }
  expectWritten(busy);
});

test('the recipients benchmark finds as many in each format as are counted', async () => {
  const figures = await figuresOf('recipients');
  const rows = figures['recipients over HTTP'] as readonly {
    readonly percent: number;
    readonly format: string;
    readonly recipients: number;
    readonly bytes: number;
  }[];
  expect(rows.map(({ format }) => format)).toEqual(
    [1, 20, 100].flatMap(() => ['bitmap', 'NDJSON', 'CSV']),
  );
  for (const [i, share] of [1, 20, 100].entries()) {
    const found = rows.slice(3 * i, 3 * i + 3).map(({ recipients }) => recipients);
    expect(new Set(found).size).toBe(1);
    expect(Math.abs((found[0] as number) - 20 * share)).toBeLessThan(100);
  }
  for (const { bytes } of rows) expect(bytes).toBeGreaterThan(0);
});

test('the memory benchmark weighs each part of what it has found there', async () => {
  const figures = await figuresOf('memory');
  const resident = figures['resident memory of a server, MiB'] as readonly {
    readonly counted: { readonly median: number };
  }[];
  expect(resident).toHaveLength(4);
  for (const { counted } of resident) expect(counted.median).toBeGreaterThan(0);
  expect(figures['bytes that one takes']).toHaveLength(3);
});

/** Every kind of question, in every load, with nobody writing and beside a writer. */
function expectAllAsked(http: Figures): void {
  const rows = http['counts over HTTP'] as readonly {
    readonly writer: string;
    readonly load: string;
    readonly asked: string;
    readonly unanswered: number;
  }[];
  for (const { unanswered } of rows) expect(unanswered).toBe(0);
  const found = new Set(rows.map(({ writer, load, asked }) => `${writer}, ${load}, ${asked}`));
  for (const writer of ['idle', 'busy']) {
    for (const load of ['1 connection', '8 connections', 'fixed rate']) {
      for (const asked of ['saved segments', 'ad hoc: fields', 'bare uWebSockets.js']) {
        expect(found).toContain(`${writer}, ${load}, ${asked}`);
      }
    }
  }
}

function expectAllCounted(count: Figures): void {
  const [, hot] = Object.entries(count).find(([name]) => name.startsWith('hot')) ?? [];
  expect((hot as { readonly segments: unknown }).segments).toHaveLength(16);
  const [, cold] = Object.entries(count).find(([name]) => name.startsWith('cold')) ?? [];
  expect((cold as readonly { readonly class: string }[]).map((row) => row.class)).toEqual([
    'fields',
    'windowed',
    'sum',
  ]);
  const [, stall] = Object.entries(count).find(([name]) => name.startsWith('stall')) ?? [];
  for (const { beside, coldRules } of (stall as { readonly rows: readonly StallRow[] }).rows) {
    expect(coldRules > 0).toBe(beside === 'cold rules');
  }
}

function expectWritten(figures: Figures): void {
  const { accepted } = figures['the busy writer'] as { readonly accepted: number };
  expect(accepted).toBeGreaterThan(0);
}

type StallRow = { readonly beside: string; readonly coldRules: number };
/** Of a run of a benchmark, which is run once for equal flags. */
function figuresOf(name: string, flags: readonly string[] = []): Promise<Figures> {
  const key = [name, ...flags].join(' ');
  const known = runs.get(key) ?? runOf(key, name, flags);
  runs.set(key, known);
  return known;
}

async function runOf(key: string, name: string, flags: readonly string[]): Promise<Figures> {
  const file = join(folder, `${key.replaceAll(' ', '')}.json`);
  await run(process.execPath, [RUN, name, '--smoke', '--json', file, ...flags]);
  return JSON.parse(readFileSync(file, 'utf8')) as Figures;
}
