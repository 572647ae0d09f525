/** Running sums against sums found anew in integers, whatever is added and taken away. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactMean, exactSum } from '../../engine/exact-sum.ts';
import { ExactTotals } from '../../engine/exact-totals.ts';

const anyFinite = fc.double({ noNaN: true, noDefaultInfinity: true });
const money = fc.integer({ min: -1e7, max: 1e7 }).map((cents) => cents / 100);
const apart = fc
  .tuple(fc.integer({ min: -1060, max: 1000 }), fc.constantFrom(1, -1, 1.5, -1.75))
  .map(([exponent, factor]) => factor * 2 ** exponent);
const value = fc.oneof(money, anyFinite, apart);
/** A value that is added, or the place (from the end) of one that is taken away again. */
const step = fc.oneof(
  { weight: 3, arbitrary: value.map((added) => ({ added })) },
  { weight: 2, arbitrary: fc.nat(20).map((taken) => ({ taken })) },
);

describe('running totals', () => {
  test('are the exact sum and mean of what is left, rounded once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const totals = new ExactTotals();
        totals.reserve(2);
        const left: number[] = [];
        for (const one of steps) {
          if ('added' in one) {
            left.push(one.added);
            totals.add(1, one.added);
          } else if (one.taken < left.length) {
            const [gone] = left.splice(left.length - 1 - one.taken, 1) as [number];
            totals.add(1, -gone);
          }
          expect(totals.sum(1)).toBe(exactSum(left) + 0);
          if (left.length > 0)
            expect(totals.mean(1, left.length)).toBe(exactMean(left, left.length) + 0);
        }
        expect(totals.sum(0)).toBe(0);
      }),
      { numRuns: 3000 },
    );
  });
});
