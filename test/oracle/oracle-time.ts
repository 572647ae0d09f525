/**
 * Calendar of the oracle: instants, days, durations and units, each straight from SPEC "Time".
 *
 * A day d of a zone is the interval from the first instant of d up to the first instant of d + 1;
 * the date of an instant is the latest day that has started by then. Dates are `YYYY-MM-DD` texts,
 * which sort as the days do; instants are whole milliseconds since 1970-01-01T00:00Z.
 *
 * Zone computations are remembered because they are slow, never because of what was asked.
 */
import { Temporal } from 'temporal-polyfill';

import type { Unit } from './oracle-json.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;
const DURATION =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const EARLIEST = Date.UTC(2000, 0, 1) - 730_119 * DAY; // 0001-01-01T00:00Z
const LATEST = Date.UTC(9999, 11, 31) + DAY - 1;

/** Years and months together as months, and the exact rest: the order in which they are taken. */
export type Duration = { readonly months: number; readonly millis: number };

/** True for a day that exists, in the years 0001 to 9999. */
export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !DATE.test(text) || text < '0001') return false;
  const [year, month, day] = text.split('-').map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** RFC 3339 text with an offset, or integer milliseconds; undefined if it is neither. */
export function readInstant(json: unknown): number | undefined {
  if (typeof json === 'number') {
    return Number.isInteger(json) && json >= EARLIEST && json <= LATEST ? json : undefined;
  }
  if (typeof json !== 'string') return undefined;
  const match = INSTANT.exec(json);
  if (!match) return undefined;
  const [, date, hour, minute, second, fraction = '', , sign, offsetHour, offsetMinute] = match;
  if (!isDate(date)) return undefined;
  const clock = [Number(hour), Number(minute), Number(second)] as const;
  const offset = [Number(offsetHour ?? 0), Number(offsetMinute ?? 0)] as const;
  if (clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return undefined;
  if (offset[0] > 23 || offset[1] > 59) return undefined;
  const local = Temporal.PlainDate.from(date).toZonedDateTime('UTC').epochMilliseconds;
  const time = clock[0] * HOUR + clock[1] * MINUTE + clock[2] * SECOND;
  const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const east = (sign === '-' ? -1 : 1) * (offset[0] * HOUR + offset[1] * MINUTE);
  return local + time + millis - east;
}

export function readDuration(text: string): Duration {
  const match = DURATION.exec(text);
  if (!match) throw new Error(`not a duration: ${text}`);
  const part = (index: number): number => Number(match[index] ?? 0);
  return {
    months: part(1) * 12 + part(2),
    millis:
      part(3) * 7 * DAY + part(4) * DAY + part(5) * HOUR + part(6) * MINUTE + part(7) * SECOND,
  };
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The same function, slow only the first time for the same arguments. */
function remembered<Arguments extends readonly (string | number)[], T>(
  compute: (...given: Arguments) => T,
): (...given: Arguments) => T {
  const results = new Map<string, T>();
  return (...given) => {
    const key = given.join(' ');
    let result = results.get(key);
    if (result === undefined) {
      result = compute(...given);
      results.set(key, result);
    }
    return result;
  };
}

export const addDays = remembered((date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString(),
);

/** Whole days from the first date to the second. */
export const daysBetween = remembered(
  (from: string, to: string): number =>
    Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days,
);

/** First day of the unit that contains the date; weeks start on Monday. */
export const startOfUnit = remembered((unit: Unit, date: string): string => {
  const day = Temporal.PlainDate.from(date);
  switch (unit) {
    case 'day':
      return date;
    case 'week':
      return day.subtract({ days: day.dayOfWeek - 1 }).toString();
    case 'month':
      return day.with({ day: 1 }).toString();
    case 'quarter':
      return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) }).toString();
    case 'year':
      return day.with({ day: 1, month: 1 }).toString();
  }
});

/** First day of the unit before the one that contains the date. */
export function startOfPreviousUnit(unit: Unit, date: string): string {
  return startOfUnit(unit, addDays(startOfUnit(unit, date), -1));
}

export class Zone {
  /** First instant of the day: for one that the zone skipped, that of the day after it. */
  readonly startOf: (date: string) => number;
  /** Date of an instant: the latest day that has started. */
  readonly dateAt: (time: number) => string;
  readonly #addMonths: (time: number, months: number) => number;

  constructor(name: string) {
    const local = (time: number): Temporal.ZonedDateTime =>
      Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(name);
    this.startOf = remembered(
      (date) => Temporal.PlainDate.from(date).toZonedDateTime(name).startOfDay().epochMilliseconds,
    );
    this.dateAt = remembered((time) => {
      let date = addDays(local(time).toPlainDate().toString(), 2);
      while (this.startOf(date) > time) date = addDays(date, -1);
      return date;
    });
    this.#addMonths = remembered((time, months) =>
      months === 0
        ? time // even where its wall clock stands for an earlier instant too
        : local(time).add({ months }, { overflow: 'constrain' }).epochMilliseconds,
    );
  }

  after(time: number, duration: Duration): number {
    return this.#addMonths(time, duration.months) + duration.millis;
  }

  before(time: number, duration: Duration): number {
    return this.#addMonths(time, -duration.months) - duration.millis;
  }
}

export const zoneNamed = remembered((name: string): Zone => new Zone(name));

/** The moment of a question and the zone of its calendar. */
export class Clock {
  readonly at: number;
  readonly zone: Zone;

  constructor(at: number, timezone: string) {
    this.at = at;
    this.zone = zoneNamed(timezone);
  }

  today(): string {
    return this.zone.dateAt(this.at);
  }

  /** The day that an operand names: `YYYY-MM-DD` or `"today"`. */
  dayOf(operand: unknown): string | undefined {
    if (operand === 'today') return this.today();
    return isDate(operand) ? operand : undefined;
  }

  /** The instant that an operand of a rule means; undefined if it means none. */
  instantOf(operand: unknown): number | undefined {
    if (operand === 'now') return this.at;
    const day = this.dayOf(operand);
    if (day !== undefined) return this.zone.startOf(day);
    if (typeof operand === 'object' && operand !== null) {
      if ('ago' in operand) return this.zone.before(this.at, readDuration(String(operand.ago)));
      if ('ahead' in operand) return this.zone.after(this.at, readDuration(String(operand.ahead)));
      return undefined;
    }
    return readInstant(operand);
  }
}
