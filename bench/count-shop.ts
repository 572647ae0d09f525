/**
 * The `count` benchmark over the sample shop: the sixteen segments, each asked again and again of
 * shards in worker threads, and how quickly the sample was written and read back.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import type { Millis, Result } from '../engine/index.ts';
import { type Muster, openMuster } from '../server/muster.ts';
import {
  SHOP_ATTRIBUTES,
  SHOP_FIELDS,
  SHOP_SEGMENTS,
  type ShopOptions,
  shopContacts,
  shopEvents,
} from '../server/sample/sample-shop.ts';
import type { Failure } from '../server/service.ts';
import type { Report } from './report.ts';

/** The moment that the sample ends at and the questions are asked at: the same in every run. */
export const SHOP_NOW_MS = Date.UTC(2026, 5, 15, 12);
const WRITES_AHEAD = 4;

export type ShopCounts = {
  readonly shop: ShopOptions;
  readonly threads: number;
  /** For each segment, and what comes before. */
  readonly seconds: number;
  readonly warmMs: number;
};

export async function measureShop(report: Report, options: ShopCounts): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    await measureFolder(report, options, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureFolder(report: Report, options: ShopCounts, folder: string): Promise<void> {
  const open = () =>
    openMuster({ data: folder, threads: options.threads, clock: () => SHOP_NOW_MS as Millis });
  const first = await open();
  await load(report, first, options.shop);
  await first.close();
  const startedMs = performance.now();
  const muster = await open();
  const replayMs = performance.now() - startedMs;
  report.line('replay of the whole log', `${replayMs.toFixed(0)} ms`, { replayMs });
  try {
    await measureCounts(report, muster, options);
  } finally {
    await muster.close();
  }
}

async function load(report: Report, muster: Muster, shop: ShopOptions): Promise<void> {
  for (const { name, type } of SHOP_FIELDS) await muster.declareField(name, type);
  for (const { event, name, type } of SHOP_ATTRIBUTES) {
    await muster.declareAttribute(event, name, type);
  }
  const written: { readonly what: string; readonly items: number; readonly perSecond: number }[] =
    [];
  const write = async (what: string, batches: Iterable<readonly unknown[]>, put: Put) => {
    const startedMs = performance.now();
    const items = await writeAll(batches, put);
    const seconds = (performance.now() - startedMs) / 1000;
    written.push({ what, items, perSecond: Math.round(items / seconds) });
  };
  await write('contacts', shopContacts(shop), (items) =>
    muster.writeContacts(items, { strict: true }),
  );
  await write('events', shopEvents(shop), (items) => muster.writeEvents(items, { strict: true }));
  for (const { id, ...body } of SHOP_SEGMENTS) {
    valueOf(await muster.putSegment(id, body, undefined));
  }
  report.table(
    'written',
    ['what', 'items', 'items/s'],
    written.map(({ what, items, perSecond }) => [what, String(items), String(perSecond)]),
    written,
  );
}

type Put = (
  items: readonly { readonly parsed: true; readonly json: unknown }[],
) => Promise<Result<unknown, Failure>>;

/** Writes batch after batch, a few under way at once; generating them is part of the time. */
async function writeAll(batches: Iterable<readonly unknown[]>, put: Put): Promise<number> {
  let count = 0;
  const underWay: Promise<unknown>[] = [];
  for (const batch of batches) {
    count += batch.length;
    underWay.push(put(batch.map((json) => ({ parsed: true, json }))).then(valueOf));
    if (underWay.length >= WRITES_AHEAD) await underWay.shift();
  }
  await Promise.all(underWay);
  return count;
}

async function measureCounts(
  report: Report,
  muster: Muster,
  { seconds, warmMs }: ShopCounts,
): Promise<void> {
  const bench = new Bench({
    time: seconds * 1000,
    warmupTime: warmMs,
    iterations: 3,
    retainSamples: true,
  });
  for (const { id } of SHOP_SEGMENTS) {
    bench.add(id, async () => {
      await muster.count({ segment: id }, { breakdown: false });
    });
  }
  await bench.run();
  const segments: {
    readonly segment: string;
    readonly contacts: number;
    readonly medianMs: number;
    readonly lowMs: number;
    readonly highMs: number;
    readonly runs: number;
  }[] = [];
  const checksum = createHash('sha256');
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
    const { count } = valueOf(await muster.count({ segment: name }, { breakdown: false }));
    checksum.update(`${name} ${count}\n`);
    const { p50, samplesCount } = result.latency;
    const [lowMs, highMs] = range(result.latency.samples ?? []);
    segments.push({
      segment: name,
      contacts: count,
      medianMs: p50,
      lowMs,
      highMs,
      runs: samplesCount,
    });
  }
  report.table(
    'counts',
    ['segment', 'contacts', 'median ms', '1 %', '99 %', 'runs'],
    segments.map(({ segment, contacts, medianMs, lowMs, highMs, runs }) => [
      segment,
      String(contacts),
      ms(medianMs),
      ms(lowMs),
      ms(highMs),
      String(runs),
    ]),
    segments,
  );
  const sum = checksum.digest('hex').slice(0, 16);
  report.line('checksum of the counts', sum, sum);
}

function range(samples: readonly number[]): readonly [number, number] {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return [at(0.01), at(0.99)];
}

function ms(value: number): string {
  return value.toFixed(3);
}

function valueOf<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.error)}`);
}
