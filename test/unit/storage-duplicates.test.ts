/** Ids of events are remembered for at least the time that was asked, and not for ever. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ordinal } from '../../engine/index.ts';
import { DuplicateFilter } from '../../storage/duplicate-filter.ts';

const REMEMBER = 1000;
const [ONE, OTHER] = [1 as Ordinal, 2 as Ordinal];

function filterAt(arrived: number): DuplicateFilter {
  const filter = new DuplicateFilter(REMEMBER);
  filter.advance(arrived);
  return filter;
}

describe('a filter of duplicates', () => {
  it('knows what was added, by contact', () => {
    const filter = filterAt(0);
    filter.add(ONE, 'x');
    expect([filter.has(ONE, 'x'), filter.has(OTHER, 'x'), filter.has(ONE, 'y')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('does not take an ordinal and an id for another pair that reads the same', () => {
    const filter = filterAt(0);
    filter.add(1 as Ordinal, '1:x');
    filter.add(11 as Ordinal, 'x');
    expect([filter.has(11 as Ordinal, '1:x'), filter.has(1 as Ordinal, 'x')]).toEqual([
      false,
      false,
    ]);
  });

  it('remembers each for at least its time, however time goes on', () => {
    const steps = fc.array(fc.integer({ min: 0, max: REMEMBER * 3 }), { maxLength: 60 });
    const property = fc.property(steps, (waits) => {
      const filter = new DuplicateFilter(REMEMBER);
      const added: { id: string; arrived: number }[] = [];
      let now = 0;
      for (const [index, wait] of waits.entries()) {
        now += wait;
        filter.advance(now);
        added.push({ id: String(index), arrived: now });
        filter.add(ONE, String(index));
        const due = added.filter(({ arrived }) => now - arrived < REMEMBER);
        expect(due.filter(({ id }) => !filter.has(ONE, id))).toEqual([]);
      }
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('forgets after three times as long at the latest, when it is told of the time', () => {
    const filter = filterAt(0);
    filter.add(ONE, 'x');
    for (const now of [REMEMBER, 2 * REMEMBER, 3 * REMEMBER]) filter.advance(now);
    expect(filter.has(ONE, 'x')).toBe(false);
  });

  it('forgets nothing when the clock is set back', () => {
    const filter = filterAt(10 * REMEMBER);
    filter.add(ONE, 'x');
    for (const now of [0, REMEMBER, 5 * REMEMBER, 10 * REMEMBER + 1]) {
      filter.advance(now);
      expect(filter.has(ONE, 'x')).toBe(true);
    }
  });
});
