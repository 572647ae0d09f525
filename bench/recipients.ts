/**
 * How fast recipients leave a server over HTTP: 1 %, 20 % and all of the contacts as a Roaring
 * bitmap, as NDJSON and as CSV with their ids alone, and what the server's memory does meanwhile.
 * Who they are is a static group (or everybody), so the time is that of gathering and sending them
 * and not of a rule; the count of the same is printed beside.
 *
 * `--contacts N`, `--events N`, `--seed N`, `--data DIR` (see `world-flags.ts`), `--runs N` of each,
 * `--threads K`, `--json FILE`, `--smoke` for a run of a moment.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { bareSizeOf } from './bare-roaring.ts';
import { type Download, download } from './http-download.ts';
import { Report, type Spread, spreadOf, spreadText } from './report.ts';
import type { ServerChild } from './server-child.ts';
import { WORLD_FLAGS, worldOf } from './world-flags.ts';
import { copyOf, worldFolder } from './world-folder.ts';
import { withWorldServer } from './world-server.ts';

const { values: flags } = parseArgs({
  options: {
    ...WORLD_FLAGS,
    runs: { type: 'string', default: '9' },
    threads: { type: 'string' },
  },
});

const world = worldOf(flags);
const runs = flags.smoke ? 2 : Number(flags.runs);
const threads = flags.threads === undefined ? undefined : Number(flags.threads);
const MIB = 2 ** 20;
const LINE_END = 0x0a;

type Format = { readonly name: string; readonly accept: string; readonly headLines: number };

const BITMAP: Format = { name: 'bitmap', accept: 'application/vnd.roaring', headLines: 0 };
const FORMATS: readonly Format[] = [
  BITMAP,
  { name: 'NDJSON', accept: 'application/x-ndjson', headLines: 0 },
  { name: 'CSV', accept: 'text/csv', headLines: 1 },
];
/** Percent of the contacts. */
const SHARES = [1, 20, 100];

/** Of the runs of one share in one format. */
type Figures = {
  readonly percent: number;
  readonly format: string;
  readonly recipients: number;
  readonly bytes: number;
  readonly digest: string;
  /** To the first byte and to the last. */
  readonly firstMs: Spread;
  readonly wholeMs: Spread;
  readonly idsPerSecond: Spread;
  /** Resident bytes before a run, and the most during it. */
  readonly rssBefore: Spread;
  readonly rssPeak: Spread;
};

const report = new Report('recipients', {
  contacts: world.contacts,
  events: world.events,
  seed: world.seed,
  runs,
  threads: threads ?? 'default',
});
const folder = await worldFolder(world, flags.data);
try {
  // Written into: what is named stays as it is.
  const used = flags.data === undefined ? folder : copyOf(folder);
  try {
    const options = { world, data: used.data, ...(threads !== undefined && { threads }) };
    await withWorldServer(options, ({ server }) => measure(server));
  } finally {
    if (used !== folder) used.release();
  }
} finally {
  folder.release();
}
report.write(flags.json);

async function measure(server: ServerChild): Promise<void> {
  const figures: Figures[] = [];
  const counts: { readonly percent: number; readonly countMs: Spread }[] = [];
  for (const percent of SHARES) {
    const segment = await prepare(server, percent);
    counts.push({ percent, countMs: await timeCounts(server, segment) });
    for (const format of FORMATS) {
      figures.push(await measureFormat(server, percent, segment, format));
    }
  }
  reportFigures(figures);
  report.table(
    'the count of the same, over a new connection',
    ['percent of contacts', 'ms'],
    counts.map(({ percent, countMs }) => [String(percent), spreadText(countMs, 2)]),
    counts,
  );
}

/** A segment of so many percent, whoever they are. */
async function prepare(server: ServerChild, percent: number): Promise<string> {
  const id = `bench-${percent}`;
  const put = (segment: string, rule: object) =>
    server.ask('PUT', `/v1/segments/${segment}`, { name: segment, rule });
  if (percent === 100) {
    await put(id, { all: [] });
    return id;
  }
  await put(`${id}-sample`, { sample: { seed: 'bench', from: 0, to: percent } });
  await server.ask('POST', `/v1/segments/${id}-sample/freeze`, { group: id });
  await put(id, { group: id });
  return id;
}

async function timeCounts(server: ServerChild, segment: string): Promise<Spread> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const startedMs = performance.now();
    await server.ask('GET', `/v1/segments/${segment}/count`);
    times.push(performance.now() - startedMs);
  }
  return spreadOf(times);
}

async function measureFormat(
  server: ServerChild,
  percent: number,
  segment: string,
  format: Format,
): Promise<Figures> {
  const path = `/v1/segments/${segment}/recipients`;
  const { recipients, bytes, digest } = await check(server, segment, path, format);
  const taken: (Download & { readonly before: number; readonly peak: number })[] = [];
  for (let run = 0; run < runs; run++) {
    server.forgetPeak();
    const before = server.memory().rss;
    const one = await download({ port: server.port, path, accept: format.accept });
    if (one.bytes !== bytes) throw new Error(`${one.bytes} bytes, and ${bytes} before`);
    taken.push({ ...one, before, peak: server.memory().peak });
  }
  return {
    percent,
    format: format.name,
    recipients,
    bytes,
    digest,
    firstMs: spreadOf(taken.map(({ firstMs }) => firstMs)),
    wholeMs: spreadOf(taken.map(({ wholeMs }) => wholeMs)),
    idsPerSecond: spreadOf(taken.map(({ wholeMs }) => (recipients / wholeMs) * 1000)),
    rssBefore: spreadOf(taken.map(({ before }) => before)),
    rssPeak: spreadOf(taken.map(({ peak }) => peak)),
  };
}

type Checked = { readonly recipients: number; readonly bytes: number; readonly digest: string };

/** Reads the answer once, outside of the times: it must hold as many as are counted. */
async function check(
  server: ServerChild,
  segment: string,
  path: string,
  { accept, headLines, ...format }: Format,
): Promise<Checked> {
  const counted = await server.ask('GET', `/v1/segments/${segment}/count`);
  const { count } = counted as { readonly count: number };
  const digest = createHash('sha256');
  const kept: Buffer[] = [];
  let lines = 0;
  const answer = await download({
    port: server.port,
    path,
    accept,
    onChunk(chunk) {
      digest.update(chunk);
      if (accept === BITMAP.accept) kept.push(chunk);
      else for (const byte of chunk) if (byte === LINE_END) lines += 1;
    },
  });
  const found = accept === BITMAP.accept ? bareSizeOf(Buffer.concat(kept)) : lines - headLines;
  const told = Number(answer.headers.get('muster-count'));
  if (answer.status !== 200 || found !== count || told !== count) {
    throw new Error(`${format.name}: ${answer.status}, ${count} counted, ${told} told, ${found}`);
  }
  return { recipients: count, bytes: answer.bytes, digest: digest.digest('hex').slice(0, 16) };
}

function reportFigures(figures: readonly Figures[]): void {
  report.table(
    'recipients over HTTP',
    [
      'percent, format',
      'recipients',
      'bytes',
      'first byte, ms',
      'whole, ms',
      'ids/s',
      'resident before, MiB',
      'at most during, MiB',
      'checksum',
    ],
    figures.map((one) => [
      `${one.percent} %, ${one.format}`,
      String(one.recipients),
      String(one.bytes),
      spreadText(one.firstMs, 2),
      spreadText(one.wholeMs, 2),
      one.idsPerSecond.median.toFixed(0),
      (one.rssBefore.median / MIB).toFixed(0),
      (one.rssPeak.high / MIB).toFixed(0),
      one.digest,
    ]),
    figures,
  );
}
