/**
 * How fast Muster takes writes over HTTP, durably: what counts is what the server says it has
 * stored, and it says so after fsync. Server and load generator are processes of their own on this
 * machine. Every case begins with a fresh folder and the same contacts; a line is the median of
 * several runs, with the slowest and the fastest.
 *
 * `--contacts N` (default 100 000), `--seconds S` of a run, `--runs N`, `--batch N` items,
 * `--json FILE`, `--smoke` for a run of a moment.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureStages } from './ingest-stages.ts';
import { LoadGenerator } from './load.ts';
import { type BodyFormat, type BodyKind, DECLARED_FIELDS } from './load-items.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';
import { Report, type Spread, spreadOf, spreadText } from './report.ts';
import { ServerChild } from './server-child.ts';
import { measureVisible, type VisibleTimes } from './visible.ts';

const { values: flags } = parseArgs({
  options: {
    contacts: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '5' },
    batch: { type: 'string', default: '500' },
    json: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});

const SEED = 20_000;
const CONTACT_FIELDS = 8;
const contacts = flags.smoke ? 1000 : Number(flags.contacts);
const seconds = flags.smoke ? 0.05 : Number(flags.seconds);
const runs = flags.smoke ? 1 : Number(flags.runs);
const batch = flags.smoke ? 50 : Number(flags.batch);
/** Processor time per item. */
const CPU_HEAD = ['µs busiest thread', 'µs server', 'µs client'];
/** Batches a second beside the measurement of visibility. */
const MODERATE_RATE = 10;

type Case = {
  readonly kind: BodyKind;
  readonly format: BodyFormat;
  readonly items: number;
  readonly connections: number;
};

const CASES: readonly Case[] = [
  ...(flags.smoke ? [2] : [1, 2, 4, 8]).flatMap((connections) => [
    { kind: 'events', format: 'json', items: batch, connections } as const,
    { kind: 'events-with-ids', format: 'json', items: batch, connections } as const,
  ]),
  { kind: 'events-with-ids', format: 'ndjson', items: batch, connections: 4 },
  { kind: 'events-with-ids', format: 'msgpack', items: batch, connections: 4 },
  { kind: 'contacts', format: 'json', items: batch, connections: 4 },
  { kind: 'events-with-ids', format: 'json', items: 1, connections: 64 },
];

/** Of the runs of one case. Processor time is in microseconds per item. */
type Figures = Case & {
  readonly itemsPerSecond: Spread;
  readonly p50Micros: Spread;
  readonly p99Micros: Spread;
  /** The busiest thread of the server. */
  readonly busiestThread: Spread;
  readonly wholeServer: Spread;
  readonly generator: Spread;
};

const report = new Report('ingest', { contacts, batch, seconds, runs, seed: SEED });
const generator = new LoadGenerator();
try {
  await measureCases(CASES);
  await measureMoment();
  await measureCosts();
  report.write(flags.json);
} finally {
  generator.close();
}

async function measureCases(cases: readonly Case[]): Promise<void> {
  const all: Figures[] = [];
  for (const one of cases) {
    const figures = await withServer((server) => measureCase(one, server));
    all.push(figures);
  }
  report.table(
    'durable writes over HTTP',
    ['what', 'format', 'items', 'conn.', 'items/s', 'p50 ms', 'p99 ms', ...CPU_HEAD],
    all.map((figures) => [
      figures.kind,
      figures.format,
      String(figures.items),
      String(figures.connections),
      spreadText(figures.itemsPerSecond),
      (figures.p50Micros.median / 1000).toFixed(1),
      (figures.p99Micros.median / 1000).toFixed(1),
      figures.busiestThread.median.toFixed(1),
      figures.wholeServer.median.toFixed(1),
      figures.generator.median.toFixed(1),
    ]),
    all,
  );
}

async function measureCase(one: Case, server: ServerChild): Promise<Figures> {
  const results: (LoadResult & { readonly threads: readonly number[] })[] = [];
  let firstId = one.kind === 'contacts' ? contacts : 0;
  for (let run = 0; run < runs; run++) {
    const before = server.threadSeconds();
    const result = await generator.run(planOf(server, { ...one, firstId, seconds }));
    const after = server.threadSeconds();
    expectOnly200(result);
    firstId = result.nextId;
    const threads = [...after].map(([thread, cpu]) => cpu - (before.get(thread) ?? 0));
    results.push({ ...result, threads });
  }
  const spread = (read: (result: (typeof results)[number]) => number) =>
    spreadOf(results.map(read));
  const micros = (read: (result: (typeof results)[number]) => number) =>
    spread((result) => (read(result) * 1e6) / result.accepted);
  return {
    ...one,
    itemsPerSecond: spread((result) => result.accepted / result.seconds),
    p50Micros: spread(({ latency }) => latency.p50),
    p99Micros: spread(({ latency }) => latency.p99),
    busiestThread: micros(({ threads }) => Math.max(...threads)),
    wholeServer: micros(({ threads }) => threads.reduce((sum, cpu) => sum + cpu, 0)),
    generator: micros(({ cpuSeconds }) => cpuSeconds),
  };
}

/** Acknowledged and visible, while batches arrive at a moderate rate. */
async function measureMoment(): Promise<void> {
  const moment = await withServer(async (server): Promise<VisibleTimes> => {
    const load = generator.run(
      planOf(server, {
        kind: 'events-with-ids',
        format: 'json',
        items: batch,
        connections: 4,
        firstId: 0,
        seconds: seconds + 0.2,
        rate: MODERATE_RATE,
      }),
    );
    const times = await measureVisible(server.port, seconds);
    expectOnly200(await load);
    return times;
  });
  report.table(
    `one event at a time, beside ${MODERATE_RATE * batch} events/s`,
    ['from, to', 'events', 'p50 ms', 'p99 ms', 'max ms'],
    [
      ['sent, acknowledged', moment.acknowledged] as const,
      ['acknowledged, counted', moment.visible] as const,
    ].map(([name, { count, p50, p99, max }]) => [
      name,
      String(count),
      ...[p50, p99, max].map((micros) => (micros / 1000).toFixed(2)),
    ]),
    moment,
  );
}

async function measureCosts(): Promise<void> {
  const batches = flags.smoke ? 8 : 200;
  const costs = await measureStages({ batch, batches, contacts, seed: SEED, runs });
  report.table(
    'stages in one thread, JSON with ids',
    ['stage', 'µs per event'],
    costs.map(({ stage, micros }) => [stage, spreadText(micros, 2)]),
    costs,
  );
}

/** A server over a fresh folder with all contacts in it. */
async function withServer<T>(run: (server: ServerChild) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    const server = await ServerChild.start({ data });
    try {
      for (const [name, type] of DECLARED_FIELDS) {
        await server.ask('PUT', `/v1/fields/${name}`, { type });
      }
      const requests = Math.ceil(contacts / batch);
      const loading = { kind: 'contacts', format: 'json', items: batch, connections: 2 } as const;
      expectOnly200(await generator.run(planOf(server, { ...loading, firstId: 0, requests })));
      const result = await run(server);
      await server.stop();
      return result;
    } finally {
      await server.kill();
    }
  } finally {
    rmSync(data, { recursive: true });
  }
}

function planOf(
  server: ServerChild,
  rest: Omit<LoadPlan, 'port' | 'contacts' | 'fields' | 'seed'>,
): LoadPlan {
  return { port: server.port, contacts, fields: CONTACT_FIELDS, seed: SEED, ...rest };
}

function expectOnly200({ statuses }: LoadResult): void {
  const others = Object.keys(statuses).filter((status) => status !== '200');
  if (others.length > 0) throw new Error(`statuses: ${JSON.stringify(statuses)}`);
}
