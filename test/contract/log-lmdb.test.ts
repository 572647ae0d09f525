/** The log in LMDB keeps the contract of logs, survives being closed, and trusts no byte. */
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
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { open } from 'lmdb';
import { afterAll, describe, expect, it } from 'vitest';
import type { Position } from '../../engine/index.ts';
import { LmdbLog } from '../../storage/log-lmdb.ts';
import { describeLog, plain, readAll, recordAt } from './log-contract.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-log-'));
let folders = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

function newFolder(): string {
  folders += 1;
  return join(root, String(folders));
}

describeLog('the log in LMDB', () => LmdbLog.open(newFolder(), { shardBits: 4 }));

async function logWith(records: number): Promise<string> {
  const folder = newFolder();
  const log = await LmdbLog.open(folder, { shardBits: 4 });
  for (let position = 1; position <= records; position++) await log.append([recordAt(position)]);
  await log.close();
  return folder;
}

/** Key of the description of a range, and how far the key of a record is from its position. */
const META_KEY = 1;
const KEY_OFFSET = 1;

type Records = {
  get(key: number): Buffer;
  put(key: number, bytes: Buffer): Promise<boolean>;
  remove(key: number): Promise<boolean>;
};

/** Changes the first range behind the log's back. */
async function tamper(folder: string, change: (records: Records) => Promise<unknown>) {
  const path = join(folder, 'log', '0000000000000001-0000');
  const environment = open({ path, encoding: 'binary', overlappingSync: false, mapSize: 2 ** 38 });
  await change(environment as unknown as Records);
  await environment.close();
}

/** Opens a log, reads all of it, and says what that threw. */
async function faultOf(folder: string): Promise<string> {
  let log: LmdbLog | undefined;
  try {
    log = await LmdbLog.open(folder, { shardBits: 4 });
    readAll(log);
    return 'none';
  } catch (error) {
    return String(error);
  } finally {
    await log?.close();
  }
}

describe('the log in LMDB, opened again', () => {
  it('has everything, and goes on at the next position', async () => {
    const folder = await logWith(30);
    for (const next of [31, 32]) {
      const log = await LmdbLog.open(folder, { shardBits: 4 });
      expect(log.last).toBe(next - 1);
      await log.append([recordAt(next)]);
      expect(readAll(log).map(plain)).toEqual(
        Array.from({ length: next }, (_, i) => plain(recordAt(i + 1))),
      );
      await log.close();
    }
  });

  it('makes the folder that it is to live in', async () => {
    const folder = join(newFolder(), 'a', 'b');
    const log = await LmdbLog.open(folder, { shardBits: 4 });
    await log.append([recordAt(1)]);
    await log.close();
    expect(await faultOf(folder)).toBe('none');
  });

  it('refuses other shards than those it was written with, and stays as it was', async () => {
    const folder = await logWith(1);
    await expect(LmdbLog.open(folder, { shardBits: 5 })).rejects.toThrow('shards of 2^4');
    expect(await faultOf(folder)).toBe('none');
  });

  it('refuses another format, naming it', async () => {
    const folder = await logWith(1);
    const text = Buffer.from('{"format":"muster-log","version":99,"shardBits":4,"first":1}');
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(text));
    await tamper(folder, (records) => records.put(META_KEY, Buffer.concat([checksum, text])));
    await expect(LmdbLog.open(folder, { shardBits: 4 })).rejects.toThrow('muster-log 99');
  });
});

describe('the ranges of a log in LMDB', () => {
  const big = new Uint8Array(30_000);
  const namesIn = (folder: string): string[] => readdirSync(join(folder, 'log')).sort();
  const options = { shardBits: 4, rangeBytes: 200_000 };

  it('end when they are big enough, and hold everything', async () => {
    const folder = newFolder();
    const log = await LmdbLog.open(folder, options);
    for (let position = 1; position <= 40; position++) {
      log.reserve(big.length);
      await log.append([recordAt(position, big)]);
    }
    expect(log.ranges.length).toBeGreaterThan(4);
    for (const { bytes } of log.ranges) expect(bytes).toBeLessThan(300_000);
    expect(readAll(log)).toHaveLength(40);
    const ranges = log.ranges.map(({ first, last, newest }) => ({ first, last, newest }));
    await log.close();
    const again = await LmdbLog.open(folder, options);
    expect(again.ranges).toMatchObject(ranges);
    expect(readAll(again)).toHaveLength(40);
    await again.close();
  });

  it('are not written by a later process', async () => {
    const folder = await logWith(3);
    const file = join(folder, 'log', '0000000000000001-0000', 'data.mdb');
    const before = readFileSync(file);
    const log = await LmdbLog.open(folder, options);
    expect(namesIn(folder)).toHaveLength(1);
    await log.append([recordAt(4)]);
    expect(namesIn(folder)).toEqual(['0000000000000001-0000', '0000000000000004-0000']);
    await log.close();
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('are begun by the first write, and go again when there was none', async () => {
    const folder = newFolder();
    const log = await LmdbLog.open(folder, options);
    expect(existsSync(folder)).toBe(false);
    log.reserve(1);
    expect(namesIn(folder)).toEqual(['0000000000000001-0000']);
    await log.close();
    const again = await LmdbLog.open(folder, options);
    expect(again).toMatchObject({ first: 1, last: 0, ranges: [] });
    expect(namesIn(folder)).toEqual([]);
    await again.close();
  });

  it('are those of the newest generation, and nothing half made', async () => {
    const folder = await logWith(3);
    const log = await LmdbLog.open(folder, options);
    await log.compact(4 as Position, (record) => ({ ...record, definitions: [] }));
    expect(namesIn(folder)).toEqual(['0000000000000001-0001']);
    await log.close();
    const older = join(folder, 'log', '0000000000000001-0000');
    cpSync(join(folder, 'log', '0000000000000001-0001'), older, { recursive: true });
    for (const suffix of ['.new', '.new.new', '.old'])
      cpSync(older, `${older}${suffix}`, { recursive: true });
    const again = await LmdbLog.open(folder, options);
    expect(namesIn(folder)).toEqual(['0000000000000001-0001']);
    expect(readAll(again).map(({ definitions }) => definitions)).toEqual([[], [], []]);
    await again.close();
  });

  it('reach as far as a checkpoint is known of, or are refused', async () => {
    const folder = await logWith(3);
    const at = (position: number) => ({ ...options, reaches: position as Position });
    const log = await LmdbLog.open(folder, at(3));
    expect(log).toMatchObject({ first: 1, last: 3 });
    // Begun and never written.
    log.reserve(1);
    await log.close();
    await expect(LmdbLog.open(folder, at(5))).rejects.toThrow('record 4 of the log is missing');
    expect(namesIn(folder)).toHaveLength(2);
    rmSync(join(folder, 'log', '0000000000000001-0000'), { recursive: true });
    await expect(LmdbLog.open(folder, at(3))).rejects.toThrow('record 1 of the log is missing');
  });

  it('are all sealed, also one that was ended a moment before', async () => {
    const log = await LmdbLog.open(newFolder(), options);
    // One append after the other is on its way when the seal is asked for.
    const appended: Promise<void>[] = [];
    for (let position = 1; position <= 20; position++) {
      appended.push(log.append([recordAt(position, big)]));
    }
    const sealing = log.seal();
    appended.push(log.append([recordAt(21)]));
    await sealing;
    expect(log.unsealed).toBe(21);
    await Promise.all(appended);
    await log.close();
  });

  it('are asked for by a log of a version that had none', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'log'), { recursive: true });
    writeFileSync(join(folder, 'log', 'data.mdb'), '');
    await expect(LmdbLog.open(folder, options)).rejects.toThrow('version from development');
  });
});

describe('a log in LMDB with a bad record', () => {
  it('is refused for a flipped bit in any part of it, naming the record', async () => {
    const folder = await logWith(3);
    for (const place of [0, 2, 5, 9, 13, 20, 100, -1]) {
      let good = Buffer.alloc(0);
      await tamper(folder, async (records) => {
        good = Buffer.from(records.get(2 + KEY_OFFSET));
        const bad = Buffer.from(good);
        const index = place < 0 ? bad.length + place : place;
        bad.writeUInt8(bad.readUInt8(index) ^ 0x10, index);
        await records.put(2 + KEY_OFFSET, bad);
      });
      expect(await faultOf(folder)).toContain('record 2 of the log');
      await tamper(folder, (records) => records.put(2 + KEY_OFFSET, good));
      expect(await faultOf(folder)).toBe('none');
    }
  });

  it('is refused when it is cut short, empty or too long', async () => {
    for (const length of [0, 1, 19, 20, 60]) {
      const folder = await logWith(3);
      await tamper(folder, (records) =>
        records.put(3 + KEY_OFFSET, Buffer.from(records.get(3 + KEY_OFFSET).subarray(0, length))),
      );
      expect(await faultOf(folder)).toContain('record 3 of the log');
    }
    const folder = await logWith(3);
    await tamper(folder, (records) =>
      records.put(3 + KEY_OFFSET, Buffer.concat([records.get(3 + KEY_OFFSET), Buffer.alloc(1)])),
    );
    expect(await faultOf(folder)).toContain('record 3 of the log');
  });

  it('is refused for a good record in the place of another', async () => {
    const folder = await logWith(3);
    await tamper(folder, (records) =>
      records.put(2 + KEY_OFFSET, Buffer.from(records.get(1 + KEY_OFFSET))),
    );
    expect(await faultOf(folder)).toContain('record 2 of the log');
  });

  it('is refused for a missing one, also the first', async () => {
    for (const missing of [1, 2]) {
      const folder = await logWith(3);
      await tamper(folder, (records) => records.remove(missing + KEY_OFFSET));
      expect(await faultOf(folder)).toContain(`record ${missing} of the log is missing`);
    }
  });
});
