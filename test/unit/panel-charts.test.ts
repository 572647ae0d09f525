/** The arithmetic of charts: which moments, which bins. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growthMoments, SPANS } from '../../server/panel/charts/growth-moments.ts';
import {
  binCounts,
  binsOf,
  firstBounds,
  mostBetween,
  niceBounds,
  niceStep,
} from '../../server/panel/charts/histogram-bins.ts';

describe('a histogram', () => {
  /** As the panel asks: rounds of bounds, each counted. */
  function histogramOf(numbers: readonly number[]) {
    const atLeast = (bounds: readonly number[]) =>
      bounds.map((bound) => ({ bound, count: numbers.filter((one) => one >= bound).length }));
    let bounds = firstBounds();
    for (let round = 0; round < 2; round++) {
      bounds = niceBounds(...mostBetween(atLeast(bounds), numbers.length));
    }
    const counts = binCounts(atLeast(bounds), numbers.length);
    return binsOf(bounds).map((bin, index) => ({ ...bin, count: counts[index] as number }));
  }

  it('has every number in the one bin that it belongs to, most of them between its ends', () => {
    const number = fc.oneof(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.integer({ min: -100, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 300 }), (numbers) => {
        const bins = histogramOf(numbers);
        for (const { from, to, count } of bins) {
          expect(count).toBe(numbers.filter((one) => one >= from && one < to).length);
        }
        expect(bins.length).toBeLessThanOrEqual(24);
        const beyond = (bins[0]?.count ?? 0) + (bins.at(-1)?.count ?? 0);
        expect(beyond / numbers.length).toBeLessThanOrEqual(0.02);
      }),
      { seed: 20_261_201, numRuns: 300 },
    );
  });

  it('has steps that people count in', () => {
    expect([0.9, 1, 1.1, 2.1, 3, 7, 24, 260, 0.03].map(niceStep)).toEqual([
      1, 1, 2, 2.5, 5, 10, 25, 500, 0.05,
    ]);
    expect(niceBounds(0, 0.3)).toEqual([
      0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.22, 0.24, 0.26, 0.28, 0.3,
    ]);
  });
});

describe('growth', () => {
  const now = new Date(2026, 2, 18, 15, 30).getTime();

  it.each(SPANS)('by %s is looked at where these begin, back and ahead', (span) => {
    const { past, future } = growthMoments(span, now);
    for (const ms of [...past, ...future]) {
      const day = new Date(ms);
      expect([day.getHours(), day.getMinutes()]).toEqual([0, 0]);
      if (span === 'weeks') expect(day.getDay()).toBe(1);
      if (span === 'months') expect(day.getDate()).toBe(1);
    }
    expect(past.every((ms) => ms < now)).toBe(true);
    expect(future.every((ms) => ms > now)).toBe(true);
    expect([past.length, future.length]).toEqual(span === 'days' ? [31, 14] : [13, 6]);
    expect([...past, ...future]).toEqual([...past, ...future].toSorted((a, b) => a - b));
  });

  it('is looked at at the same moments all day', () => {
    const evening = new Date(2026, 2, 18, 23, 59).getTime();
    expect(growthMoments('days', evening)).toEqual(growthMoments('days', now));
  });
});
