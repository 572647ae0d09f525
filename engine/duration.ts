/**
 * ISO 8601 durations of the contract: years and months are steps of the calendar, taken together
 * as one number of months; everything smaller is an exact number of milliseconds (a day is 24 h).
 */
import { err, ok, type Result } from './result.ts';

export type Duration = { readonly months: number; readonly exactMs: number };

const ISO_8601 =
  /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const DAY_MS = 86_400_000;
/** 100 years of 365.25 days: the longest duration, with a month as a twelfth of a year. */
const LONGEST_DAYS = 36_525;

/** Reads a duration such as `PT90S`, `P7D`, `P3M`, `P1Y2M3DT4H`: at most 100 years, not zero. */
export function parseDuration(value: unknown): Result<Duration, string> {
  const match = typeof value === 'string' ? ISO_8601.exec(value) : null;
  if (match === null) {
    return err('expected an ISO 8601 duration of whole numbers, as PT2H, P7D or P3M');
  }
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(1)
    .map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const duration = {
    months: years * 12 + months,
    exactMs: (weeks * 7 + days) * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000,
  };
  if (duration.months === 0 && duration.exactMs === 0) return err('a duration is not zero');
  if ((duration.months / 12) * 365.25 + duration.exactMs / DAY_MS > LONGEST_DAYS) {
    return err('a duration is at most 100 years');
  }
  return ok(duration);
}
