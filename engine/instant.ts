/**
 * Instants and dates as text: RFC 3339 in, RFC 3339 with `Z` out.
 *
 * An instant is a whole number of milliseconds since the epoch, between the first and the last
 * millisecond of the years 0001 to 9999 in UTC, so that each can be written again.
 */
import type { EpochDay, Millis } from './brands.ts';
import { err, ok, type Result } from './result.ts';

export const DAY_MS = 86_400_000;
const DAYS_OF_400_YEARS = 146_097;
/** From 1 March of the year 0 to 1 January 1970. */
const EPOCH_AFTER_MARCH_0 = 719_468;
export const MIN_INSTANT = -62_135_596_800_000 as Millis;
export const MAX_INSTANT = 253_402_300_799_999 as Millis;

const [DASH, DOT, ZERO, COLON, UPPER_T, UPPER_Z] = [0x2d, 0x2e, 0x30, 0x3a, 0x54, 0x5a];

const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads an instant: RFC 3339 text with an offset, or integer milliseconds since the epoch. */
export function parseInstant(value: unknown): Result<Millis, string> {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return err('milliseconds since the epoch are whole numbers');
    return withinYears(value);
  }
  if (typeof value !== 'string') {
    return err('expected RFC 3339 text with an offset, or integer milliseconds since the epoch');
  }
  const plain = parsePlain(value);
  if (plain !== undefined) return ok(plain);
  const match = RFC_3339.exec(value);
  if (match === null) return err('expected RFC 3339 text with an offset, as 2026-03-01T12:00:00Z');
  const [, year, month, day, hour, minute, second, fraction, , sign, offsetHour, offsetMinute] =
    match;
  const date = epochDayOf(Number(year), Number(month), Number(day));
  if (date === undefined || year === '0000') return err('no such day in the years 0001 to 9999');
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  const [oh, om] = [Number(offsetHour ?? 0), Number(offsetMinute ?? 0)];
  if (h > 23 || m > 59 || s > 60 || oh > 23 || om > 59) return err('no such time of day');
  const millis = Number((fraction ?? '').slice(0, 3).padEnd(3, '0'));
  const offset = (sign === '-' ? -1 : 1) * (oh * 60 + om) * 60_000;
  const minuteStart = date * DAY_MS + (h * 60 + m) * 60_000 - offset;
  // A leap second ends a UTC day; it is read as the first second of the next one.
  if (s === 60 && (minuteStart + 60_000) % DAY_MS !== 0) return err('no such time of day');
  return withinYears(minuteStart + s * 1000 + (s === 60 ? 0 : millis));
}

/**
 * The form that nearly all instants have, `2026-03-01T12:00:00Z` with three digits of a second or
 * none, without a regular expression; undefined for all else, be it another form or a fault.
 */
function parsePlain(text: string): Millis | undefined {
  const { length } = text;
  if (length !== 20 && length !== 24) return undefined;
  const hasPunctuation =
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    text.charCodeAt(10) === UPPER_T &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(length - 1) === UPPER_Z;
  if (!hasPunctuation) return undefined;
  const [century, yearOfCentury] = [twoDigits(text, 0), twoDigits(text, 2)];
  const [month, day] = [twoDigits(text, 5), twoDigits(text, 8)];
  const [h, m, s] = [twoDigits(text, 11), twoDigits(text, 14), twoDigits(text, 17)];
  if (!(h <= 23 && m <= 59 && s <= 59)) return undefined;
  let millis = 0;
  if (length === 24) {
    if (text.charCodeAt(19) !== DOT) return undefined;
    const last = text.charCodeAt(22) - ZERO;
    if (!(last >= 0 && last <= 9)) return undefined;
    millis = twoDigits(text, 20) * 10 + last;
  }
  const year = century * 100 + yearOfCentury;
  const date = year > 0 ? epochDayOf(year, month, day) : undefined;
  if (date === undefined) return undefined;
  const ms = date * DAY_MS + (h * 3600 + m * 60 + s) * 1000 + millis;
  return Number.isNaN(ms) ? undefined : (ms as Millis);
}

/** A number of two ASCII digits; NaN, which no comparison lets through, when they are not digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function withinYears(ms: number): Result<Millis, string> {
  if (ms < MIN_INSTANT || ms > MAX_INSTANT) return err('outside the years 0001 to 9999');
  return ok((ms + 0) as Millis);
}

/** Writes an instant as RFC 3339 with milliseconds and `Z`. */
export function formatInstant(ms: Millis): string {
  return new Date(ms).toISOString();
}

/** Reads `YYYY-MM-DD`; undefined when the text has another form or the day does not exist. */
export function parseDate(text: string): EpochDay | undefined {
  const match = DATE.exec(text);
  if (match === null || match[1] === '0000') return undefined;
  return epochDayOf(Number(match[1]), Number(match[2]), Number(match[3]));
}

export function formatDate(day: EpochDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Days since the epoch of a calendar date, or undefined when there is no such date. */
export function epochDayOf(year: number, month: number, day: number): EpochDay | undefined {
  if (!(month >= 1 && month <= 12 && day >= 1)) return undefined;
  const number = dayNumber(year, month, day);
  // Every month has 28 days.
  if (day <= 28) return number as EpochDay;
  const end = month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
  return number < end ? (number as EpochDay) : undefined;
}

/**
 * Days since the epoch in the Gregorian calendar, by whole periods of 400 years that begin in
 * March, so that a leap day is the last of its year.
 */
function dayNumber(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const period = Math.floor(marchYear / 400);
  const yearOfPeriod = marchYear - period * 400;
  const leapDays = Math.floor(yearOfPeriod / 4) - Math.floor(yearOfPeriod / 100);
  // Months from March on have 31, 30, 31, 30, 31 days, over and over: 153 in five.
  const monthDays = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  const dayOfPeriod = yearOfPeriod * 365 + leapDays + monthDays + day - 1;
  return period * DAYS_OF_400_YEARS + dayOfPeriod - EPOCH_AFTER_MARCH_0;
}
