/**
 * A server that dies at its n-th operation on the disk: a write, half of it, an fsync, a new or
 * removed folder, a rename. Whatever it was in the middle of, the next start has everything.
 */
import { ClientWorld } from './client-world.ts';
import { FaultyDisk } from './disk-shim.ts';
import { pause } from './kill-rounds.ts';
import { ServerProcess, withDataFolder } from './server-process.ts';

export type KillPointOptions = {
  readonly seed: number;
  /**
   * The operations to die at, counted from the start of each server. Every other one of them, if it
   * is a write, is left half done.
   */
  readonly points: readonly number[];
  /** Points in one folder, before a new one is begun: 1 for a fresh folder each time. */
  readonly pointsPerFolder: number;
  readonly rulesPerCheck: number;
  readonly flags: readonly string[];
  readonly onPoint?: (report: KillPointReport) => void;
};

export type KillPointReport = {
  points: number;
  /** Servers that died before they listened. */
  starting: number;
  /** Servers that died while they were asked, of something that they did in the background. */
  asking: number;
  /** Points that were never reached: the server did no more. */
  unreached: number;
  acknowledged: number;
  unknown: number;
  unknownStored: number;
  rules: number;
};

/** A server that writes no more by then has nothing more to die of. */
const MAX_WRITING_MS = 20_000;
/** From a connection that broke until the system says that the process is gone. */
const MAX_DYING_MS = 2000;

export async function runKillPoints(options: KillPointOptions): Promise<KillPointReport> {
  const { points, pointsPerFolder } = options;
  const report: KillPointReport = {
    points: 0,
    starting: 0,
    asking: 0,
    unreached: 0,
    acknowledged: 0,
    unknown: 0,
    unknownStored: 0,
    rules: 0,
  };
  for (let first = 0; first < points.length; first += pointsPerFolder) {
    const some = points.slice(first, first + pointsPerFolder);
    await withDataFolder((data) => dieInFolder(data, first, some, options, report));
  }
  return report;
}

async function dieInFolder(
  data: string,
  first: number,
  points: readonly number[],
  { seed, flags, rulesPerCheck, onPoint }: KillPointOptions,
  report: KillPointReport,
): Promise<void> {
  const world = new ClientWorld(seed + first);
  const disk = new FaultyDisk(data);
  try {
    for (const [index, point] of points.entries()) {
      disk.reset();
      disk.set('killAt', point);
      disk.set('isTorn', (first + index) % 2);
      const server = ServerProcess.spawn({ data, flags, env: disk.env });
      const url = await server.listening;
      if (url === undefined) {
        report.starting += 1;
      } else {
        report.asking += (await isDeadOfAsking(server, () => world.check(url, rulesPerCheck)))
          ? 1
          : 0;
        await writeToTheEnd(world, server, url);
      }
      const { status, stderr } = await server.stop('SIGKILL');
      if (status !== 'SIGKILL') throw new Error(`point ${point}: ended with ${status}: ${stderr}`);
      if (disk.get('operations') < point) report.unreached += 1;
      report.points += 1;
      onPoint?.(report);
    }
    const last = await ServerProcess.start({ data, flags });
    await world.check(last.url, rulesPerCheck);
    await last.stop();
  } finally {
    disk.remove();
  }
  report.acknowledged += world.acknowledged;
  report.unknown += world.figures.unknown;
  report.unknownStored += world.figures.stored;
  report.rules += world.figures.rules;
}

/** Whether a check could not be made, because the server was gone. */
async function isDeadOfAsking(server: ServerProcess, check: () => Promise<void>): Promise<boolean> {
  try {
    await check();
    return false;
  } catch (error) {
    await Promise.race([server.ended, pause(MAX_DYING_MS)]);
    if (server.isOver) return true;
    throw error;
  }
}

async function writeToTheEnd(world: ClientWorld, server: ServerProcess, url: string) {
  const stop = { isAsked: false };
  await Promise.race([world.write(url, stop), server.ended, pause(MAX_WRITING_MS)]);
  stop.isAsked = true;
  await server.stop('SIGKILL');
  await pause(0);
}
