/**
 * Binding a test to the moment of the question and to the type of the values it will meet: what
 * was relative becomes ranges of stored values.
 *
 * A date stands for the first instant of its day, so a span of instants binds to the days that
 * start within it.
 */
import type { EpochDay } from './brands.ts';
import { DAY_MS, epochDayOf } from './instant.ts';
import type { ValueTest } from './plan.ts';
import type { Moment, NumberRange, Test } from './rule.ts';
import { DAYS_BEFORE_MONTH, dayOfLeapYear, isLeapYear, type Zone } from './zone.ts';

/** When and where a question is asked. */
export type Viewpoint = { readonly at: number; readonly zone: Zone };

export function instantOf(moment: Moment, { at, zone }: Viewpoint): number {
  switch (moment.kind) {
    case 'instant':
      return moment.instant;
    case 'day':
      return zone.startOfDay(moment.day);
    case 'now':
      return at;
    case 'today':
      return zone.startOfDay(zone.dayOf(at));
    case 'ago':
      return zone.shift(at, moment.duration, -1);
    case 'ahead':
      return zone.shift(at, moment.duration, 1);
  }
}

export function bindTest(
  test: Test,
  type: 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'list',
  view: Viewpoint,
): ValueTest {
  switch (test.kind) {
    case 'exists':
    case 'text':
    case 'boolean':
    case 'list':
      return test;
    case 'number':
      return { kind: 'ranges', ranges: test.ranges };
    case 'anniversary-days':
      return anniversary(daysAround(test.from, test.to, view), type, view);
    case 'anniversary-month':
      return anniversary(daysOfMonth(test.month), type, view);
    case 'time-in':
      return {
        kind: 'ranges',
        ranges: test.moments.flatMap((moment) => ranges(wholeMoment(moment, type, view))),
      };
    default: {
      const [low, high] = instants(test, view);
      return { kind: 'ranges', ranges: ranges(ofType(low, high, type, view)) };
    }
  }
}

/** The instants, both ends included, that a test about a time wants. */
function instants(
  test: Extract<
    Test,
    { kind: `time-b${string}` | 'time-after' | `within-${string}` | 'older-than' }
  >,
  view: Viewpoint,
): NumberRange {
  const { at, zone } = view;
  switch (test.kind) {
    case 'time-between':
      return [instantOf(test.low, view), instantOf(test.high, view)];
    case 'time-before':
      return [-Infinity, instantOf(test.moment, view) - 1];
    case 'time-after':
      return [instantOf(test.moment, view) + 1, Infinity];
    case 'within-last':
      return [zone.shift(at, test.duration, -1) + 1, at];
    case 'within-next':
      return [at + 1, zone.shift(at, test.duration, 1)];
    case 'older-than':
      return [-Infinity, zone.shift(at, test.duration, -1)];
  }
}

/** What equals a moment: a day or today as a whole, another moment as an instant. */
function wholeMoment(moment: Moment, type: string, view: Viewpoint): NumberRange {
  const { at, zone } = view;
  if (moment.kind !== 'day' && moment.kind !== 'today') {
    const instant = instantOf(moment, view);
    return ofType(instant, instant, type, view);
  }
  const day = moment.kind === 'day' ? moment.day : zone.dayOf(at);
  if (type === 'date') return [day, day];
  return [zone.startOfDay(day), zone.startOfDay((day + 1) as EpochDay) - 1];
}

/** A span of instants in the terms of a type: days for a date, milliseconds for a datetime. */
function ofType(low: number, high: number, type: string, { zone }: Viewpoint): NumberRange {
  if (type === 'datetime') return [low, high];
  return [
    low === -Infinity ? low : zone.firstDayFrom(low),
    high === Infinity ? high : zone.dayOf(high),
  ];
}

function ranges([low, high]: NumberRange): readonly NumberRange[] {
  return low <= high ? [[low, high]] : [];
}

function anniversary(days: Uint8Array, type: string, { zone }: Viewpoint): ValueTest {
  return { kind: 'anniversary', days, zone: type === 'date' ? undefined : zone.name };
}

function daysOfMonth(month: number): Uint8Array {
  const days = new Uint8Array(366);
  days.fill(1, DAYS_BEFORE_MONTH[month - 1], DAYS_BEFORE_MONTH[month] ?? 366);
  return days;
}

/** The birthdays kept on the days from `from` to `to` relative to today. */
function daysAround(from: number, to: number, { at, zone }: Viewpoint): Uint8Array {
  const days = new Uint8Array(366);
  const today = zone.dayOf(at);
  for (let offset = from; offset <= to; offset++) {
    const day = (today + offset) as EpochDay;
    days[dayOfLeapYear(day)] = 1;
    const year = new Date(day * DAY_MS).getUTCFullYear();
    // In a common year 28 February also keeps the birthdays of the 29th.
    if (!isLeapYear(year) && day === epochDayOf(year, 2, 28)) days[59] = 1;
  }
  return days;
}
