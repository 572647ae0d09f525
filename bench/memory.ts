/**
 * What the parts of the data weigh in memory: servers are started over a folder with nothing in
 * it, with contacts, with contacts and the events of the world, and with contacts and events of
 * three attributes without ids; what one has more than another is what the part takes. Read after
 * the start and after all segments were counted. With `/metrics`, also what the server says itself.
 *
 * `--contacts N`, `--events N`, `--seed N`, `--data DIR` (see `world-flags.ts`; the folders are
 * `DIR-contacts`, `DIR` and `DIR-rows`), `--runs N` starts of each, `--threads K`, `--json FILE`,
 * `--smoke` for a run of a moment.
 */
import { parseArgs } from 'node:util';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import { download } from './http-download.ts';
import { plainRows } from './plain-rows.ts';
import type { ProcessMemory } from './process-memory.ts';
import { Report, type Spread, spreadOf, spreadText } from './report.ts';
import type { ServerChild } from './server-child.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { loadWorld } from './world.ts';
import { WORLD_FLAGS, worldOf } from './world-flags.ts';
import { filledFolder, type WorldFolder, worldFolder } from './world-folder.ts';
import { withWorldServer } from './world-server.ts';

const { values: flags } = parseArgs({
  options: {
    ...WORLD_FLAGS,
    runs: { type: 'string', default: '3' },
    threads: { type: 'string' },
  },
});

const world = worldOf(flags);
const runs = flags.smoke ? 1 : Number(flags.runs);
const threads = flags.threads === undefined ? undefined : Number(flags.threads);
const MIB = 2 ** 20;

type Part = 'nothing' | 'contacts' | 'contacts, events of the world' | 'contacts, plain rows';

/** Of the starts over one folder, in bytes. */
type Figures = {
  readonly part: Part;
  readonly started: Spread;
  readonly counted: Spread;
  /** After the counts, without pages of files. */
  readonly anonymous: Spread;
  readonly peak: Spread;
  /** What `/metrics` says of bytes after the counts, by the name of the metric with its labels. */
  readonly told: Readonly<Record<string, number>>;
};

const report = new Report('memory', {
  contacts: world.contacts,
  events: world.events,
  seed: world.seed,
  runs,
  threads: threads ?? 'default',
});
const nothing = await measure('nothing', temporaryFolder(), 0, 0);
const contacts = await measure(
  'contacts',
  await worldFolder({ ...world, events: 0 }, flags.data && `${flags.data}-contacts`),
  world.contacts,
  0,
);
const events = await measure(
  'contacts, events of the world',
  await worldFolder(world, flags.data),
  world.contacts,
  world.events,
);
const rows = await measure(
  'contacts, plain rows',
  await rowsFolder(flags.data && `${flags.data}-rows`),
  world.contacts,
  world.events,
);
reportResident([nothing, contacts, events, rows]);
reportDifferences();
reportTold([nothing, contacts, events, rows]);
report.write(flags.json);

function rowsFolder(named: string | undefined): Promise<WorldFolder> {
  const { nowMs } = world;
  return filledFolder(
    {
      name: { ...world, rows: 'plain' },
      nowMs,
      async load(muster, onProgress) {
        await loadWorld(muster, { ...world, events: 0 }, onProgress);
        for (const chunk of plainRows(world)) {
          const items = chunk.map((json) => ({ parsed: true as const, json }));
          const written = await muster.writeEvents(items, { strict: true });
          if (!written.ok) throw new Error(`refused: ${JSON.stringify(written.error)}`);
        }
      },
    },
    named,
  );
}

/** Starts servers over a folder, and releases it. */
async function measure(
  part: Part,
  folder: WorldFolder,
  expectedContacts: number,
  expectedEvents: number,
): Promise<Figures> {
  try {
    const started: ProcessMemory[] = [];
    const counted: ProcessMemory[] = [];
    let told: Readonly<Record<string, number>> = {};
    const options = { world, data: folder.data, ...(threads !== undefined && { threads }) };
    for (let run = 0; run < runs; run++) {
      await withWorldServer(options, async ({ server }) => {
        started.push(server.memory());
        if (part !== 'nothing') await countSegments(server);
        counted.push(server.memory());
        told = await bytesTold(server);
        await expectContents(server, expectedContacts, expectedEvents);
      });
    }
    return {
      part,
      started: spreadOf(started.map(({ rss }) => rss)),
      counted: spreadOf(counted.map(({ rss }) => rss)),
      anonymous: spreadOf(counted.map(({ anonymous }) => anonymous)),
      peak: spreadOf(counted.map(({ peak }) => peak)),
      told,
    };
  } finally {
    folder.release();
  }
}

async function countSegments(server: ServerChild): Promise<void> {
  for (const { id } of SHOP_SEGMENTS) await server.ask('GET', `/v1/segments/${id}/count`);
}

/** What is not there weighs nothing, and the figures would mean nothing. */
async function expectContents(
  server: ServerChild,
  expectedContacts: number,
  expectedEvents: number,
): Promise<void> {
  const { total } = (await server.ask('POST', '/v1/count', { rule: { all: [] } })) as {
    readonly total: number;
  };
  const catalog = (await server.ask('GET', '/v1/catalog')) as {
    readonly events: readonly { readonly events: number }[];
  };
  const found = catalog.events.reduce((sum, type) => sum + type.events, 0);
  if (total !== expectedContacts || found !== expectedEvents) {
    throw new Error(`${total} contacts and ${found} events are there`);
  }
}

/** Every sample of `/metrics` whose name says that it is of bytes; none without `/metrics`. */
async function bytesTold(server: ServerChild): Promise<Readonly<Record<string, number>>> {
  const kept: Buffer[] = [];
  const { status } = await download({
    port: server.port,
    path: '/metrics',
    accept: '*/*',
    onChunk: (chunk) => kept.push(chunk),
  });
  if (status !== 200) return {};
  const samples = Buffer.concat(kept)
    .toString()
    .matchAll(/^(\w*_bytes(?:\{.*\})?) (\S+)/gm);
  return Object.fromEntries([...samples].map(([, name, value]) => [name, Number(value)]));
}

function reportResident(all: readonly Figures[]): void {
  const mib = ({ median, low, high }: Spread) =>
    spreadText({ median: median / MIB, low: low / MIB, high: high / MIB });
  report.table(
    'resident memory of a server, MiB',
    ['with', 'started', 'segments counted', 'of it no file', 'most'],
    all.map((one) => [
      one.part,
      mib(one.started),
      mib(one.counted),
      mib(one.anonymous),
      mib(one.peak),
    ]),
    all,
  );
}

/** Medians against medians, after the counts. */
function reportDifferences(): void {
  const differences = [
    differenceOf('a contact', contacts, nothing, world.contacts),
    differenceOf('an event of the world', events, contacts, world.events),
    differenceOf('an event row of three attributes without id', rows, contacts, world.events),
  ];
  report.table(
    'bytes that one takes',
    ['what', 'resident', 'of it no file'],
    differences.map(({ what, resident, anonymous }) => [
      what,
      resident.toFixed(1),
      anonymous.toFixed(1),
    ]),
    differences,
  );
}

function differenceOf(what: string, more: Figures, less: Figures, items: number) {
  return {
    what,
    resident: (more.counted.median - less.counted.median) / items,
    anonymous: (more.anonymous.median - less.anonymous.median) / items,
  };
}

function reportTold(all: readonly Figures[]): void {
  const names = new Set(all.flatMap(({ told }) => Object.keys(told)));
  if (names.size === 0) {
    report.line('what the server says itself', 'nothing, it has no /metrics', {});
    return;
  }
  report.table(
    'what the server says itself, bytes',
    ['metric', ...all.map(({ part }) => part)],
    [...names].map((name) => [name, ...all.map(({ told }) => String(told[name] ?? ''))]),
    Object.fromEntries(all.map(({ part, told }) => [part, told])),
  );
}
