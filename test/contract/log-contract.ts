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
      for (let position = 1; position <= count; position++) await log.append(recordAt(position));
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
        const positions = readAll(log, from).map(({ position }) => position);
        expect(positions).toEqual([1, 2, 3, 4, 5].slice(from - 1));
      }
    });

    it('holds records without a change and with many', async () => {
      const bare = { schema: [], definitions: [], batches: [] };
      const batches = Array.from({ length: 500 }, (_, i) => [i, Uint8Array.of(i, 255)] as const);
      const records = [
        { ...recordAt(1), ...bare },
        { ...recordAt(2), ...bare, batches },
      ];
      for (const record of records) await log.append(record);
      expect(readAll(log).map(plain)).toEqual(records.map(plain));
    });

    it('holds big records', async () => {
      const big = new Uint8Array(9_000_001).map((_, i) => (i * 31) >>> 3);
      await log.append(recordAt(1));
      await log.append(recordAt(2, big));
      await log.append(recordAt(3));
      const records = readAll(log);
      expect(records.map(({ position }) => position)).toEqual([1, 2, 3]);
      expect(Buffer.compare(records[1]?.batches[0]?.[1] as Uint8Array, big)).toBe(0);
    });

    it('keeps the bytes it was given, whatever becomes of them later', async () => {
      const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
      const view = bytes.subarray(10, 266);
      const copy = Uint8Array.from(view);
      await log.append(recordAt(1, view));
      bytes.fill(0);
      expect(readAll(log).map(plain)).toEqual([plain(recordAt(1, copy))]);
    });

    it('takes times before 1970 and of every size', async () => {
      const times = [-62_135_596_800_000, -1, 0, 253_402_300_799_999];
      for (const [i, arrived] of times.entries()) {
        await log.append({ ...recordAt(i + 1), arrived: arrived as Millis });
      }
      expect(readAll(log).map(({ arrived }) => arrived)).toEqual(times);
    });

    it('resolves many appends at once in their order', async () => {
      const resolved: number[] = [];
      await Promise.all(
        Array.from({ length: 500 }, async (_, i) => {
          await log.append(recordAt(i + 1));
          resolved.push(i + 1);
        }),
      );
      expect(resolved).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
      expect(log.last).toBe(500);
      expect(readAll(log).map(({ position }) => position)).toEqual(resolved);
    });

    it('takes nothing but the next position', async () => {
      await fill(2);
      await expect(log.append(recordAt(2))).rejects.toThrow('positions follow each other');
      await expect(log.append(recordAt(4))).rejects.toThrow('positions follow each other');
      expect(readAll(log).map(({ position }) => position)).toEqual([1, 2]);
    });
  });
}
