/**
 * A disk that gets full under load, and has room again later. Writes are refused with 507 while it
 * is, reads go on, nothing acknowledged is lost, and writing goes on without a restart.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ClientWorld } from './client-world.ts';
import { FaultyDisk, shimObstacle } from './disk-shim.ts';
import { pause } from './kill-rounds.ts';
import { type RunningServer, ServerProcess, withDataFolder } from './server-process.ts';
import { Reader } from './world-read.ts';

/** How room runs out and comes back, for a folder. */
export type Shortage = {
  readonly name: string;
  /** Why it cannot be had here, if it cannot. */
  readonly obstacle: string | undefined;
  prepare(data: string): Promise<PreparedShortage>;
};

type PreparedShortage = {
  readonly env?: Readonly<Record<string, string>>;
  readonly under?: readonly string[];
  /** Options of the server that come after the others. */
  readonly flags?: readonly string[];
  /** Whether what is in the folder outlives the shortage. */
  fill(): void;
  makeRoom(server: RunningServer): void;
  remove(): void;
};

export type FullDisk = {
  readonly acknowledged: number;
  readonly refused: number;
  readonly refusal: { readonly type: string; readonly body: unknown } | undefined;
  /** Other answers than an acknowledgement and 507, by status. */
  readonly others: readonly number[];
};

export type FullOptions = {
  readonly seed: number;
  readonly flags: readonly string[];
};

const FILE_BYTES = 2_500_000;
const FILE_SYSTEM_BYTES = 4_000_000;
const FEW_FILES = ['--log-range', String(2 ** 28), '--compact-every', 'P1D'];
const MAX_FILLING_MS = 120_000;

/** Refuses growth after `room` more bytes: 0 refuses whole writes, other numbers cut one short. */
export function shimShortage(room: number): Shortage {
  return {
    name: `a disk with ${room} bytes left`,
    obstacle: shimObstacle,
    async prepare(data) {
      const disk = new FaultyDisk(data);
      return {
        env: disk.env,
        fill: () => disk.fillUp(room),
        makeRoom: () => disk.makeRoom(),
        remove: () => disk.remove(),
      };
    },
  };
}

/** The system's own limit on the length of a file (`ulimit -f`). */
export const fileLimit: Shortage = {
  name: 'a limit on the length of files',
  obstacle: hasProgram('prlimit') ? undefined : 'there is no prlimit',
  async prepare() {
    const under = ['prlimit', `--fsize=${FILE_BYTES}:unlimited`];
    return {
      under,
      // Small files would never be as long as that.
      flags: FEW_FILES,
      fill: () => {},
      makeRoom: ({ pid }) => {
        execFileSync('prlimit', ['--pid', String(pid), '--fsize=unlimited:unlimited']);
      },
      remove: () => {},
    };
  },
};

/** A small file system in memory, mounted where only the server sees it. */
export const smallFileSystem: Shortage = {
  name: 'a small file system',
  obstacle: mountObstacle(),
  async prepare(data) {
    const mount = `mount -t tmpfs -o size=${FILE_SYSTEM_BYTES} tmpfs "$0" && echo ready && exec cat`;
    const holder = spawn('unshare', ['-m', 'sh', '-c', mount, data], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await new Promise((resolve, reject) => {
      holder.stdout.once('data', resolve);
      holder.once('exit', () => reject(new Error('nothing could be mounted')));
    });
    const under = ['nsenter', '--mount', '--target', String(holder.pid), '--'];
    return {
      under,
      flags: FEW_FILES,
      fill: () => {},
      makeRoom: () => {
        const [program = '', ...enter] = under;
        execFileSync(program, [...enter, 'mount', '-o', 'remount,size=64m', data]);
      },
      remove: () => holder.stdin.end(),
    };
  },
};

function mountObstacle(): string | undefined {
  if (!hasProgram('unshare') || !hasProgram('nsenter')) return 'there is no unshare';
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'nothing may be mounted here';
  }
}

function hasProgram(name: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.some((folder) => existsSync(join(folder, name)));
}

export async function runFullDisk(
  { seed, flags }: FullOptions,
  shortage: Shortage,
): Promise<FullDisk> {
  return withDataFolder(async (data) => {
    const prepared = await shortage.prepare(data);
    const { env, under } = prepared;
    const allFlags = [...flags, ...(prepared.flags ?? [])];
    const options = { data, flags: allFlags, ...(env && { env }), ...(under && { under }) };
    let server = await ServerProcess.start(options);
    try {
      const world = new ClientWorld(seed);
      await world.seed(server.url);
      prepared.fill();
      await writeUntil(world, server, () => world.clients.every(isRefused));
      await askWhileFull(server.url);
      // Nothing is on its way now, so what is there is what was acknowledged.
      await world.check(server.url, 10);

      prepared.makeRoom(server);
      const enough = world.acknowledged + world.clients.length * 5;
      await writeUntil(world, server, () => world.acknowledged >= enough);
      await world.check(server.url, 10);
      await server.stop('SIGKILL');
      server = await ServerProcess.start(options);
      await world.check(server.url, 10);
      return reportOf(world);
    } finally {
      await server.stop('SIGKILL');
      prepared.remove();
    }
  });
}

const FULL = 507;

function isRefused({ refusals }: ClientWorld['clients'][number]): boolean {
  return refusals.has(FULL);
}

/** Lets all clients write until something holds; they finish what they have begun. */
async function writeUntil(world: ClientWorld, server: RunningServer, holds: () => boolean) {
  const stop = { isAsked: false };
  const writing = world.write(server.url, stop);
  const startedMs = performance.now();
  try {
    while (!holds()) {
      if (server.isOver) {
        const { status, stderr } = await server.ended;
        throw new Error(`the server ended with ${status}: ${stderr}`);
      }
      if (performance.now() - startedMs > MAX_FILLING_MS) throw new Error('nothing was refused');
      await pause(10);
    }
  } finally {
    stop.isAsked = true;
    await writing;
  }
}

async function askWhileFull(url: string): Promise<void> {
  const reader = new Reader(url);
  try {
    for (let i = 0; i < 20; i++) await reader.count({ rule: { event: '*' } });
  } finally {
    reader.close();
  }
}

function reportOf(world: ClientWorld): FullDisk {
  const refusals = world.clients.flatMap((client) => [...client.refusals]);
  const refused = refusals.filter(([status]) => status === FULL);
  return {
    acknowledged: world.acknowledged,
    refused: refused.reduce((sum, [, times]) => sum + times, 0),
    refusal: world.clients[0]?.lastRefusal,
    others: refusals.map(([status]) => status).filter((status) => status !== FULL),
  };
}
