/** The long forms of the fault tests, with figures. Started by `npm run soak`. */
import { describe, expect, it } from 'vitest';
import { runSockets } from '../fuzz/socket-run.ts';
import { runDamage } from './damage.ts';
import { runSlowSync, runSyncFailure } from './failing-sync.ts';
import { fileLimit, runFullDisk, shimShortage, smallFileSystem } from './full-disk.ts';
import { runKillPoints } from './kill-points.ts';
import { runKillRounds } from './kill-rounds.ts';
import { runOverload } from './overload.ts';
import { runPowerLoss } from './power-loss.ts';

type Soak = {
  readonly faults: readonly Fault[];
  readonly seed: number;
  readonly flags: readonly string[];
  readonly rounds?: number;
  readonly seconds?: number;
};

const FAULTS = {
  kill: soakKill,
  points: soakPoints,
  power: soakPower,
  sync: soakSync,
  full: soakFull,
  damage: soakDamage,
  overload: soakOverload,
  sockets: soakSockets,
} as const;
type Fault = keyof typeof FAULTS;

const soak = JSON.parse(process.env['SOAK'] ?? '{"faults":[],"seed":0,"flags":[]}') as Soak;
const { seed, flags, rounds, seconds } = soak;
const SHOW_EVERY_MS = 5000;
/** Memory for all that may wait, and what the collector of garbage leaves. */
const MOST_WAITING_MIB = 256;
let shownMs = 0;

describe(`soak, seed ${seed}, flags ${flags.join(' ') || 'none'}`, () => {
  it.each(soak.faults.map((fault) => ({ fault })))('$fault', async ({ fault }) => {
    expect.hasAssertions();
    await FAULTS[fault]();
  });
});

async function soakKill(): Promise<void> {
  const report = await runKillRounds({
    seed,
    rounds: rounds ?? 1000,
    roundsPerWorld: 20,
    rulesPerCheck: 30,
    flags,
    onRound: (_, so) => showNowAndThen('kill', so),
  });
  show('kill', report);
  expect(report.rounds).toBe(rounds ?? 1000);
}

/** Fresh folders first, then one folder that grows, so that both beginnings are met. */
async function soakPoints(): Promise<void> {
  // Each twice: the second time, a write is left half done.
  const points = Array.from({ length: rounds ?? 600 }, (_, i) => 1 + Math.floor(i / 2));
  for (const pointsPerFolder of [1, 50]) {
    const report = await runKillPoints({
      seed,
      points,
      pointsPerFolder,
      rulesPerCheck: 20,
      flags,
      onPoint: (so) => showNowAndThen('points', so),
    });
    show(`points, ${pointsPerFolder} in a folder`, report);
    expect(report.points).toBe(points.length);
  }
}

async function soakPower(): Promise<void> {
  const report = await runPowerLoss({
    seed,
    rounds: rounds ?? 200,
    rulesPerCheck: 20,
    flags,
    onRound: (so) => showNowAndThen('power', so),
  });
  show('power', report);
  expect(report.rounds).toBe(rounds ?? 200);
}

async function soakSync(): Promise<void> {
  for (let round = 0; round < (rounds ?? 20); round++) {
    for (const mode of ['failsOnce', 'fails'] as const) {
      const failure = await runSyncFailure({ seed: seed + round, flags }, mode);
      const { ended, endedAfterMs, acknowledged, acknowledgedAfter } = failure;
      const { status, stderr } = ended;
      const figures = { status, endedAfterMs, acknowledged, acknowledgedAfter };
      show(`fsync ${mode}`, { ...figures, said: stderr.trim().split('\n').at(-1) });
      expect(acknowledgedAfter).toBe(0);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^muster: /m);
    }
  }
  const { countsMs, early } = await runSlowSync({ seed, flags }, 5000);
  const ordered = [...countsMs].sort((a, b) => a - b);
  show('fsync takes 5 s', {
    counts: ordered.length,
    p50Ms: ordered[Math.floor(ordered.length * 0.5)],
    p99Ms: ordered[Math.floor(ordered.length * 0.99)],
    acknowledgedEarly: early,
  });
  expect(early).toBe(0);
}

async function soakFull(): Promise<void> {
  const rooms = [0, 1, 4096, 5000, 20_000, 70_000, 300_000].map(shimShortage);
  for (const shortage of [...rooms, fileLimit, smallFileSystem]) {
    if (shortage.obstacle !== undefined) {
      show(shortage.name, { notHere: shortage.obstacle });
      continue;
    }
    const { acknowledged, refused, others } = await runFullDisk({ seed, flags }, shortage);
    show(shortage.name, { acknowledged, refused, others: others.join(' ') || 'none' });
    expect(others).toEqual([]);
  }
}

async function soakDamage(): Promise<void> {
  const { failures, ...figures } = await runDamage({
    seed,
    flags,
    livesMs: [300, 300, 300],
    bits: { everyBytes: 64 },
    ...(rounds !== undefined && { atMostCases: rounds }),
    parallel: 2,
    onCase: ({ failures: { length }, ...so }) => showNowAndThen('damage', { ...so, wrong: length }),
  });
  show('damage', { ...figures, wrong: failures.length });
  for (const failure of failures) say(`  ${failure}`);
  expect(failures).toEqual([]);
}

async function soakOverload(): Promise<void> {
  for (const clients of ['patient', 'impatient'] as const) {
    const report = await runOverload({ flags, seconds: seconds ?? 60, clients });
    show(`overload, ${clients}`, report);
    expect(report.refused).toBeGreaterThan(0);
    expect(report).toMatchObject({ refusedWithoutRetry: 0, others: 0, unanswered: 0 });
    expect(report.recoveredMs).toBeLessThan(10_000);
    const growthMiB = report.rssMostMiB - report.rssBeforeMiB;
    expect(growthMiB).toBeLessThan(Math.max(0, report.storedMiB) + MOST_WAITING_MIB);
    const capacity = Math.min(report.capacityBefore, report.capacityAfter);
    if (clients === 'patient') expect(report.served).toBeGreaterThan(0.8 * capacity);
  }
}

/** Connections without end when only the time is given. */
async function soakSockets(): Promise<void> {
  const most = rounds ?? (seconds === undefined ? 200_000 : undefined);
  const { faults, ...figures } = await runSockets({
    seed,
    flags,
    ...(most !== undefined && { rounds: most }),
    ...(seconds !== undefined && { seconds }),
    onRound: (so) => showNowAndThen('sockets', so),
  });
  show('sockets', { ...figures, wrong: faults.length });
  for (const fault of faults) say(`  ${fault}`);
  expect(faults).toEqual([]);
}

function showNowAndThen(what: string, figures: object): void {
  if (performance.now() - shownMs < SHOW_EVERY_MS) return;
  shownMs = performance.now();
  show(`${what} so far`, figures);
}

/** One line of a table: what was done, and its figures. */
function show(what: string, figures: object): void {
  const cells = Object.entries(figures).map(([name, value]) => `${name} ${rounded(value)}`);
  say([what.padEnd(28), ...cells].join(' | '));
}

function rounded(value: unknown): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : String(value);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
