/**
 * Calendar of a zone: days around clock changes worked out by hand, and every question against
 * Temporal used plainly: the day of an instant is the last one that has started.
 */

import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { EpochDay, Millis } from '../../engine/brands.ts';
import {
  formatDate,
  formatInstant,
  MAX_INSTANT,
  MIN_INSTANT,
  parseDate,
  parseInstant,
} from '../../engine/instant.ts';
import { type CalendarUnit, dayOfLeapYear, isTimeZone, Zone } from '../../engine/zone.ts';

const DAY_MS = 86_400_000;

function ms(text: string): number {
  const instant = parseInstant(text);
  if (!instant.ok) throw new Error(instant.error);
  return instant.value;
}

function dayNumber(text: string): EpochDay {
  return parseDate(text) as EpochDay;
}

/** Days at and around which clocks changed in a way worth a look. */
const CHANGES: readonly (readonly [zone: string, date: string])[] = [
  ['UTC', '2024-02-29'],
  ['Europe/Warsaw', '2026-03-29'],
  ['Europe/Warsaw', '2026-10-25'],
  ['Europe/Warsaw', '1915-08-05'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['America/New_York', '1883-11-18'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Kwajalein', '1969-10-01'],
  ['Pacific/Kwajalein', '1993-08-21'],
  ['Pacific/Kiritimati', '1995-01-01'],
  ['America/Juneau', '1867-10-18'],
  ['Asia/Manila', '1844-12-31'],
  ['America/St_Johns', '2006-10-29'],
  ['America/St_Johns', '2007-03-11'],
  ['America/St_Johns', '1988-04-03'],
  ['America/Toronto', '1919-03-31'],
  ['America/Toronto', '1919-10-26'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Africa/Cairo', '2010-08-11'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-30'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/Sao_Paulo', '2019-02-17'],
  ['America/Havana', '2026-11-01'],
  ['Asia/Beirut', '2026-03-29'],
  ['Asia/Kathmandu', '1986-01-01'],
  ['Asia/Pyongyang', '2015-08-15'],
  ['Africa/Monrovia', '1972-01-07'],
  ['Antarctica/Troll', '2026-03-29'],
  ['Europe/Dublin', '2026-10-25'],
  ['Asia/Tehran', '2022-03-22'],
  ['Africa/Casablanca', '2026-02-15'],
];

describe('the start of a day', () => {
  test.each([
    ['UTC', '2026-03-29', '2026-03-29T00:00:00.000Z'],
    ['Europe/Warsaw', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Warsaw', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Europe/Warsaw', '2026-10-25', '2026-10-24T22:00:00.000Z'],
    ['Europe/Warsaw', '2026-10-26', '2026-10-25T23:00:00.000Z'],
    ['Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
    ['America/Sao_Paulo', '2019-02-17', '2019-02-17T03:00:00.000Z'],
    ['America/Toronto', '1919-03-31', '1919-03-31T04:30:00.000Z'],
    ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['America/St_Johns', '2006-10-29', '2006-10-29T02:30:00.000Z'],
    ['America/St_Johns', '2006-10-30', '2006-10-30T03:30:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
    ['Australia/Lord_Howe', '2026-10-05', '2026-10-04T13:00:00.000Z'],
  ])('in %s, %s starts at %s', (zone, date, expected) => {
    expect(formatInstant(new Zone(zone).startOfDay(dayNumber(date)))).toBe(expected);
  });

  test.each(CHANGES)('in %s is the first instant whose date has come, around %s', (name, date) => {
    const zone = new Zone(name);
    const localDate = (instant: number): string =>
      Temporal.Instant.fromEpochMilliseconds(instant)
        .toZonedDateTimeISO(name)
        .toPlainDate()
        .toString();
    for (let day = dayNumber(date) - 4; day <= dayNumber(date) + 4; day++) {
      const start = zone.startOfDay(day as EpochDay);
      expect(localDate(start) >= formatDate(day as EpochDay), `${formatInstant(start)}`).toBe(true);
      expect(localDate(start - 1) < formatDate(day as EpochDay), `${formatInstant(start)}`).toBe(
        true,
      );
    }
  });
});

describe('the day of an instant', () => {
  test.each([
    ['Europe/Warsaw', '2026-03-28T22:59:59.999Z', '2026-03-28'],
    ['Europe/Warsaw', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Warsaw', '2026-03-29T21:59:59.999Z', '2026-03-29'],
    ['Europe/Warsaw', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    // At 00:01 on the 29th the clock goes back to 23:01 on the 28th: the 29th has started.
    ['America/St_Johns', '2006-10-29T02:29:59.999Z', '2006-10-28'],
    ['America/St_Johns', '2006-10-29T02:30:00Z', '2006-10-29'],
    ['America/St_Johns', '2006-10-29T02:31:00Z', '2006-10-29'],
    ['America/St_Johns', '2006-10-29T03:15:00Z', '2006-10-29'],
    ['America/Sao_Paulo', '2019-02-17T01:30:00Z', '2019-02-16'],
    ['America/Sao_Paulo', '2019-02-17T02:30:00Z', '2019-02-16'],
    ['America/Toronto', '1919-03-31T04:29:59.999Z', '1919-03-30'],
    ['America/Toronto', '1919-03-31T04:30:00Z', '1919-03-31'],
  ])('in %s, %s is on %s', (zone, instant, expected) => {
    expect(formatDate(new Zone(zone).dayOf(ms(instant)))).toBe(expected);
  });

  test.each(CHANGES)('in %s is the last one that has started, around %s', (name, date) => {
    const zone = new Zone(name);
    const starts = startsAround(name, dayNumber(date));
    for (const instant of instantsAround(starts, name)) {
      const known = starts.filter(({ start }) => start <= instant).at(-1);
      expect(zone.dayOf(instant), `${formatInstant(instant as Millis)}`).toBe(known?.day);
      const from = starts.find(({ start }) => start >= instant);
      expect(zone.firstDayFrom(instant), `${formatInstant(instant as Millis)}`).toBe(from?.day);
    }
  });

  test('does not depend on what was asked before, in the past and the far future', () => {
    const texts = [
      '0001-01-03',
      '1850-06-01',
      '2026-07-01',
      '2026-12-01',
      '2500-07-01',
      '9999-12-29',
    ];
    for (const name of ['Europe/Warsaw', 'America/New_York', 'Pacific/Apia', 'Asia/Tokyo']) {
      const zone = new Zone(name);
      for (const text of [...texts, ...texts.toReversed()]) {
        const day = dayNumber(text);
        const start = zone.startOfDay(day);
        expect(zone.dayOf(start - 1)).toBe(day - 1);
        expect(zone.dayOf(start)).toBe(day);
        expect(zone.dayOf(start + 43_200_000)).toBe(day);
      }
    }
  });
});

/** Days and their starts, from eight days before to eight after. */
function startsAround(name: string, middle: EpochDay): { day: EpochDay; start: number }[] {
  return Array.from({ length: 17 }, (_, index) => {
    const day = (middle - 8 + index) as EpochDay;
    const date = Temporal.PlainDate.from(formatDate(day));
    return { day, start: date.toZonedDateTime(name).startOfDay().epochMilliseconds };
  });
}

/** Instants in the middle of those days: edges of days and clock changes, and in between. */
function instantsAround(starts: readonly { start: number }[], name: string): number[] {
  const low = (starts[4] as { start: number }).start;
  const high = (starts[12] as { start: number }).start;
  const edges = starts.slice(4, 13).map(({ start }) => start);
  const change = Temporal.Instant.fromEpochMilliseconds(low)
    .toZonedDateTimeISO(name)
    .getTimeZoneTransition('next');
  if (change !== null && change.epochMilliseconds < high) edges.push(change.epochMilliseconds);
  const near = edges.flatMap((edge) =>
    [-3_600_000, -1_800_000, -60_000, -1, 0, 1, 60_000, 1_800_000, 3_600_000].map(
      (away) => edge + away,
    ),
  );
  const between = Array.from({ length: 97 }, (_, index) => low + index * 7_300_001);
  return [...near, ...between].filter((instant) => instant >= low && instant < high);
}

describe('a shift', () => {
  test.each([
    ['UTC', '2026-03-31T10:00:00Z', -1, 0, '2026-02-28T10:00:00.000Z'],
    ['UTC', '2026-03-30T10:00:00Z', -1, 0, '2026-02-28T10:00:00.000Z'],
    ['UTC', '2024-03-31T10:00:00Z', -1, 0, '2024-02-29T10:00:00.000Z'],
    ['UTC', '2024-02-29T10:00:00Z', -12, 0, '2023-02-28T10:00:00.000Z'],
    ['UTC', '2024-02-29T10:00:00Z', 12, 0, '2025-02-28T10:00:00.000Z'],
    ['UTC', '2024-02-29T10:00:00Z', 48, 0, '2028-02-29T10:00:00.000Z'],
    // Months first, together: 31 March back 13 months is 28 February 2025, then a day.
    ['UTC', '2026-03-31T10:00:00Z', -13, -DAY_MS, '2025-02-27T10:00:00.000Z'],
    ['Europe/Warsaw', '2026-04-29T10:00:00Z', -1, 0, '2026-03-29T10:00:00.000Z'],
    ['Europe/Warsaw', '2026-04-29T00:30:00Z', -1, 0, '2026-03-29T01:30:00.000Z'],
    ['Europe/Warsaw', '2026-11-25T01:30:00Z', -1, 0, '2026-10-25T00:30:00.000Z'],
    ['Europe/Warsaw', '2026-03-30T10:00:00Z', 0, -DAY_MS, '2026-03-29T10:00:00.000Z'],
    ['Europe/Warsaw', '2026-10-25T01:30:00Z', 0, 0, '2026-10-25T01:30:00.000Z'],
    ['Pacific/Apia', '2012-01-30T12:00:00Z', -1, 0, '2011-12-30T12:00:00.000Z'],
  ])('in %s, from %s by %i months and %i ms, is %s', (name, from, months, exactMs, expected) => {
    const sign = months < 0 || exactMs < 0 ? -1 : 1;
    const duration = { months: Math.abs(months), exactMs: Math.abs(exactMs) };
    const shifted = new Zone(name).shift(ms(from), duration, sign);
    expect(formatInstant(shifted)).toBe(expected);
  });

  test.each(CHANGES)('in %s keeps the wall clock, around %s', (name, date) => {
    const zone = new Zone(name);
    for (const instant of instantsAround(startsAround(name, dayNumber(date)), name)) {
      for (const months of [1, 2, 11, 12, 13, 48]) {
        for (const sign of [1, -1] as const) {
          // So far away that the moved time is the one at the clock change.
          const from = zone.shift(instant, { months, exactMs: 0 }, sign === 1 ? -1 : 1);
          const wall = Temporal.Instant.fromEpochMilliseconds(from)
            .toZonedDateTimeISO(name)
            .toPlainDateTime()
            .add({ months: sign * months }, { overflow: 'constrain' });
          const expected = wall.toZonedDateTime(name, { disambiguation: 'compatible' });
          expect(zone.shift(from, { months, exactMs: 90_000 }, sign)).toBe(
            expected.epochMilliseconds + sign * 90_000,
          );
        }
      }
    }
  });
});

describe('a shift by months agrees with Temporal', () => {
  const ZONES = [...new Set(CHANGES.map(([name]) => name))];

  /** The wall clock moved by months, as an instant again. */
  const moved = (instant: number, name: string, months: number): number =>
    Temporal.Instant.fromEpochMilliseconds(instant)
      .toZonedDateTimeISO(name)
      .toPlainDateTime()
      .add({ months }, { overflow: 'constrain' })
      .toZonedDateTime(name, { disambiguation: 'compatible' }).epochMilliseconds;

  test.each(ZONES)('anywhere in the years 0001 to 9999, in %s', (name) => {
    const zone = new Zone(name);
    const recent = { min: ms('1840-01-01T00:00:00Z'), max: ms('2100-01-01T00:00:00Z') };
    const instant = fc.oneof(
      fc.integer({ min: MIN_INSTANT, max: MAX_INSTANT }),
      fc.integer(recent),
      fc.integer(recent),
    );
    const months = fc.oneof(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 1200 }));
    fc.assert(
      fc.property(instant, months, fc.constantFrom(1, -1), (from, count, sign) => {
        const shifted = zone.shift(from, { months: count, exactMs: 0 }, sign);
        expect(formatted(shifted)).toBe(formatted(moved(from, name, sign * count)));
      }),
      { numRuns: 150 },
    );
  });

  test.each(['Europe/Warsaw', 'America/St_Johns', 'Africa/Casablanca', 'Australia/Lord_Howe'])(
    'around every change of the clock from 1900 to 2060, in %s',
    (name) => {
      const zone = new Zone(name);
      let change = Temporal.Instant.from('1900-01-01T00:00:00Z').toZonedDateTimeISO(name);
      for (;;) {
        const next = change.getTimeZoneTransition('next');
        if (next === null || next.year > 2060) return;
        change = next;
        for (const minutes of [-90, -60, -30, -1, 0, 30, 60, 90]) {
          const near = change.epochMilliseconds + minutes * 60_000;
          const from = moved(near, name, -1);
          const shifted = zone.shift(from, { months: 1, exactMs: 0 }, 1);
          expect(formatted(shifted)).toBe(formatted(moved(from, name, 1)));
        }
      }
    },
  );
});

/** Also of years beyond those that instants are written for. */
function formatted(instant: number): string {
  return new Date(instant).toISOString();
}

describe('the start of a unit', () => {
  const UNITS: readonly (readonly [CalendarUnit, (date: Temporal.PlainDate) => boolean])[] = [
    ['day', () => true],
    ['week', (date) => date.dayOfWeek === 1],
    ['month', (date) => date.day === 1],
    ['quarter', (date) => date.day === 1 && [1, 4, 7, 10].includes(date.month)],
    ['year', (date) => date.dayOfYear === 1],
  ];

  test.each(UNITS)('%s is found by going back day by day', (unit, isStart) => {
    const zone = new Zone('Europe/Warsaw');
    const startAtOrBefore = (from: Temporal.PlainDate): Temporal.PlainDate => {
      let date = from;
      while (!isStart(date)) date = date.subtract({ days: 1 });
      return date;
    };
    for (let day = dayNumber('2023-12-20'); day < dayNumber('2025-03-10'); day++) {
      const date = Temporal.PlainDate.from(formatDate(day as EpochDay));
      const start = startAtOrBefore(date);
      const previous = startAtOrBefore(start.subtract({ days: 1 }));
      expect(formatDate(zone.unitStart(day as EpochDay, unit, 0))).toBe(start.toString());
      expect(formatDate(zone.unitStart(day as EpochDay, unit, -1))).toBe(previous.toString());
      expect(zone.unitStart(zone.unitStart(day as EpochDay, unit, -1), unit, 1)).toBe(
        zone.unitStart(day as EpochDay, unit, 0),
      );
    }
  });
});

describe('names of zones', () => {
  test.each([
    'UTC',
    'Europe/Warsaw',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+5',
    'Asia/Calcutta',
    'europe/warsaw',
  ])('%s is one', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  test.each([
    '',
    'PST',
    'IST',
    '+01:00',
    '-0500',
    'Europe/Nowhere',
    'Europe/Warsaw ',
    ' UTC',
    '__proto__',
    'null',
  ])('%j is none', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

test('the day of a leap year is that of the calendar, within lives and outside of them', () => {
  const dayMs = 86_400_000;
  const days = [
    -200_000,
    Date.UTC(1837, 0, 1) / dayMs,
    -1000,
    Date.UTC(2137, 0, 1) / dayMs,
    200_000,
  ];
  for (const first of days) {
    for (let day = first; day < first + 2000; day++) {
      const date = new Date(day * dayMs);
      const inLeapYear = Date.UTC(2000, date.getUTCMonth(), date.getUTCDate());
      expect(dayOfLeapYear(day as EpochDay)).toBe((inLeapYear - Date.UTC(2000, 0, 1)) / dayMs);
    }
  }
});
