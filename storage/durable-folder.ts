/**
 * Folders that are there after a power failure, and that are removed as a whole. A new name, or the
 * lack of an old one, is only certain once the folder that holds it has been through fsync.
 *
 * A folder is filled under the name `….new` and deleted under `….old`: under its own name it is
 * always whole. What a kill leaves under the other two is for `removeRemains`.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export const UNFINISHED = '.new';
const DELETED = '.old';

/** Brings the names in a folder to disk. */
export function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a folder and those above it, where they are missing. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  makeFolder(parent);
  mkdirSync(folder, { recursive: true });
  syncFolder(parent);
}

/** Gives a folder another name in the same place. */
export function renameFolder(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/** Deletes a folder with what is in it; a kill leaves all of it, or nothing under its name. */
export function removeFolder(folder: string): void {
  const name = `${folder}${DELETED}`;
  rmSync(name, { recursive: true, force: true });
  renameFolder(folder, name);
  rmSync(name, { recursive: true });
}

/** Deletes what was left half made or half deleted among the folders of a folder. */
export function removeRemains(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(UNFINISHED) && !name.endsWith(DELETED)) continue;
    rmSync(join(folder, name), { recursive: true });
  }
}
