/** Numbers and times as the language writes them. */

export type Formats = {
  /** 12 345 */
  readonly number: (value: number) => string;
  /** 12.3 %, of a share from 0 to 1; what is not nothing is not shown as nothing. */
  readonly percent: (share: number) => string;
  /** +312 */
  readonly signed: (value: number) => string;
  /** Of RFC 3339 or milliseconds, in the time zone of whoever looks: date and time. */
  readonly moment: (instant: string | number) => string;
  readonly day: (instant: string | number) => string;
  /** Without the year, for axes. */
  readonly shortDay: (instant: string | number) => string;
  /** A, B and C; A, B or C. */
  readonly list: (items: readonly string[], join: 'and' | 'or') => string;
  /** The name of a month by itself, from 1 to 12. */
  readonly month: (month: number) => string;
  /** 3 days ago, in 2 hours. */
  readonly relative: (instant: string | number, nowMs?: number) => string;
};

const made = new Map<string, Formats>();

export function formats(language: string): Formats {
  const known = made.get(language) ?? make(language);
  made.set(language, known);
  return known;
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

function make(language: string): Formats {
  // Polish leaves four digits together unless told otherwise; columns of counts should not.
  const number = new Intl.NumberFormat(language, {
    maximumFractionDigits: 6,
    useGrouping: 'always',
  });
  const signed = new Intl.NumberFormat(language, { signDisplay: 'always', useGrouping: 'always' });
  const percents = [0, 1, 2].map(
    (digits) =>
      new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }),
  );
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const shortDay = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const month = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' });
  const lists = {
    and: new Intl.ListFormat(language, { type: 'conjunction' }),
    or: new Intl.ListFormat(language, { type: 'disjunction' }),
  };
  return {
    number: (value) => number.format(value),
    signed: (value) => signed.format(value),
    percent(share) {
      if (share > 0 && share < 0.0001) return `< ${percents[2]?.format(0.0001)}`;
      const digits = share === 0 || share >= 0.1 ? 0 : share >= 0.01 ? 1 : 2;
      return percents[share === 1 ? 0 : digits]?.format(share) ?? '';
    },
    moment: (instant) => moment.format(new Date(instant)),
    day: (instant) => day.format(new Date(instant)),
    shortDay: (instant) => shortDay.format(new Date(instant)),
    list: (items, join) => lists[join].format(items),
    month: (number) => month.format(new Date(Date.UTC(2024, number - 1, 1))),
    relative(instant, nowMs = Date.now()) {
      const seconds = (new Date(instant).getTime() - nowMs) / 1000;
      const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
      return relative.format(Math.trunc(seconds / length), unit);
    },
  };
}
