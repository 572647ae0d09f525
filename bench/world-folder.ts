/**
 * Data folders that hold a world. One that is named is filled once and used again by later runs:
 * a marker beside it, `FOLDER.world.json`, says which world it holds. Whoever writes into a world
 * does so in a copy.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Millis } from '../engine/index.ts';
import { type Muster, openMuster } from '../server/muster.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';
import { loadWorld, type World } from './world.ts';

/** Releasing it removes it, unless it was named. */
export type WorldFolder = TemporaryFolder;

/** Threads that take part in loading. */
const LOAD_THREADS = 2;

/** What a folder is filled with. */
export type Contents = {
  /** Says what it is: equal for equal contents. */
  readonly name: unknown;
  /** The moment that it is written at. */
  readonly nowMs: number;
  /** A folder that it begins with a copy of. */
  readonly from?: string;
  readonly load: (muster: Muster, onProgress: (line: string) => void) => Promise<unknown>;
};

export function worldFolder(world: World, named: string | undefined): Promise<WorldFolder> {
  const load: Contents['load'] = (muster, onProgress) => loadWorld(muster, world, onProgress);
  return filledFolder({ name: world, nowMs: world.nowMs, load }, named);
}

/**
 * A folder with the contents in it, loaded in this process if they are not there yet. Throws for a
 * folder that holds something else: that is not ours to replace.
 */
export async function filledFolder(
  contents: Contents,
  named: string | undefined,
): Promise<WorldFolder> {
  if (named === undefined) {
    const folder = temporaryFolder();
    await fill(contents, folder.data);
    return folder;
  }
  const data = resolve(named);
  const marker = `${data}.world.json`;
  const wanted = JSON.stringify(contents.name);
  if (existsSync(marker) && existsSync(data)) {
    const found = readFileSync(marker, 'utf8').trim();
    if (found !== wanted) throw new Error(`${data} holds ${found}, not ${wanted}`);
  } else {
    mkdirSync(data, { recursive: true });
    if (readdirSync(data).length > 0)
      throw new Error(`${data} holds nothing that was loaded whole`);
    await fill(contents, data);
    writeFileSync(marker, `${wanted}\n`);
  }
  return { data, release: () => {} };
}

/** A copy to write into. It lies beside the folder, where there is room for it. */
export function copyOf({ data }: WorldFolder): WorldFolder {
  const copy = temporaryFolder(`${data}-copy-`);
  cpSync(data, copy.data, { recursive: true });
  return copy;
}

async function fill({ nowMs, from, load }: Contents, data: string): Promise<void> {
  if (from !== undefined) cpSync(from, data, { recursive: true });
  const muster = await openMuster({ data, threads: LOAD_THREADS, clock: () => nowMs as Millis });
  try {
    await load(muster, (line) => process.stderr.write(`loading: ${line}\n`));
    // What the next start would have to replay, and each after it.
    await muster.checkpoint();
  } finally {
    await muster.close();
  }
}
