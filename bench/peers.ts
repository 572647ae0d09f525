/**
 * The same data and the same questions in Muster and in what people would use instead: DuckDB,
 * ClickHouse, Redis with plain bitmaps. Each that is on this machine is loaded with the whole world
 * and asked every question that it can express; the answers have to be equal before any time is
 * shown. A cold time is that of the first ask since the load, a hot one that of an ask repeated, with
 * Muster's clock a millisecond later each time; at the moment where it ends answers are compared again.
 * Questions go around the engines one by one, so a slow minute of the machine meets all of them.
 *
 * `--contacts N` (default 1 000 000), `--events M` (default 10 000 000), `--runs R` rounds of hot asks
 * (default 5), `--seed S` of world and rules, `--threads K` (default 2), `--only duckdb,clickhouse,redis`
 * beside Muster, `--json FILE`, `--smoke` for a run of a moment.
 */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Peer, PeerMissing, type PeerQuestion, type Prepared } from './peer.ts';
import { openClickhouse } from './peer-clickhouse.ts';
import { openDuckdb } from './peer-duckdb.ts';
import type { ClassFigures, EngineFigures } from './peer-figures.ts';
import { openMusterPeer } from './peer-muster.ts';
import { temporaryFolder } from './peer-process.ts';
import { peerQuestions, warmUpQuestions } from './peer-questions.ts';
import { openRedis } from './peer-redis.ts';
import { Report, type Spread, spreadOf, spreadText } from './report.ts';
import { WORLD_DEFAULTS, type World } from './world.ts';
import { type WorldFiles, writeWorldFiles } from './world-csv.ts';

const { values: flags } = parseArgs({
  options: {
    contacts: { type: 'string', default: String(WORLD_DEFAULTS.contacts) },
    events: { type: 'string', default: String(WORLD_DEFAULTS.events) },
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(WORLD_DEFAULTS.seed) },
    threads: { type: 'string', default: '2' },
    only: { type: 'string', default: 'duckdb,clickhouse,redis' },
    json: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});

const MIB = 2 ** 20;
/** Hot asks of one question to one engine in a row: so many, or as many as fit into the time. */
const ASKS_AT_ONCE = 20;
const AT_ONCE_MS = 20;

/** Muster makes its items itself. */
const NO_FILES: WorldFiles = { contacts: '', events: new Map() };

const threads = Number(flags.threads);
const runs = flags.smoke ? 1 : Number(flags.runs);
const world: World = {
  ...WORLD_DEFAULTS,
  seed: Number(flags.seed),
  contacts: flags.smoke ? 2000 : Number(flags.contacts),
  events: flags.smoke ? 20_000 : Number(flags.events),
};
const { nowMs } = world;
/** Goes on while hot questions are asked. */
let clockMs = nowMs;

const OPENERS: Readonly<Record<string, () => Promise<Peer>>> = {
  duckdb: () => openDuckdb(threads),
  clickhouse: () => openClickhouse(threads),
  redis: () => openRedis(),
};

/** A question with what each engine made of it and took for it; an engine that cannot has no entry. */
type Asked = {
  readonly question: PeerQuestion;
  readonly prepared: ReadonlyMap<Peer, Extract<Prepared, { kind: 'ask' }>>;
  readonly coldMs: Map<Peer, number>;
  readonly hotMs: Map<Peer, number[]>;
  count: number;
};

const report = new Report('peers', {
  contacts: world.contacts,
  events: world.events,
  'threads each': threads,
  'hot rounds': runs,
  seed: world.seed,
});
const peers: Peer[] = [];
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
try {
  await loadAll();
  await measure();
  report.write(flags.json);
} finally {
  await Promise.allSettled(peers.map((peer) => peer.close()));
}

/** Muster first: what it holds is seen as growth of this process. */
async function loadAll(): Promise<void> {
  const names = flags.only.split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => OPENERS[name] === undefined);
  if (unknown.length > 0) throw new Error(`no peer ${unknown.join(', ')}`);
  const loads: EngineFigures[] = [];
  loads.push(await loaded(await openMusterPeer(nowMs, threads), NO_FILES));
  const startedMs = performance.now();
  const folder = temporaryFolder('world');
  const files = await writeWorldFiles(world, folder);
  const filesMs = performance.now() - startedMs;
  report.line('CSV files written', `${(filesMs / 1000).toFixed(1)} s`, { filesMs });
  for (const name of names) {
    try {
      const peer = await (OPENERS[name] as () => Promise<Peer>)();
      loads.push(await loaded(peer, files));
    } catch (error) {
      if (!(error instanceof PeerMissing)) throw error;
      console.log(`${name} is left out: ${error.message}`);
    }
  }
  rmSync(folder, { recursive: true });
  report.table(
    'engines',
    ['engine', 'version', 'load, s', 'memory, MiB', 'memory as told by'],
    loads.map(({ peer, version, loadSeconds, memoryBytes, memorySource }) => [
      peer,
      version,
      loadSeconds.toFixed(1),
      (memoryBytes / MIB).toFixed(0),
      memorySource,
    ]),
    loads,
  );
}

async function loaded(peer: Peer, files: WorldFiles): Promise<EngineFigures> {
  peers.push(peer);
  const { name, version } = peer;
  const startedMs = performance.now();
  await peer.load(world, files);
  const loadSeconds = (performance.now() - startedMs) / 1000;
  console.log(`${name} ${version} loaded in ${loadSeconds.toFixed(1)} s`);
  const { bytes, source } = await peer.memory();
  return { peer: name, version, loadSeconds, memoryBytes: bytes, memorySource: source };
}

async function measure(): Promise<void> {
  const questions = peerQuestions(world.seed, nowMs);
  await warmUp(questions);
  const asked = questions.map((question) => preparedFor(question, nowMs));
  for (const [place, each] of asked.entries()) await askCold(each, place);
  for (let round = 0; round < runs; round++) {
    for (const [place, each] of asked.entries()) await askHot(each, round + place);
  }
  const again = questions.map((question) => preparedFor(question, clockMs));
  for (const [place, each] of again.entries()) await askCold(each, place);
  reportRefusals(questions);
  reportClasses(asked);
  reportQuestions(asked);
}

/** Compilers and page tables get warm with questions of another seed. */
async function warmUp(questions: readonly PeerQuestion[]): Promise<void> {
  for (const question of warmUpQuestions(questions, world.seed, nowMs)) {
    for (const peer of peers) {
      const prepared = peer.prepare(question, nowMs);
      if (prepared.kind === 'ask') await answerOf(peer, question, prepared.ask);
    }
  }
}

function preparedFor(question: PeerQuestion, at: number): Asked {
  const prepared = new Map<Peer, Extract<Prepared, { kind: 'ask' }>>();
  for (const peer of peers) {
    const made = peer.prepare(question, at);
    if (made.kind === 'ask') prepared.set(peer, made);
  }
  return { question, prepared, coldMs: new Map(), hotMs: new Map(), count: Number.NaN };
}

async function askCold(asked: Asked, place: number): Promise<void> {
  const counts = new Map<Peer, number>();
  for (const peer of inTurn(place)) {
    const ask = asked.prepared.get(peer)?.ask;
    if (ask === undefined) continue;
    await peer.forget();
    const startedMs = performance.now();
    const count = await answerOf(peer, asked.question, ask);
    asked.coldMs.set(peer, performance.now() - startedMs);
    counts.set(peer, count);
  }
  asked.count = agreedCount(asked, counts);
}

/** Throws, with what each was asked, unless all have the one answer. */
function agreedCount({ question, prepared }: Asked, counts: ReadonlyMap<Peer, number>): number {
  const [first] = counts.values();
  if (first === undefined) throw new Error(`nobody answers ${question.name}`);
  if ([...counts.values()].every((count) => count === first)) return first;
  const told = [...counts].map(
    ([peer, count]) => `${peer.name}: ${count}\n  ${prepared.get(peer)?.text ?? ''}`,
  );
  throw new Error(`the answers to ${question.name} differ\n${told.join('\n')}`);
}

async function askHot(asked: Asked, place: number): Promise<void> {
  for (const peer of inTurn(place)) {
    const ask = asked.prepared.get(peer)?.ask;
    if (ask === undefined) continue;
    const times = asked.hotMs.get(peer) ?? [];
    asked.hotMs.set(peer, times);
    const beganMs = performance.now();
    for (let asks = 0; asks < ASKS_AT_ONCE; asks++) {
      clockMs += 1;
      peer.setClock(clockMs);
      const startedMs = performance.now();
      await answerOf(peer, asked.question, ask);
      const endedMs = performance.now();
      times.push(endedMs - startedMs);
      if (endedMs - beganMs > AT_ONCE_MS) break;
    }
  }
}

/** Another engine begins each time. */
function inTurn(place: number): readonly Peer[] {
  const first = place % peers.length;
  return [...peers.slice(first), ...peers.slice(0, first)];
}

async function answerOf(
  peer: Peer,
  { name }: PeerQuestion,
  ask: () => Promise<number>,
): Promise<number> {
  try {
    return await ask();
  } catch (error) {
    throw new Error(`${peer.name} fails at ${name}: ${String(error)}`, { cause: error });
  }
}

/** What an engine cannot express: how many by reason, and in the file each question. */
function reportRefusals(questions: readonly PeerQuestion[]): void {
  for (const peer of peers) {
    const refused = questions.flatMap((question) => {
      const prepared = peer.prepare(question, nowMs);
      return prepared.kind === 'cannot' ? [{ question: question.name, ...prepared }] : [];
    });
    if (refused.length === 0) continue;
    const byReason = new Map<string, number>();
    for (const { reason } of refused) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
    report.line(
      `${peer.name} cannot express ${refused.length} of ${questions.length}`,
      [...byReason].map(([reason, count]) => `${reason} ${count}`).join(', '),
      refused.map(({ question, reason }) => ({ question, reason })),
    );
  }
}

function reportClasses(asked: readonly Asked[]): void {
  const classes = [...new Set(asked.map(({ question }) => question.class))];
  const figures = classes.flatMap((name) =>
    peers.flatMap((peer) => classFigures(asked, name, peer) ?? []),
  );
  report.table(
    'by class of question',
    ['questions', 'engine', 'of', 'cold ms', 'hot ms', 'cold / Muster', 'hot / Muster'],
    figures.map((each) => [
      each.class,
      each.peer,
      String(each.questions),
      spreadText(each.coldMs, 2),
      spreadText(each.hotMs, 2),
      ratioText(each.coldRatio),
      ratioText(each.hotRatio),
    ]),
    figures,
  );
}

function classFigures(asked: readonly Asked[], name: string, peer: Peer): ClassFigures | undefined {
  const own = asked.filter(
    ({ question, prepared }) => question.class === name && prepared.has(peer),
  );
  if (own.length === 0) return undefined;
  const muster = peers[0] as Peer;
  return {
    class: name,
    peer: peer.name,
    questions: own.length,
    coldMs: spreadOf(own.map((each) => coldOf(each, peer))),
    hotMs: spreadOf(own.map((each) => hotOf(each, peer).median)),
    coldRatio: spreadOf(own.map((each) => coldOf(each, peer) / coldOf(each, muster))).median,
    hotRatio: spreadOf(own.map((each) => hotOf(each, peer).median / hotOf(each, muster).median))
      .median,
  };
}

function coldOf({ coldMs }: Asked, peer: Peer): number {
  return coldMs.get(peer) ?? Number.NaN;
}

function hotOf({ hotMs }: Asked, peer: Peer): Spread {
  return spreadOf(hotMs.get(peer) ?? []);
}

function ratioText(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
}

function reportQuestions(asked: readonly Asked[]): void {
  const figures = asked.map((each) => ({
    question: each.question.name,
    class: each.question.class,
    count: each.count,
    rule: each.question.rule,
    times: [...each.prepared.keys()].map((peer) => ({
      peer: peer.name,
      coldMs: coldOf(each, peer),
      hotMs: hotOf(each, peer),
    })),
  }));
  report.table(
    'by question: cold, then hot median, ms',
    ['question', 'contacts', ...peers.map(({ name }) => name)],
    asked.map((each) => [
      each.question.name,
      String(each.count),
      ...peers.map((peer) =>
        each.prepared.has(peer)
          ? `${coldOf(each, peer).toFixed(2)}  ${hotOf(each, peer).median.toFixed(3)}`
          : '',
      ),
    ]),
    figures,
  );
  const checksum = createHash('sha256');
  for (const { question, count } of asked) checksum.update(`${question.name} ${count}\n`);
  const sum = checksum.digest('hex').slice(0, 16);
  report.line('checksum of the counts', sum, sum);
}
