/**
 * The `count` benchmark over a world: the sixteen segments hot, ad hoc rules of new seeds at their
 * first ask, and what a cold question does to a hot one; with `--busy` beside a writer in the same
 * process. Figures stand next to the goals, which are for 5 M contacts and 50 M events, two cores
 * and a busy writer.
 */
import { totalmem } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Millis } from '../engine/index.ts';
import { defaultStandingBytes } from '../server/config.ts';
import { type Muster, openMuster } from '../server/muster.ts';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import { type AdHocRule, adHocRules, type RuleClass } from './ad-hoc-rules.ts';
import { type BusyResult, BusyWriter } from './busy-writer.ts';
import { measureStall, STALL_SEGMENTS, type Stall } from './count-stall.ts';
import { checksumOfRules, checksumOfSegments, timedCount } from './counting.ts';
import { type Percentiles, percentilesOf, type Report } from './report.ts';
import type { World } from './world.ts';
import { copyOf, worldFolder } from './world-folder.ts';

export type WorldCounts = {
  readonly world: World;
  readonly data: string | undefined;
  readonly threads: number;
  readonly isBusy: boolean;
  /** For the hot counts of each segment, and for each row of stalls. */
  readonly seconds: number;
  /** The first seed of rules to be asked first, and how many seeds. */
  readonly ruleSeed: number;
  readonly ruleSeeds: number;
};

/** In milliseconds. */
const HOT_GOAL = { p50: 0.1, p99: 1 } as const;
const COLD_GOALS: Readonly<Record<RuleClass, number>> = { fields: 1, windowed: 5, sum: 50 };
const STALL_GOAL = 2;
const STALL_RATE = 1000;
const WARM_ROUNDS = 10;

export async function measureWorld(report: Report, options: WorldCounts): Promise<void> {
  const { world, data, threads, isBusy } = options;
  const folder = await worldFolder(world, data);
  try {
    // Written into: what is named stays as it is.
    const used = data === undefined || !isBusy ? folder : copyOf(folder);
    try {
      const openedMs = performance.now();
      const clock = () => Math.floor(world.nowMs + performance.now() - openedMs) as Millis;
      const standingBytes = defaultStandingBytes(totalmem());
      const muster = await openMuster({ data: used.data, threads, clock, standingBytes });
      try {
        await measureCounts(report, muster, clock, options);
      } finally {
        await muster.close();
      }
    } finally {
      if (used !== folder) used.release();
    }
  } finally {
    folder.release();
  }
}

async function measureCounts(
  report: Report,
  muster: Muster,
  clock: () => Millis,
  options: WorldCounts,
): Promise<void> {
  const { world, isBusy } = options;
  const at = world.nowMs as Millis;
  const segmentsBefore = await checksumOfSegments(muster, at);
  const rules = new FreshRules(options);
  const writer = isBusy ? new BusyWriter(muster, world, clock) : undefined;
  try {
    await measureHot(report, muster, options);
    await measureCold(report, muster, rules, options);
    await measureStalls(report, muster, rules, options);
  } finally {
    const written = await writer?.stop();
    if (written !== undefined) reportWritten(report, written);
  }
  const segments = await checksumOfSegments(muster, at);
  if (segments !== segmentsBefore) {
    throw new Error(`counts of one moment were ${segmentsBefore}, are ${segments}`);
  }
  report.line('checksum of the counts at the end of the world', segments, segments);
  const sum = await checksumOfRules(muster, adHocRules(world.seed, world.nowMs), at);
  report.line('checksum of forty ad hoc rules there', sum, sum);
}

/** Rules of one new seed after the other: none comes twice in a run. */
class FreshRules {
  readonly #nowMs: number;
  #seed: number;

  constructor({ world, ruleSeed }: WorldCounts) {
    this.#nowMs = world.nowMs;
    this.#seed = ruleSeed;
  }

  next(): readonly AdHocRule[] {
    return adHocRules(this.#seed++, this.#nowMs);
  }

  *forever(): Generator<AdHocRule> {
    for (;;) yield* this.next();
  }
}

/** The segments in turns: nothing that one leaves behind in the caches is the next one's. */
async function measureHot(report: Report, muster: Muster, { seconds }: WorldCounts): Promise<void> {
  const taken = new Map<string, number[]>(SHOP_SEGMENTS.map(({ id }) => [id, []]));
  const counts = new Map<string, number>();
  for (let round = 0; round < WARM_ROUNDS; round++) {
    for (const id of taken.keys()) await timedCount(muster, { segment: id });
  }
  const endMs = performance.now() + seconds * 1000 * taken.size;
  while (performance.now() < endMs) {
    for (const [id, times] of taken) {
      const { count, ms } = await timedCount(muster, { segment: id });
      times.push(ms);
      counts.set(id, count);
    }
    // Counts that are answered at once would keep everything else from this thread.
    await nextTurn();
  }
  const segments = [...taken].map(([segment, times]) => ({
    segment,
    contacts: counts.get(segment) as number,
    ...percentilesOf(times),
  }));
  const all = percentilesOf([...taken.values()].flat());
  const isReached = (one: Percentiles) => one.p50 <= HOT_GOAL.p50 && one.p99 <= HOT_GOAL.p99;
  const cells = (one: Percentiles) => [
    ms(one.p50),
    ms(one.p99),
    ms(one.max),
    String(one.count),
    reached(isReached(one)),
  ];
  report.table(
    `hot: saved segments, goal p50 ${HOT_GOAL.p50} ms and p99 ${HOT_GOAL.p99} ms`,
    ['segment', 'contacts', 'p50 ms', 'p99 ms', 'max ms', 'asks', 'goal'],
    [
      ...segments.map((one) => [one.segment, String(one.contacts), ...cells(one)]),
      ['all sixteen', '', ...cells(all)],
    ],
    { goalMs: HOT_GOAL, segments, all },
  );
}

async function measureCold(
  report: Report,
  muster: Muster,
  rules: FreshRules,
  { ruleSeeds }: WorldCounts,
): Promise<void> {
  const classes = Object.keys(COLD_GOALS) as RuleClass[];
  const first = new Map<RuleClass, number[]>(classes.map((kind) => [kind, []]));
  const again = new Map<RuleClass, number[]>(classes.map((kind) => [kind, []]));
  // The rules are to be new, not the code that answers them.
  for (const { rule, timezone } of rules.next()) await timedCount(muster, { rule, timezone });
  for (let seed = 0; seed < ruleSeeds; seed++) {
    const asked = rules.next();
    for (const times of [first, again]) {
      for (const { class: kind, rule, timezone } of asked) {
        times.get(kind)?.push((await timedCount(muster, { rule, timezone })).ms);
      }
      await nextTurn();
    }
  }
  const rows = classes.map((kind) => ({
    class: kind,
    goalMs: COLD_GOALS[kind],
    first: percentilesOf(first.get(kind) ?? []),
    again: percentilesOf(again.get(kind) ?? []),
  }));
  report.table(
    'cold: first asks of ad hoc rules, and the same once more',
    ['class', 'rules', 'p50 ms', 'p99 ms', 'max ms', 'goal ms', 'p50', 'again p50 ms', 'p99 ms'],
    rows.map((row) => [
      row.class,
      String(row.first.count),
      ms(row.first.p50),
      ms(row.first.p99),
      ms(row.first.max),
      String(row.goalMs),
      reached(row.first.p50 <= row.goalMs),
      ms(row.again.p50),
      ms(row.again.p99),
    ]),
    rows,
  );
}

async function measureStalls(
  report: Report,
  muster: Muster,
  rules: FreshRules,
  { seconds }: WorldCounts,
): Promise<void> {
  const rows: (Stall & { readonly segment: string; readonly beside: string })[] = [];
  for (const segment of STALL_SEGMENTS) {
    for (const beside of ['nothing', 'cold rules']) {
      const cold = beside === 'nothing' ? [] : rules.forever();
      const asks = { segment, asksPerSecond: STALL_RATE, seconds, cold };
      rows.push({ segment, beside, ...(await measureStall(muster, asks)) });
    }
  }
  report.table(
    `stall: a hot count every ${1000 / STALL_RATE} ms, goal at most ${STALL_GOAL} ms`,
    ['segment, beside', 'asks', 'p50 ms', 'p99 ms', 'max ms', 'goal', 'cold rules'],
    rows.map(({ segment, beside, hotMs, coldRules }) => [
      `${segment}, ${beside}`,
      String(hotMs.count),
      ms(hotMs.p50),
      ms(hotMs.p99),
      ms(hotMs.max),
      reached(hotMs.max <= STALL_GOAL),
      String(coldRules),
    ]),
    { goalMs: STALL_GOAL, rows },
  );
}

function reportWritten(report: Report, written: BusyResult): void {
  const { accepted, refused, acknowledgedMs } = written;
  report.table(
    'the busy writer',
    ['events', 'batches refused', 'batch acknowledged, p50 ms', 'p99 ms', 'max ms'],
    [
      [
        String(accepted),
        String(refused),
        ms(acknowledgedMs.p50),
        ms(acknowledgedMs.p99),
        ms(acknowledgedMs.max),
      ],
    ],
    written,
  );
}

function reached(isReached: boolean): string {
  return isReached ? 'reached' : 'missed';
}

function ms(value: number): string {
  return value.toFixed(3);
}
