/**
 * Data folders that hold a world. One that is named is filled once and used again by later runs:
 * a marker beside it, `FOLDER.world.json`, says which world it holds. Whoever writes into a world
 * does so in a copy.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Millis } from '../engine/index.ts';
import { openMuster } from '../server/muster.ts';
import { loadWorld, type World } from './world.ts';

export type WorldFolder = {
  readonly data: string;
  /** Removes it, unless it was named. */
  readonly release: () => void;
};

/** Threads that take part in loading. */
const LOAD_THREADS = 2;

/**
 * A folder with the world in it, loaded in this process if it is not there yet. Throws for a folder
 * that holds something else: that is not ours to replace.
 */
export async function worldFolder(world: World, named: string | undefined): Promise<WorldFolder> {
  if (named === undefined) {
    const data = mkdtempSync(join(tmpdir(), 'muster-bench-'));
    await load(world, data);
    return { data, release: () => rmSync(data, { recursive: true }) };
  }
  const data = resolve(named);
  const marker = `${data}.world.json`;
  const wanted = JSON.stringify(world);
  if (existsSync(marker)) {
    const found = readFileSync(marker, 'utf8').trim();
    if (found !== wanted) throw new Error(`${data} holds the world ${found}, not ${wanted}`);
  } else {
    mkdirSync(data, { recursive: true });
    if (readdirSync(data).length > 0)
      throw new Error(`${data} holds no world that was loaded whole`);
    await load(world, data);
    writeFileSync(marker, `${wanted}\n`);
  }
  return { data, release: () => {} };
}

/** A copy to write into. It lies beside the folder, where there is room for it. */
export function copyOf({ data }: WorldFolder): WorldFolder {
  const copy = mkdtempSync(`${data}-copy-`);
  const release = () => rmSync(copy, { recursive: true });
  try {
    cpSync(data, copy, { recursive: true });
  } catch (error) {
    release();
    throw error;
  }
  return { data: copy, release };
}

async function load(world: World, data: string): Promise<void> {
  const muster = await openMuster({
    data,
    threads: LOAD_THREADS,
    clock: () => world.nowMs as Millis,
  });
  try {
    await loadWorld(muster, world, (line) => process.stderr.write(`loading: ${line}\n`));
    // What the next start would have to replay, and each after it.
    await muster.checkpoint();
  } finally {
    await muster.close();
  }
}
