/** Calendar of the oracle, against examples worked out by hand. */
import { describe, expect, it } from 'vitest';

import {
  Clock,
  daysBetween,
  isDate,
  readDuration,
  readInstant,
  startOfPreviousUnit,
  startOfUnit,
  Zone,
} from './oracle-time.ts';

const utc = (text: string): number => Date.parse(text);

describe('instants', () => {
  it.each([
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2024-02-29T12:00:00+05:45', '2024-02-29T06:15:00.000Z'],
    ['2024-02-29T12:00:00.5-03:30', '2024-02-29T15:30:00.500Z'],
    ['2024-02-29T12:00:00.123999Z', '2024-02-29T12:00:00.123Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999Z'],
    ['0001-01-02T00:00:00Z', '0001-01-02T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(readInstant(text)).toBe(utc(expected));
  });

  it.each([
    '2024-02-30T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:00',
    '2024-01-01',
    'now',
    1.5,
    true,
    null,
  ])('%j is none', (json) => {
    expect(readInstant(json)).toBeUndefined();
  });

  it('dates are days that exist', () => {
    expect(['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'].every(isDate)).toBe(true);
    expect(['2023-02-29', '1900-02-29', '2024-04-31', '2024-1-1', '0000-01-01'].some(isDate)).toBe(
      false,
    );
  });
});

describe('durations', () => {
  it('take years and months as months, the rest as milliseconds', () => {
    expect(readDuration('P1Y2M')).toEqual({ months: 14, millis: 0 });
    expect(readDuration('P2W')).toEqual({ months: 0, millis: 14 * 86_400_000 });
    expect(readDuration('P1M1DT2H3M4S')).toEqual({ months: 1, millis: 93_784_000 });
    expect(readDuration('PT90S')).toEqual({ months: 0, millis: 90_000 });
  });

  it.each([
    [
      'the day is clamped to the month',
      'UTC',
      '2024-03-31T10:00:00Z',
      'P1M',
      '2024-02-29T10:00:00Z',
    ],
    ['a year after a leap day', 'UTC', '2024-02-29T10:00:00Z', 'P1Y', '2023-02-28T10:00:00Z'],
    ['months come first', 'UTC', '2024-03-31T10:00:00Z', 'P1M1D', '2024-02-28T10:00:00Z'],
    [
      'the wall clock is kept over a clock change',
      'Europe/Warsaw',
      '2024-04-15T10:00:00Z',
      'P1M',
      '2024-03-15T11:00:00Z',
    ],
    ['a day is 24 hours', 'Europe/Warsaw', '2024-03-31T10:00:00Z', 'P1D', '2024-03-30T10:00:00Z'],
    [
      'a local time that does not exist moves forward by the gap',
      'Europe/Warsaw',
      '2024-05-31T00:30:00Z', // 02:30; on 31 March it is 03:30
      'P2M',
      '2024-03-31T01:30:00Z',
    ],
    [
      'a local time that exists twice is the earlier',
      'Europe/Warsaw',
      '2024-11-27T01:30:00Z', // 02:30; on 27 October first at 00:30Z
      'P1M',
      '2024-10-27T00:30:00Z',
    ],
  ])('back: %s', (_, timezone, from, duration, expected) => {
    expect(new Zone(timezone).before(utc(from), readDuration(duration))).toBe(utc(expected));
  });

  it('forward: a gap and the end of a month', () => {
    const warsaw = new Zone('Europe/Warsaw');
    const month = readDuration('P1M');
    // 31 January 02:30 and two months fall into the gap of 31 March.
    expect(warsaw.after(utc('2024-01-31T01:30:00Z'), readDuration('P2M'))).toBe(
      utc('2024-03-31T01:30:00Z'),
    );
    expect(warsaw.after(utc('2024-01-31T11:00:00Z'), month)).toBe(utc('2024-02-29T11:00:00Z'));
  });
});

describe('days', () => {
  it.each([
    ['UTC', '2024-02-29', '2024-02-29T00:00:00Z'],
    ['Europe/Warsaw', '2024-03-31', '2024-03-30T23:00:00Z'],
    ['Europe/Warsaw', '2024-04-01', '2024-03-31T22:00:00Z'],
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'], // starts at 01:00
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z'], // skipped: as the 31st
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z'],
    ['America/Havana', '2023-11-05', '2023-11-05T04:00:00Z'], // midnight twice: the first
  ])('in %s, %s starts at %s', (timezone, date, expected) => {
    expect(new Zone(timezone).startOf(date)).toBe(utc(expected));
  });

  it.each([
    ['UTC', '2024-02-29T23:59:59.999Z', '2024-02-29'],
    ['Europe/Warsaw', '2024-02-29T23:00:00Z', '2024-03-01'],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    // The clock goes from 00:01 on the 7th back to 23:01 on the 6th: the 7th has started.
    ['America/St_Johns', '2010-11-07T02:29:59.999Z', '2010-11-06'],
    ['America/St_Johns', '2010-11-07T02:30:00Z', '2010-11-07'],
    ['America/St_Johns', '2010-11-07T02:45:00Z', '2010-11-07'],
  ])('in %s, %s is on %s', (timezone, time, expected) => {
    expect(new Zone(timezone).dateAt(utc(time))).toBe(expected);
  });

  it('are counted between dates', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
    expect(daysBetween('2024-01-01', '2023-12-31')).toBe(-1);
  });
});

describe('units', () => {
  it.each([
    ['day', '2024-05-15', '2024-05-15', '2024-05-14'],
    ['week', '2024-05-15', '2024-05-13', '2024-05-06'], // a Wednesday
    ['week', '2024-05-13', '2024-05-13', '2024-05-06'], // a Monday
    ['week', '2024-05-19', '2024-05-13', '2024-05-06'], // a Sunday
    ['month', '2024-03-31', '2024-03-01', '2024-02-01'],
    ['quarter', '2024-02-29', '2024-01-01', '2023-10-01'],
    ['quarter', '2024-12-31', '2024-10-01', '2024-07-01'],
    ['year', '2024-12-31', '2024-01-01', '2023-01-01'],
  ] as const)('the %s of %s starts on %s, the one before on %s', (unit, date, start, previous) => {
    expect(startOfUnit(unit, date)).toBe(start);
    expect(startOfPreviousUnit(unit, date)).toBe(previous);
  });
});

describe('operands', () => {
  it('of every form', () => {
    const clock = new Clock(utc('2024-03-31T12:00:00Z'), 'Europe/Warsaw');
    const read = (operand: unknown): string =>
      new Date(clock.instantOf(operand) as number).toJSON();
    expect(read('now')).toBe('2024-03-31T12:00:00.000Z');
    expect(read('today')).toBe('2024-03-30T23:00:00.000Z');
    expect(read('2024-04-01')).toBe('2024-03-31T22:00:00.000Z');
    expect(read({ ago: 'P1M' })).toBe('2024-02-29T13:00:00.000Z'); // 14:00 on 29 February
    expect(read({ ahead: 'P1M' })).toBe('2024-04-30T12:00:00.000Z');
    expect(read('2024-04-01T00:00:00+02:00')).toBe('2024-03-31T22:00:00.000Z');
    expect(read(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(clock.instantOf('tomorrow')).toBeUndefined();
    expect(clock.dayOf('today')).toBe('2024-03-31');
  });
});
