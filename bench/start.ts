/**
 * How long a start takes and what the data weighs: contacts with ten fields and events with two
 * attributes and ids are written over HTTP, then servers are started over the folder, after a stop
 * in order and after a kill with writes since. A start is measured until it says that it listens,
 * and until the first count is answered.
 *
 * `--contacts N` (default 1 000 000), `--events N` (default 10 000 000), `--runs N` starts of each
 * kind, `--json FILE`, `--smoke` for a run of a moment.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { LoadGenerator } from './load.ts';
import { type BodyKind, DECLARED_FIELDS } from './load-items.ts';
import type { LoadResult } from './load-plan.ts';
import { Report, type Spread, spreadOf, spreadText } from './report.ts';
import { ServerChild } from './server-child.ts';

const { values: flags } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '10000000' },
    runs: { type: 'string', default: '5' },
    json: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});

const SEED = 20_000;
const BATCH = 500;
const FIELDS = 10;
/** Batches that are written before each kill. */
const BATCHES_BEFORE_KILL = 20;
const MIB = 2 ** 20;
const contacts = wholeBatches(flags.smoke ? 2000 : Number(flags.contacts));
const events = wholeBatches(flags.smoke ? 20_000 : Number(flags.events));
const runs = flags.smoke ? 1 : Number(flags.runs);

type Start = {
  readonly listeningMs: number;
  readonly countedMs: number;
  /** Resident bytes after the first count, and the most on the way there. */
  readonly rss: number;
  readonly peak: number;
};

const report = new Report('start', { contacts, events, runs, seed: SEED });
const generator = new LoadGenerator();
const data = mkdtempSync(join(tmpdir(), 'muster-bench-'));
let nextId = 0;
try {
  await measure();
  report.write(flags.json);
} finally {
  generator.close();
  rmSync(data, { recursive: true });
}

async function measure(): Promise<void> {
  await withServer(async (server) => {
    for (const [name, type] of DECLARED_FIELDS) {
      await server.ask('PUT', `/v1/fields/${name}`, { type });
    }
    await writeAloud(server, 'contacts', contacts);
  });
  const bare = await measureStart(0);
  const bareBytes = bytesOf(filesIn(data));
  await withServer((server) => writeAloud(server, 'events-with-ids', events));

  const afterStop: Start[] = [];
  for (let run = 0; run < runs; run++) afterStop.push(await measureStart(events));
  const files = filesIn(data);
  const written = BATCHES_BEFORE_KILL * BATCH;
  const afterKill: Start[] = [];
  for (let run = 1; run <= runs; run++) {
    await withServer((server) => write(server, 'events-with-ids', written), 'kill');
    afterKill.push(await measureStart(events + run * written));
  }
  reportStarts(afterStop, afterKill);
  reportMemory(bare, afterStop);
  reportFiles(files, bareBytes);
}

/** Starts a server, asks for all contacts with an event, and stops it. */
async function measureStart(expectedEvents: number): Promise<Start> {
  const startedMs = performance.now();
  return withServer(async (server) => {
    const listeningMs = performance.now() - startedMs;
    const rule = { event: '*', aggregate: 'count', op: 'gte', value: 0 };
    const { total } = (await server.ask('POST', '/v1/count', { rule })) as { total: number };
    const countedMs = performance.now() - startedMs;
    if (total !== contacts) throw new Error(`${contacts} contacts written, ${total} there`);
    const { rss, peak } = server.memory();
    await expectEvents(server, expectedEvents);
    return { listeningMs, countedMs, rss, peak };
  });
}

/** Nothing that was acknowledged may be missing, or the times mean nothing. */
async function expectEvents(server: ServerChild, expected: number): Promise<void> {
  const catalog = (await server.ask('GET', '/v1/catalog')) as {
    readonly events: readonly { readonly events: number }[];
  };
  const found = catalog.events.reduce((sum, type) => sum + type.events, 0);
  if (found !== expected) throw new Error(`${expected} events written, ${found} there`);
}

async function writeAloud(server: ServerChild, kind: BodyKind, items: number): Promise<void> {
  const { accepted, seconds } = await write(server, kind, items);
  console.log(`${accepted} ${kind} written, ${Math.round(accepted / seconds)}/s`);
}

async function write(server: ServerChild, kind: BodyKind, items: number): Promise<LoadResult> {
  const result = await generator.run({
    port: server.port,
    connections: 4,
    kind,
    format: 'json',
    items: BATCH,
    contacts,
    fields: FIELDS,
    seed: SEED,
    firstId: kind === 'contacts' ? 0 : nextId,
    requests: items / BATCH,
  });
  if (kind !== 'contacts') nextId = result.nextId;
  if (result.accepted !== items) throw new Error(`of ${items} items ${result.accepted} accepted`);
  return result;
}

function reportStarts(afterStop: readonly Start[], afterKill: readonly Start[]): void {
  const rows = [
    ['a stop', afterStop] as const,
    [`a kill, ${BATCHES_BEFORE_KILL * BATCH} events since the start before`, afterKill] as const,
  ].map(([after, starts]) => ({
    after,
    listeningMs: spreadOf(starts.map(({ listeningMs }) => listeningMs)),
    countedMs: spreadOf(starts.map(({ countedMs }) => countedMs)),
  }));
  report.table(
    'starts',
    ['after', 'listening, ms', 'first count answered, ms'],
    rows.map(({ after, listeningMs, countedMs }) => [
      after,
      spreadText(listeningMs),
      spreadText(countedMs),
    ]),
    rows,
  );
}

function reportMemory(bare: Start, starts: readonly Start[]): void {
  const rss = spreadOf(starts.map((start) => start.rss));
  const peak = spreadOf(starts.map((start) => start.peak));
  const bytesPerEvent = spreadOf(starts.map((start) => (start.rss - bare.rss) / events));
  const inMib = ({ median, low, high }: Spread) =>
    spreadText({ median: median / MIB, low: low / MIB, high: high / MIB });
  report.table(
    'memory of a server just started',
    ['what', ''],
    [
      ['resident with contacts alone, MiB', (bare.rss / MIB).toFixed(0)],
      ['resident with events, MiB', inMib(rss)],
      ['most while starting, MiB', inMib(peak)],
      ['difference per event, bytes', spreadText(bytesPerEvent, 1)],
    ],
    { bareRss: bare.rss, rss, peak, bytesPerEvent },
  );
}

function wholeBatches(items: number): number {
  return Math.ceil(items / BATCH) * BATCH;
}

type DiskFile = {
  readonly name: string;
  readonly bytes: number;
  /** What it takes on disk: a file may have holes, or be longer than what is in it. */
  readonly allocated: number;
};

function reportFiles(files: readonly DiskFile[], bareBytes: number): void {
  const bytes = bytesOf(files);
  const bytesPerEvent = (bytes - bareBytes) / events;
  const mib = (value: number) => (value / MIB).toFixed(1);
  report.table(
    'on disk after a stop',
    ['file', 'MiB', 'MiB allocated'],
    [
      ...files.map((file) => [file.name, mib(file.bytes), mib(file.allocated)]),
      ['all, allocated', '', mib(bytes)],
      ['the events of it, bytes per event', '', bytesPerEvent.toFixed(1)],
    ],
    { files, bytesPerEvent },
  );
}

function bytesOf(files: readonly DiskFile[]): number {
  return files.reduce((sum, { allocated }) => sum + allocated, 0);
}

function filesIn(folder: string): readonly DiskFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { size, blocks } = statSync(path);
      return { name: relative(folder, path), bytes: size, allocated: blocks * 512 };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function withServer<T>(
  run: (server: ServerChild) => Promise<T>,
  end: 'stop' | 'kill' = 'stop',
): Promise<T> {
  const server = await ServerChild.start({ data });
  try {
    const result = await run(server);
    if (end === 'stop') await server.stop();
    return result;
  } finally {
    await server.kill();
  }
}
