/** Anniversaries over an index of days, against the predicate. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnniversaryDays } from '../../engine/anniversary-days.ts';
import { numberPredicate } from '../../engine/number-test.ts';

const DAY_MS = 86_400_000;
const leapDay = Date.UTC(2024, 1, 29) / DAY_MS;
const date = fc.oneof(
  fc.integer({ min: -30_000, max: 30_000 }),
  fc.integer({ min: -800_000, max: 800_000 }),
  fc.constantFrom(leapDay - 1, leapDay, leapDay + 1, leapDay + 366, 0, -1),
);
const cell = fc.oneof(
  { weight: 9, arbitrary: date },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
const write = fc.record({ place: fc.nat(300), to: cell });
const days = fc.uniqueArray(fc.oneof(fc.nat(365), fc.constantFrom(0, 58, 59, 60, 365)), {
  maxLength: 366,
});

test('select exactly those whose date passes, whatever is written', () => {
  fc.assert(
    fc.property(
      fc.array(cell, { maxLength: 300 }),
      fc.array(write, { maxLength: 30 }),
      fc.array(days, { minLength: 1, maxLength: 4 }),
      (values, writes, questions) => {
        const column = new Float64Array(301).fill(Number.NaN);
        column.set(values);
        const index = new AnniversaryDays(() => column);
        index.take(0, values.length);
        index.finish();
        for (const { place, to } of writes) {
          const before = column[place] as number;
          if (!Number.isNaN(before)) index.remove(place, before);
          column[place] = to;
          if (!Number.isNaN(to)) index.add(place, to);
        }
        for (const wanted of questions) {
          const flags = new Uint8Array(366);
          for (const day of wanted) flags[day] = 1;
          const isMatch = numberPredicate({ kind: 'anniversary', days: flags, zone: undefined });
          const expected = [...column.keys()].filter((member) => {
            const value = column[member] as number;
            return !Number.isNaN(value) && isMatch(value);
          });
          expect([...index.on(flags)]).toEqual(expected);
        }
      },
    ),
    { numRuns: 500 },
  );
});
