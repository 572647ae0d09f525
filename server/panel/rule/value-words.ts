/** Values, moments, spans of time and names of a rule, in words. */
import type { CalendarUnit, InstantValue, Value, Window } from './draft.ts';
import { parseDuration } from './duration-text.ts';
import type { Words } from './words.ts';

/** Of long lists so many are told. */
const TOLD = 3;

export function quoted(text: string, { t }: Words): string {
  return t('rule.quoted', { text });
}

/** The name of a field or attribute as people know it. */
export function fieldLabel(name: string, { t }: Words): string {
  return name === 'created_at' ? t('rule.field.created_at') : name;
}

/** Event types that have a name for people. */
const NAMED_EVENTS = [
  'page_view',
  'MailSent',
  'MailDelivered',
  'MailOpen',
  'MailClick',
  'MailBounce',
  'MailComplaint',
  'MailUnsubscribe',
  'SmsSent',
  'SmsDelivered',
  'SmsClick',
  'SmsUnsubscribe',
  'PushSent',
  'PushDelivered',
  'PushOpen',
  'PushUnsubscribe',
] as const;

/** The name of an event type as people know it; `*` and prefixes, too. */
export function eventLabel(type: string, { t }: Words): string {
  if (type === '*') return t('rule.event.anything');
  if (type.endsWith('*')) return t('rule.event.prefix', { prefix: type.slice(0, -1) });
  const named = NAMED_EVENTS.find((name) => name === type);
  return named === undefined ? type : t(`rule.event.${named}`);
}

/** Whether an event type is one of those that a name, a prefix or `*` means. */
export function matchesEvent(pattern: string, type: string): boolean {
  const wanted = pattern.toLowerCase();
  const name = type.toLowerCase();
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

/** „a”, „b” or „c”; of many the first few, and how many more. */
export function someOf(items: readonly string[], words: Words, join: 'or' | 'and' = 'or'): string {
  const { t, f } = words;
  if (items.length <= TOLD + 1) return f.list(items, join);
  const more = items.length - TOLD;
  return f.list(
    [...items.slice(0, TOLD), t('rule.value.more', { count: more, formatted: f.number(more) })],
    join,
  );
}

/** A value as it is compared with. */
export function valueWords(value: Value, words: Words): string {
  const { t, f } = words;
  if (value === undefined || value === '') return t('rule.value.missing');
  if (Array.isArray(value)) {
    return someOf(
      value.map((item) => valueWords(item, words)),
      words,
    );
  }
  if (typeof value === 'number') return f.number(value);
  if (typeof value === 'boolean') return t(value ? 'rule.value.true' : 'rule.value.false');
  if (typeof value === 'string') return quoted(value, words);
  return instantWords(value as InstantValue, words);
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/** A moment of a rule. */
export function instantWords(instant: Value, words: Words): string {
  const { t, f } = words;
  if (instant === undefined || instant === '') return t('rule.value.missing');
  if (instant === 'now' || instant === 'today') return t(`rule.instant.${instant}`);
  if (typeof instant === 'object' && instant !== null) {
    const { ago, ahead } = instant as { readonly ago?: string; readonly ahead?: string };
    return ago === undefined
      ? t('rule.instant.ahead', { duration: durationWords(ahead ?? '', 'plain', words) })
      : t('rule.instant.ago', { duration: durationWords(ago, 'plain', words) });
  }
  const day = typeof instant === 'string' ? DAY.exec(instant) : null;
  if (day !== null) {
    const [year, month, date] = day.slice(1).map(Number) as [number, number, number];
    return f.day(new Date(year, month - 1, date).getTime());
  }
  if (typeof instant !== 'string' && typeof instant !== 'number') return t('rule.value.missing');
  const time = new Date(instant).getTime();
  return Number.isNaN(time) ? quoted(String(instant), words) : f.moment(time);
}

export function instantsWords(instants: Value, words: Words): string {
  if (!Array.isArray(instants)) return instantWords(instants, words);
  return someOf(
    instants.map((instant) => instantWords(instant, words)),
    words,
  );
}

/**
 * A span of time: `plain` by itself ("90 days"), `of` after "within" ("2 hours"), `last` and `next` with
 * that word ("the last 7 days"), since languages decline them.
 */
export function durationWords(
  iso: unknown,
  form: 'plain' | 'of' | 'last' | 'next',
  words: Words,
): string {
  const { t, f } = words;
  const parts = typeof iso === 'string' ? parseDuration(iso) : undefined;
  if (parts === undefined) {
    return typeof iso === 'string' && iso !== ''
      ? quoted(iso, words)
      : t(`rule.duration.missing.${form}`);
  }
  const [first, ...rest] = parts as [(typeof parts)[number], ...typeof parts];
  const said = [
    t(`rule.duration.${form}.${first.unit}`, {
      count: first.amount,
      formatted: f.number(first.amount),
    }),
    ...rest.map(({ amount, unit }) =>
      t(`rule.duration.${form === 'plain' ? 'plain' : 'of'}.${unit}`, {
        count: amount,
        formatted: f.number(amount),
      }),
    ),
  ];
  return f.list(said, 'and');
}

/** The window of events; empty: all time. */
export function windowWords(within: Window | undefined, words: Words): string {
  const { t } = words;
  if (within === undefined) return '';
  if ('last' in within) {
    return t('rule.window.last', { duration: durationWords(within.last, 'last', words) });
  }
  if ('current' in within) return currentWords(within.current, words);
  if ('previous' in within) return t(`rule.window.previous.${within.previous}`);
  const from = within.from === undefined ? '' : instantWords(within.from, words);
  const to = within.to === undefined ? '' : instantWords(within.to, words);
  if (from === '') return t('rule.window.to', { to });
  return to === '' ? t('rule.window.from', { from }) : t('rule.window.fromTo', { from, to });
}

function currentWords(unit: CalendarUnit, { t }: Words): string {
  return t(`rule.window.current.${unit}`);
}

/** A day relative to today. */
export function relativeDayWords(days: number, words: Words): string {
  const { t, f } = words;
  if (days === 0) return t('rule.instant.today');
  const count = Math.abs(days);
  const duration = t('rule.duration.plain.day', { count, formatted: f.number(count) });
  return t(days > 0 ? 'rule.instant.ahead' : 'rule.instant.ago', { duration });
}

/** Of `anniversary`. */
export function anniversaryWords(value: Value, words: Words): string {
  const { t, f } = words;
  const { from, to, month } = (value ?? {}) as {
    readonly from?: number;
    readonly to?: number;
    readonly month?: number;
  };
  if (month !== undefined) return t('rule.anniversary.month', { month: f.month(month) });
  if (from === undefined || to === undefined) return t('rule.value.missing');
  if (from === to) return t('rule.anniversary.day', { day: relativeDayWords(from, words) });
  return t('rule.anniversary.range', {
    from: relativeDayWords(from, words),
    to: relativeDayWords(to, words),
  });
}
