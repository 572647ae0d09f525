/** Activity by day with its ragged ends, against a filter over all events. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventActivity } from '../../engine/event-activity.ts';
import { DAY_MS } from '../../engine/instant.ts';

const time = fc.oneof(
  fc.integer({ min: -4 * DAY_MS, max: 4 * DAY_MS }),
  fc
    .record({ day: fc.integer({ min: -4, max: 4 }), away: fc.integer({ min: -1, max: 1 }) })
    .map(({ day, away }) => day * DAY_MS + away),
);
/** Far enough apart for the longest stretches of days that are kept together. */
const distant = fc.integer({ min: -300, max: 300 }).map((day) => day * DAY_MS + (day % 3));
const edge = fc.oneof(time, distant, fc.constantFrom(-Infinity, Infinity, 1e15, -1e15));
const event = fc.record({
  contact: fc.integer({ min: 0, max: 20 }),
  time: fc.oneof(time, distant),
});

describe('activity within a span', () => {
  test('is its whole days and what is found in its ragged ends', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), edge, edge, (events, from, to) => {
        const activity = new EventActivity();
        for (const one of events) {
          activity.add(one.contact, one.time);
          // What is kept for the next question has to follow the next event.
          if (one.contact % 4 === 0) activity.within({ from, to }).active.dispose();
        }
        const { active, ragged } = activity.within({ from, to });
        const isIn = (span: { from: number; to: number }, at: number): boolean =>
          span.from <= at && at < span.to;
        const found = new Set(active);
        for (const one of events) {
          if (ragged.some((span) => isIn(span, one.time))) found.add(one.contact);
        }
        const expected = new Set(
          events.filter((one) => isIn({ from, to }, one.time)).map(({ contact }) => contact),
        );
        expect([...found].sort((a, b) => a - b)).toEqual([...expected].sort((a, b) => a - b));
      }),
      { numRuns: 3000 },
    );
  });

  test('leaves at most a day at each end', () => {
    const activity = new EventActivity();
    for (const time of [-DAY_MS, 40 * DAY_MS]) activity.add(7, time);
    expect(activity.within({ from: 1, to: 30 * DAY_MS - 1 }).ragged).toEqual([
      { from: 1, to: DAY_MS },
      { from: 29 * DAY_MS, to: 30 * DAY_MS - 1 },
    ]);
    expect(activity.within({ from: 0, to: 30 * DAY_MS }).ragged).toEqual([]);
  });

  test('is a bitmap of the asker’s own', () => {
    const activity = new EventActivity();
    activity.add(7, 0);
    activity.within({ from: 0, to: DAY_MS }).active.clear();
    expect([...activity.within({ from: 0, to: DAY_MS }).active]).toEqual([7]);
  });
});
