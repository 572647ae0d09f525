/** What an edge passes, against a filter over all rows: none is missed, none comes twice. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Crossing } from '../../engine/edge-queue.ts';
import { MovingEdge } from '../../engine/moving-edge.ts';

const HOUR = 3_600_000;
const time = fc.oneof(
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 2000 }).map((hour) => hour * HOUR),
  fc.constantFrom(HOUR - 1, HOUR, HOUR + 1, 4 * HOUR, 16 * HOUR),
);
const step = fc.oneof(
  fc.record({ to: time }),
  fc.record({ written: fc.array(time, { minLength: 1, maxLength: 40 }) }),
  fc.constant({ asks: true }),
);

test('a moving edge passes every row between two places once, and knows how far there is none', () => {
  fc.assert(
    fc.property(fc.array(time, { maxLength: 60 }), time, fc.array(step), (first, start, steps) => {
      const rows: Crossing[] = [];
      const write = (at: number) => {
        const row = { time: at, contact: rows.length, value: 0 };
        rows.push(row);
        return row;
      };
      for (const at of first) write(at);
      const within = (from: number, to: number) =>
        rows.filter((row) => row.time >= from && row.time < to);
      const edge = new MovingEdge(
        (from, to, take) => {
          within(from, to).forEach(take);
          // Whatever a look has cost, none is missed.
          return to > 1000 * HOUR ? 1_000_000 : 0;
        },
        (from) => rows.some((row) => row.time >= from),
        start,
      );
      let place = start;
      for (const one of steps) {
        if ('to' in one) {
          const passed: number[] = [];
          const take = ({ contact }: Crossing) => passed.push(contact);
          edge.moveTo(one.to, take, take);
          const [low, high] = [Math.min(place, one.to), Math.max(place, one.to)];
          const expected = within(low, high).map(({ contact }) => contact);
          expect(passed.sort((a, b) => a - b)).toEqual(expected);
          place = one.to;
        } else if ('written' in one) for (const at of one.written) edge.insert(write(at));
        else {
          const reach = edge.reach();
          expect(reach).toBeGreaterThanOrEqual(place);
          expect(within(place, reach)).toEqual([]);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test('a look that costs much wherever it ends goes as far as it finds enough', () => {
  const [second, read] = [1000, 400_000];
  const rows = Array.from({ length: 10_000 }, (_, i) => ({
    time: i * 200 * second,
    contact: i,
    value: 0,
  }));
  let looks = 0;
  const edge = new MovingEdge(
    (from, to, take) => {
      looks += 1;
      for (const row of rows) if (row.time >= from && row.time < to) take(row);
      return read;
    },
    () => true,
    0,
  );
  const ignore = () => {};
  for (let place = 0; place < 1_000_000 * second; place += 10 * second) {
    edge.moveTo(place, ignore, ignore);
    edge.reach();
  }
  expect(looks).toBeLessThan(100);
});
