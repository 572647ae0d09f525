/** Ranges over buckets of values, against a filter. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RangeBuckets } from '../../engine/range-buckets.ts';

const EDGES = [
  -Number.MAX_VALUE,
  -1e300,
  -(2 ** 53),
  -1.5,
  -1,
  -(2 ** -1022),
  -5e-324,
  0,
  5e-324,
  1e-323,
  2.225073858507201e-308,
  2 ** -1022,
  0.1,
  0.1 + Number.EPSILON / 16,
  1,
  1 + Number.EPSILON,
  2,
  255,
  256,
  2 ** 53,
  1e300,
  Number.MAX_VALUE,
];
const BOUNDS = [...EDGES, Infinity, -Infinity];

/** What is held: finite and never −0. */
const value = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.integer({ min: -20, max: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
);
const bound = fc.oneof(fc.constantFrom(...BOUNDS), value);
/** The next float64 above the negative one nearest to zero is −0: it may stand as a bound. */

function bucketsOf(column: Float64Array, length: number): RangeBuckets {
  const buckets = new RangeBuckets(() => column, length);
  // In two steps.
  buckets.take(0, length >> 1);
  buckets.take(length >> 1, length);
  buckets.finish();
  return buckets;
}

/** NaN is no value. */
const cell = fc.oneof(
  { weight: 9, arbitrary: value },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
/** The place of a cell that is written over. */
const write = fc.record({ place: fc.nat(400), to: cell });

describe('buckets of values', () => {
  test('find exactly the members within every pair of bounds, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.array(cell, { maxLength: 300 }),
        fc.array(write, { maxLength: 30 }),
        fc.array(bound, { minLength: 2, maxLength: 8 }),
        (values, writes, bounds) => {
          const column = new Float64Array(401).fill(Number.NaN);
          column.set(values);
          const buckets = bucketsOf(column, values.length);
          for (const { place, to } of writes) {
            const before = column[place] as number;
            if (!Number.isNaN(before)) buckets.remove(place, before);
            column[place] = to;
            if (!Number.isNaN(to)) buckets.add(place, to);
          }
          for (const low of [...bounds, -0]) {
            for (const high of bounds) {
              const expected = Array.from(column).flatMap((member, local) =>
                low <= member && member <= high ? [local] : [],
              );
              expect([...buckets.between(low, high)], `${low} to ${high}`).toEqual(expected);
            }
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('cut where one value fills several', () => {
    const column = Float64Array.from({ length: 100_000 }, (_, i) => (i % 3 === 0 ? i % 1000 : 7));
    const buckets = bucketsOf(column, column.length);
    for (const [low, high] of [
      [7, 7],
      [0, 6.5],
      [7.5, 999],
      [0, 999],
      [300, 310],
    ] as const) {
      const expected = column.reduce((sum, v) => sum + (v >= low && v <= high ? 1 : 0), 0);
      expect(buckets.between(low, high).size).toBe(expected);
    }
  });
});
