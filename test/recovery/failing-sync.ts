/** An fsync that fails, once or for ever, and one that takes seconds. */
import { ClientWorld } from './client-world.ts';
import { FaultyDisk, SYNC_MODES } from './disk-shim.ts';
import { pause } from './kill-rounds.ts';
import { type Ended, type RunningServer, ServerProcess, withDataFolder } from './server-process.ts';
import { Reader } from './world-read.ts';

const HEALTHY_MS = 300;
/** By then a server that should end has been found not to. */
const MAX_ENDING_MS = 30_000;

export type SyncFailure = {
  readonly ended: Ended;
  /** From the failure to the end of the process. */
  readonly endedAfterMs: number;
  /** Writes that were sent after the failure and acknowledged: there must be none. */
  readonly acknowledgedAfter: number;
  readonly acknowledged: number;
  readonly failures: number;
};

export type SyncOptions = {
  readonly seed: number;
  readonly flags: readonly string[];
};

/** Lets an fsync fail under load; then starts again on a disk that is well, and compares. */
export function runSyncFailure(
  { seed, flags }: SyncOptions,
  mode: 'failsOnce' | 'fails',
): Promise<SyncFailure> {
  return withServer({ seed, flags }, async (world, disk, server, data) => {
    const stop = { isAsked: false };
    const writing = world.write(server.url, stop);
    await pause(HEALTHY_MS);
    disk.set('syncMode', SYNC_MODES[mode]);
    const ended = await Promise.race([server.ended, pause(MAX_ENDING_MS)]);
    stop.isAsked = true;
    if (ended === undefined) throw new Error('the server went on after a failed fsync');
    await writing;
    const failedAtMs = disk.get('failedAtMs');
    const acknowledgedAfter = world.acknowledgedSince(failedAtMs + 1);
    const failures = disk.get('failures');

    const again = await ServerProcess.start({ data, flags });
    await world.check(again.url, 30);
    await again.stop();
    const endedAfterMs = ended.atMs - failedAtMs;
    const { acknowledged } = world;
    return { ended, endedAfterMs, acknowledgedAfter, acknowledged, failures };
  });
}

export type SlowSync = {
  /** Milliseconds of each count that was asked and answered while a write waited for the disk. */
  readonly countsMs: readonly number[];
  /** Acknowledgements that came before the disk was through: there must be none. */
  readonly early: number;
};

/** Asks counts while a write waits for a disk that takes `delayMs`. */
export function runSlowSync(options: SyncOptions, delayMs: number): Promise<SlowSync> {
  return withServer(options, async (world, disk, server) => {
    const reader = new Reader(server.url);
    const before = world.acknowledged;
    disk.set('syncDelayMs', delayMs);
    const stop = { isAsked: false };
    const writing = world.write(server.url, stop);
    while (disk.get('waiting') === 0) await pause(1);
    const waitingSinceMs = performance.now();
    const countsMs: number[] = [];
    let early = 0;
    for (;;) {
      const startedMs = performance.now();
      await reader.count({ rule: { any: [{ event: '*' }, { field: 'Email', op: 'exists' }] } });
      const tookMs = performance.now() - startedMs;
      // Later, what is written in the background may still wait when a write need not any more.
      if (disk.get('waiting') === 0 || performance.now() - waitingSinceMs > delayMs) break;
      countsMs.push(tookMs);
      early = Math.max(early, world.acknowledged - before);
      await pause(2);
    }
    stop.isAsked = true;
    disk.set('syncDelayMs', 0);
    await writing;
    await world.check(server.url, 10);
    reader.close();
    return { countsMs, early };
  });
}

/** A seeded world behind a server on a disk that can be made to fail. */
async function withServer<T>(
  { seed, flags }: SyncOptions,
  use: (world: ClientWorld, disk: FaultyDisk, server: RunningServer, data: string) => Promise<T>,
): Promise<T> {
  return withDataFolder(async (data) => {
    const disk = new FaultyDisk(data);
    const server = await ServerProcess.start({ data, flags, env: disk.env });
    try {
      const world = new ClientWorld(seed);
      await world.seed(server.url);
      return await use(world, disk, server, data);
    } finally {
      await server.stop('SIGKILL');
      disk.remove();
    }
  });
}
