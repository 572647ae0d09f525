/** The client's reader of Roaring bitmaps, against the library that writes them, and against damage. */
import { readdirSync, readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitmapOf, serialize } from '../../engine/bitmap.ts';
import { decodeRoaring, RoaringError } from '../../server/client.ts';

const MAX_U32 = 0xffff_ffff;
const REAL_SETS = new URL('../data/roaring/', import.meta.url);
const FAMILIES = readdirSync(REAL_SETS).filter((name) => name.endsWith('.br'));

/** A set a line, as the gaps between its members. */
function readSets(family: string): readonly Uint32Array[] {
  const lines = brotliDecompressSync(readFileSync(new URL(family, REAL_SETS))).toString();
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      let last = 0;
      return Uint32Array.from(line.split(','), (gap) => {
        last += Number(gap);
        return last;
      });
    });
}

/** The portable bytes of a set; with runs where they are smaller, when that is wanted. */
function bytesOf(values: Uint32Array, withRuns: boolean): Uint8Array {
  const bitmap = bitmapOf(values);
  if (withRuns) bitmap.runOptimize();
  const bytes = serialize(bitmap);
  bitmap.dispose();
  return bytes;
}

function range(from: number, length: number, step = 1): number[] {
  return Array.from({ length }, (_, i) => from + i * step);
}

function ascending(values: Iterable<number>): Uint32Array {
  return Uint32Array.from(new Set(values)).sort();
}

/** Sets with containers of every form, and both ends of u32. */
const MIXED = ascending([
  0,
  5,
  65_535,
  ...range(65_536, 5000, 3),
  ...range(3 * 65_536 - 10, 30_000),
  ...range(9 * 65_536, 65_536),
  MAX_U32 - 70_000,
  MAX_U32,
]);
const SMALL = [
  new Uint32Array(0),
  Uint32Array.of(0),
  Uint32Array.of(MAX_U32),
  ascending(range(10, 20, 7)),
  ascending([...range(5, 40), ...range(100_000, 30), ...range(200_000, 10, 3)]),
  ascending([0, 65_536, 2 * 65_536, 3 * 65_536, 4 * 65_536].flatMap((from) => range(from, 12))),
];

describe('a bitmap that the engine has written is read as it is', () => {
  test.each(FAMILIES)('200 real sets: %s', (family) => {
    const sets = readSets(family);
    expect(sets).toHaveLength(200);
    for (const values of sets) {
      expect(isSame(decodeRoaring(bytesOf(values, false)), values)).toBe(true);
      expect(isSame(decodeRoaring(bytesOf(values, true)), values)).toBe(true);
    }
  });

  test('sets of every form', () => {
    for (const values of [...SMALL, MIXED]) {
      for (const withRuns of [false, true]) {
        expect(isSame(decodeRoaring(bytesOf(values, withRuns)), values)).toBe(true);
      }
    }
  });

  test('wherever it starts in memory', () => {
    const bytes = bytesOf(MIXED, true);
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect(isSame(decodeRoaring(moved.subarray(3)), MIXED)).toBe(true);
  });

  test('random sets', () => {
    const start = fc.nat(MAX_U32);
    const part = fc
      .tuple(start, fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 40 }))
      .map(([from, length, step]) => range(from, length, step).filter((at) => at <= MAX_U32));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.boolean(), (parts, withRuns) => {
        const values = ascending(parts.flat());
        expect(isSame(decodeRoaring(bytesOf(values, withRuns)), values)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('bytes as the specification has them', () => {
  test('an array', () => {
    expect(decodeRoaring(u16(12_346, 0, 1, 0, 7, 1, 16, 0, 3, 9))).toEqual(
      Uint32Array.of(7 * 65_536 + 3, 7 * 65_536 + 9),
    );
  });

  test('runs, with no offsets up to three containers', () => {
    // The flags of the containers take one byte, so what follows is at odd places.
    const head = [...u16(12_347), ...u16(0), 1];
    const bytes = Uint8Array.from([...head, ...u16(2, 4, 2, 10, 1, 20, 2)]);
    expect(decodeRoaring(bytes)).toEqual(
      ascending([10, 11, 20, 21, 22].map((low) => 2 * 65_536 + low)),
    );
  });
});

describe('what is no bitmap is refused', () => {
  const array = (...values: number[]) =>
    u16(12_346, 0, 1, 0, 0, values.length - 1, 16, 0, ...values);
  const runs = (count: number, ...pairs: number[]) =>
    Uint8Array.from([...u16(12_347, 0), 1, ...u16(0, count - 1, pairs.length / 2, ...pairs)]);
  const many = new Uint8Array(8 + 65_536 * 8);
  new DataView(many.buffer).setUint32(0, 12_346, true);
  new DataView(many.buffer).setUint32(4, 65_536, true);

  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('{"ordinal":1}')],
    ['another cookie', u16(12_345, 0, 0, 0)],
    ['a header without its end', u16(12_346, 0, 1, 0)],
    ['more containers than keys', u16(12_346, 0, 1, 1)],
    ['2^32 containers', u16(12_346, 0, 0xffff, 0xffff)],
    ['as many containers as there can be, all with the same key', many],
    ['descending values', array(9, 3)],
    ['a value twice', array(3, 3)],
    ['a value too few', array(3, 9).subarray(0, -2)],
    ['a byte too many', Uint8Array.from([...array(3, 9), 0])],
    ['a wrong offset', u16(12_346, 0, 1, 0, 0, 0, 18, 0, 3)],
    ['runs that overlap', runs(4, 1, 1, 2, 1)],
    ['runs that descend', runs(4, 10, 1, 2, 1)],
    ['a run beyond its container', runs(3, 65_534, 2)],
    ['runs of another number of values', runs(5, 1, 1, 10, 1)],
    ['no runs', runs(1)],
    ['keys that descend', u16(12_346, 0, 2, 0, 1, 0, 0, 0, 24, 0, 26, 0, 3, 4)],
  ])('%s', (_, bytes) => {
    expect(() => decodeRoaring(bytes)).toThrow(RoaringError);
  });

  test('a bitset with a bit more or less than it says', () => {
    const bytes = bytesOf(ascending(range(0, 5000, 2)), false);
    const last = bytes.length - 1;
    expect(() => decodeRoaring(Uint8Array.from(bytes).fill(1, last))).toThrow(RoaringError);
    expect(() => decodeRoaring(Uint8Array.from(bytes).fill(0, 16, 17))).toThrow(RoaringError);
  });
});

describe('damaged bytes are refused, or are another set', () => {
  test('every byte of small sets with every value, and every length', () => {
    for (const values of SMALL) {
      for (const withRuns of [false, true]) {
        const bytes = Uint8Array.from(bytesOf(values, withRuns));
        for (let length = 0; length < bytes.length; length++) {
          expect(() => decodeRoaring(bytes.subarray(0, length))).toThrow(RoaringError);
        }
        for (let at = 0; at < bytes.length; at++) {
          const was = bytes[at] as number;
          const isGood = range(0, 256).every((value) => {
            bytes[at] = value;
            return isSetOrRefused(bytes);
          });
          expect(isGood, `byte ${at}`).toBe(true);
          bytes[at] = was;
        }
      }
    }
  });

  test.each([
    ['arrays and bitsets', bytesOf(MIXED, false)],
    ['runs too', bytesOf(MIXED, true)],
  ])('some bytes of a large one: %s', (_, bytes) => {
    // The header is small and decides most, so it is hit as often as everything else.
    const at = fc.oneof(fc.nat(100), fc.nat(bytes.length - 1));
    const change = fc.tuple(at, fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.option(fc.nat(bytes.length)),
        (changes, length) => {
          const damaged = Uint8Array.from(bytes.subarray(0, length ?? bytes.length));
          for (const [place, value] of changes) damaged[place] = value;
          expect(isSetOrRefused(damaged)).toBe(true);
        },
      ),
      { numRuns: 1500 },
    );
  });

  test('any bytes behind a right cookie', () => {
    const cookie = fc.constantFrom(u16(12_346, 0), u16(12_347, 0), u16(12_347, 3));
    fc.assert(
      fc.property(cookie, fc.uint8Array({ maxLength: 200 }), (head, rest) => {
        expect(isSetOrRefused(Uint8Array.from([...head, ...rest]))).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

/** Any other error than a refusal is thrown. */
function isSetOrRefused(bytes: Uint8Array): boolean {
  try {
    const values = decodeRoaring(bytes);
    return values.every((value, i) => i === 0 || value > (values[i - 1] as number));
  } catch (error) {
    if (error instanceof RoaringError) return true;
    throw error;
  }
}

/** Deep equality of vitest takes seconds for millions of values. */
function isSame(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function u16(...words: number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(words).buffer);
}
