/** What contacts did, in words: how often, how much of it, when, and in which order. */

import { type Comparison, numberTestWords, whenWords } from './comparison-words.ts';
import type { DraftEvent, DraftSequence, DraftStep, Operator } from './draft.ts';
import { isNegative } from './operators.ts';
import {
  durationWords,
  eventLabel,
  namedEvent,
  numberWords,
  quoted,
  someOf,
  valueWords,
  windowWords,
} from './value-words.ts';
import type { Words } from './words.ts';

/** What events are told by: `where` is in words already. */
type Told<E> = Omit<E, 'where'> & { readonly where: string };

/** Of many types so many are told. */
const TOLD = 3;

/**
 * Events as what somebody did: "opened a mail or did “purchase”". `isNever`: as what is denied, which
 * some languages say by other words.
 */
function didWords(events: readonly string[], isNever: boolean, words: Words): string {
  const { t, f } = words;
  if (events.length === 0) return t('rule.did.missing');
  const more = events.length - TOLD;
  const told = more > 1 ? events.slice(0, TOLD) : events;
  const said: string[] = [];
  const others: string[] = [];
  for (const type of told) {
    const named = namedEvent(type);
    if (type === '') said.push(t('rule.did.missing'));
    else if (type === '*') said.push(t(isNever ? 'rule.did.nothing' : 'rule.did.anything'));
    else if (type.endsWith('*')) {
      said.push(t('rule.did.prefix', { prefix: quoted(type.slice(0, -1), words) }));
    } else if (named !== undefined) said.push(t(`rule.did.${named}`));
    else others.push(quoted(type, words));
  }
  if (others.length > 0) said.push(t('rule.did.others', { names: f.list(others, 'or') }));
  if (more > 1) said.push(t('rule.did.more', { count: more, formatted: f.number(more) }));
  return f.list(said, 'or');
}

/** Events as things: the last “purchase”. */
function nounWords(events: readonly string[], words: Words): string {
  const { t } = words;
  if (events.length === 0) return t('rule.noun.missing');
  return someOf(
    events.map((type) => {
      if (type === '') return t('rule.noun.missing');
      if (type === '*') return t('rule.noun.anything');
      if (type.endsWith('*')) return t('rule.noun.prefix', { prefix: type.slice(0, -1) });
      return quoted(eventLabel(type, words), words);
    }),
    words,
  );
}

function restWords(window: string, where: string, { t }: Words): string {
  return (window && ` ${window}`) + (where && t('rule.where', { clause: where }));
}

/** A condition on events, as what is said of a contact; and whether that is of a value, not of them. */
export function eventWords(
  event: Told<DraftEvent>,
  words: Words,
): { readonly clause: string; readonly isValue: boolean } {
  const { t } = words;
  const { aggregate, events, op } = event;
  const rest = restWords(windowWords(event.within, words), event.where, words);
  if (aggregate === 'count') return { clause: countWords(event, rest, words), isValue: false };
  if (aggregate === 'first' || aggregate === 'last') {
    if (op === 'exists' || op === 'not_exists') {
      const often = { op: 'gte', value: op === 'exists' ? 1 : 0 } as const;
      return { clause: onceWords(events, often.value === 1, rest, words), isValue: false };
    }
    const subject = t(`rule.aggregate.subject.${aggregate}`, {
      events: nounWords(events, words),
      rest,
    });
    const when = whenWords(event, words);
    const said = t(isNegative(op) ? 'rule.time.wasNot' : 'rule.time.was', { subject, when });
    return { clause: said, isValue: true };
  }
  const { of = '' } = event;
  const attribute = of === '' ? t('rule.missing.of') : quoted(of, words);
  const subject = t(`rule.aggregate.subject.${aggregate}`, {
    attribute,
    events: nounWords(events, words),
    rest,
  });
  return { clause: `${subject} ${numberTestWords(event, words)}`, isValue: true };
}

function onceWords(
  events: readonly string[],
  happened: boolean,
  rest: string,
  words: Words,
): string {
  return words.t(happened ? 'rule.times.once' : 'rule.times.never', {
    events: didWords(events, !happened, words),
    rest,
  });
}

/** How often it happened. */
function countWords(event: Told<DraftEvent>, rest: string, words: Words): string {
  const { t } = words;
  const { op, value, events } = event;
  const often = oftenOf(event);
  if (often === 'once' || often === 'never') {
    return onceWords(events, often === 'once', rest, words);
  }
  const parts = { events: didWords(events, false, words), rest };
  if (often === 'any' || often === 'impossible') return t(`rule.times.${often}`, parts);
  if (op === 'between') {
    const [low, high] = (Array.isArray(value) ? value : []) as unknown[];
    return t('rule.times.between', {
      ...parts,
      low: valueWords(low, words),
      high: valueWords(high, words),
    });
  }
  if (op === 'in' || op === 'not_in') {
    return t(`rule.times.${op}`, { ...parts, numbers: valueWords(value, words) });
  }
  if (!isOfCounts(op)) {
    return t('rule.times.other', { ...parts, test: numberTestWords(event, words) });
  }
  const isNumber = typeof value === 'number';
  return t(`rule.times.${op}`, {
    ...parts,
    // Of a number that is not given yet there are several.
    count: isNumber ? value : SEVERAL,
    formatted: isNumber ? numberWords(value, words) : valueWords(value, words),
  });
}

const COUNT_OPERATORS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'] as const;

function isOfCounts(op: Operator): op is (typeof COUNT_OPERATORS)[number] {
  return (COUNT_OPERATORS as readonly Operator[]).includes(op);
}

const SEVERAL = 5;

/** What people have a word for, of how often something happened. */
function oftenOf({ op, value }: Comparison): 'once' | 'never' | 'any' | 'impossible' | 'numbers' {
  if (op === 'exists') return 'any';
  if (op === 'not_exists') return 'impossible';
  if (typeof value !== 'number') return 'numbers';
  switch (op) {
    case 'gte':
      return value <= 0 ? 'any' : value <= 1 ? 'once' : 'numbers';
    case 'gt':
      return value < 0 ? 'any' : value < 1 ? 'once' : 'numbers';
    case 'lt':
      return value <= 0 ? 'impossible' : value <= 1 ? 'never' : 'numbers';
    case 'lte':
      return value < 0 ? 'impossible' : value < 1 ? 'never' : 'numbers';
    case 'eq':
      return value === 0 ? 'never' : 'numbers';
    case 'neq':
      return value === 0 ? 'once' : 'numbers';
    default:
      return 'numbers';
  }
}

/** Events in their order, as what is said of a contact. */
export function sequenceWords(
  { steps, within }: Omit<DraftSequence, 'steps'> & { readonly steps: readonly Told<DraftStep>[] },
  words: Words,
): string {
  const { t } = words;
  const window = windowWords(within, words);
  if (steps.length === 0)
    return t('rule.sequence.first.happened', { events: didWords([], false, words) });
  const said = steps
    .map(({ events, isNot, gap, where }, index) => {
      const kind = isNot ? 'missing' : 'happened';
      const parts = { events: didWords(events, isNot, words) + restWords('', where, words) };
      if (index === 0) return t(`rule.sequence.first.${kind}`, parts);
      if (gap === undefined) return t(`rule.sequence.after.${kind}`, parts);
      const duration = durationWords(gap, 'of', words);
      return t(`rule.sequence.within.${kind}`, { ...parts, duration });
    })
    .join('');
  return window === '' ? said : `${window} ${said}`;
}
