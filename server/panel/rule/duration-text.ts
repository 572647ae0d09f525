/** Durations of rules (ISO 8601, whole positive numbers) as amounts of units. */

export const DURATION_UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;

export type DurationUnit = (typeof DURATION_UNITS)[number];
export type DurationPart = { readonly amount: number; readonly unit: DurationUnit };

const ISO =
  /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
/** In the order of the groups. */
const ISO_UNITS: readonly DurationUnit[] = [
  'year',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
];
const DATE_LETTERS = { day: 'D', week: 'W', month: 'M', year: 'Y' } as const;
const TIME_LETTERS = { second: 'S', minute: 'M', hour: 'H' } as const;

/** The largest unit first; undefined for what is no duration, or none at all. */
export function parseDuration(iso: string): readonly DurationPart[] | undefined {
  const found = ISO.exec(iso);
  if (found === null) return undefined;
  const parts = ISO_UNITS.flatMap((unit, index) => {
    const amount = Number(found[index + 1] ?? 0);
    return amount === 0 ? [] : [{ amount, unit }];
  });
  return parts.length === 0 ? undefined : parts;
}

export function formatDuration(amount: number, unit: DurationUnit): string {
  return unit in TIME_LETTERS
    ? `PT${amount}${TIME_LETTERS[unit as keyof typeof TIME_LETTERS]}`
    : `P${amount}${DATE_LETTERS[unit as keyof typeof DATE_LETTERS]}`;
}
