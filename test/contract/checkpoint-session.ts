/** What the tests of checkpoints share: folders, the content of a store, and a child that may die. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { Piece, Position } from '../../engine/index.ts';
import type { CheckpointProbe } from '../../storage/checkpoint-probe.ts';
import type { StoredCheckpoint } from '../../storage/checkpoint-reader.ts';
import { CheckpointStore } from '../../storage/checkpoint-store.ts';

const CHILD = fileURLToPath(new URL('./checkpoint-child.mjs', import.meta.url));

/** Bytes by name, as text that can be compared. */
export type Content = ReadonlyMap<string, string>;

/** A maker of data folders that do not exist yet; they are deleted after the file's tests. */
export function folderMaker(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'muster-checkpoint-'));
  let folders = 0;
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => {
    folders += 1;
    return join(root, String(folders));
  };
}

export function piecesOf(content: Content): Piece[] {
  return [...content].map(([name, text]) => ({ name, bytes: Buffer.from(text, 'latin1') }));
}

/** Writes one checkpoint; gives it up and rejects when it fails. */
export async function write(
  store: CheckpointStore,
  position: number,
  pieces: readonly Piece[],
  full = true,
): Promise<void> {
  const writer = await store.begin(full);
  try {
    await writer.put(pieces);
    await writer.commit(position as Position);
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

export function contentOf(checkpoint: StoredCheckpoint): Content {
  return new Map(
    Array.from(checkpoint.pieces(), ({ name, bytes }) => [name, bytes.toString('latin1')]),
  );
}

/** The newest complete checkpoint of a data folder, whichever store it is in. */
export function newest(
  store: CheckpointStore,
): { readonly position: number; readonly content: Content } | undefined {
  for (const entry of store.stores) {
    const found = store.read(entry);
    if (found !== undefined) return { position: found.position, content: contentOf(found) };
  }
  return undefined;
}

/** Opens a data folder that nobody writes, and reads its newest complete checkpoint. */
export async function newestIn(folder: string): Promise<ReturnType<typeof newest>> {
  const store = CheckpointStore.open(folder);
  try {
    return newest(store);
  } finally {
    await store.close();
  }
}

/** The one store of a data folder. */
export function onlyStore(folder: string): string {
  const [entry, ...others] = CheckpointStore.open(folder).stores;
  if (entry === undefined || others.length > 0) throw new Error('there is not one store');
  return entry.path;
}

/** What the child said, line by line, and how it ended. */
export function runChild(
  args: readonly string[],
  limitKib?: number,
): { readonly lines: readonly unknown[]; readonly signal: NodeJS.Signals | null } {
  const limit = limitKib === undefined ? '' : `ulimit -f ${limitKib};`;
  const { stdout, signal } = spawnSync(
    'bash',
    ['-c', `${limit} exec "$0" "$@"`, process.execPath, CHILD, ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const lines = stdout.slice(0, stdout.lastIndexOf('\n') + 1).split('\n');
  return { lines: lines.slice(0, -1).map((line) => JSON.parse(line) as unknown), signal };
}

/** Probes stores in children: a store that a child dies of has that as its fault. */
export function probeApart(folders: readonly string[]): CheckpointProbe[] {
  const probes: CheckpointProbe[] = [];
  while (probes.length < folders.length) {
    const { lines, signal } = runChild(['probe', ...folders.slice(probes.length)]);
    probes.push(...(lines as CheckpointProbe[]));
    if (probes.length === folders.length) break;
    const fault = `${folders[probes.length]} ends a process that reads it (${signal})`;
    probes.push({ good: undefined, newest: undefined, faults: [fault] });
  }
  return probes;
}
