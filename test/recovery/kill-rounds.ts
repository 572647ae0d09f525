/**
 * kill -9 at random moments, many times on one data folder: while clients write and while a server
 * is starting. The start after a kill is the next round's server, and has to hold everything.
 */
import { ClientWorld } from './client-world.ts';
import { Random } from './random.ts';
import { ServerProcess, withDataFolder } from './server-process.ts';

export type KillOptions = {
  readonly seed: number;
  readonly rounds: number;
  /** Kills in one folder, before a new one is begun. */
  readonly roundsPerWorld: number;
  readonly rulesPerCheck: number;
  /** Further arguments of the server. */
  readonly flags: readonly string[];
  readonly onRound?: (round: number, report: KillReport) => void;
};

export type KillReport = {
  rounds: number;
  /** Of these, how many servers were killed before they listened. */
  killedStarting: number;
  acknowledged: number;
  unknown: number;
  unknownStored: number;
  rules: number;
  slowestStartMs: number;
};

const MAX_WRITING_MS = 300;
const MAX_STARTING_MS = 900;
const STARTING_IN_PERCENT = 20;

export async function runKillRounds(options: KillOptions): Promise<KillReport> {
  const { seed, rounds, roundsPerWorld } = options;
  const report: KillReport = {
    rounds: 0,
    killedStarting: 0,
    acknowledged: 0,
    unknown: 0,
    unknownStored: 0,
    rules: 0,
    slowestStartMs: 0,
  };
  for (let first = 0; first < rounds; first += roundsPerWorld) {
    const count = Math.min(roundsPerWorld, rounds - first);
    await withDataFolder((data) => killWorld(data, seed + first, count, options, report));
  }
  return report;
}

async function killWorld(
  data: string,
  seed: number,
  rounds: number,
  { flags, rulesPerCheck, onRound }: KillOptions,
  report: KillReport,
): Promise<void> {
  const world = new ClientWorld(seed);
  const random = new Random(seed);
  const start = async () => {
    const startedMs = performance.now();
    const server = await ServerProcess.start({ data, flags });
    report.slowestStartMs = Math.max(report.slowestStartMs, performance.now() - startedMs);
    return server;
  };
  let server = await start();
  await world.seed(server.url);
  for (let round = 0; round < rounds; round++) {
    const writing = world.write(server.url, { isAsked: false });
    await pause(random.below(MAX_WRITING_MS));
    await server.stop('SIGKILL');
    await writing;
    while (random.below(100) < STARTING_IN_PERCENT) {
      const starting = ServerProcess.spawn({ data, flags });
      await pause(random.below(MAX_STARTING_MS));
      await starting.stop('SIGKILL');
      report.killedStarting += 1;
    }
    server = await start();
    await world.check(server.url, rulesPerCheck);
    report.rounds += 1;
    onRound?.(report.rounds, report);
  }
  const { status, stderr } = await server.stop();
  if (status !== 0) throw new Error(`seed ${seed}: stopped with ${status}: ${stderr}`);
  const { figures } = world;
  report.acknowledged += world.acknowledged;
  report.unknown += figures.unknown;
  report.unknownStored += figures.stored;
  report.rules += figures.rules;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
