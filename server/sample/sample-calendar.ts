/**
 * When people do things: the rhythm of the day, the week and the year, and dates as text.
 *
 * The clock on the wall is taken as UTC+1 all year: an hour more or less in summer does not change
 * the shape, and a fixed offset keeps this free of time zone tables.
 */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const WALL_CLOCK_OFFSET_MS = HOUR_MS;

const HOUR_WEIGHTS = [
  0.08, 0.05, 0.04, 0.04, 0.05, 0.1, 0.25, 0.45, 0.6, 0.7, 0.75, 0.75, 0.8, 0.75, 0.7, 0.7, 0.75,
  0.8, 0.85, 0.95, 1, 0.9, 0.55, 0.22,
];
/** From Sunday. */
const WEEKDAY_WEIGHTS = [0.8, 0.9, 0.95, 0.95, 1, 0.95, 0.75];
/** From January: quiet after New Year and in summer, busiest before Christmas. */
const MONTH_WEIGHTS = [0.62, 0.6, 0.66, 0.68, 0.7, 0.66, 0.6, 0.62, 0.7, 0.76, 0.92, 1];

/** How busy a shop is at this moment, as a share (above 0, at most 1) of its busiest moment. */
export function busyness(timeMs: number): number {
  const wall = new Date(timeMs + WALL_CLOCK_OFFSET_MS);
  return (
    (HOUR_WEIGHTS[wall.getUTCHours()] as number) *
    (WEEKDAY_WEIGHTS[wall.getUTCDay()] as number) *
    (MONTH_WEIGHTS[wall.getUTCMonth()] as number)
  );
}

/** The last moment, at or before `timeMs`, when the wall clock showed this full hour. */
export function lastHour(timeMs: number, hour: number): number {
  const shift = hour * HOUR_MS - WALL_CLOCK_OFFSET_MS;
  return Math.floor((timeMs - shift) / DAY_MS) * DAY_MS + shift;
}

/** `YYYY-MM-DD`, in UTC. */
export function dateText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
