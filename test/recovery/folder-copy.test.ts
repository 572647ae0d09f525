/** A copy of a data folder is whole and of one moment, also while the folder is written. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Millis, Position } from '../../engine/index.ts';
import { CheckpointStore } from '../../storage/checkpoint-store.ts';
import { encodeValue } from '../../storage/checkpoint-value.ts';
import { backupFolder, type CopyPoint } from '../../storage/folder-copy.ts';
import { LmdbFile } from '../../storage/lmdb-file.ts';
import { LmdbLog } from '../../storage/log-lmdb.ts';
import type { LogRecord } from '../../storage/log-record.ts';

const CHILD = fileURLToPath(new URL('./folder-copy-child.mjs', import.meta.url));
const KILLED = fileURLToPath(new URL('./copy-kill-child.mjs', import.meta.url));
const KEYS = 50;
const COPIES = 12;

const root = mkdtempSync(join(tmpdir(), 'muster-copy-'));
let folders = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

function newFolder(): string {
  folders += 1;
  return join(root, `${folders}`, 'data');
}

function recordAt(position: number): LogRecord {
  return {
    position: position as Position,
    arrived: position as Millis,
    schema: [],
    definitions: [],
    batches: [[0, Buffer.alloc(2000, `${position};`)]],
  };
}

/** A folder with ranges of some thirty records, and a checkpoint unless its position is 0. */
async function filled(records: number, checkpoint: number): Promise<string> {
  const folder = newFolder();
  const log = await LmdbLog.open(folder, { shardBits: 4, rangeBytes: 128 * 1024 });
  for (let position = 1; position <= records; position++) await log.append([recordAt(position)]);
  await log.close();
  if (checkpoint > 0) await writeCheckpoint(folder, checkpoint);
  return folder;
}

/** Writes a checkpoint in full, as the next start does. */
async function writeCheckpoint(folder: string, checkpoint: number): Promise<void> {
  const store = CheckpointStore.open(folder);
  const writer = await store.begin(true);
  await writer.put([
    { name: 'values', bytes: Buffer.from(JSON.stringify([...valuesAt(checkpoint)])) },
  ]);
  await writer.commit(checkpoint as Position);
  await store.close();
}

/** The values by key once a position has been applied. */
function valuesAt(position: number): Map<number, number> {
  const values = new Map<number, number>();
  for (let at = Math.max(1, position - KEYS + 1); at <= position; at++) values.set(at % KEYS, at);
  return values;
}

/** What a start makes of a folder: the checkpoint's values, and the log replayed on them. */
async function restored(folder: string): Promise<{
  readonly checkpoint: number;
  readonly first: number;
  readonly last: number;
  readonly values: ReadonlyMap<number, number>;
}> {
  const store = CheckpointStore.open(folder);
  const [entry] = store.stores;
  const found = entry && store.read(entry);
  const values = new Map<number, number>();
  for (const { name, bytes } of found?.pieces() ?? []) {
    if (name !== 'values') continue;
    for (const [key, value] of JSON.parse(bytes.toString()) as [number, number][]) {
      values.set(key, value);
    }
  }
  const checkpoint = found?.position ?? (0 as Position);
  await store.close();
  const log = await LmdbLog.open(folder, { shardBits: 4, reaches: checkpoint });
  for (const { position, batches } of log.read((checkpoint + 1) as Position)) {
    if (batches.length > 0) values.set(position % KEYS, position);
  }
  // Those before it are there for other reasons, and must be whole too.
  expect([...log.read(log.first)]).toHaveLength(log.last - log.first + 1);
  const { first, last } = log;
  await log.append([recordAt(last + 1)]);
  await log.close();
  return { checkpoint, first, last, values };
}

function sorted(values: ReadonlyMap<number, number>): readonly (readonly [number, number])[] {
  return [...values].sort(([a], [b]) => a - b);
}

describe('a copy of a folder that nobody writes', () => {
  it('holds all of it, and can be gone on with', async () => {
    for (const [records, checkpoint] of [
      [100, 0],
      [100, 70],
      [100, 100],
      [1, 1],
      [1, 0],
    ] as const) {
      const folder = await filled(records, checkpoint);
      const to = newFolder();
      const copied = await backupFolder(folder, to);
      expect(copied).toMatchObject({ position: records, records });
      expect(copied.bytes).toBeGreaterThan(records * 2000);
      const found = await restored(to);
      expect(found).toMatchObject({ checkpoint, first: 1, last: records });
      expect(sorted(found.values)).toEqual(sorted(valuesAt(records)));
    }
  });

  it('goes into a folder that is empty, over what an earlier one left half done', async () => {
    const folder = await filled(10, 0);
    const to = newFolder();
    mkdirSync(to, { recursive: true });
    mkdirSync(join(`${to}.partial`, 'log', 'rest'), { recursive: true });
    await backupFolder(folder, to);
    expect(readdirSync(dirname(to))).toEqual(['data']);
    expect((await restored(to)).last).toBe(10);
  });

  it('tells how far it is', async () => {
    const folder = await filled(100, 50);
    const seen: number[] = [];
    const { bytes } = await backupFolder(folder, newFolder(), (progress) => {
      expect(progress.ofBytes).toBeGreaterThanOrEqual(progress.bytes);
      seen.push(progress.bytes);
    });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.at(-1)).toBe(bytes);
  });
});

describe('no copy is made', () => {
  /** What the refusal of a copy says, once nothing is left of it. */
  async function refusalOf(folder: string): Promise<string> {
    const to = newFolder();
    const message = await backupFolder(folder, to).then(
      () => 'copied',
      (error: unknown) => (error as Error).message,
    );
    expect(existsSync(to)).toBe(false);
    expect(existsSync(`${to}.partial`)).toBe(false);
    return message;
  }

  it('of what is no data folder', async () => {
    const folder = newFolder();
    expect(await refusalOf(folder)).toContain('holds no data');
    mkdirSync(folder, { recursive: true });
    expect(await refusalOf(folder)).toContain('holds no data');
  });

  it('to a folder that has something in it, or onto itself', async () => {
    const folder = await filled(3, 0);
    const to = newFolder();
    mkdirSync(join(to, 'mine'), { recursive: true });
    await expect(backupFolder(folder, to)).rejects.toThrow('is not empty');
    expect(readdirSync(to)).toEqual(['mine']);
    await expect(backupFolder(folder, folder)).rejects.toThrow('is not empty');
  });

  it('of a damaged record, which is named', async () => {
    const folder = await filled(100, 40);
    const range = join(folder, 'log', readdirSync(join(folder, 'log'))[0] as string);
    await rewrite(range, (key, value) => {
      // The description comes first, so that the record of position p is the value p + 1.
      if (key === 8) value.writeUInt8(value.readUInt8(50) ^ 1, 50);
      return value;
    });
    expect(await refusalOf(folder)).toMatch(
      /record 7 of the log is damaged: its checksum is wrong \(in .*log/,
    );
  });

  it('of a log with a hole', async () => {
    const folder = await filled(100, 0);
    const [first, second] = readdirSync(join(folder, 'log')).sort() as [string, string];
    cpSync(folder, `${folder}2`, { recursive: true });
    rmSync(join(folder, 'log', second), { recursive: true });
    expect(await refusalOf(folder)).toMatch(/record \d+ of the log is missing/);
    rmSync(join(`${folder}2`, 'log', first), { recursive: true });
    expect(await refusalOf(`${folder}2`)).toContain('record 1 of the log is missing');
  });

  it('of a log that ends before the checkpoint', async () => {
    const folder = await filled(100, 100);
    const newest = readdirSync(join(folder, 'log')).sort().at(-1) as string;
    rmSync(join(folder, 'log', newest), { recursive: true });
    expect(await refusalOf(folder)).toContain('ends before the checkpoint of record 100');
    rmSync(join(folder, 'log'), { recursive: true });
    expect(await refusalOf(folder)).toContain('record 1 of the log is missing');
  });

  it('of a damaged piece, which is named', async () => {
    const folder = await filled(10, 10);
    const [store] = CheckpointStore.open(folder).stores;
    await rewrite(store?.path as string, (key, value) =>
      key === 1 ? encodeValue('piece', 1, Buffer.from('other')) : value,
    );
    expect(await refusalOf(folder)).toContain("piece 'values' (value 1)");
  });
});

/** Writes a file of entries anew, some of them changed. */
async function rewrite(
  folder: string,
  change: (key: number, value: Buffer) => Buffer,
): Promise<void> {
  const aside = join(dirname(dirname(folder)), 'aside');
  renameSync(folder, aside);
  const from = LmdbFile.openReadOnly(aside);
  const to = LmdbFile.create(folder);
  await to.append(Array.from(from.entries(0), ({ key, value }) => [key, change(key, value)]));
  await from.close();
  await to.close();
  rmSync(aside, { recursive: true });
}

it('what is deleted while it is copied is in the copy', async () => {
  const folder = await filled(100, 50);
  const to = newFolder();
  const copied = await backupFolder(folder, to, () => {
    rmSync(folder, { recursive: true, force: true });
  });
  expect(existsSync(folder)).toBe(false);
  expect(copied).toMatchObject({ position: 100, records: 100 });
  expect(sorted((await restored(to)).values)).toEqual(sorted(valuesAt(100)));
});

describe('a kill while a folder is copied', () => {
  const POINTS: readonly CopyPoint[] = [
    'half-opened',
    'opened',
    'begun',
    'checkpoint-copied',
    'range-copied',
    'copied',
    'named',
  ];

  /** Copies, until the nth point; what was passed, and whether the copy came to its end. */
  function copyUntil(fatal: number, folder: string, to: string) {
    const args = [KILLED, folder, to, String(fatal)];
    const { stdout, stderr, signal } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([stderr, signal]).toEqual(['', fatal === 0 ? null : 'SIGKILL']);
    return stdout.trimEnd().split('\n') as CopyPoint[];
  }

  /** All but who locks them, and who reads them: a killed reader goes on saying so until a start. */
  function filesOf(folder: string): readonly (readonly [string, Buffer])[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/^lock\.mdb$|^reader-/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path, readFileSync(path)] as const);
  }

  it('leaves no target or a whole one at each point, and the folder as it was', async () => {
    const folder = await filled(100, 70);
    const before = filesOf(folder);
    const all = copyUntil(0, folder, newFolder());
    expect(new Set(all)).toEqual(new Set(POINTS));
    for (const [index, point] of all.entries()) {
      const to = newFolder();
      mkdirSync(dirname(to), { recursive: true });
      expect(copyUntil(index + 1, folder, to).at(-1)).toBe(point);
      expect([point, existsSync(to)]).toEqual([point, point === 'named']);
      if (point !== 'named') await backupFolder(folder, to);
      const found = await restored(to);
      expect(found).toMatchObject({ checkpoint: 70, first: 1, last: 100 });
      expect(sorted(found.values)).toEqual(sorted(valuesAt(100)));
      // The second attempt leaves nothing of the first.
      expect(readdirSync(dirname(to))).toEqual(['data']);
    }
    expect(filesOf(folder)).toEqual(before);
    expect((await restored(folder)).last).toBe(100);
  });
});

describe('a folder that changes while it is opened', () => {
  const noProgress = () => undefined;

  /** A copy of a folder in which a later checkpoint was written, and all behind it compacted. */
  async function compacted(folder: string): Promise<string> {
    const later = newFolder();
    cpSync(folder, later, { recursive: true });
    await writeCheckpoint(later, 100);
    const log = await LmdbLog.open(later, { shardBits: 4, reaches: 100 as Position });
    await log.compact(101 as Position, (record) => ({ ...record, batches: [] }));
    await log.close();
    return later;
  }

  it('is copied as it is after a compaction, not half and half', async () => {
    const folder = await filled(100, 50);
    const later = await compacted(folder);
    const to = newFolder();
    let openings = 0;
    const copied = await backupFolder(folder, to, noProgress, (point) => {
      if (point !== 'half-opened') return;
      openings += 1;
      if (openings > 1) return;
      renameSync(folder, `${folder}.before`);
      renameSync(later, folder);
    });
    expect(openings).toBe(2);
    expect(copied).toMatchObject({ position: 100, records: 100 });
    const found = await restored(to);
    expect(found.checkpoint).toBe(100);
    expect(sorted(found.values)).toEqual(sorted(valuesAt(100)));
  });

  it('is copied up to what was durable last', async () => {
    // One range and one store, which the second folder has more of under the same names.
    const folder = await filled(5, 4);
    const later = await filled(9, 8);
    const to = newFolder();
    const copied = await backupFolder(folder, to, noProgress, (point) => {
      if (point !== 'half-opened') return;
      renameSync(folder, `${folder}.before`);
      renameSync(later, folder);
    });
    expect(copied).toMatchObject({ position: 9, records: 9 });
    const found = await restored(to);
    expect(found.checkpoint).toBe(4);
    expect(sorted(found.values)).toEqual(sorted(valuesAt(9)));
  });

  it('is not copied when that never ends', async () => {
    const folder = await filled(5, 4);
    const to = newFolder();
    let number = 2;
    const copy = backupFolder(folder, to, noProgress, () => {
      mkdirSync(join(folder, 'checkpoint', String(number).padStart(8, '0')));
      number += 1;
    });
    await expect(copy).rejects.toThrow('changed each of the 20 times');
    expect(existsSync(to)).toBe(false);
  });
});

it('copies made while another process writes, compacts and trims are of one moment each', async () => {
  const folder = newFolder();
  const child = spawn(process.execPath, [CHILD, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let durable = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    durable = Number(/durable (\d+)\n$/.exec(text)?.[1] ?? durable);
  });
  const closed = once(child, 'close');
  try {
    while (durable < 100) await new Promise((resume) => setTimeout(resume, 5));
    const checkpoints = new Set<number>();
    const firsts = new Set<number>();
    for (let i = 0; i < COPIES; i++) {
      const known = durable;
      const to = newFolder();
      const { position } = await backupFolder(folder, to);
      expect(position).toBeGreaterThanOrEqual(known);
      const found = await restored(to);
      expect(found.last).toBe(position);
      expect(sorted(found.values)).toEqual(sorted(valuesAt(position)));
      checkpoints.add(found.checkpoint);
      firsts.add(found.first);
      await new Promise((resume) => setTimeout(resume, 100));
    }
    // The folder did change under the copies.
    expect(checkpoints.size).toBeGreaterThan(3);
    expect(firsts.size).toBeGreaterThan(1);
  } finally {
    child.kill('SIGKILL');
  }
  expect(await closed).toEqual([null, 'SIGKILL']);
});
