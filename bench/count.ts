/**
 * How long the sixteen segments of the sample take, each asked again and again of shards in worker
 * threads, and how quickly the sample was written and read back. Prints a table; times are medians
 * with the range from the 1st to the 99th percentile.
 *
 * `--contacts N` (default 20 000), `--events-per-contact N`, `--threads K`, `--seconds S` for each
 * segment, `--smoke` for a run of a moment.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bench } from 'tinybench';
import type { Millis, Result } from '../engine/index.ts';
import { plainTable } from '../server/import/import-report.ts';
import { type Muster, openMuster } from '../server/muster.ts';
import {
  SHOP_ATTRIBUTES,
  SHOP_DEFAULTS,
  SHOP_FIELDS,
  SHOP_SEGMENTS,
  type ShopOptions,
  shopContacts,
  shopEvents,
} from '../server/sample/sample-shop.ts';
import type { Failure } from '../server/service.ts';

/** The moment that the sample ends at and the questions are asked at: the same in every run. */
const NOW_MS = Date.UTC(2026, 5, 15, 12);
const WRITES_AHEAD = 4;

const { values: flags } = parseArgs({
  options: {
    contacts: { type: 'string', default: String(SHOP_DEFAULTS.contacts) },
    'events-per-contact': { type: 'string', default: String(SHOP_DEFAULTS.eventsPerContact) },
    threads: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '1' },
    smoke: { type: 'boolean', default: false },
  },
});

const threads = Number(flags.threads);
const shop: ShopOptions = {
  ...SHOP_DEFAULTS,
  nowMs: NOW_MS,
  contacts: flags.smoke ? 2000 : Number(flags.contacts),
  eventsPerContact: flags.smoke ? 10 : Number(flags['events-per-contact']),
};
const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
try {
  printMachine();
  await measure();
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<void> {
  const first = await open();
  await load(first);
  await first.close();
  const startedMs = performance.now();
  const muster = await open();
  console.log(`replay of the whole log: ${(performance.now() - startedMs).toFixed(0)} ms`);
  try {
    await measureCounts(muster);
  } finally {
    await muster.close();
  }
}

function open(): Promise<Muster> {
  const worker = new URL('../server/shard-worker.js', import.meta.url);
  return openMuster({ data: folder, threads, clock: () => NOW_MS as Millis, worker });
}

async function load(muster: Muster): Promise<void> {
  for (const { name, type } of SHOP_FIELDS) await muster.declareField(name, type);
  for (const { event, name, type } of SHOP_ATTRIBUTES) {
    await muster.declareAttribute(event, name, type);
  }
  const table = plainTable(['written', 'items', 'items/s'], ['left', 'right', 'right']);
  const write = async (what: string, batches: Iterable<readonly unknown[]>, put: Put) => {
    const startedMs = performance.now();
    const items = await writeAll(batches, put);
    const seconds = (performance.now() - startedMs) / 1000;
    table.push([what, items, Math.round(items / seconds)]);
  };
  await write('contacts', shopContacts(shop), (items) =>
    muster.writeContacts(items, { strict: true }),
  );
  await write('events', shopEvents(shop), (items) => muster.writeEvents(items, { strict: true }));
  for (const { id, ...body } of SHOP_SEGMENTS) {
    valueOf(await muster.putSegment(id, body, undefined));
  }
  console.log(table.toString());
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

async function measureCounts(muster: Muster): Promise<void> {
  const bench = new Bench({
    time: flags.smoke ? 1 : Number(flags.seconds) * 1000,
    warmupTime: flags.smoke ? 1 : 200,
    iterations: 3,
    retainSamples: true,
  });
  for (const { id } of SHOP_SEGMENTS) {
    bench.add(id, async () => {
      await muster.count({ segment: id }, { breakdown: false });
    });
  }
  await bench.run();
  const table = plainTable(
    ['segment', 'contacts', 'median ms', '1 %', '99 %', 'runs'],
    ['left', 'right', 'right', 'right', 'right', 'right'],
  );
  const checksum = createHash('sha256');
  for (const { name, result } of bench.tasks) {
    if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`);
    const { count } = valueOf(await muster.count({ segment: name }, { breakdown: false }));
    checksum.update(`${name} ${count}\n`);
    const { p50, samplesCount } = result.latency;
    const [low, high] = range(result.latency.samples ?? []);
    table.push([name, count, ms(p50), ms(low), ms(high), samplesCount]);
  }
  console.log(table.toString());
  console.log(`checksum of the counts: ${checksum.digest('hex').slice(0, 16)}`);
}

function range(samples: readonly number[]): readonly [number, number] {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return [at(0.01), at(0.99)];
}

function ms(value: number): string {
  return value.toFixed(3);
}

function printMachine(): void {
  const [cpu] = cpus();
  console.log(
    `${cpu?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}, ` +
      `${threads} worker thread(s), seed ${shop.seed}, ${shop.contacts} contacts, ` +
      `about ${shop.contacts * shop.eventsPerContact} events`,
  );
}

function valueOf<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${JSON.stringify(result.error)}`);
}
