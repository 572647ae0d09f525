/**
 * A log without room for more, by the limit on the size of files of a process: a write is refused
 * before it is decided, nothing breaks, and what there is can be read.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { LmdbLog } from '../../storage/log-lmdb.ts';
import { readAll } from '../contract/log-contract.ts';

const CHILD = fileURLToPath(new URL('./log-room-child.mjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'muster-room-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Runs the child with files of so many KiB at most. */
function fill(folder: string, kib: number) {
  const script = `ulimit -f ${kib} && exec "$0" "$@"`;
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['-c', script, process.execPath, CHILD, folder],
    { encoding: 'utf8' },
  );
  expect([stderr, status]).toEqual(['', 0]);
  return JSON.parse(stdout) as { refused: number; last: number; read: number };
}

async function lastOf(folder: string): Promise<number> {
  const log = await LmdbLog.open(folder, { shardBits: 4 });
  expect(readAll(log).map(({ position }) => position)).toHaveLength(log.last);
  await log.close();
  return log.last;
}

it.each([4, 8, 1000])('refuses all writes when files of %i KiB are too small', async (kib) => {
  const folder = join(root, `none ${kib}`);
  expect(fill(folder, kib)).toEqual({ refused: 8, last: 0, read: 0 });
  expect(await lastOf(folder)).toBe(0);
  expect(readdirSync(join(folder, 'log'))).toEqual([]);
});

it.each([1024, 2001])('refuses what has no room in %i KiB, and nothing else', async (kib) => {
  const folder = join(root, `some ${kib}`);
  const first = fill(folder, kib);
  expect(first.refused).toBe(8);
  expect(first.last).toBeGreaterThan(3);
  expect(first.read).toBe(first.last);
  expect(await lastOf(folder)).toBe(first.last);
  // With room again it goes on, range after range.
  const second = fill(folder, 8192);
  expect(second.refused).toBe(0);
  expect(second.last).toBe(first.last + 150);
  expect(await lastOf(folder)).toBe(second.last);
});
