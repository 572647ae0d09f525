/** An fsync that fails, once or for ever, and one that takes seconds. */
import { Agent } from 'node:http';
import { ClientWorld } from './client-world.ts';
import { FaultyDisk, SYNC_MODES } from './disk-shim.ts';
import { send } from './http-send.ts';
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
    const stopAtMs = performance.now() + MAX_ENDING_MS;
    let ended: Ended | undefined;
    // A new store of checkpoints may have met the one that fails: that is tried again, and so is this.
    while (ended === undefined && performance.now() < stopAtMs) {
      disk.set('failedAtMs', 0);
      disk.set('syncMode', SYNC_MODES[mode]);
      ended = (await Promise.race([server.ended, pause(MAX_LOSS_MS)])) ?? undefined;
    }
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

export type RangeFailure = {
  readonly ended: Ended;
  readonly endedAfterMs: number;
  /** How each write was answered, in order; undefined: not at all. */
  readonly statuses: readonly (number | undefined)[];
  /** Contacts that the next server has, of which each write made one. */
  readonly found: number;
};

/** More than a range takes: the next write begins another one. */
const RANGE_BYTES = 65_536;
/** A server that should end within a second has been found not to by then. */
const MAX_LOSS_MS = 5000;

/**
 * Lets one fsync fail while ranges of the log are made, after so many that pass: each write fills
 * its range, and nothing else is written meanwhile.
 */
export function runRangeFailure(passing: number): Promise<RangeFailure> {
  const flags = ['--threads', '1', '--log-range', `${RANGE_BYTES}`];
  return withDataFolder(async (data) => {
    const disk = new FaultyDisk(data);
    const server = await ServerProcess.start({ data, flags, env: disk.env });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const statuses: (number | undefined)[] = [];
      const write = async () => {
        const fields = { text: 'x'.repeat(2000), tags: manyTags() };
        const body = [{ id: `c${statuses.length}`, fields }];
        const sent = { method: 'POST', path: '/v1/contacts', body };
        return (await send(server.url, sent, agent)).status;
      };
      statuses.push(await write());
      disk.set('syncsToPass', passing);
      disk.set('syncMode', SYNC_MODES.failsOnce);
      const stopAtMs = performance.now() + MAX_LOSS_MS;
      while (!server.isOver && performance.now() < stopAtMs) {
        statuses.push(await write().catch(() => undefined));
      }
      const ended = await server.stop();
      const again = await ServerProcess.start({ data, flags });
      const reader = new Reader(again.url);
      const found = await reader.count({ rule: { all: [] } });
      reader.close();
      await again.stop();
      return { ended, endedAfterMs: ended.atMs - disk.get('failedAtMs'), statuses, found };
    } finally {
      agent.destroy();
      await server.stop('SIGKILL');
      disk.remove();
    }
  });
}

function manyTags(): readonly string[] {
  return Array.from({ length: 1000 }, (_, i) => `${i} ${'x'.repeat(100)}`);
}

export type SlowSync = {
  /** Milliseconds of each count that was asked and answered while a write waited for the disk. */
  readonly countsMs: readonly number[];
  /** Acknowledgements that came before the disk was through: there must be none. */
  readonly early: number;
};

/** Of the time that the disk takes, what is looked at for sure. */
const SEEN_SHARE = 0.8;

/** Asks counts while a write waits for a disk that takes `delayMs`. */
export function runSlowSync(options: SyncOptions, delayMs: number): Promise<SlowSync> {
  return withServer(options, async (world, disk, server) => {
    const reader = new Reader(server.url);
    const before = world.highestPosition;
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
      // Later, what is written in the background may still wait when a write need not any more; and
      // the wait began somewhat before it was seen.
      const isLate = performance.now() - waitingSinceMs > SEEN_SHARE * delayMs;
      if (disk.get('waiting') === 0 || isLate) break;
      countsMs.push(tookMs);
      early = Math.max(early, world.acknowledgedBeyond(before));
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
