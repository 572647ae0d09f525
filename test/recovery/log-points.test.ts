/**
 * kill -9 at every moment at which the log on disk is between two states: the next start finds what was acknowledged, once, and nothing half made.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Position } from '../../engine/index.ts';
import { LmdbLog } from '../../storage/log-lmdb.ts';
import type { LogRecord } from '../../storage/log-record.ts';

const CHILD = fileURLToPath(new URL('./log-play.mjs', import.meta.url));
const POINTS = [
  'compact-begun',
  'compact-switched',
  'compact-written',
  'range-appended',
  'range-created',
  'range-sealed',
  'trim-deleted-one',
];

/** Plays a round until the nth point, and returns what was said, and whether it came to an end. */
function play(folder: string, fatal: number) {
  const { stdout, stderr, signal, status } = spawnSync(
    process.execPath,
    [CHILD, folder, String(fatal)],
    { encoding: 'utf8' },
  );
  expect([stderr, signal ?? status]).toEqual(['', signal === null ? 0 : 'SIGKILL']);
  const said = stdout.trimEnd().split('\n');
  const lastOf = (word: string): number | undefined => {
    const line = said.findLast((text) => text.startsWith(`${word} `));
    return line === undefined ? undefined : Number(line.split(' ')[1]);
  };
  return {
    isDone: signal === null,
    points: said.filter((line) => line.startsWith('point ')).map((line) => line.slice(6)),
    appended: lastOf('appended'),
    trimmed: lastOf('trimmed'),
  };
}

/** A record as the child made it, or as it is after a compaction. */
function expectSound(record: LogRecord): void {
  expect(record.arrived).toBe(record.position * 1000);
  const bytes = record.batches[0]?.[1] as Uint8Array;
  expect(bytes.every((byte) => byte === record.position % 256)).toBe(true);
  expect(record.definitions).toHaveLength(
    record.position % 2 === 0 ? record.definitions.length : 1,
  );
}

it('loses nothing and keeps nothing half made, wherever it is killed', async () => {
  const root = mkdtempSync(join(tmpdir(), 'muster-points-'));
  try {
    expect(await playAll(root)).toEqual(POINTS);
  } finally {
    rmSync(root, { recursive: true });
  }
});

/** Kills at one point after the other until a round comes to its end; the names of all points. */
async function playAll(root: string): Promise<readonly string[]> {
  const seen = new Set<string>();
  const base = join(root, 'base');
  const before = play(base, 0).appended as number;
  let isDone = false;
  for (let fatal = 1; !isDone; fatal++) {
    const folder = join(root, String(fatal));
    cpSync(base, folder, { recursive: true });
    const round = play(folder, fatal);
    isDone = round.isDone;
    for (const point of round.points) seen.add(point);
    const log = await LmdbLog.open(folder, { shardBits: 4 });
    const acknowledged = round.appended ?? before;
    // What was on its way when it was killed may be there.
    expect(log.last).toBeGreaterThanOrEqual(acknowledged);
    expect(log.last - acknowledged).toBeLessThanOrEqual(4);
    if (round.trimmed !== undefined) expect(log.first).toBe(round.trimmed);
    const records = [...log.read(log.first)];
    expect(records.map(({ position }) => position)).toEqual(
      Array.from({ length: log.last - log.first + 1 }, (_, i) => log.first + i),
    );
    for (const record of records) expectSound(record);
    const names = readdirSync(join(folder, 'log'));
    expect(names.filter((name) => !/^\d{16}-\d{4}$/.test(name))).toEqual([]);
    expect(new Set(names.map((name) => name.slice(0, 16))).size).toBe(names.length);
    expect(names).toHaveLength(log.ranges.length);
    const next = (log.last + 1) as Position;
    await log.append([{ ...(records.at(-1) as LogRecord), position: next }]);
    expect([...log.read(next)]).toHaveLength(1);
    await log.close();
    rmSync(folder, { recursive: true });
  }
  return [...seen].sort();
}
