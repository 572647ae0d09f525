/**
 * The moments and days of a rule, bound to the moment that it is asked at: peers get plain
 * milliseconds and dates, as an application would compute them before it asks.
 */
import type { EpochDay } from '../engine/brands.ts';
import { assert, parseDuration, parseInstant } from '../engine/index.ts';
import { zoneOf } from '../engine/zone.ts';
import { DAY_MS } from '../server/sample/sample-calendar.ts';
import type { WindowJson } from './rule-json.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Times at or after `from` and before `to`. */
export type Span = { readonly from: number; readonly to: number };

export class Moments {
  readonly at: number;
  readonly #zone: ReturnType<typeof zoneOf>;

  constructor(at: number, timezone: string) {
    this.at = at;
    this.#zone = zoneOf(timezone);
  }

  /** So long before the moment of asking. */
  ago(duration: string): number {
    return this.after(this.at, duration, -1);
  }

  /** So long after a moment, or before it. */
  after(moment: number, duration: string, sign: 1 | -1 = 1): number {
    const parsed = parseDuration(duration);
    assert(parsed.ok, `${duration} is a duration`);
    return this.#zone.shift(moment, parsed.value, sign);
  }

  /** The start of a day, or an instant. */
  instant(text: string): number {
    if (DATE.test(text)) return this.#zone.startOfDay((Date.parse(text) / DAY_MS) as EpochDay);
    const parsed = parseInstant(text);
    assert(parsed.ok, `${text} is an instant`);
    return parsed.value;
  }

  span(window: WindowJson): Span {
    if ('last' in window) return { from: this.ago(window.last) + 1, to: this.at + 1 };
    const to = Math.min(this.instant(window.to), this.at + 1);
    return { from: this.instant(window.from), to };
  }

  /** The last day that starts at or before a moment, as days since the epoch. */
  dayOf(moment: number): number {
    return this.#zone.dayOf(moment);
  }

  /** The first day that starts at or after a moment. */
  firstDayFrom(moment: number): number {
    return this.#zone.firstDayFrom(moment);
  }

  /**
   * The days of the year (month × 100 + day) from so many days after today to so many. 29 February
   * goes with 28 February when that stands for it in its year.
   */
  daysOfYear(from: number, to: number): readonly number[] {
    const today = this.dayOf(this.at);
    const days: number[] = [];
    for (let day = today + from; day <= today + to; day++) {
      const number = monthDayOf(day);
      days.push(number);
      if (number === 228 && monthDayOf(day + 1) === 301) days.push(229);
    }
    return days;
  }
}

/** `YYYY-MM-DD` of days since the epoch. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function monthDayOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}
