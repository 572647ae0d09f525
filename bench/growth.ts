/**
 * How the time of counts and the memory grow with the number of contacts and with the events of
 * each: worlds of several sizes, opened in this engine with two threads, each in a process of its
 * own. Hot is the median of counts of the sixteen segments, asked again and again; cold the median
 * of the first asks of forty ad hoc rules of a seed that is new in every run of the benchmark.
 * Memory is that of the process without pages of files, after the open; bytes per event the
 * difference to the contacts alone.
 *
 * `--contacts N,N,…` with `--base-per-contact N` events each (the first line of growth),
 * `--per-contact N,N,…` events of `--base-contacts N` contacts (the second), `--threads K`,
 * `--rounds N`, `--seed N`, `--rule-seed N`, `--data DIR` for a folder of folders that are filled
 * once and used again, `--json FILE`, `--smoke` for a run of a moment.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ClientProcess } from './client-process.ts';
import type { GrowthPlan, GrowthResult } from './growth-plan.ts';
import { Report, type Spread, spreadOf, spreadText } from './report.ts';
import { WORLD_DEFAULTS, type World } from './world.ts';

const { values: flags } = parseArgs({
  options: {
    contacts: { type: 'string', default: '500000,1000000,2000000,5000000,10000000' },
    'base-per-contact': { type: 'string', default: '5' },
    'per-contact': { type: 'string', default: '5,50,100' },
    'base-contacts': { type: 'string', default: '1000000' },
    threads: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(WORLD_DEFAULTS.seed) },
    'rule-seed': { type: 'string', default: String(Date.now() % 2 ** 31) },
    data: { type: 'string' },
    json: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});

type Size = { readonly contacts: number; readonly eventsPerContact: number };

type Point = Size & {
  readonly hotMedianMs: number;
  readonly coldMedianMs: number;
  readonly hotMs: Spread;
  readonly coldMs: Spread;
  readonly rssBytes: number;
  readonly bytesPerEvent: number;
  readonly checksum: string;
};

const threads = Number(flags.threads);
const rounds = flags.smoke ? 2 : Number(flags.rounds);
const ruleSeed = Number(flags['rule-seed']);
const settleMs = flags.smoke ? 20 : 1000;
const MIB = 2 ** 20;
/** By the number of contacts. */
const bareBytes = new Map<number, number>();

const report = new Report('growth', {
  threads,
  rounds,
  seed: Number(flags.seed),
  'rule seed': ruleSeed,
});
const folder =
  flags.data === undefined ? mkdtempSync(join(tmpdir(), 'muster-bench-')) : resolve(flags.data);
try {
  mkdirSync(folder, { recursive: true });
  const points: Point[] = [];
  for (const size of sizes()) points.push(await measure(size));
  reportPoints(points);
  report.write(flags.json);
} finally {
  if (flags.data === undefined) rmSync(folder, { recursive: true });
}

/** Each size once. */
function sizes(): readonly Size[] {
  const numbers = (text: string) => text.split(',').map(Number);
  const all = flags.smoke
    ? [
        { contacts: 1000, eventsPerContact: 5 },
        { contacts: 1000, eventsPerContact: 20 },
      ]
    : [
        ...numbers(flags.contacts).map((contacts) => ({
          contacts,
          eventsPerContact: Number(flags['base-per-contact']),
        })),
        ...numbers(flags['per-contact']).map((eventsPerContact) => ({
          contacts: Number(flags['base-contacts']),
          eventsPerContact,
        })),
      ];
  return [...new Map(all.map((size) => [JSON.stringify(size), size])).values()];
}

async function measure(size: Size): Promise<Point> {
  const { contacts } = size;
  const world = worldOf(size);
  const contactsBytes = await weighContacts(contacts);
  await run('load', world);
  const { rssBytes, hotMs, coldMs, checksum } = await run('measure', world);
  discard(world);
  const [hot, cold] = [spreadOf(hotMs), spreadOf(coldMs)];
  return {
    ...size,
    hotMedianMs: hot.median,
    coldMedianMs: cold.median,
    hotMs: hot,
    coldMs: cold,
    rssBytes,
    bytesPerEvent: (rssBytes - contactsBytes) / world.events,
    checksum,
  };
}

/** Without any event; once for each number of contacts. */
async function weighContacts(contacts: number): Promise<number> {
  const known = bareBytes.get(contacts);
  if (known !== undefined) return known;
  const bare = worldOf({ contacts, eventsPerContact: 0 });
  await run('load', bare);
  const { rssBytes } = await run('weigh', bare);
  discard(bare);
  bareBytes.set(contacts, rssBytes);
  return rssBytes;
}

/** A temporary disk need not hold all sizes at once. */
function discard(world: World): void {
  if (flags.data === undefined) rmSync(dataOf(world), { recursive: true });
}

function worldOf({ contacts, eventsPerContact }: Size): World {
  const events = contacts * eventsPerContact;
  return { ...WORLD_DEFAULTS, seed: Number(flags.seed), contacts, events };
}

function dataOf({ contacts, events }: World): string {
  return join(folder, `contacts-${contacts}-events-${events}`);
}

/** Runs a step in a process that ends after it. */
async function run(step: GrowthPlan['step'], world: World): Promise<GrowthResult> {
  const child = new ClientProcess<GrowthPlan, GrowthResult>(
    new URL('./growth-point.js', import.meta.url),
  );
  try {
    return await child.run({
      step,
      data: dataOf(world),
      world,
      threads,
      ruleSeed,
      rounds,
      settleMs,
    });
  } finally {
    child.close();
  }
}

function reportPoints(points: readonly Point[]): void {
  report.table(
    'points',
    [
      'contacts, events of each',
      'hot, ms',
      'cold, ms',
      'memory, MiB',
      'bytes per event',
      'checksum',
    ],
    points.map((point) => [
      `${point.contacts}, ${point.eventsPerContact}`,
      spreadText(point.hotMs, 3),
      spreadText(point.coldMs, 2),
      (point.rssBytes / MIB).toFixed(0),
      point.bytesPerEvent.toFixed(1),
      point.checksum,
    ]),
    points,
  );
}
