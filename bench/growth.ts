/**
 * How the time of counts and the memory grow with the number of contacts and with the events of
 * each: worlds of several sizes, opened in this engine with two threads, each in a process of its
 * own. Hot is the median of counts of the sixteen segments, asked again and again; cold the median
 * of the first asks of forty ad hoc rules of a seed that is new in every run of the benchmark.
 * Memory is that of the process after the open, whole and without pages of files, which the system
 * can let go of at any time; bytes per event the difference to the contacts alone.
 *
 * `--contacts N,N,…` with `--base-per-contact N` events each (the first line of growth),
 * `--per-contact N,N,…` events of `--base-contacts N` contacts (the second), `--threads K`,
 * `--rounds N`, `--seed N`, `--rule-seed N`, `--data DIR` for a folder of folders that are filled
 * once and used again, `--json FILE`, `--smoke` for a run of a moment.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ClientProcess } from './client-process.ts';
import type { GrowthPlan, GrowthResult } from './growth-plan.ts';
import type { GrowthPoint } from './growth-points.ts';
import { Report, type Spread, spreadOf, spreadText } from './report.ts';
import { temporaryFolder } from './temporary-folder.ts';
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

type Weight = Pick<GrowthResult, 'rssBytes' | 'anonymousBytes'>;

type Point = GrowthPoint & {
  readonly hotMs: Spread;
  readonly coldMs: Spread;
  /** The same memory without pages of files, and what events add to that. */
  readonly anonymousBytes: number;
  readonly anonymousBytesPerEvent: number;
  readonly checksum: string;
};

const threads = Number(flags.threads);
const rounds = flags.smoke ? 2 : Number(flags.rounds);
const ruleSeed = Number(flags['rule-seed']);
const MIB = 2 ** 20;
/** By the number of contacts. */
const weightOfContacts = new Map<number, Weight>();

const report = new Report('growth', {
  threads,
  rounds,
  seed: Number(flags.seed),
  'rule seed': ruleSeed,
});
const temporary = flags.data === undefined ? temporaryFolder() : undefined;
const folder = temporary?.data ?? resolve(flags.data ?? '');
try {
  mkdirSync(folder, { recursive: true });
  const points: Point[] = [];
  for (const size of sizes()) points.push(await measure(size));
  reportPoints(points);
  report.write(flags.json);
} finally {
  temporary?.release();
}

/** Each size once. */
function sizes(): readonly Size[] {
  const numbers = (text: string) => text.split(',').map(Number);
  const all = flags.smoke
    ? [
        { contacts: 1000, eventsPerContact: 5 },
        { contacts: 2000, eventsPerContact: 5 },
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
  const world = worldOf(size);
  const bare = await weighContacts(world);
  await run('load-events', world);
  const asked = await run('measure', world);
  const { rssBytes, anonymousBytes, hotMs, coldMs, checksum } = asked;
  // A temporary disk need not hold all sizes at once.
  if (temporary !== undefined) rmSync(dataOf(world), { recursive: true });
  const [hot, cold] = [spreadOf(hotMs), spreadOf(coldMs)];
  return {
    ...size,
    hotMedianMs: hot.median,
    coldMedianMs: cold.median,
    hotMs: hot,
    coldMs: cold,
    rssBytes,
    bytesPerEvent: (rssBytes - bare.rssBytes) / world.events,
    anonymousBytes,
    anonymousBytesPerEvent: (anonymousBytes - bare.anonymousBytes) / world.events,
    checksum,
  };
}

/** Without any event; once for each number of contacts. */
async function weighContacts(world: World): Promise<Weight> {
  const known = weightOfContacts.get(world.contacts);
  if (known !== undefined) return known;
  await run('load-contacts', world);
  const weight = await run('weigh', world);
  weightOfContacts.set(world.contacts, weight);
  return weight;
}

function worldOf({ contacts, eventsPerContact }: Size): World {
  const events = contacts * eventsPerContact;
  return { ...WORLD_DEFAULTS, seed: Number(flags.seed), contacts, events };
}

function dataOf({ contacts, events }: Pick<World, 'contacts' | 'events'>): string {
  return join(folder, `contacts-${contacts}-events-${events}`);
}

/** Runs a step in a process that ends after it. */
async function run(step: GrowthPlan['step'], world: World): Promise<GrowthResult> {
  const child = new ClientProcess<GrowthPlan, GrowthResult>(
    new URL('./growth-point.js', import.meta.url),
  );
  const contactsData = dataOf({ ...world, events: 0 });
  try {
    return await child.run({
      step,
      contactsData,
      data: dataOf(world),
      world,
      threads,
      ruleSeed,
      rounds,
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
      'resident, MiB',
      'of it no file',
      'bytes per event',
      'of it no file',
      'checksum',
    ],
    points.map((point) => [
      `${point.contacts}, ${point.eventsPerContact}`,
      spreadText(point.hotMs, 3),
      spreadText(point.coldMs, 2),
      (point.rssBytes / MIB).toFixed(0),
      (point.anonymousBytes / MIB).toFixed(0),
      point.bytesPerEvent.toFixed(1),
      point.anonymousBytesPerEvent.toFixed(1),
      point.checksum,
    ]),
    points,
  );
}
