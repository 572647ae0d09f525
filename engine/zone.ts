/**
 * Calendar questions in a time zone. Zone rules and calendar steps are Temporal's
 * (`temporal-polyfill`, small and kept by the authors of FullCalendar); this file adds what the
 * contract defines on top and remembers what is asked for row by row.
 *
 * A day starts at its first instant, and lasts until the next day starts. So the day of an instant
 * is the last one that started at or before it, also where clocks went back over midnight. A local
 * time that does not exist is moved forward by the gap, one that exists twice is the earlier.
 */
import { Temporal } from 'temporal-polyfill';
import { assert } from './assert.ts';
import type { EpochDay, Millis } from './brands.ts';
import type { Duration } from './duration.ts';
import { DAY_MS } from './instant.ts';

/** Days whose start is remembered per zone; beyond it the memory starts anew. */
const REMEMBERED_DAYS = 100_000;

/** The time between two changes of the offset from UTC: `from ≤ t < to`. */
type OffsetSpan = { readonly from: number; readonly to: number; readonly offsetMs: number };

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

export class Zone {
  readonly name: string;
  readonly #isUtc: boolean;
  readonly #dayStarts = new Map<number, number>();
  /** Ascending; those that were needed so far. */
  readonly #spans: OffsetSpan[] = [];
  #lastSpan: OffsetSpan = { from: 0, to: 0, offsetMs: 0 };

  constructor(name: string) {
    assert(isTimeZone(name), `unknown time zone ${name}`);
    this.name = name;
    this.#isUtc = name.toUpperCase() === 'UTC';
  }

  /** The first instant of a day. */
  startOfDay(day: EpochDay): Millis {
    if (this.#isUtc) return (day * DAY_MS) as Millis;
    let start = this.#dayStarts.get(day);
    if (start === undefined) {
      start = plainDate(day).toZonedDateTime(this.name).startOfDay().epochMilliseconds;
      if (this.#dayStarts.size >= REMEMBERED_DAYS) this.#dayStarts.clear();
      this.#dayStarts.set(day, start);
    }
    return start as Millis;
  }

  /** The day that an instant belongs to: the last one that started at or before it. */
  dayOf(instant: number): EpochDay {
    let day = Math.floor((instant + this.#spanOf(instant).offsetMs) / DAY_MS);
    if (this.#isUtc) return day as EpochDay;
    while (this.startOfDay(day as EpochDay) > instant) day -= 1;
    while (this.startOfDay((day + 1) as EpochDay) <= instant) day += 1;
    return day as EpochDay;
  }

  /** The first day that starts at or after an instant. */
  firstDayFrom(instant: number): EpochDay {
    let day = this.dayOf(instant) as number;
    if (this.startOfDay(day as EpochDay) < instant) return (day + 1) as EpochDay;
    // Where a whole day was skipped, two days share their first instant.
    while (this.startOfDay((day - 1) as EpochDay) >= instant) day -= 1;
    return day as EpochDay;
  }

  /** `sign` times a duration after an instant: its months first, as one step, then the exact rest. */
  shift(instant: number, duration: Duration, sign: 1 | -1): Millis {
    const moved =
      duration.months === 0 ? instant : this.#addMonths(instant, sign * duration.months);
    return (moved + sign * duration.exactMs) as Millis;
  }

  /** First day of the calendar unit that holds `day`, moved by whole units. */
  unitStart(day: EpochDay, unit: CalendarUnit, units: number): EpochDay {
    const date = plainDate(day);
    switch (unit) {
      case 'day':
        return (day + units) as EpochDay;
      case 'week':
        return (day - (date.dayOfWeek - 1) + 7 * units) as EpochDay;
      case 'month':
        return epochDay(date.with({ day: 1 }).add({ months: units }));
      case 'quarter': {
        const month = date.month - ((date.month - 1) % 3);
        return epochDay(date.with({ day: 1, month }).add({ months: 3 * units }));
      }
      case 'year':
        return epochDay(date.with({ day: 1, month: 1 }).add({ years: units }));
    }
  }

  /** Steps of the calendar that keep the wall clock, the day clamped to the month's length. */
  #addMonths(instant: number, months: number): number {
    const local = addCalendarMonths(instant + this.#spanOf(instant).offsetMs, months);
    if (this.#isUtc) return local;
    const before = this.#spanOf(local - DAY_MS);
    const after = this.#spanOf(local + DAY_MS);
    if (before === after) return local - before.offsetMs;
    if (before.to !== after.from) return this.#addMonthsSlowly(instant, months);
    // One change near by. A wall clock that exists twice is the earlier, one that does not exist
    // moves forward by the gap: both are the offset from before the change, unless the wall clock
    // exists only after it.
    const late = local - after.offsetMs;
    const early = local - before.offsetMs;
    return early < before.to || late < after.from ? early : late;
  }

  /** The same by Temporal, for the rare wall clocks with several changes within two days. */
  #addMonthsSlowly(instant: number, months: number): number {
    const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(this.name);
    return local.add({ months }).epochMilliseconds;
  }

  #spanOf(instant: number): OffsetSpan {
    const last = this.#lastSpan;
    if (instant >= last.from && instant < last.to) return last;
    const place = this.#placeOf(instant);
    const found = this.#spans[place];
    const span = found !== undefined && instant >= found.from ? found : this.#spanAt(instant);
    if (span !== found) this.#spans.splice(place, 0, span);
    this.#lastSpan = span;
    return span;
  }

  /** Index of the first remembered span that ends after an instant. */
  #placeOf(instant: number): number {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#spans[middle] as OffsetSpan).to <= instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #spanAt(instant: number): OffsetSpan {
    if (this.#isUtc) return { from: -Infinity, to: Infinity, offsetMs: 0 };
    const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(this.name);
    const next = local.getTimeZoneTransition('next');
    // The transition before the next instant is the one that `instant` may itself stand on.
    const previous = local.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
    return {
      from: previous?.epochMilliseconds ?? -Infinity,
      to: next?.epochMilliseconds ?? Infinity,
      offsetMs: local.offsetNanoseconds / 1e6,
    };
  }
}

const zones = new Map<string, Zone>();

/** The zone of a name that `isTimeZone` accepts; one object a name, whatever its case. */
export function zoneOf(name: string): Zone {
  const key = name.toLowerCase();
  let zone = zones.get(key);
  if (zone === undefined) {
    zone = new Zone(name);
    zones.set(key, zone);
  }
  return zone;
}

/** Whether a text is the IANA name of a time zone (an offset such as `+01:00` is none). */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    // Not `Intl`, which also knows names that Temporal refuses (PST, IST, …).
    new Temporal.ZonedDateTime(0n, name);
    return true;
  } catch {
    return false;
  }
}

/** Days before the start of each month in a leap year. */
export const DAYS_BEFORE_MONTH = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];

/** 0 for 1 January to 365 for 31 December, 29 February counted in every year. */
export function dayOfLeapYear(day: EpochDay): number {
  leapDays ??= leapDaysOfLives();
  return leapDays[day - FIRST_LIFE_DAY] ?? leapDayOf(day);
}

/** Days that people were born on are looked up. */
const LIFE_YEARS = { first: 1840, end: 2140 };
const FIRST_LIFE_DAY = Date.UTC(LIFE_YEARS.first, 0, 1) / DAY_MS;
const LIFE_DAYS = Date.UTC(LIFE_YEARS.end, 0, 1) / DAY_MS - FIRST_LIFE_DAY;
const FEBRUARY_29 = 59;
let leapDays: Uint16Array | undefined;

function leapDaysOfLives(): Uint16Array {
  const days = new Uint16Array(LIFE_DAYS);
  let place = 0;
  for (let year = LIFE_YEARS.first; year < LIFE_YEARS.end; year++) {
    const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    for (let day = 0; day < 366; day++) {
      if (day !== FEBRUARY_29 || isLeap) days[place++] = day;
    }
  }
  return days;
}

function leapDayOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return (DAYS_BEFORE_MONTH[date.getUTCMonth()] as number) + date.getUTCDate() - 1;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Moves a wall clock, as milliseconds, by whole months. */
function addCalendarMonths(local: number, months: number): number {
  const day = Math.floor(local / DAY_MS);
  const date = new Date(day * DAY_MS);
  const target = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const year = Math.floor(target / 12);
  const month = target - year * 12;
  const length = month === 1 ? (isLeapYear(year) ? 29 : 28) : (MONTH_LENGTHS[month] as number);
  const moved = new Date(0);
  moved.setUTCFullYear(year, month, Math.min(date.getUTCDate(), length));
  return moved.getTime() + (local - day * DAY_MS);
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function plainDate(day: EpochDay): Temporal.PlainDate {
  const date = new Date(day * DAY_MS);
  return new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

function epochDay(date: Temporal.PlainDate): EpochDay {
  const at = new Date(0);
  at.setUTCFullYear(date.year, date.month - 1, date.day);
  return (at.getTime() / DAY_MS) as EpochDay;
}
