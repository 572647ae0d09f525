/**
 * A loss of power: of every file only what was synced is left, of every folder only the entries
 * that were there when it was last synced. Stricter than most file systems, which keep more.
 */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ClientWorld } from './client-world.ts';
import { FaultyDisk } from './disk-shim.ts';
import { pause } from './kill-rounds.ts';
import { Random } from './random.ts';
import { ServerProcess, withDataFolder } from './server-process.ts';

export type PowerLossOptions = {
  readonly seed: number;
  readonly rounds: number;
  readonly rulesPerCheck: number;
  readonly flags: readonly string[];
  readonly onRound?: (report: PowerLossReport) => void;
};

export type PowerLossReport = {
  rounds: number;
  acknowledged: number;
  unknown: number;
  unknownStored: number;
};

const MAX_WRITING_MS = 400;

/** Cuts the power under one server after the other, each on what the one before left. */
export function runPowerLoss(options: PowerLossOptions): Promise<PowerLossReport> {
  const { seed, rounds, rulesPerCheck, flags, onRound } = options;
  return withDataFolder(async (folder) => {
    const world = new ClientWorld(seed);
    const random = new Random(seed);
    const report = { rounds: 0, acknowledged: 0, unknown: 0, unknownStored: 0 };
    let data = join(folder, 'data-0');
    mkdirSync(data);
    for (let round = 1; round <= rounds; round++) {
      const shadow = join(folder, `shadow-${round}`);
      keepAsItIs(data, shadow);
      const disk = new FaultyDisk(data);
      const env = { ...disk.env, DISK_SHIM_SHADOW: shadow };
      try {
        const server = await ServerProcess.start({ data, flags, env });
        await world.check(server.url, rulesPerCheck);
        if (round === 1) await world.seed(server.url);
        const writing = world.write(server.url, { isAsked: false });
        await pause(random.below(MAX_WRITING_MS));
        await server.stop('SIGKILL');
        await writing;
      } finally {
        disk.remove();
      }
      const left = join(folder, `data-${round}`);
      restore(shadow, identityOf(data), left);
      data = left;
      report.rounds += 1;
      report.acknowledged = world.acknowledged;
      report.unknown = world.figures.unknown;
      report.unknownStored = world.figures.stored;
      onRound?.(report);
    }
    const last = await ServerProcess.start({ data, flags });
    await world.check(last.url, rulesPerCheck);
    await last.stop();
    return report;
  });
}

/** What is in a folder now counts as synced. */
function keepAsItIs(folder: string, shadow: string): void {
  for (const kind of ['files', 'folders']) mkdirSync(join(shadow, kind), { recursive: true });
  const lines = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) keepAsItIs(path, shadow);
    else copyFileSync(path, join(shadow, 'files', identityOf(path)));
    return `${entry.isDirectory() ? 'd' : 'f'} ${identityOf(path)} ${entry.name}\n`;
  });
  writeFileSync(join(shadow, 'folders', identityOf(folder)), lines.join(''));
}

/** Makes the folder that a loss of power would leave. */
function restore(shadow: string, identity: string, target: string): void {
  mkdirSync(target);
  const entries = readOr(join(shadow, 'folders', identity))
    .toString()
    .split('\n')
    .slice(0, -1);
  for (const entry of entries) {
    const [, kind, child = '', name = ''] = /^(.) (\S+) (.*)$/.exec(entry) ?? [];
    if (kind === 'd') restore(shadow, child, join(target, name));
    else writeFileSync(join(target, name), readOr(join(shadow, 'files', child)));
  }
}

/** What was never synced is empty. */
function readOr(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** As the shim names it: inode number and time of birth. */
function identityOf(path: string): string {
  const { ino, birthtimeNs } = statSync(path, { bigint: true });
  return `${ino}-${birthtimeNs}`;
}
