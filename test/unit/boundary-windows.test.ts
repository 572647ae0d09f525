/**
 * Edges of every form of window: events one millisecond before, at and after each, on ordinary
 * days, at month ends, in leap years and on the days when clocks change. Each window is asked as a
 * plain count, through other aggregates and as a sequence of one step.
 */
import { describe, expect, test } from 'vitest';
import {
  ARRIVED,
  divided,
  division,
  divisionBy,
  type Edge,
  instantsOf,
  withSubject,
} from './boundary-world.ts';

type Row = readonly [at: string, timezone: string, within: object | undefined, ...edges: Edge[]];

const WARSAW = 'Europe/Warsaw';
const NEW_YORK = 'America/New_York';
/** A Wednesday. */
const NOON = '2026-07-15T12:00:00Z';

const LAST: readonly Row[] = [
  [NOON, 'UTC', undefined, [NOON, 'XX.'], ['0001-01-02T00:00:00Z', 'XXX']],
  [NOON, 'UTC', { last: 'PT1S' }, ['2026-07-15T11:59:59Z', '..X'], [NOON, 'XX.']],
  [NOON, 'UTC', { last: 'PT2H' }, ['2026-07-15T10:00:00Z', '..X'], [NOON, 'XX.']],
  [NOON, 'UTC', { last: 'P1D' }, ['2026-07-14T12:00:00Z', '..X'], [NOON, 'XX.']],
  [NOON, 'UTC', { last: 'P2W' }, ['2026-07-01T12:00:00Z', '..X'], [NOON, 'XX.']],
  [NOON, 'UTC', { last: 'P1Y' }, ['2025-07-15T12:00:00Z', '..X'], [NOON, 'XX.']],
  [NOON, 'UTC', { last: 'P100Y' }, ['1926-07-15T12:00:00Z', '..X'], [NOON, 'XX.']],
  // A day is 24 hours, also over a change of the clock.
  ['2026-03-29T22:00:00Z', WARSAW, { last: 'P1D' }, ['2026-03-28T22:00:00Z', '..X']],
  ['2026-03-30T10:00:00Z', WARSAW, { last: 'P1D' }, ['2026-03-29T10:00:00Z', '..X']],
  ['2026-10-25T23:00:00Z', WARSAW, { last: 'P1D' }, ['2026-10-24T23:00:00Z', '..X']],
  ['2026-10-28T11:00:00Z', WARSAW, { last: 'P1W' }, ['2026-10-21T11:00:00Z', '..X']],
  // Months keep the wall clock.
  ['2026-04-15T10:00:00Z', WARSAW, { last: 'P1M' }, ['2026-03-15T11:00:00Z', '..X']],
  ['2026-11-15T11:00:00Z', WARSAW, { last: 'P1M' }, ['2026-10-15T10:00:00Z', '..X']],
  ['2026-04-29T10:00:00Z', WARSAW, { last: 'P1M' }, ['2026-03-29T10:00:00Z', '..X']],
  // 02:30 does not exist on 29 March: 03:30. It exists twice on 25 October: the earlier.
  ['2026-04-29T00:30:00Z', WARSAW, { last: 'P1M' }, ['2026-03-29T01:30:00Z', '..X']],
  ['2026-11-25T01:30:00Z', WARSAW, { last: 'P1M' }, ['2026-10-25T00:30:00Z', '..X']],
  ['2026-04-08T06:30:00Z', NEW_YORK, { last: 'P1M' }, ['2026-03-08T07:30:00Z', '..X']],
  ['2026-12-01T06:30:00Z', NEW_YORK, { last: 'P1M' }, ['2026-11-01T05:30:00Z', '..X']],
  ['2027-03-29T00:30:00Z', WARSAW, { last: 'P1Y' }, ['2026-03-29T01:30:00Z', '..X']],
  // The day is clamped to the month's length.
  ['2026-03-28T10:00:00Z', 'UTC', { last: 'P1M' }, ['2026-02-28T10:00:00Z', '..X']],
  ['2026-03-30T10:00:00Z', 'UTC', { last: 'P1M' }, ['2026-02-28T10:00:00Z', '..X']],
  ['2026-03-31T10:00:00Z', 'UTC', { last: 'P1M' }, ['2026-02-28T10:00:00Z', '..X']],
  ['2024-03-31T10:00:00Z', 'UTC', { last: 'P1M' }, ['2024-02-29T10:00:00Z', '..X']],
  ['2026-07-31T10:00:00Z', 'UTC', { last: 'P1M' }, ['2026-06-30T10:00:00Z', '..X']],
  ['2026-05-31T10:00:00Z', 'UTC', { last: 'P3M' }, ['2026-02-28T10:00:00Z', '..X']],
  ['2024-02-29T10:00:00Z', 'UTC', { last: 'P1Y' }, ['2023-02-28T10:00:00Z', '..X']],
  ['2024-02-29T10:00:00Z', 'UTC', { last: 'P4Y' }, ['2020-02-29T10:00:00Z', '..X']],
  ['2025-02-28T10:00:00Z', 'UTC', { last: 'P1Y' }, ['2024-02-28T10:00:00Z', '..X']],
  ['2025-03-01T10:00:00Z', 'UTC', { last: 'P1Y' }, ['2024-03-01T10:00:00Z', '..X']],
  // 1 March 00:30 in Warsaw is still February in UTC.
  ['2026-03-30T22:30:00Z', WARSAW, { last: 'P1M' }, ['2026-02-27T23:30:00Z', '..X']],
  // In a mixed duration months are taken first, together.
  ['2026-03-31T10:00:00Z', 'UTC', { last: 'P1M1D' }, ['2026-02-27T10:00:00Z', '..X']],
  ['2024-02-29T10:00:00Z', 'UTC', { last: 'P1Y1M' }, ['2023-01-29T10:00:00Z', '..X']],
  ['2026-04-29T12:00:00Z', WARSAW, { last: 'P1MT2H' }, ['2026-03-29T10:00:00Z', '..X']],
];

const FROM_TO: readonly Row[] = [
  [NOON, 'UTC', { from: '2026-07-01' }, ['2026-07-01T00:00:00Z', '.XX'], [NOON, 'XX.']],
  [
    NOON,
    'UTC',
    { to: '2026-07-01' },
    ['2026-07-01T00:00:00Z', 'X..'],
    ['1900-01-01T00:00:00Z', 'XXX'],
  ],
  [
    NOON,
    'UTC',
    { from: '2026-07-01', to: '2026-07-02' },
    ['2026-07-01T00:00:00Z', '.XX'],
    ['2026-07-02T00:00:00Z', 'X..'],
  ],
  [
    '2024-07-15T12:00:00Z',
    'UTC',
    { from: '2024-02-29', to: '2024-03-01' },
    ['2024-02-29T00:00:00Z', '.XX'],
    ['2024-03-01T00:00:00Z', 'X..'],
  ],
  [NOON, 'UTC', { from: '2026-07-01T00:00:00.5+02:00' }, ['2026-06-30T22:00:00.500Z', '.XX']],
  [NOON, 'UTC', { from: '2026-07-01T00:00:00.0009Z' }, ['2026-07-01T00:00:00Z', '.XX']],
  [NOON, 'UTC', { to: 1_767_225_600_000 }, ['2026-01-01T00:00:00Z', 'X..']],
  [NOON, 'UTC', { from: -1 }, ['1969-12-31T23:59:59.999Z', '.XX']],
  [NOON, 'UTC', { to: 'now' }, [NOON, 'X..']],
  [NOON, 'UTC', { from: 'now' }, [NOON, '.X.']],
  [NOON, 'UTC', { from: 'today' }, ['2026-07-15T00:00:00Z', '.XX'], [NOON, 'XX.']],
  [NOON, 'UTC', { to: 'today' }, ['2026-07-15T00:00:00Z', 'X..'], [NOON, '...']],
  [NOON, 'UTC', { to: { ahead: 'P1D' } }, [NOON, 'XX.'], ['2026-07-16T12:00:00Z', '...']],
  [NOON, 'UTC', { from: { ahead: 'PT1S' } }, [NOON, '...'], ['2026-07-15T12:00:01Z', '...']],
  [
    NOON,
    'UTC',
    { from: '2026-07-02', to: '2026-07-01' },
    ['2026-07-01T00:00:00Z', '...'],
    ['2026-07-02T00:00:00Z', '...'],
  ],
  [NOON, 'UTC', { from: '2026-07-01', to: '2026-07-01' }, ['2026-07-01T00:00:00Z', '...']],
  [
    NOON,
    'UTC',
    { from: { ago: 'P7D' }, to: { ago: 'P1D' } },
    ['2026-07-08T12:00:00Z', '.XX'],
    ['2026-07-14T12:00:00Z', 'X..'],
  ],
  ['2026-03-31T10:00:00Z', 'UTC', { from: { ago: 'P1M' } }, ['2026-02-28T10:00:00Z', '.XX']],
  ['2026-03-31T10:00:00Z', 'UTC', { to: { ago: 'P1M' } }, ['2026-02-28T10:00:00Z', 'X..']],
  ['2024-02-29T10:00:00Z', 'UTC', { from: { ago: 'P1Y' } }, ['2023-02-28T10:00:00Z', '.XX']],
  ['2026-04-29T00:30:00Z', WARSAW, { from: { ago: 'P1M' } }, ['2026-03-29T01:30:00Z', '.XX']],
  [
    NOON,
    WARSAW,
    { from: '2026-03-29', to: '2026-03-30' },
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  [
    '2026-12-01T00:00:00Z',
    WARSAW,
    { from: '2026-10-25', to: '2026-10-26' },
    ['2026-10-24T22:00:00Z', '.XX'],
    ['2026-10-25T23:00:00Z', 'X..'],
  ],
  [
    NOON,
    NEW_YORK,
    { from: '2026-03-08', to: '2026-03-09' },
    ['2026-03-08T05:00:00Z', '.XX'],
    ['2026-03-09T04:00:00Z', 'X..'],
  ],
  [
    '2026-12-01T00:00:00Z',
    NEW_YORK,
    { from: '2026-11-01', to: '2026-11-02' },
    ['2026-11-01T04:00:00Z', '.XX'],
    ['2026-11-02T05:00:00Z', 'X..'],
  ],
  // Midnight does not exist: the day starts at 01:00.
  [NOON, 'America/Sao_Paulo', { from: '2018-11-04' }, ['2018-11-04T03:00:00Z', '.XX']],
  // Midnight exists twice: the first.
  [NOON, 'America/St_Johns', { from: '2006-10-29' }, ['2006-10-29T02:30:00Z', '.XX']],
  // The day itself does not exist: it is over when it starts.
  [NOON, 'Pacific/Apia', { from: '2011-12-30', to: '2011-12-31' }, ['2011-12-30T10:00:00Z', '...']],
  [
    NOON,
    'Pacific/Apia',
    { from: '2011-12-30', to: '2012-01-01' },
    ['2011-12-30T10:00:00Z', '.XX'],
    ['2011-12-31T10:00:00Z', 'X..'],
  ],
];

const UNITS: readonly Row[] = [
  [NOON, 'UTC', { current: 'day' }, ['2026-07-15T00:00:00Z', '.XX'], [NOON, 'XX.']],
  [NOON, 'UTC', { current: 'week' }, ['2026-07-13T00:00:00Z', '.XX'], [NOON, 'XX.']],
  [NOON, 'UTC', { current: 'month' }, ['2026-07-01T00:00:00Z', '.XX'], [NOON, 'XX.']],
  [NOON, 'UTC', { current: 'quarter' }, ['2026-07-01T00:00:00Z', '.XX'], [NOON, 'XX.']],
  [NOON, 'UTC', { current: 'year' }, ['2026-01-01T00:00:00Z', '.XX'], [NOON, 'XX.']],
  [
    NOON,
    'UTC',
    { previous: 'day' },
    ['2026-07-14T00:00:00Z', '.XX'],
    ['2026-07-15T00:00:00Z', 'X..'],
  ],
  [
    NOON,
    'UTC',
    { previous: 'week' },
    ['2026-07-06T00:00:00Z', '.XX'],
    ['2026-07-13T00:00:00Z', 'X..'],
  ],
  [
    NOON,
    'UTC',
    { previous: 'month' },
    ['2026-06-01T00:00:00Z', '.XX'],
    ['2026-07-01T00:00:00Z', 'X..'],
  ],
  [
    NOON,
    'UTC',
    { previous: 'quarter' },
    ['2026-04-01T00:00:00Z', '.XX'],
    ['2026-07-01T00:00:00Z', 'X..'],
  ],
  [
    NOON,
    'UTC',
    { previous: 'year' },
    ['2025-01-01T00:00:00Z', '.XX'],
    ['2026-01-01T00:00:00Z', 'X..'],
  ],
  // At the first and at the last millisecond of a unit.
  ['2026-07-13T00:00:00Z', 'UTC', { current: 'day' }, ['2026-07-13T00:00:00Z', '.X.']],
  ['2026-07-13T00:00:00Z', 'UTC', { current: 'week' }, ['2026-07-13T00:00:00Z', '.X.']],
  [
    '2026-07-12T23:59:59.999Z',
    'UTC',
    { current: 'week' },
    ['2026-07-06T00:00:00Z', '.XX'],
    ['2026-07-13T00:00:00Z', 'X..'],
  ],
  [
    '2026-07-01T00:00:00Z',
    'UTC',
    { previous: 'quarter' },
    ['2026-04-01T00:00:00Z', '.XX'],
    ['2026-07-01T00:00:00Z', 'X..'],
  ],
  [
    '2026-06-30T23:59:59.999Z',
    'UTC',
    { previous: 'quarter' },
    ['2026-01-01T00:00:00Z', '.XX'],
    ['2026-04-01T00:00:00Z', 'X..'],
  ],
  [
    '2026-12-31T23:59:59.999Z',
    'UTC',
    { current: 'year' },
    ['2026-01-01T00:00:00Z', '.XX'],
    ['2027-01-01T00:00:00Z', 'X..'],
  ],
  // Around New Year, a Thursday.
  ['2026-01-01T00:00:00Z', 'UTC', { current: 'week' }, ['2025-12-29T00:00:00Z', '.XX']],
  [
    '2026-01-01T00:00:00Z',
    'UTC',
    { previous: 'week' },
    ['2025-12-22T00:00:00Z', '.XX'],
    ['2025-12-29T00:00:00Z', 'X..'],
  ],
  [
    '2026-01-01T00:00:00Z',
    'UTC',
    { previous: 'day' },
    ['2025-12-31T00:00:00Z', '.XX'],
    ['2026-01-01T00:00:00Z', 'X..'],
  ],
  [
    '2026-02-15T00:00:00Z',
    'UTC',
    { previous: 'quarter' },
    ['2025-10-01T00:00:00Z', '.XX'],
    ['2026-01-01T00:00:00Z', 'X..'],
  ],
  // Leap years.
  [
    '2024-03-01T00:00:00Z',
    'UTC',
    { previous: 'day' },
    ['2024-02-29T00:00:00Z', '.XX'],
    ['2024-03-01T00:00:00Z', 'X..'],
  ],
  [
    '2024-03-31T00:00:00Z',
    'UTC',
    { previous: 'month' },
    ['2024-02-01T00:00:00Z', '.XX'],
    ['2024-03-01T00:00:00Z', 'X..'],
  ],
  [
    '2024-02-29T12:00:00Z',
    'UTC',
    { current: 'month' },
    ['2024-02-01T00:00:00Z', '.XX'],
    ['2024-02-29T12:00:00Z', 'XX.'],
  ],
  [
    '2023-03-01T00:00:00Z',
    'UTC',
    { previous: 'day' },
    ['2023-02-28T00:00:00Z', '.XX'],
    ['2023-03-01T00:00:00Z', 'X..'],
  ],
  // A Sunday of 23 hours.
  ['2026-03-29T12:00:00Z', WARSAW, { current: 'day' }, ['2026-03-28T23:00:00Z', '.XX']],
  ['2026-03-29T12:00:00Z', WARSAW, { current: 'week' }, ['2026-03-22T23:00:00Z', '.XX']],
  ['2026-03-29T12:00:00Z', WARSAW, { current: 'month' }, ['2026-02-28T23:00:00Z', '.XX']],
  ['2026-03-29T12:00:00Z', WARSAW, { current: 'quarter' }, ['2025-12-31T23:00:00Z', '.XX']],
  ['2026-03-29T12:00:00Z', WARSAW, { current: 'year' }, ['2025-12-31T23:00:00Z', '.XX']],
  [
    '2026-03-30T12:00:00Z',
    WARSAW,
    { previous: 'day' },
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  [
    '2026-03-30T12:00:00Z',
    WARSAW,
    { previous: 'week' },
    ['2026-03-22T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  [
    '2026-03-31T22:00:00Z',
    WARSAW,
    { previous: 'month' },
    ['2026-02-28T23:00:00Z', '.XX'],
    ['2026-03-31T22:00:00Z', 'X..'],
  ],
  [
    '2026-03-31T21:59:59.999Z',
    WARSAW,
    { previous: 'month' },
    ['2026-01-31T23:00:00Z', '.XX'],
    ['2026-02-28T23:00:00Z', 'X..'],
  ],
  [
    '2026-04-10T12:00:00Z',
    WARSAW,
    { previous: 'quarter' },
    ['2025-12-31T23:00:00Z', '.XX'],
    ['2026-03-31T22:00:00Z', 'X..'],
  ],
  // A Sunday of 25 hours.
  ['2026-10-25T23:30:00Z', WARSAW, { current: 'day' }, ['2026-10-25T23:00:00Z', '.XX']],
  ['2026-10-25T22:59:59.999Z', WARSAW, { current: 'day' }, ['2026-10-24T22:00:00Z', '.XX']],
  [
    '2026-10-26T12:00:00Z',
    WARSAW,
    { previous: 'day' },
    ['2026-10-24T22:00:00Z', '.XX'],
    ['2026-10-25T23:00:00Z', 'X..'],
  ],
  ['2026-10-25T12:00:00Z', WARSAW, { current: 'quarter' }, ['2026-09-30T22:00:00Z', '.XX']],
  [
    '2026-10-25T12:00:00Z',
    WARSAW,
    { previous: 'year' },
    ['2024-12-31T23:00:00Z', '.XX'],
    ['2025-12-31T23:00:00Z', 'X..'],
  ],
  ['2026-03-08T20:00:00Z', NEW_YORK, { current: 'day' }, ['2026-03-08T05:00:00Z', '.XX']],
  [
    '2026-03-09T20:00:00Z',
    NEW_YORK,
    { previous: 'day' },
    ['2026-03-08T05:00:00Z', '.XX'],
    ['2026-03-09T04:00:00Z', 'X..'],
  ],
  [
    '2026-11-02T20:00:00Z',
    NEW_YORK,
    { previous: 'day' },
    ['2026-11-01T04:00:00Z', '.XX'],
    ['2026-11-02T05:00:00Z', 'X..'],
  ],
  ['2026-11-30T20:00:00Z', NEW_YORK, { current: 'month' }, ['2026-11-01T04:00:00Z', '.XX']],
  // The day before 31 December 2011 does not exist in Apia.
  ['2011-12-30T10:00:00Z', 'Pacific/Apia', { current: 'day' }, ['2011-12-30T10:00:00Z', '.X.']],
  [
    '2011-12-30T12:00:00Z',
    'Pacific/Apia',
    { previous: 'day' },
    ['2011-12-30T10:00:00Z', '...'],
    ['2011-12-29T10:00:00Z', '...'],
  ],
  ['2011-12-30T12:00:00Z', 'Pacific/Apia', { current: 'month' }, ['2011-12-01T10:00:00Z', '.XX']],
];

describe.each([
  ['all time and the last duration', LAST],
  ['from and to', FROM_TO],
  ['the current and the previous unit', UNITS],
])('windows of %s', (_, rows) => {
  test.each(rows.map(([at, timezone, within, ...edges]) => [at, timezone, within, edges] as const))(
    'at %s in %s, %j has its edges at %j',
    async (at, timezone, within, edges) => {
      const instants = instantsOf(edges);
      const expected = divided(instants);
      const when = within === undefined ? {} : { within };
      await withSubject(async (subject) => {
        await subject.writeEvents(
          [...instants.keys()].map((time) => ({
            contact: time,
            event: 'e',
            time,
            attributes: { n: 2 },
          })),
          ARRIVED,
        );
        const asked = { at, timezone };
        for (const aggregate of [
          {},
          { op: 'eq', value: 1 },
          { op: 'exists', aggregate: 'last' },
          { aggregate: 'sum', of: 'n', op: 'eq', value: 2 },
          { aggregate: 'distinct', of: 'n' },
          { where: { attr: 'n', op: 'eq', value: 2 } },
        ]) {
          expect(await divisionBy(subject, { event: 'e', ...when, ...aggregate }, asked)).toEqual(
            expected,
          );
        }
        expect(await divisionBy(subject, { sequence: [{ event: 'e' }], ...when }, asked)).toEqual(
          expected,
        );
        const never = division(expected.others, expected.members);
        expect(
          await divisionBy(subject, { event: 'e', ...when, op: 'eq', value: 0 }, asked),
        ).toEqual(never);
      });
    },
  );
});

type MovingRow = readonly [timezone: string, within: object, time: string, ...edges: Edge[]];

/** The same event seen from moments around the edges, from the earliest to the latest. */
const MOVING: readonly MovingRow[] = [
  ['UTC', { last: 'PT2H' }, NOON, [NOON, '.XX'], ['2026-07-15T14:00:00Z', 'X..']],
  [
    'UTC',
    { last: 'P1M' },
    '2026-01-15T12:00:00Z',
    ['2026-01-15T12:00:00Z', '.XX'],
    ['2026-02-15T12:00:00Z', 'X..'],
  ],
  // The edge stays on 28 February while days go by, so the event goes at noon and comes back.
  [
    'UTC',
    { last: 'P1M' },
    '2026-02-28T12:00:00Z',
    ['2026-02-28T12:00:00Z', '.XX'],
    ['2026-03-28T12:00:00Z', 'X..'],
    ['2026-03-29T00:00:00Z', '.XX'],
    ['2026-03-29T12:00:00Z', 'X..'],
    ['2026-03-30T00:00:00Z', '.XX'],
    ['2026-03-30T12:00:00Z', 'X..'],
    ['2026-03-31T00:00:00Z', '.XX'],
    ['2026-03-31T12:00:00Z', 'X..'],
    ['2026-04-01T00:00:00Z', '...'],
  ],
  [
    'UTC',
    { last: 'P1Y' },
    '2023-02-28T12:00:00Z',
    ['2024-02-28T12:00:00Z', 'X..'],
    ['2024-02-29T00:00:00Z', '.XX'],
    ['2024-02-29T12:00:00Z', 'X..'],
    ['2024-03-01T00:00:00Z', '...'],
  ],
  // 02:15 does not exist on 29 March, so a month before 02:15 on 29 April is 03:15 then, further
  // than a month before 03:00: the edge moves backwards at 03:00.
  [
    WARSAW,
    { last: 'P1M' },
    '2026-03-29T01:15:00Z',
    ['2026-04-29T00:15:00Z', 'X..'],
    ['2026-04-29T01:00:00Z', '.XX'],
    ['2026-04-29T01:15:00Z', 'X..'],
  ],
  [
    'UTC',
    { previous: 'month' },
    '2026-02-28T12:00:00Z',
    ['2026-03-01T00:00:00Z', '.XX'],
    ['2026-04-01T00:00:00Z', 'X..'],
  ],
  [
    WARSAW,
    { current: 'day' },
    '2026-03-29T12:00:00Z',
    ['2026-03-29T12:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  ['UTC', { from: 'today' }, NOON, [NOON, '.XX'], ['2026-07-16T00:00:00Z', 'X..']],
  ['UTC', { to: { ago: 'P1D' } }, NOON, ['2026-07-16T12:00:00Z', '..X']],
];

describe('a window moves with the moment of the question', () => {
  test.each(
    MOVING.map(([timezone, within, time, ...edges]) => [timezone, within, time, edges] as const),
  )('in %s, %j takes an event at %s from moments %j', async (timezone, within, time, edges) => {
    await withSubject(async (subject) => {
      await subject.writeEvents([{ contact: 'c', event: 'e', time }], ARRIVED);
      for (const [at, isIn] of instantsOf(edges)) {
        const expected = isIn ? division(['c'], []) : division([], ['c']);
        expect(await divisionBy(subject, { event: 'e', within }, { at, timezone })).toEqual(
          expected,
        );
      }
    });
  });
});
