/**
 * Where keys are kept: `access-keys.json` in the data folder, readable by its owner alone, replaced as
 * a whole. The command line writes it, also while a server runs, which notices; the server writes
 * beside it when each key was used last.
 */
import {
  closeSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type StoredKey, storedKeySchema } from './access-key.ts';

const KEYS_FILE = 'access-keys.json';
const USES_FILE = 'access-keys-used.json';

const keysSchema = z.strictObject({ keys: z.array(storedKeySchema) });
const usesSchema = z.record(z.string(), z.iso.datetime());

/** Changes whenever the keys do; undefined without any. */
export function keysVersion(folder: string): string | undefined {
  const found = statSync(join(folder, KEYS_FILE), { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino} ${found.mtimeNs} ${found.size}`;
}

/** Throws when the file cannot be read or is not what this code writes: then nobody has access. */
export function readKeys(folder: string): readonly StoredKey[] {
  const text = readOrUndefined(join(folder, KEYS_FILE));
  if (text === undefined) return [];
  return keysSchema.parse(JSON.parse(text)).keys;
}

export function writeKeys(folder: string, keys: readonly StoredKey[]): void {
  replaceFile(folder, KEYS_FILE, { keys });
}

/** By id of the key, when it was used last, to about a minute. */
export function readUses(folder: string): Readonly<Record<string, string>> {
  try {
    return usesSchema.parse(JSON.parse(readOrUndefined(join(folder, USES_FILE)) ?? '{}'));
  } catch {
    // Damaged, it is begun again: nothing depends on it.
    return {};
  }
}

export function writeUses(folder: string, uses: Readonly<Record<string, string>>): void {
  replaceFile(folder, USES_FILE, uses);
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** At any moment the file is the old one or the new one, whole. */
function replaceFile(folder: string, name: string, json: unknown): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const next = `${path}.${process.pid}`;
  const file = openSync(next, 'w', 0o600);
  try {
    // Written in full, or an error.
    writeFileSync(file, `${JSON.stringify(json, undefined, 2)}\n`);
    // Whoever else may write the folder, root say, leaves it to whom it belongs.
    const { uid, gid } = statSync(folder);
    if (process.getuid?.() === 0) fchownSync(file, uid, gid);
    fsyncSync(file);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
