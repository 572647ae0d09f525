/**
 * Moments between which a step of the calendar goes one way only. A month before a moment moves on with
 * it, but for the ends of months, where it stays on a day and begins that again at each local midnight,
 * and for days on which clocks change.
 */
import type { EpochDay } from './brands.ts';
import { DAY_MS } from './instant.ts';
import { zoneOf } from './zone.ts';

const QUARTER_MS = 900_000;

/**
 * From a moment on, or back: what is just before and at each start of a local day in some time zones, and
 * on days that are not 24 hours long at each quarter of an hour; and at least one a day.
 */
export function* calendarMoments(
  zones: readonly string[],
  at: number,
  direction: 1 | -1,
): Generator<number> {
  for (let days = 0; ; days++) {
    const from = at + direction * days * DAY_MS;
    const to = from + direction * DAY_MS;
    const moments = new Set([to]);
    for (const zone of zones) {
      for (const moment of turnsOfDays(zone, Math.min(from, to), Math.max(from, to))) {
        moments.add(moment);
      }
    }
    const within = [...moments].filter(
      (moment) => (moment - from) * direction > 0 && (to - moment) * direction >= 0,
    );
    yield* within.sort((a, b) => (a - b) * direction);
  }
}

function* turnsOfDays(name: string, low: number, high: number): Generator<number> {
  const zone = zoneOf(name);
  for (let day: number = zone.dayOf(low); ; day++) {
    const start = zone.startOfDay(day as EpochDay);
    if (start > high) return;
    const next = zone.startOfDay((day + 1) as EpochDay);
    const step = next - start === DAY_MS ? DAY_MS : QUARTER_MS;
    for (let moment: number = start; moment < next; moment += step) {
      yield moment - 1;
      yield moment;
    }
  }
}
