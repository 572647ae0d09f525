/** Totals of events by contact, read at once and then changed one by one, against maps. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rangeBitmap } from '../../engine/bitmap.ts';
import type { TotalKind } from '../../engine/event-totals.ts';
import { EventTotalsReading, ReadingArrays } from '../../engine/event-totals-reading.ts';
import { exactMean, exactSum } from '../../engine/exact-sum.ts';

/** Several stretches of contacts, of which the readings are made. */
const SIZE = 300_000;
const contact = fc.oneof(
  fc.nat(SIZE - 1),
  fc.constantFrom(0, 65_535, 65_536, 131_071, 131_072, SIZE - 1),
);
const value = fc.oneof(
  fc.integer({ min: -500, max: 500 }).map((quarters) => quarters / 4),
  fc.constantFrom(1e300, -1e300, 1e-300, 0.1),
);
const row = fc.record({ contact, value });
/** A row that is added, or the place of one that is taken away. */
const change = fc.oneof(row, fc.nat(200));
const kind = fc.constantFrom<TotalKind>('count', 'sum', 'avg');

/** The arrays are used again from one run to the next, as in a shard. */
const arrays = new ReadingArrays();

test('totals are those of the rows that were read and added, without those taken away', () => {
  const alive = rangeBitmap(0, SIZE);
  fc.assert(
    fc.property(
      kind,
      fc.array(row, { maxLength: 120 }),
      fc.array(change, { maxLength: 60 }),
      fc.boolean(),
      (ofKind, rows, changes, abandons) => {
        if (abandons) readRows(ofKind, rows).abandon();
        const reading = readRows(ofKind, rows);
        let totals = reading.finish({ rows: 1 });
        // A budget of a row ends at each stretch.
        for (let step = 0; totals === undefined && step < 10; step++) {
          totals = reading.finish({ rows: 1 });
        }
        if (totals === undefined) throw new Error('a reading has an end');
        const left = [...rows];
        for (const one of changes) {
          if (typeof one === 'object') {
            totals.add(one.contact, one.value);
            left.push(one);
          } else if (left.length > 0) {
            const [gone] = left.splice(one % left.length, 1) as [(typeof left)[0]];
            totals.takeAway(gone.contact, gone.value);
          }
        }
        const values = new Map<number, number[]>();
        for (const one of left) {
          const own = values.get(one.contact) ?? [];
          own.push(one.value);
          values.set(one.contact, own);
        }
        const numberOf = (own: readonly number[]) => {
          if (ofKind === 'count') return own.length;
          return (ofKind === 'sum' ? exactSum(own) : exactMean(own, own.length)) + 0;
        };
        const found = new Set<number>();
        totals.select(
          (number) => {
            found.add(number);
            return true;
          },
          alive,
          SIZE,
        );
        expect(new Set([...values.values()].map(numberOf))).toEqual(found);
        const atLeast = (number: number) => number >= 2;
        const expected = [...values].filter(([, own]) => atLeast(numberOf(own)));
        const ascending = expected.map(([one]) => one).sort((a, b) => a - b);
        expect([...totals.select(atLeast, alive, SIZE)]).toEqual(ascending);
        for (const [one, own] of values) {
          expect(totals.isChosen(one, atLeast)).toBe(atLeast(numberOf(own)));
        }
      },
    ),
    { numRuns: 500 },
  );
});

function readRows(
  ofKind: TotalKind,
  rows: readonly { readonly contact: number; readonly value: number }[],
): EventTotalsReading {
  const reading = new EventTotalsReading(ofKind, arrays);
  const contacts = Uint32Array.from(rows, (one) => one.contact);
  const values = Float64Array.from(rows, (one) => one.value);
  const places = Uint32Array.from(rows, (_, i) => i);
  reading.addRows(contacts, places, rows.length, ofKind === 'count' ? undefined : values);
  return reading;
}
