/** At which moments growth is looked at: starts of days, weeks and months where whoever looks is. */

export const SPANS = ['days', 'weeks', 'months'] as const;
export type Span = (typeof SPANS)[number];

/** Steps back and ahead. */
const STEPS: Readonly<Record<Span, readonly [back: number, ahead: number]>> = {
  days: [30, 14],
  weeks: [12, 6],
  months: [12, 6],
};

export type Moments = {
  readonly past: readonly number[];
  readonly future: readonly number[];
};

/**
 * Milliseconds since the epoch, the earliest first; none is `nowMs` itself. The same all day, so that
 * answers can be kept.
 */
export function growthMoments(span: Span, nowMs: number): Moments {
  const [back, ahead] = STEPS[span];
  const moments = Array.from({ length: back + ahead + 1 }, (_, index) =>
    startAt(span, nowMs, index - back),
  );
  return {
    past: moments.filter((ms) => ms < nowMs),
    future: moments.filter((ms) => ms > nowMs),
  };
}

function startAt(span: Span, nowMs: number, steps: number): number {
  const now = new Date(nowMs);
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  if (span === 'days') return new Date(year, month, day + steps).getTime();
  if (span === 'months') return new Date(year, month + steps, 1).getTime();
  const monday = day - ((now.getDay() + 6) % 7);
  return new Date(year, month, monday + 7 * steps).getTime();
}
