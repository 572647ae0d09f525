/** Values, moments, spans of time and names of a rule, in words. */
import type { InstantValue, Value, Window } from './draft.ts';
import { parseDuration } from './duration-text.ts';
import type { Words } from './words.ts';

/** Of long lists so many are told. */
const TOLD = 3;

export function quoted(text: string, { t }: Words): string {
  return t('rule.quoted', { text });
}

const CREATED = 'created_at';

/** Whether a field is the one that every contact has: names do not tell cases apart. */
export function isCreated(field: string): boolean {
  return field.toLowerCase() === CREATED;
}

/** The name of a field or attribute as people know it. */
export function fieldLabel(name: string, { t }: Words): string {
  return isCreated(name) ? t('rule.field.created_at') : name;
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

/** The standard event type that this is, as it is spelled in the texts. */
export function namedEvent(type: string): (typeof NAMED_EVENTS)[number] | undefined {
  const wanted = type.toLowerCase();
  return NAMED_EVENTS.find((name) => name.toLowerCase() === wanted);
}

/** The name of an event type as people know it; `*` and prefixes, too. */
export function eventLabel(type: string, { t }: Words): string {
  if (type === '*') return t('rule.event.anything');
  if (type.endsWith('*')) return t('rule.event.prefix', { prefix: type.slice(0, -1) });
  const named = namedEvent(type);
  return named === undefined ? type : t(`rule.event.${named}`);
}

/** Whether an event type is one of those that a name, a prefix or `*` means. */
export function matchesEvent(pattern: string, type: string): boolean {
  const wanted = pattern.toLowerCase();
  const name = type.toLowerCase();
  return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

/** How a list of values ends: `nor` is after something negative. */
export type Join = 'or' | 'and' | 'nor';

/** “a”, “b” or “c”; of many the first few, and how many more. */
export function someOf(items: readonly string[], words: Words, join: Join = 'or'): string {
  const { t, f } = words;
  const more = items.length - TOLD;
  const told =
    more <= 1
      ? items
      : [
          ...items.slice(0, TOLD),
          t(join === 'and' ? 'rule.value.more' : 'rule.value.oneOfMore', {
            count: more,
            formatted: f.number(more),
          }),
        ];
  if (join !== 'nor') return f.list(told, join);
  const others = told.slice(0, -1);
  const [last = ''] = told.slice(-1);
  if (others.length === 0) return last;
  const key = others.length > 1 ? 'rule.value.norOfMany' : 'rule.value.nor';
  return t(key, { items: others.join(', '), last });
}

/** As the language writes it, unless that would be endless, or show another number. */
export function numberWords(value: number, { f }: Words): string {
  const isShort = Math.abs(value) < 1e15 && Number(value.toFixed(6)) === value;
  return isShort ? f.number(value) : String(value);
}

/** A value as it is compared with. */
export function valueWords(value: Value, words: Words, join: Join = 'or'): string {
  const { t } = words;
  if (value === undefined || value === null || value === '') return t('rule.value.missing');
  if (Array.isArray(value)) {
    if (value.length === 0) return t('rule.value.missing');
    return someOf(
      value.map((item) => valueWords(item, words)),
      words,
      join,
    );
  }
  if (typeof value === 'number') return numberWords(value, words);
  if (typeof value === 'boolean') return t(value ? 'rule.value.true' : 'rule.value.false');
  if (typeof value === 'string') return quoted(value, words);
  return instantWords(value, words);
}

const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/** A moment of a rule. */
export function instantWords(instant: Value, words: Words): string {
  const { t, f } = words;
  if (instant === 'now' || instant === 'today') return t(`rule.instant.${instant}`);
  if (typeof instant === 'object' && instant !== null) {
    const { ago, ahead } = instant as { readonly ago?: string; readonly ahead?: string };
    return ago === undefined
      ? t('rule.instant.ahead', { duration: durationWords(ahead, 'plain', words) })
      : t('rule.instant.ago', { duration: durationWords(ago, 'plain', words) });
  }
  if (isDay(instant)) {
    const [year, month, date] = instant.split('-').map(Number) as [number, number, number];
    const day = new Date(2000, month - 1, date);
    // The constructor takes the first hundred years for those of the last century.
    day.setFullYear(year);
    return f.day(day.getTime());
  }
  if ((typeof instant !== 'string' && typeof instant !== 'number') || instant === '') {
    return t('rule.value.missing');
  }
  const time = new Date(instant).getTime();
  return Number.isNaN(time) ? quoted(String(instant), words) : f.moment(time);
}

function isDay(instant: Value): instant is string {
  return typeof instant === 'string' && DAY.test(instant);
}

/** When something is that is at a moment: a whole day, or exactly then. */
export function atWords(instant: Value, words: Words): string {
  const { t } = words;
  const value = instantWords(instant, words);
  if (instant === 'today' || value === t('rule.value.missing')) return value;
  if (isDay(instant)) return t('rule.when.on', { value });
  const isExact = instant === 'now' || typeof instant === 'object';
  return t(isExact ? 'rule.when.exactly' : 'rule.when.at', { value });
}

/** What is on one side of a moment. */
export function besideWords(side: 'before' | 'after', instant: Value, words: Words): string {
  const isNamed = instant === 'now' || instant === 'today' || typeof instant === 'object';
  const value = instantWords(instant, words);
  return words.t(isNamed ? `rule.when.${side}Then` : `rule.when.${side}`, { value });
}

const TIME = /^(?:\d{4}-\d\d-\d\d(?:T.+)?|now|today)$/;

/** Whether a value can only be meant as a moment. */
export function isMoment(value: Value): value is InstantValue {
  return typeof value === 'string'
    ? TIME.test(value)
    : typeof value === 'object' && value !== null && ('ago' in value || 'ahead' in value);
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
  const said = parts.map(({ amount, unit }, index) => {
    const declined = index === 0 || form === 'plain' ? form : 'of';
    return t(`rule.duration.${declined}.${unit}`, { count: amount, formatted: f.number(amount) });
  });
  return f.list(said, 'and');
}

/** The window of events; empty: all time. */
export function windowWords(within: Window | undefined, words: Words): string {
  const { t } = words;
  if (within === undefined) return '';
  if ('last' in within) {
    return t('rule.when.within', { duration: durationWords(within.last, 'last', words) });
  }
  if ('current' in within) return t(`rule.window.current.${within.current}`);
  if ('previous' in within) return t(`rule.window.previous.${within.previous}`);
  if (within.from === undefined) return besideWords('before', within.to, words);
  const from = startWords(within.from, words);
  return within.to === undefined
    ? t('rule.window.from', { value: from })
    : t('rule.window.fromTo', { from, to: instantWords(within.to, words) });
}

/** A moment as what something goes on from. */
function startWords(instant: InstantValue, words: Words): string {
  const { t } = words;
  if (typeof instant !== 'object' || instant === null) return instantWords(instant, words);
  return 'ago' in instant
    ? t('rule.window.ago', { duration: durationWords(instant.ago, 'of', words) })
    : t('rule.window.ahead', { duration: durationWords(instant.ahead, 'plain', words) });
}

/** A day relative to today. */
function relativeDayWords(days: number, words: Words): string {
  const { t, f } = words;
  if (days === 0) return t('rule.instant.today');
  if (days === 1) return t('rule.instant.tomorrow');
  if (days === -1) return t('rule.instant.yesterday');
  const count = Math.abs(days);
  const duration = t('rule.duration.plain.day', { count, formatted: f.number(count) });
  return t(days > 0 ? 'rule.instant.ahead' : 'rule.instant.ago', { duration });
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

/** Of `anniversary`: when in any year. */
export function anniversaryWords(value: Value, words: Words): string {
  const { t } = words;
  const { from, to, month } = (value ?? {}) as {
    readonly from?: number;
    readonly to?: number;
    readonly month?: number;
  };
  const named = typeof month === 'number' ? MONTHS[month - 1] : undefined;
  if (named !== undefined) return t('rule.anniversary.any', { day: t(`rule.inMonth.${named}`) });
  if (typeof from !== 'number' || typeof to !== 'number') return t('rule.value.missing');
  return t('rule.anniversary.any', { day: daysWords(from, to, words) });
}

function daysWords(from: number, to: number, words: Words): string {
  const { t } = words;
  if (from === to) return relativeDayWords(from, words);
  if (from === 0 && to > 1) {
    return t('rule.anniversary.today', { duration: durationWords(`P${to}D`, 'next', words) });
  }
  if (to === 0 && from < -1) {
    return t('rule.anniversary.today', { duration: durationWords(`P${-from}D`, 'last', words) });
  }
  return t('rule.when.between', {
    low: relativeDayWords(from, words),
    high: relativeDayWords(to, words),
  });
}
