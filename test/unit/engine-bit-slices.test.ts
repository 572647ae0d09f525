/** Ranges over bit slices, against a filter. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BitSlices } from '../../engine/bit-slices.ts';

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
/** The next float64 above the negative one nearest to zero is −0: it may stand as a low bound. */
const lowBound = fc.oneof(bound, fc.constant(-0));

describe('bit slices', () => {
  test('find exactly the members within every pair of bounds', () => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.array(bound, { minLength: 2, maxLength: 8 }),
        (values, bounds) => {
          const slices = new BitSlices();
          values.forEach((member, local) => slices.add(local, member));
          for (const low of [...bounds, -0]) {
            for (const high of bounds) {
              const expected = values.flatMap((member, local) =>
                low <= member && member <= high ? [local] : [],
              );
              expect([...slices.between(low, high)], `${low} to ${high}`).toEqual(expected);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('find every special value from itself to itself', () => {
    const slices = new BitSlices();
    EDGES.forEach((member, local) => slices.add(local, member));
    EDGES.forEach((member, local) => {
      expect([...slices.between(member, member)]).toEqual([local]);
    });
    expect([...slices.between(Infinity, Infinity)]).toEqual([]);
    expect([...slices.between(-Infinity, -Infinity)]).toEqual([]);
    expect(slices.between(-Infinity, Infinity).size).toBe(EDGES.length);
  });

  test('hold what was added and not removed, like a map', () => {
    const step = fc.record({
      local: fc.integer({ min: 0, max: 12 }),
      to: fc.option(value, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), lowBound, bound, (steps, low, high) => {
        const slices = new BitSlices();
        const twin = new Map<number, number>();
        for (const { local, to } of steps) {
          slices.remove(local);
          twin.delete(local);
          if (to === undefined) continue;
          slices.add(local, to);
          twin.set(local, to);
        }
        const sorted = [...twin].sort(([a], [b]) => a - b);
        expect([...slices.present]).toEqual(sorted.map(([local]) => local));
        expect([...slices.between(low, high)]).toEqual(
          sorted.filter(([, member]) => low <= member && member <= high).map(([local]) => local),
        );
      }),
      { numRuns: 500 },
    );
  });

  test.each([1, 7, 8, 9, 1023, 1024, 1025, 3000])('find %i members added at once', (count) => {
    const slices = new BitSlices();
    const valueOf = (local: number) => ((local * 7919) % 1000) / 4 - 100;
    for (let round = 0; round < 3; round++) {
      const members = Array.from({ length: count }, (_, i) => round * count + i);
      for (const local of members) slices.add(local, valueOf(local));
      const all = Array.from({ length: (round + 1) * count }, (_, local) => local);
      expect([...slices.between(-20.5, 70)]).toEqual(
        all.filter((local) => valueOf(local) >= -20.5 && valueOf(local) <= 70),
      );
    }
    slices.add(3 * count, 0);
    slices.remove(3 * count);
    slices.remove(0);
    expect(slices.present.size).toBe(3 * count - 1);
    expect(slices.between(-Infinity, Infinity).size).toBe(3 * count - 1);
  });
});
