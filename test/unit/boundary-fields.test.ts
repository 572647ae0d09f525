/**
 * Edges of the operators that compare fields with time: values one millisecond before, at and after
 * each edge, dates seen from moments around each, and birthdays around New Year and 29 February.
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

const WARSAW = 'Europe/Warsaw';
const NEW_YORK = 'America/New_York';
const NOON = '2026-07-15T12:00:00Z';

type Row = readonly [at: string, timezone: string, op: string, value: unknown, ...edges: Edge[]];

/** Of a datetime; the edges are of its value. */
const DATETIMES: readonly Row[] = [
  [NOON, 'UTC', 'before', 'now', [NOON, 'X..']],
  [NOON, 'UTC', 'before', 'today', ['2026-07-15T00:00:00Z', 'X..']],
  [NOON, 'UTC', 'before', '2026-03-29', ['2026-03-29T00:00:00Z', 'X..']],
  [NOON, WARSAW, 'before', '2026-03-29', ['2026-03-28T23:00:00Z', 'X..']],
  [NOON, WARSAW, 'before', '2026-03-30', ['2026-03-29T22:00:00Z', 'X..']],
  [NOON, 'UTC', 'before', { ago: 'P1D' }, ['2026-07-14T12:00:00Z', 'X..']],
  [NOON, 'UTC', 'before', { ahead: 'P1M' }, ['2026-08-15T12:00:00Z', 'X..']],
  [NOON, 'UTC', 'before', 0, ['1970-01-01T00:00:00Z', 'X..']],
  [NOON, 'UTC', 'after', 'now', [NOON, '..X']],
  [NOON, 'UTC', 'after', '2026-07-20T00:00:00+05:45', ['2026-07-19T18:15:00Z', '..X']],
  [NOON, WARSAW, 'after', '2026-10-25', ['2026-10-24T22:00:00Z', '..X']],
  [NOON, WARSAW, 'after', '2026-10-26', ['2026-10-25T23:00:00Z', '..X']],
  ['2026-01-31T12:00:00Z', 'UTC', 'after', { ahead: 'P1M' }, ['2026-02-28T12:00:00Z', '..X']],
  ['2024-02-29T12:00:00Z', 'UTC', 'after', { ahead: 'P1Y' }, ['2025-02-28T12:00:00Z', '..X']],
  [
    NOON,
    'UTC',
    'between',
    ['2026-07-01', '2026-07-02'],
    ['2026-07-01T00:00:00Z', '.XX'],
    ['2026-07-02T00:00:00Z', 'XX.'],
  ],
  [
    NOON,
    WARSAW,
    'between',
    ['2026-03-29', '2026-03-30'],
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'XX.'],
  ],
  [NOON, 'UTC', 'between', ['now', 'now'], [NOON, '.X.']],
  [NOON, 'UTC', 'between', [{ ago: 'P1D' }, 'now'], ['2026-07-14T12:00:00Z', '.XX'], [NOON, 'XX.']],
  [NOON, 'UTC', 'between', ['now', { ago: 'P1D' }], ['2026-07-14T12:00:00Z', '...'], [NOON, '...']],
  [NOON, 'UTC', 'within_last', 'PT1S', ['2026-07-15T11:59:59Z', '..X'], [NOON, 'XX.']],
  [NOON, 'UTC', 'within_last', 'P1D', ['2026-07-14T12:00:00Z', '..X'], [NOON, 'XX.']],
  ['2026-03-30T10:00:00Z', WARSAW, 'within_last', 'P1D', ['2026-03-29T10:00:00Z', '..X']],
  ['2026-03-29T12:00:00Z', WARSAW, 'within_last', 'P1D', ['2026-03-28T12:00:00Z', '..X']],
  ['2026-04-29T00:30:00Z', WARSAW, 'within_last', 'P1M', ['2026-03-29T01:30:00Z', '..X']],
  ['2026-11-25T01:30:00Z', WARSAW, 'within_last', 'P1M', ['2026-10-25T00:30:00Z', '..X']],
  ['2026-03-31T12:00:00Z', 'UTC', 'within_last', 'P1M', ['2026-02-28T12:00:00Z', '..X']],
  ['2024-02-29T12:00:00Z', 'UTC', 'within_last', 'P1Y', ['2023-02-28T12:00:00Z', '..X']],
  [NOON, 'UTC', 'within_next', 'PT1S', [NOON, '..X'], ['2026-07-15T12:00:01Z', 'XX.']],
  [NOON, 'UTC', 'within_next', 'P1D', [NOON, '..X'], ['2026-07-16T12:00:00Z', 'XX.']],
  ['2026-03-28T12:00:00Z', WARSAW, 'within_next', 'P1D', ['2026-03-29T12:00:00Z', 'XX.']],
  ['2026-02-28T01:30:00Z', WARSAW, 'within_next', 'P1M', ['2026-03-28T01:30:00Z', 'XX.']],
  ['2026-01-29T01:30:00Z', WARSAW, 'within_next', 'P2M', ['2026-03-29T01:30:00Z', 'XX.']],
  ['2026-09-25T00:30:00Z', WARSAW, 'within_next', 'P1M', ['2026-10-25T00:30:00Z', 'XX.']],
  ['2026-01-31T12:00:00Z', 'UTC', 'within_next', 'P1M', ['2026-02-28T12:00:00Z', 'XX.']],
  ['2024-02-29T12:00:00Z', 'UTC', 'within_next', 'P1Y', ['2025-02-28T12:00:00Z', 'XX.']],
  [NOON, 'UTC', 'older_than', 'P1D', ['2026-07-14T12:00:00Z', 'XX.'], [NOON, '...']],
  ['2026-03-30T10:00:00Z', WARSAW, 'older_than', 'P1D', ['2026-03-29T10:00:00Z', 'XX.']],
  ['2026-04-15T10:00:00Z', WARSAW, 'older_than', 'P1M', ['2026-03-15T11:00:00Z', 'XX.']],
  ['2026-03-31T12:00:00Z', 'UTC', 'older_than', 'P1M', ['2026-02-28T12:00:00Z', 'XX.']],
  ['2024-02-29T12:00:00Z', 'UTC', 'older_than', 'P1Y', ['2023-02-28T12:00:00Z', 'XX.']],
  [NOON, 'UTC', 'eq', NOON, [NOON, '.X.']],
  [NOON, 'UTC', 'eq', 'now', [NOON, '.X.']],
  [NOON, 'UTC', 'eq', '2026-07-15T14:00:00.0009+02:00', [NOON, '.X.']],
  [NOON, 'UTC', 'eq', { ago: 'P1D' }, ['2026-07-14T12:00:00Z', '.X.']],
  [
    NOON,
    'UTC',
    'eq',
    '2024-02-29',
    ['2024-02-29T00:00:00Z', '.XX'],
    ['2024-03-01T00:00:00Z', 'X..'],
  ],
  [NOON, 'UTC', 'eq', 'today', ['2026-07-15T00:00:00Z', '.XX'], ['2026-07-16T00:00:00Z', 'X..']],
  [
    NOON,
    WARSAW,
    'eq',
    '2026-03-29',
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  [
    NOON,
    WARSAW,
    'eq',
    '2026-10-25',
    ['2026-10-24T22:00:00Z', '.XX'],
    ['2026-10-25T23:00:00Z', 'X..'],
  ],
  [
    NOON,
    NEW_YORK,
    'eq',
    '2026-03-08',
    ['2026-03-08T05:00:00Z', '.XX'],
    ['2026-03-09T04:00:00Z', 'X..'],
  ],
  [
    NOON,
    NEW_YORK,
    'eq',
    '2026-11-01',
    ['2026-11-01T04:00:00Z', '.XX'],
    ['2026-11-02T05:00:00Z', 'X..'],
  ],
  [
    '2026-03-29T21:59:59.999Z',
    WARSAW,
    'eq',
    'today',
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  [
    '2026-10-25T22:59:59.999Z',
    WARSAW,
    'eq',
    'today',
    ['2026-10-24T22:00:00Z', '.XX'],
    ['2026-10-25T23:00:00Z', 'X..'],
  ],
  [NOON, 'Pacific/Apia', 'eq', '2011-12-30', ['2011-12-30T10:00:00Z', '...']],
  [NOON, 'UTC', 'neq', NOON, [NOON, 'X.X']],
  [
    NOON,
    WARSAW,
    'neq',
    '2026-03-29',
    ['2026-03-28T23:00:00Z', 'X..'],
    ['2026-03-29T22:00:00Z', '.XX'],
  ],
  [
    '2026-03-29T12:00:00Z',
    WARSAW,
    'anniversary',
    { from: 0, to: 0 },
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
    // In 2020 the clock changed on that day too; in 2019 only on the 31st.
    ['2020-03-28T23:00:00Z', '.XX'],
    ['2020-03-29T22:00:00Z', 'X..'],
    ['2019-03-28T23:00:00Z', '.XX'],
    ['2019-03-29T23:00:00Z', 'X..'],
  ],
  [
    '2026-01-01T12:00:00Z',
    NEW_YORK,
    'anniversary',
    { from: -1, to: 0 },
    ['1990-12-31T05:00:00Z', '.XX'],
    ['1991-01-02T05:00:00Z', 'X..'],
  ],
  [
    NOON,
    WARSAW,
    'anniversary',
    { month: 3 },
    ['2020-02-29T23:00:00Z', '.XX'],
    ['2020-03-31T22:00:00Z', 'X..'],
  ],
  [
    NOON,
    'UTC',
    'anniversary',
    { month: 2 },
    ['2024-02-01T00:00:00Z', '.XX'],
    ['2024-03-01T00:00:00Z', 'X..'],
  ],
  [
    NOON,
    'UTC',
    'anniversary',
    { month: 12 },
    ['2024-12-01T00:00:00Z', '.XX'],
    ['2025-01-01T00:00:00Z', 'X..'],
  ],
];

describe('a datetime', () => {
  test.each(
    DATETIMES.map(
      ([at, timezone, op, value, ...edges]) => [at, timezone, op, value, edges] as const,
    ),
  )('at %s in %s, %s %j has its edges at %j', async (at, timezone, op, value, edges) => {
    const instants = instantsOf(edges);
    await withSubject(async (subject) => {
      await subject.declareField('t', 'datetime');
      await subject.declareAttribute('e', 't', 'datetime');
      await subject.writeContacts(
        [...instants.keys()].map((t) => ({ id: t, fields: { t } })),
        ARRIVED,
      );
      await subject.writeEvents(
        [...instants.keys()].map((t) => ({ contact: t, event: 'e', attributes: { t } })),
        ARRIVED,
      );
      const expected = divided(instants);
      const asked = { at, timezone };
      expect(await divisionBy(subject, { field: 't', op, value }, asked)).toEqual(expected);
      const where = { attr: 't', op, value };
      expect(await divisionBy(subject, { event: 'e', where }, asked)).toEqual(expected);
    });
  });
});

type DateRow = readonly [
  date: string,
  timezone: string,
  op: string,
  value: unknown,
  ...edges: Edge[],
];

/** Of a date; the edges are of the moment of the question. */
const DATES: readonly DateRow[] = [
  [
    '2026-03-29',
    WARSAW,
    'eq',
    'today',
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  [
    '2026-10-25',
    WARSAW,
    'eq',
    'today',
    ['2026-10-24T22:00:00Z', '.XX'],
    ['2026-10-25T23:00:00Z', 'X..'],
  ],
  [
    '2026-03-08',
    NEW_YORK,
    'eq',
    'today',
    ['2026-03-08T05:00:00Z', '.XX'],
    ['2026-03-09T04:00:00Z', 'X..'],
  ],
  [
    '2026-11-01',
    NEW_YORK,
    'in',
    ['today'],
    ['2026-11-01T04:00:00Z', '.XX'],
    ['2026-11-02T05:00:00Z', 'X..'],
  ],
  ['2026-03-29', WARSAW, 'eq', 'now', ['2026-03-28T23:00:00Z', '.X.']],
  ['2026-03-29', WARSAW, 'before', 'now', ['2026-03-28T23:00:00Z', '..X']],
  ['2026-03-29', WARSAW, 'before', 'today', ['2026-03-29T22:00:00Z', '.XX']],
  ['2026-03-29', WARSAW, 'after', 'now', ['2026-03-28T23:00:00Z', 'X..']],
  ['2026-03-29', WARSAW, 'after', 'today', ['2026-03-28T23:00:00Z', 'X..']],
  [
    '2026-03-29',
    WARSAW,
    'between',
    ['today', 'now'],
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  [
    '2026-03-30',
    WARSAW,
    'within_last',
    'P1D',
    ['2026-03-29T22:00:00Z', '.XX'],
    ['2026-03-30T22:00:00Z', 'X..'],
  ],
  [
    '2026-03-29',
    WARSAW,
    'within_last',
    'P1D',
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T23:00:00Z', 'X..'],
  ],
  [
    '2026-03-30',
    WARSAW,
    'within_next',
    'P1D',
    ['2026-03-28T22:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  ['2026-03-29', WARSAW, 'older_than', 'P1D', ['2026-03-29T23:00:00Z', '.XX']],
  [
    '2026-02-28',
    'UTC',
    'older_than',
    'P1M',
    ['2026-03-28T00:00:00Z', '.XX'],
    ['2026-03-31T00:00:00Z', 'XXX'],
  ],
  [
    '2024-02-29',
    'UTC',
    'within_last',
    'P1Y',
    ['2024-02-29T00:00:00Z', '.XX'],
    ['2025-03-01T00:00:00Z', 'X..'],
  ],
  [
    '2024-02-29',
    'UTC',
    'within_next',
    'P1Y',
    ['2023-03-01T00:00:00Z', '.XX'],
    ['2024-02-29T00:00:00Z', 'X..'],
  ],
  [
    '1990-03-29',
    WARSAW,
    'anniversary',
    { from: 0, to: 0 },
    ['2026-03-28T23:00:00Z', '.XX'],
    ['2026-03-29T22:00:00Z', 'X..'],
  ],
  [
    '1990-10-25',
    WARSAW,
    'anniversary',
    { from: -1, to: 0 },
    ['2026-10-24T22:00:00Z', '.XX'],
    ['2026-10-26T23:00:00Z', 'X..'],
  ],
  [
    '2000-02-29',
    'UTC',
    'anniversary',
    { from: 0, to: 0 },
    ['2026-02-28T00:00:00Z', '.XX'],
    ['2026-03-01T00:00:00Z', 'X..'],
  ],
  [
    '2000-02-29',
    'UTC',
    'anniversary',
    { from: 0, to: 0 },
    ['2024-02-29T00:00:00Z', '.XX'],
    ['2024-03-01T00:00:00Z', 'X..'],
  ],
  [
    '2000-01-01',
    WARSAW,
    'anniversary',
    { from: 0, to: 1 },
    ['2025-12-30T23:00:00Z', '.XX'],
    ['2026-01-01T23:00:00Z', 'X..'],
  ],
];

describe('a date is the start of its day', () => {
  test.each(
    DATES.map(
      ([date, timezone, op, value, ...edges]) => [date, timezone, op, value, edges] as const,
    ),
  )('%s in %s, %s %j, from moments %j', async (date, timezone, op, value, edges) => {
    await withSubject(async (subject) => {
      await subject.declareField('d', 'date');
      await subject.writeContacts([{ id: 'c', fields: { d: date } }], ARRIVED);
      for (const [at, isIn] of instantsOf(edges)) {
        const expected = isIn ? division(['c'], []) : division([], ['c']);
        expect(await divisionBy(subject, { field: 'd', op, value }, { at, timezone })).toEqual(
          expected,
        );
      }
    });
  });
});

type BirthdayRow = readonly [
  today: string,
  from: number,
  to: number,
  inside: string,
  outside: string,
];

const BIRTHDAYS: readonly BirthdayRow[] = [
  ['2025-12-31', 0, 0, '12-31', '12-30 01-01'],
  ['2026-01-01', 0, 0, '01-01', '12-31 01-02'],
  ['2025-12-30', -3, 3, '12-27 12-30 12-31 01-01 01-02', '12-26 01-03'],
  ['2025-12-31', -3, 3, '12-28 12-31 01-01 01-03', '12-27 01-04'],
  ['2026-01-01', -3, 3, '12-29 12-31 01-01 01-04', '12-28 01-05'],
  ['2026-01-02', -3, 3, '12-30 12-31 01-01 01-05', '12-29 01-06'],
  ['2025-12-28', 0, 7, '12-28 12-31 01-01 01-04', '12-27 01-05'],
  ['2026-01-03', -7, -1, '12-27 12-31 01-01 01-02', '12-26 01-03'],
  ['2025-12-31', 1, 1, '01-01', '12-31 01-02'],
  ['2026-01-01', -1, -1, '12-31', '12-30 01-01'],
  // 29 February in common years is kept on the 28th.
  ['2026-02-28', 0, 0, '02-28 02-29', '02-27 03-01'],
  ['2026-02-27', 0, 0, '02-27', '02-28 02-29'],
  ['2026-02-27', 0, 1, '02-27 02-28 02-29', '02-26 03-01'],
  ['2026-03-01', 0, 0, '03-01', '02-28 02-29'],
  ['2026-03-01', -1, -1, '02-28 02-29', '02-27 03-01'],
  ['2026-02-25', 0, 3, '02-25 02-28 02-29', '02-24 03-01'],
  ['2026-02-25', 4, 4, '03-01', '02-28 02-29 03-02'],
  ['2100-02-28', 0, 0, '02-28 02-29', '03-01'],
  // In leap years it is a day of its own.
  ['2024-02-28', 0, 0, '02-28', '02-27 02-29 03-01'],
  ['2024-02-29', 0, 0, '02-29', '02-28 03-01'],
  ['2024-02-28', 1, 1, '02-29', '02-28 03-01'],
  ['2024-03-01', -1, -1, '02-29', '02-28 03-01'],
  ['2024-03-01', -2, -2, '02-28', '02-27 02-29'],
  ['2000-02-29', 0, 0, '02-29', '02-28'],
  // Whole years.
  ['2026-01-01', 365, 365, '01-01', '12-31 01-02'],
  ['2026-01-01', 366, 366, '01-02', '01-01 01-03'],
  ['2024-01-01', 365, 365, '12-31', '01-01 12-30'],
  ['2024-01-01', 366, 366, '01-01', '12-31 01-02'],
  ['2024-12-31', -366, -366, '12-31', '12-30 01-01'],
  ['2025-12-31', -365, -365, '12-31', '12-30 01-01'],
  ['2026-07-15', 0, 364, '07-14 07-15 02-29 12-31 01-01', ''],
  ['2026-07-15', 0, 363, '07-15 02-28 02-29 12-31', '07-14'],
  ['2026-07-15', -366, 366, '07-14 07-15 07-16 02-29 12-31 01-01', ''],
];

describe('birthdays', () => {
  const named = (days: string): string[] => (days === '' ? [] : days.split(' '));

  test.each(BIRTHDAYS)(
    'on %s, from %i to %i days, hold for %s and not for %s',
    async (today, from, to, inside, outside) => {
      const days = [...named(inside), ...named(outside)];
      await withSubject(async (subject) => {
        await subject.declareField('date', 'date');
        await subject.declareField('datetime', 'datetime');
        await subject.writeContacts(
          days.map((day) => ({
            id: day,
            // A leap year, so that every day exists.
            fields: { date: `1988-${day}`, datetime: `1988-${day}T23:59:59.999Z` },
          })),
          ARRIVED,
        );
        const expected = division(named(inside), named(outside));
        for (const field of ['date', 'datetime']) {
          for (const clock of ['00:00:00Z', '23:59:59.999Z']) {
            const rule = { field, op: 'anniversary', value: { from, to } };
            expect(await divisionBy(subject, rule, { at: `${today}T${clock}` })).toEqual(expected);
          }
        }
      });
    },
  );

  test('of every month are in their month only', async () => {
    await withSubject(async (subject) => {
      await subject.declareField('date', 'date');
      const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'));
      const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
      const days = months.flatMap((month, i) => [`${month}-01`, `${month}-${lengths[i]}`]);
      await subject.writeContacts(
        days.map((day) => ({ id: day, fields: { date: `1988-${day}` } })),
        ARRIVED,
      );
      for (const [i, month] of months.entries()) {
        const rule = { field: 'date', op: 'anniversary', value: { month: i + 1 } };
        const expected = division(
          days.filter((day) => day.startsWith(month)),
          days.filter((day) => !day.startsWith(month)),
        );
        expect(await divisionBy(subject, rule, { at: NOON })).toEqual(expected);
      }
    });
  });
});
