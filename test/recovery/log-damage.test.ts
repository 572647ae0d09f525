/**
 * A log whose file was damaged, in every place and in many ways: it either gives every record as it
 * was, or says which file is to blame. Whatever that does to the reader, it does to another process.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LmdbLog } from '../../storage/log-lmdb.ts';
import { probe } from '../../storage/probe.ts';
import type { ProbeResult } from '../../storage/probe-read.ts';
import { plain, readAll, recordAt } from '../contract/log-contract.ts';

const script = new URL('../../dist/storage/probe-child.js', import.meta.url);
const root = mkdtempSync(join(tmpdir(), 'muster-damage-'));
const RANGE = join('log', '0000000000000001-0000');
const DATA = join(RANGE, 'data.mdb');
const LOCK = join(RANGE, 'lock.mdb');
const PAGE = 4096;
const RECORDS = 24;
/** Long enough to have pages of its own. */
const LONG_RECORD = 7;
const AT_ONCE = 200;

let good = Buffer.alloc(0);
let goodRecords = '';

function record(position: number) {
  const bytes = position === LONG_RECORD ? new Uint8Array(9000).map((_, i) => i * 7) : undefined;
  return recordAt(position, bytes);
}

beforeAll(async () => {
  const folder = join(root, 'good');
  const log = await LmdbLog.open(folder, { shardBits: 4 });
  for (let position = 1; position <= RECORDS; position += 2) {
    await log.append([record(position), record(position + 1)]);
  }
  goodRecords = JSON.stringify(readAll(log).map(plain));
  await log.close();
  good = readFileSync(join(folder, DATA));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;

/** A log with this in the place of its file. */
function logOf(bytes: Uint8Array | undefined): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(dirname(join(folder, DATA)), { recursive: true });
  if (bytes !== undefined) writeFileSync(join(folder, DATA), bytes);
  copyFileSync(join(root, 'good', LOCK), join(folder, LOCK));
  return folder;
}

function probeLogs(logs: readonly string[]): Promise<readonly ProbeResult[]> {
  return probe(
    script,
    logs.map((folder) => ({ kind: 'log', folder, from: 1 })),
  );
}

/** How each of many logs is: `good`, or the fault. Those that a probe lets pass are read here. */
async function outcomesOf(logs: readonly string[]): Promise<string[]> {
  const outcomes: string[] = [];
  for (const [i, result] of (await probeLogs(logs)).entries()) {
    const folder = logs[i] as string;
    if (result.ok) {
      const log = await LmdbLog.open(folder, { shardBits: 4 });
      expect(JSON.stringify(readAll(log).map(plain)) === goodRecords).toBe(true);
      expect(log.last).toBe(RECORDS);
      await log.close();
    } else {
      expect(result.fault).toContain(join(folder, RANGE));
    }
    outcomes.push(result.ok ? 'good' : result.fault);
    rmSync(folder, { recursive: true });
  }
  return outcomes;
}

function flipped(place: number, bits: number): Buffer {
  const bytes = Buffer.from(good);
  bytes.writeUInt8(bytes.readUInt8(place) ^ bits, place);
  return bytes;
}

function zeroed(from: number, length: number): Buffer {
  return Buffer.from(good).fill(0, from, from + length);
}

describe('a log whose file was damaged', () => {
  it('gives every record or a fault, whatever byte is flipped', async () => {
    const places: [place: number, bits: number][] = [];
    // The headers byte by byte, the rest in steps that come to every place of a page.
    for (let page = 0; page < 2; page++) {
      for (let i = 0; i < 160; i++)
        places.push([page * PAGE + i, 1 << (i % 8)], [page * PAGE + i, 0xff]);
    }
    for (let place = 2 * PAGE; place < good.length; place += 61) {
      places.push([place, 1 << (place % 8)]);
    }
    let faults = 0;
    while (places.length > 0) {
      const logs = places.splice(0, AT_ONCE).map(([place, bits]) => logOf(flipped(place, bits)));
      for (const outcome of await outcomesOf(logs)) faults += outcome === 'good' ? 0 : 1;
    }
    expect(faults).toBeGreaterThan(150);
  });

  it('is never taken for a shorter one when a header says that it is older', async () => {
    for (let page = 0; page < 2; page++) {
      const bytes = Buffer.from(good);
      const place = page * PAGE + 152;
      bytes.writeBigUInt64LE(bytes.readBigUInt64LE(place) - 2n, place);
      const [outcome] = await outcomesOf([logOf(bytes)]);
      expect(outcome).toMatch(/record 1 of the log can't be read: .* is damaged: its page \d+ /);
    }
  });

  it('gives a fault when it is cut short', async () => {
    const sizes = [
      0,
      1,
      159,
      PAGE - 1,
      PAGE,
      PAGE + 1,
      2 * PAGE,
      good.length >> 1,
      good.length - 1,
    ];
    for (let size = 3 * PAGE; size < good.length; size += PAGE) sizes.push(size);
    const outcomes = await outcomesOf(sizes.map((size) => logOf(good.subarray(0, size))));
    expect(outcomes.filter((outcome) => !/ has (only )?\d+ |ends before/.test(outcome))).toEqual(
      [],
    );
  });

  it('gives every record or a fault when a part of it is zero', async () => {
    const logs: string[] = [];
    for (let place = 0; place < good.length; place += 512) logs.push(logOf(zeroed(place, 512)));
    for (let place = 0; place < good.length; place += PAGE) logs.push(logOf(zeroed(place, PAGE)));
    const outcomes = await outcomesOf(logs);
    expect(outcomes.filter((outcome) => outcome !== 'good').length).toBeGreaterThan(
      logs.length / 3,
    );
  });

  it('gives a fault when another file is in its place, or none', async () => {
    const text = Buffer.alloc(good.length, 'Not a log.\n');
    const outcomes = await outcomesOf([logOf(text), logOf(Buffer.from('x')), logOf(undefined)]);
    expect(outcomes[0]).toContain('not one of LMDB');
    expect(outcomes[1]).toContain('it has only 1 bytes');
    expect(outcomes[2]).toContain('ENOENT');
  });

  it('does not mind what is in the file beside it', async () => {
    const lock = readFileSync(join(root, 'good', LOCK));
    const locks = [
      Buffer.alloc(0),
      Buffer.from('x'),
      lock.subarray(0, 100),
      Buffer.alloc(lock.length, 0xff),
      Buffer.alloc(lock.length, 'Not a lock.\n'),
      Buffer.alloc(100_001, 0xa5),
    ];
    const logs = locks.map((bytes) => {
      const folder = logOf(good);
      writeFileSync(join(folder, LOCK), bytes);
      return folder;
    });
    expect(await outcomesOf(logs)).toEqual(locks.map(() => 'good'));
  });
});

describe('a log of which a range is missing or damaged', () => {
  async function rangesLog(name: string): Promise<string> {
    const folder = join(root, name);
    const log = await LmdbLog.open(folder, { shardBits: 4 });
    for (let position = 1; position <= 9; position++) {
      await log.append([record(position)]);
      if (position % 3 === 0) await log.seal();
    }
    await log.close();
    return folder;
  }

  it('says which record is missing', async () => {
    const folder = await rangesLog('gap');
    rmSync(join(folder, 'log', '0000000000000004-0000'), { recursive: true });
    const [result] = await probeLogs([folder]);
    expect(result).toMatchObject({
      ok: false,
      fault: expect.stringMatching(/record 4 .* missing/),
    });
    const log = await LmdbLog.open(folder, { shardBits: 4 });
    expect(() => readAll(log)).toThrow(/record 4 of the log is missing .*0000000000000001-0000/);
    expect(readAll(log, 7).map(({ position }) => position)).toEqual([7, 8, 9]);
    await log.close();
  });

  it('is read where it is good, without a look at the rest', async () => {
    const folder = await rangesLog('old');
    writeFileSync(join(folder, 'log', '0000000000000004-0000', 'data.mdb'), 'x');
    const from = (position: number) => ({ kind: 'log', folder, from: position }) as const;
    const [early, late] = await probe(script, [from(4), from(7)]);
    expect(early).toMatchObject({
      ok: false,
      fault: expect.stringContaining('record 4 of the log'),
    });
    expect(late).toEqual({ ok: true });
    const log = await LmdbLog.open(folder, { shardBits: 4 });
    expect(readAll(log, 7).map(({ position }) => position)).toEqual([7, 8, 9]);
    await log.close();
  });

  it('says that a record is no longer there', async () => {
    const folder = await rangesLog('trimmed');
    const log = await LmdbLog.open(folder, { shardBits: 4 });
    expect(await log.trim(5 as never)).toBe(1);
    await log.close();
    const read = { kind: 'log', folder, from: 3 } as const;
    expect(await probe(script, [read, { ...read, from: 4 }])).toMatchObject([
      { ok: false, fault: expect.stringContaining('record 3 is no longer in the log') },
      { ok: true },
    ]);
  });
});
