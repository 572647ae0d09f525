/**
 * How fast counts are over HTTP: the sixteen saved segments, ad hoc rules that are asked for the
 * first time, and next to them a bare uWebSockets.js server that answers with as many bytes. Each
 * is asked by one and by eight connections as fast as they are answered, and at a fixed rate, where
 * a latency is counted from the moment that the request was due at; with nobody writing and beside
 * a writer of 5 000 events/s. Servers and clients are processes of their own on this machine.
 *
 * `--contacts N`, `--events N`, `--seed N`, `--data DIR` (see `world-flags.ts`), `--seconds S` of a
 * run, `--runs N` of each, `--rate N` of segments a second, `--ad-hoc-rate N`, `--rule-seed N` for
 * the first of the seeds of ad hoc rules (another in each run), `--threads K`, `--json FILE`, `--smoke` for a run of a moment.
 */
import { parseArgs } from 'node:util';
import { assertNever } from '../engine/index.ts';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import { adHocRules } from './ad-hoc-rules.ts';
import { AskGenerator } from './ask-generator.ts';
import type { AskPlan, AskRequest, AskResult } from './ask-plan.ts';
import { BareServer } from './bare-server.ts';
import type { LatencySummary } from './histogram.ts';
import { BUSY_WRITER } from './live-events.ts';
import { Report, type Spread, spreadOf, spreadText } from './report.ts';
import { WORLD_FLAGS, worldOf } from './world-flags.ts';
import { copyOf, worldFolder } from './world-folder.ts';
import { checksumOfCounts, type WorldServer, withWorldServer } from './world-server.ts';
import { WriteGenerator } from './write-generator.ts';
import type { WriteResult } from './write-plan.ts';

const { values: flags } = parseArgs({
  options: {
    ...WORLD_FLAGS,
    seconds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '3' },
    rate: { type: 'string', default: '1000' },
    'ad-hoc-rate': { type: 'string', default: '20' },
    'rule-seed': { type: 'string', default: String(Date.now() % 2 ** 31) },
    threads: { type: 'string' },
  },
});

const world = worldOf(flags);
const seconds = flags.smoke ? 0.1 : Number(flags.seconds);
const runs = flags.smoke ? 1 : Number(flags.runs);
const rate = Number(flags.rate);
const adHocRate = Number(flags['ad-hoc-rate']);
const threads = flags.threads === undefined ? undefined : Number(flags.threads);
/** Connections at a fixed rate: enough for a stall of a moment to let many requests be sent. */
const OPEN_CONNECTIONS = 32;
/** Ad hoc rules for one run; it ends when it has asked all of them. */
const RULE_SEEDS = flags.smoke ? 1 : 50;
/** Prime to the number of rules of a seed. */
const MIXING_STEP = 13;
const WRITE_CONNECTIONS = 4;
const ASKS_UNTIL_STANDING = 5;
/** The writer begins so much before a run and ends after it. */
const WRITE_MARGIN_S = flags.smoke ? 0.05 : 0.3;

type Target = 'segments' | 'ad hoc' | 'bare';
type Load = { readonly name: string; readonly connections: number; readonly isOpen: boolean };
type Writer = 'idle' | 'busy';

const TARGETS: readonly Target[] = ['segments', 'ad hoc', 'bare'];
const LOADS: readonly Load[] = [
  { name: '1 connection', connections: 1, isOpen: false },
  { name: '8 connections', connections: 8, isOpen: false },
  { name: 'fixed rate', connections: OPEN_CONNECTIONS, isOpen: true },
];
const WRITERS: readonly Writer[] = ['idle', 'busy'];

/** Of the runs of one case; latencies in microseconds. */
type Figures = {
  readonly writer: Writer;
  readonly load: string;
  /** What was asked for: segments, a class of ad hoc rules, the bare server. */
  readonly asked: string;
  readonly answers: number;
  /** Of all that was asked for in the same run. */
  readonly answersPerSecond: Spread;
  readonly p50Micros: Spread;
  readonly p99Micros: Spread;
  readonly p999Micros: Spread;
  /** At a fixed rate: how late requests were sent, the 99th percentile. */
  readonly lateP99Micros: Spread | undefined;
  readonly unanswered: number;
  readonly clientCpuMicros: Spread;
};

const report = new Report('http', {
  contacts: world.contacts,
  events: world.events,
  seed: world.seed,
  seconds,
  runs,
  rate,
  'ad hoc rate': adHocRate,
  'rule seed': Number(flags['rule-seed']),
  threads: threads ?? 'default',
});
const asking = new AskGenerator();
const writing = new WriteGenerator();
let nextRuleSeed = Number(flags['rule-seed']);
try {
  await measure();
  report.write(flags.json);
} finally {
  asking.close();
  writing.close();
}

async function measure(): Promise<void> {
  const folder = await worldFolder(world, flags.data);
  try {
    // Written into: what is named stays as it is.
    const used = flags.data === undefined ? folder : copyOf(folder);
    try {
      const options = { world, data: used.data, ...(threads !== undefined && { threads }) };
      await withWorldServer(options, measureServer);
    } finally {
      if (used !== folder) used.release();
    }
  } finally {
    folder.release();
  }
}

async function measureServer(served: WorldServer): Promise<void> {
  const { server } = served;
  const before = await checksumOfCounts(server, world);
  await standBy(served);
  const example = await server.ask('GET', `/v1/segments/${SHOP_SEGMENTS[0]?.id}/count`);
  const bare = await BareServer.start(JSON.stringify(example));
  try {
    const figures: Figures[] = [];
    const writes: WriteResult[] = [];
    for (const writer of WRITERS) {
      for (const load of LOADS) {
        const results = new Map<Target, AskResult[]>(TARGETS.map((target) => [target, []]));
        // The targets in turns, so that what the machine does meanwhile falls on all of them.
        for (let run = 0; run < runs; run++) {
          for (const target of TARGETS) {
            const port = target === 'bare' ? bare.port : server.port;
            const plan = planOf(target, load, port);
            const result = await ask(plan, writer === 'busy' ? served : undefined, writes);
            // What was given up on is still being computed; the next run is not to wait for it.
            if (result.unanswered > 0) await checksumOfCounts(server, world);
            results.get(target)?.push(result);
          }
        }
        for (const list of results.values()) figures.push(...summaries(writer, load, list));
      }
    }
    reportAsked(figures);
    reportWritten(writes);
  } finally {
    bare.close();
  }
  const after = await checksumOfCounts(server, world);
  if (after !== before) throw new Error(`counts of one moment were ${before}, are ${after}`);
  report.line('checksum of the counts at the end of the world', before, before);
}

/** A server that has run for a while: its segments have been asked for. */
async function standBy({ server }: WorldServer): Promise<void> {
  const firstMs: number[] = [];
  for (const { id } of SHOP_SEGMENTS) {
    for (let ask = 0; ask < ASKS_UNTIL_STANDING; ask++) {
      const startedMs = performance.now();
      await server.ask('GET', `/v1/segments/${id}/count`);
      if (ask === 0) firstMs.push(performance.now() - startedMs);
    }
  }
  const text = `${spreadText(spreadOf(firstMs), 1)} ms`;
  report.line('first questions about the sixteen segments after the start', text, firstMs);
}

function planOf(target: Target, { connections, isOpen }: Load, port: number): AskPlan {
  const requests = requestsOf(target);
  const once = target === 'ad hoc';
  const plan = { port, connections, requests, once, seconds };
  return isOpen ? { ...plan, rate: once ? adHocRate : rate } : plan;
}

function requestsOf(target: Target): readonly AskRequest[] {
  switch (target) {
    case 'segments':
      return SHOP_SEGMENTS.map(({ id }) => ({
        label: 'saved segments',
        method: 'GET',
        path: `/v1/segments/${id}/count`,
      }));
    case 'ad hoc':
      return Array.from({ length: RULE_SEEDS }, () => nextRuleSeed++).flatMap((seed) =>
        mixed(adHocRules(seed, world.nowMs)).map(({ class: kind, rule, timezone }) => ({
          label: `ad hoc: ${kind}`,
          method: 'POST',
          path: '/v1/count',
          body: { rule, timezone },
        })),
      );
    case 'bare':
      return [{ label: 'bare uWebSockets.js', method: 'GET', path: '/' }];
    default:
      return assertNever(target);
  }
}

/** Classes one among the other, always in the same order, so that a short run has all of them. */
function mixed<T>(rules: readonly T[]): readonly T[] {
  return rules.map((_, i) => rules[(i * MIXING_STEP) % rules.length] as T);
}

/** Runs a plan, beside a writer if there is a server to write to. */
async function ask(
  plan: AskPlan,
  busy: WorldServer | undefined,
  writes: WriteResult[],
): Promise<AskResult> {
  if (busy === undefined) return only200(await asking.run(plan));
  const writer = writing.run({
    port: busy.server.port,
    connections: WRITE_CONNECTIONS,
    world,
    ...BUSY_WRITER,
    seconds: plan.seconds + 2 * WRITE_MARGIN_S,
    clockAheadMs: busy.clockAheadMs,
  });
  const [written, result] = await Promise.all([
    writer,
    sleep(WRITE_MARGIN_S).then(() => asking.run(plan)),
  ]);
  writes.push(written);
  return only200(result);
}

function only200(result: AskResult): AskResult {
  const { statuses } = result;
  const isGood = Object.keys(statuses).every((status) => status === '200');
  if (!isGood) throw new Error(`statuses: ${JSON.stringify(statuses)}`);
  return result;
}

/** One for each label with an answer in every run. */
function summaries(writer: Writer, load: Load, results: readonly AskResult[]): readonly Figures[] {
  const spread = (read: (result: AskResult) => number) => spreadOf(results.map(read));
  const all = ({ statuses }: AskResult) => statuses['200'] ?? 0;
  const answered = (asked: string) =>
    results.every(({ latency }) => (latency[asked]?.count ?? 0) > 0);
  return Object.keys(results[0]?.latency ?? {})
    .filter(answered)
    .map((asked) => {
      const of = (result: AskResult) => result.latency[asked] as LatencySummary;
      return {
        writer,
        load: load.name,
        asked,
        answers: results.reduce((sum, result) => sum + of(result).count, 0),
        answersPerSecond: spread((result) => all(result) / result.seconds),
        p50Micros: spread((result) => of(result).p50),
        p99Micros: spread((result) => of(result).p99),
        p999Micros: spread((result) => of(result).p999),
        lateP99Micros: load.isOpen ? spread(({ late }) => late?.p99 ?? 0) : undefined,
        unanswered: results.reduce((sum, { unanswered }) => sum + unanswered, 0),
        clientCpuMicros: spread((result) => (result.cpuSeconds * 1e6) / all(result)),
      };
    });
}

function reportAsked(figures: readonly Figures[]): void {
  const millis = ({ median, low, high }: Spread) =>
    spreadText({ median: median / 1000, low: low / 1000, high: high / 1000 }, 2);
  report.table(
    'counts over HTTP',
    [
      'writer, load, asked for',
      'answers',
      'answers/s',
      'p50 ms',
      'p99 ms',
      'p99.9 ms',
      'sent late, p99 ms',
      'unanswered',
      'client µs',
    ],
    figures.map((one) => [
      `${one.writer}, ${one.load}, ${one.asked}`,
      String(one.answers),
      spreadText(one.answersPerSecond),
      millis(one.p50Micros),
      millis(one.p99Micros),
      millis(one.p999Micros),
      one.lateP99Micros === undefined ? '' : (one.lateP99Micros.median / 1000).toFixed(2),
      String(one.unanswered),
      one.clientCpuMicros.median.toFixed(0),
    ]),
    figures,
  );
}

function reportWritten(writes: readonly WriteResult[]): void {
  const eventsPerSecond = spreadOf(writes.map((write) => write.accepted / write.seconds));
  const sum = (read: (write: WriteResult) => number) =>
    writes.reduce((total, write) => total + read(write), 0);
  const accepted = sum((write) => write.accepted);
  const refused = sum((write) => write.refused);
  const unanswered = sum((write) => write.unanswered);
  const p50Micros = spreadOf(writes.map(({ latency }) => latency.p50));
  const p99Micros = spreadOf(writes.map(({ latency }) => latency.p99));
  report.table(
    'the busy writer',
    ['what', ''],
    [
      ['events accepted', String(accepted)],
      ['batches refused', String(refused)],
      ['batches unanswered', String(unanswered)],
      ['events/s', spreadText(eventsPerSecond)],
      ['a batch of 100 acknowledged, p50 µs', spreadText(p50Micros)],
      ['p99 µs', spreadText(p99Micros)],
    ],
    { accepted, refused, unanswered, eventsPerSecond, p50Micros, p99Micros },
  );
}

function sleep(s: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, s * 1000));
}
