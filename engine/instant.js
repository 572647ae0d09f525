import { err, ok } from './result.ts';
export const DAY_MS = 86_400_000;
export const MIN_INSTANT = -62_135_596_800_000;
export const MAX_INSTANT = 253_402_300_799_999;
const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Reads an instant: RFC 3339 text with an offset, or integer milliseconds since the epoch. */
export function parseInstant(value) {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return err('milliseconds since the epoch are whole numbers');
    return withinYears(value);
  }
  if (typeof value !== 'string') {
    return err('expected RFC 3339 text with an offset, or integer milliseconds since the epoch');
  }
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
function withinYears(ms) {
  if (ms < MIN_INSTANT || ms > MAX_INSTANT) return err('outside the years 0001 to 9999');
  return ok(ms + 0);
}
/** Writes an instant as RFC 3339 with milliseconds and `Z`. */
export function formatInstant(ms) {
  return new Date(ms).toISOString();
}
/** Reads `YYYY-MM-DD`; undefined when the text has another form or the day does not exist. */
export function parseDate(text) {
  const match = DATE.exec(text);
  if (match === null || match[1] === '0000') return undefined;
  return epochDayOf(Number(match[1]), Number(match[2]), Number(match[3]));
}
export function formatDate(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
/** Days since the epoch of a calendar date, or undefined when there is no such date. */
export function epochDayOf(year, month, day) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() / DAY_MS : undefined;
}
