/** What every log does, whatever it is made of. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Millis, Position } from '../../engine/index.ts';
import type { Log } from '../../storage/log.ts';
import type { LogRecord } from '../../storage/log-record.ts';

/** A record whose content tells its position. */
export function recordAt(position: number, bytes: Uint8Array = contentOf(position)): LogRecord {
  return {
    position: position as Position,
    arrived: (1_700_000_000_000 + position) as Millis,
    schema: [{ kind: 'field-declared', name: `field ${position}`, type: 'text' }],
    definitions: [
      {
        kind: 'channel-put',
        name: '__proto__',
        rule: { field: 'Łódź', op: 'eq', value: position },
      },
    ],
    batches: [[position % 3, bytes]],
  };
}

/** Bytes of a length of its own, every value among them. */
function contentOf(position: number): Uint8Array {
  return Uint8Array.from({ length: 200 + ((position * 37) % 300) }, (_, i) => i * position);
}

/** A record as plain data, whatever kind of byte array it came with. */
export function plain(record: LogRecord): unknown {
  const batches = record.batches.map(([shard, bytes]) => [
    shard,
    Buffer.from(bytes).toString('base64'),
  ]);
  return { ...record, batches };
}

export function readAll(log: Log, from = 1): LogRecord[] {
  return [...log.read(from as Position)];
}

export function describeLog(name: string, open: () => Promise<Log>): void {
  describe(`${name}:`, () => {
    let log: Log;

    beforeEach(async () => {
      log = await open();
    });
    afterEach(() => log.close());

    const fill = async (count: number): Promise<void> => {
      for (let position = 1; position <= count; position++) await log.append([recordAt(position)]);
    };

    it('is empty at first', () => {
      expect(log.last).toBe(0);
      expect(readAll(log)).toEqual([]);
      expect(readAll(log, 7)).toEqual([]);
    });

    it('gives back what was appended, in order', async () => {
      await fill(40);
      expect(log.last).toBe(40);
      // All of them first: a record must not change when the next one is read.
      const records = readAll(log);
      expect(records.map(plain)).toEqual(
        Array.from({ length: 40 }, (_, i) => plain(recordAt(i + 1))),
      );
    });

    it('reads from any position', async () => {
      await fill(5);
      for (let from = 1; from <= 6; from++) {
        const found = readAll(log, from).map(({ position }) => position);
        expect(found).toEqual([1, 2, 3, 4, 5].slice(from - 1));
      }
    });

    it('holds records without a change and with many', async () => {
      const bare = { schema: [], definitions: [], batches: [] };
      const batches = Array.from({ length: 500 }, (_, i) => [i, Uint8Array.of(i, 255)] as const);
      const records = [
        { ...recordAt(1), ...bare },
        { ...recordAt(2), ...bare, batches },
      ];
      for (const record of records) await log.append([record]);
      expect(readAll(log).map(plain)).toEqual(records.map(plain));
    });

    it('holds big records', async () => {
      const big = new Uint8Array(9_000_001).map((_, i) => (i * 31) >>> 3);
      await log.append([recordAt(1)]);
      await log.append([recordAt(2, big)]);
      await log.append([recordAt(3)]);
      const records = readAll(log);
      expect(records.map(({ position }) => position)).toEqual([1, 2, 3]);
      expect(Buffer.compare(records[1]?.batches[0]?.[1] as Uint8Array, big)).toBe(0);
    });

    it('keeps the bytes it was given, whatever becomes of them later', async () => {
      const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
      const view = bytes.subarray(10, 266);
      const copy = Uint8Array.from(view);
      await log.append([recordAt(1, view)]);
      bytes.fill(0);
      expect(readAll(log).map(plain)).toEqual([plain(recordAt(1, copy))]);
    });

    it('takes times before 1970 and of every size', async () => {
      const times = [-62_135_596_800_000, -1, 0, 253_402_300_799_999];
      for (const [i, arrived] of times.entries()) {
        await log.append([{ ...recordAt(i + 1), arrived: arrived as Millis }]);
      }
      expect(readAll(log).map(({ arrived }) => arrived)).toEqual(times);
    });

    it('resolves many appends at once in their order', async () => {
      const resolved: number[] = [];
      await Promise.all(
        Array.from({ length: 500 }, async (_, i) => {
          await log.append([recordAt(i + 1)]);
          resolved.push(i + 1);
        }),
      );
      expect(resolved).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
      expect(log.last).toBe(500);
      expect(readAll(log).map(({ position }) => position)).toEqual(resolved);
    });

    it('takes nothing but the next position', async () => {
      await fill(2);
      await expect(log.append([recordAt(2)])).rejects.toThrow('positions follow each other');
      await expect(log.append([recordAt(4)])).rejects.toThrow('positions follow each other');
      expect(readAll(log).map(({ position }) => position)).toEqual([1, 2]);
    });

    it('takes groups, of one record and of many, and of none', async () => {
      const groups = [[1], [2, 3, 4], [], [5, 6]];
      for (const group of groups) await log.append(group.map((position) => recordAt(position)));
      expect(log.last).toBe(6);
      expect(readAll(log).map(plain)).toEqual(positions(1, 6).map((p) => plain(recordAt(p))));
      await expect(log.append([recordAt(7), recordAt(9)])).rejects.toThrow('follow each other');
      expect(log.last).toBe(6);
    });

    it('makes room for writes of every size', async () => {
      for (const [i, bytes] of [0, 1, 100_000, 3_000_000].entries()) {
        log.reserve(bytes);
        log.reserve(bytes);
        await log.append([recordAt(i + 1, new Uint8Array(2 * bytes))]);
      }
      expect(readAll(log)).toHaveLength(4);
    });

    it('has no range at first, and seals none', async () => {
      expect(log).toMatchObject({ first: 1, last: 0, ranges: [] });
      await log.seal();
      log.reserve(10);
      await log.seal();
      expect(log.ranges).toEqual([]);
      expect(await log.trim(10 as Position)).toBe(0);
      await log.compact(10 as Position, () => undefined);
      await log.append([recordAt(1)]);
      expect(readAll(log).map(plain)).toEqual([plain(recordAt(1))]);
    });

    /** Ranges of 1–3, 4, 5–6, and 7–8, which is being written. */
    const fillRanges = async (): Promise<void> => {
      for (const [from, to] of [
        [1, 3],
        [4, 4],
        [5, 6],
      ] as const) {
        await log.append(positions(from, to).map((position) => recordAt(position)));
        await log.seal();
      }
      await log.append([recordAt(7), recordAt(8)]);
    };

    it('says what ranges it has', async () => {
      await fillRanges();
      const views = log.ranges.map(({ first, last, newest }) => [first, last, newest]);
      expect(views).toEqual(
        [
          [1, 3],
          [4, 4],
          [5, 6],
          [7, 8],
        ].map(([first, last]) => [first, last, recordAt(last as number).arrived]),
      );
      for (const { bytes } of log.ranges) expect(bytes).toBeGreaterThan(200);
      expect(log).toMatchObject({ first: 1, last: 8 });
    });

    it('seals while appends are under way', async () => {
      const appended: Promise<void>[] = [];
      for (let position = 1; position <= 30; position++) {
        log.reserve(500);
        appended.push(log.append([recordAt(position)]));
        if (position % 10 === 0) appended.push(log.seal());
        log.reserve(500);
      }
      await Promise.all(appended);
      expect(log.ranges.map(({ first }) => first as number)).toEqual([1, 11, 21]);
      expect(readAll(log).map(({ position }) => position)).toEqual(positions(1, 30));
    });

    it('trims whole ranges that end before a position', async () => {
      await fillRanges();
      expect(await log.trim(3 as Position)).toBe(0);
      expect(log.first).toBe(1);
      expect(await log.trim(5 as Position)).toBe(2);
      expect(log).toMatchObject({ first: 5, last: 8 });
      expect(readAll(log, 5).map(plain)).toEqual(positions(5, 8).map((p) => plain(recordAt(p))));
      expect(() => readAll(log, 4)).toThrow('record 4 is no longer in the log');
      expect(await log.trim(100 as Position)).toBe(1);
      expect(log.ranges).toHaveLength(1);
      // The newest says how far the log has come.
      await log.seal();
      expect(await log.trim(100 as Position)).toBe(0);
      expect(log).toMatchObject({ first: 7, last: 8 });
      await log.append([recordAt(9)]);
      expect(await log.trim(100 as Position)).toBe(1);
      expect(() => readAll(log, 8)).toThrow('record 8 is no longer in the log');
      expect(readAll(log, 9).map(plain)).toEqual([plain(recordAt(9))]);
    });

    it('says from where on it may be written', async () => {
      expect(log.unsealed).toBe(1);
      await fillRanges();
      expect(log.unsealed).toBe(7);
      await log.seal();
      expect(log.unsealed).toBe(9);
    });

    it('rewrites sealed ranges that end before a position', async () => {
      await fillRanges();
      const seen: number[] = [];
      const without = (record: LogRecord): LogRecord => ({ ...record, batches: [] });
      await log.compact(7 as Position, (record) => {
        seen.push(record.position);
        return record.position === 2 || record.position === 6 ? without(record) : undefined;
      });
      expect([...new Set(seen)]).toEqual(positions(1, 6));
      const wanted = positions(1, 8).map((position) => {
        const record = recordAt(position);
        return plain(position === 2 || position === 6 ? without(record) : record);
      });
      expect(readAll(log).map(plain)).toEqual(wanted);
      expect(log.ranges.map(({ first, last }) => [first, last])).toEqual([
        [1, 3],
        [4, 4],
        [5, 6],
        [7, 8],
      ]);
      // Not those that are needed, nor what is being written.
      for (const before of [3, 9]) {
        const positionsSeen: number[] = [];
        await log.compact(before as Position, ({ position }) => {
          positionsSeen.push(position);
          return undefined;
        });
        expect(positionsSeen).toEqual(before === 3 ? [] : positions(1, 6));
      }
    });

    it('may be read while it is appended to, sealed, rewritten and trimmed', async () => {
      await fillRanges();
      const reading = log.read(1 as Position)[Symbol.iterator]();
      const next = (): unknown => reading.next().value?.position;
      expect(next()).toBe(1);
      await log.seal();
      await log.compact(9 as Position, (record) => ({ ...record, definitions: [] }));
      expect(next()).toBe(2);
      await log.append([recordAt(9)]);
      await log.trim(3 as Position);
      expect([next(), next(), next()]).toEqual([3, 4, 5]);
      await log.trim(6 as Position);
      expect([next(), next()]).toEqual([6, 7]);
      expect([next(), next(), next()]).toEqual([8, 9, undefined]);
    });

    it('leaves a range as it is when rewriting throws', async () => {
      await fillRanges();
      const failing = log.compact(9 as Position, (record) => {
        if (record.position === 6) throw new Error('not this one');
        return record;
      });
      await expect(failing).rejects.toThrow('not this one');
      expect(readAll(log).map(plain)).toEqual(positions(1, 8).map((p) => plain(recordAt(p))));
    });
  });
}

function positions(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
