/**
 * The sixteen segments: rules that can be read, about things that the sample has, and each with
 * some members but not all at any moment.
 *
 * Membership is counted here by plain loops that say again what each description says. Months are
 * counted by the UTC calendar and days by the UTC day: the edges are not what is looked at.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { parseRule } from '../../engine/rule-parse.ts';
import {
  type ContactItem,
  type EventItem,
  SHOP_ATTRIBUTES,
  SHOP_DEFAULTS,
  SHOP_FIELDS,
  SHOP_SEGMENTS,
  shopContacts,
  shopEvents,
} from '../../server/sample/sample-shop.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** In the order of the list that they come from. */
const IDS = [
  'real-time-marketing',
  'mobile-active',
  'new-subscribers',
  'vip',
  'reactivation',
  'interested',
  'birthday',
  'location',
  'cross-sell',
  'mail-to-site',
  'inactive-vip',
  'sms-opt-in',
  'bank-cross-sell',
  'travel-last-minute',
  'health-reminder',
  'abandoned-cart',
];

/** Every value that stands under `key` anywhere in a rule. */
function valuesUnder(key: string, json: unknown): unknown[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([name, value]) =>
    name === key ? [value, ...valuesUnder(key, value)] : valuesUnder(key, value),
  );
}

describe('the list', () => {
  it('has the sixteen in order, each with a name, a description and the time zone', () => {
    expect(SHOP_SEGMENTS.map(({ id }) => id)).toEqual(IDS);
    expect(new Set(SHOP_SEGMENTS.map(({ name }) => name)).size).toBe(16);
    for (const { description, timezone } of SHOP_SEGMENTS) {
      expect(description).toMatch(/\.$/u);
      expect(timezone).toBe('Europe/Warsaw');
    }
  });

  it.each(SHOP_SEGMENTS)('$id is a rule, also after a trip through JSON', ({ rule }) => {
    expect(parseRule(JSON.parse(JSON.stringify(rule)))).toMatchObject({ ok: true });
  });

  it.each(SHOP_SEGMENTS)('$id names only what the sample declares', ({ rule }) => {
    const fields = new Set(['created_at', ...SHOP_FIELDS.map(({ name }) => name)]);
    const events = new Set(['*', ...SHOP_ATTRIBUTES.map(({ event }) => event)]);
    const attributes = new Set(SHOP_ATTRIBUTES.map(({ name }) => name));
    expect(valuesUnder('field', rule).filter((name) => !fields.has(String(name)))).toEqual([]);
    expect(valuesUnder('event', rule).filter((name) => !events.has(String(name)))).toEqual([]);
    const named = [...valuesUnder('attr', rule), ...valuesUnder('of', rule)];
    expect(named.filter((name) => !attributes.has(String(name)))).toEqual([]);
  });
});

/** One contact with all its events, and the questions that the segments ask of them. */
class Life {
  readonly fields: ContactItem['fields'];
  readonly nowMs: number;
  readonly events: EventItem[] = [];

  constructor(fields: ContactItem['fields'], nowMs: number) {
    this.fields = fields;
    this.nowMs = nowMs;
  }

  of(type: string, sinceMs = Number.NEGATIVE_INFINITY): EventItem[] {
    return this.events.filter(({ event, time }) => event === type && time > sinceMs);
  }

  bought(product: string): boolean {
    return this.of('purchase').some(({ attributes }) => attributes['product'] === product);
  }

  spentSince(sinceMs: number): number {
    return this.of('purchase', sinceMs).reduce(
      (sum, { attributes }) => sum + Number(attributes['amount']),
      0,
    );
  }

  daysAgo(days: number): number {
    return this.nowMs - days * DAY_MS;
  }

  monthsAgo(months: number): number {
    const moment = new Date(this.nowMs);
    const day = moment.getUTCDate();
    moment.setUTCDate(1);
    moment.setUTCMonth(moment.getUTCMonth() - months);
    const lastDay = new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 0));
    return moment.setUTCDate(Math.min(day, lastDay.getUTCDate()));
  }

  datedBefore(field: string, timeMs: number): boolean {
    const value = this.fields[field];
    return value !== undefined && Date.parse(String(value)) <= timeMs;
  }
}

function viewed(life: Life, part: string, days: number): EventItem[] {
  return life
    .of('page_view', life.daysAgo(days))
    .filter(({ attributes }) => String(attributes['url']).includes(part));
}

function openedMailOn(life: Life, topic: string, days: number): boolean {
  return life
    .of('MailOpen', life.daysAgo(days))
    .some(({ attributes }) => attributes['topic'] === topic);
}

function hasBirthdayThisWeek({ fields, nowMs }: Life): boolean {
  const birthday = String(fields['birthday'] ?? '').slice(5);
  const year = (days: number) => new Date(nowMs + days * DAY_MS);
  return [0, 1, 2, 3, 4, 5, 6].some((days) => {
    const day = year(days);
    const isLeap = new Date(Date.UTC(day.getUTCFullYear(), 1, 29)).getUTCDate() === 29;
    const kept = birthday === '02-29' && !isLeap ? '02-28' : birthday;
    return kept === day.toISOString().slice(5, 10);
  });
}

function isFollowed(life: Life, first: string, then: string, withinMs: number): boolean {
  const later = life.of(then);
  return life
    .of(first)
    .some((event) => later.some(({ time }) => time > event.time && time <= event.time + withinMs));
}

function hasAbandonedCart(life: Life): boolean {
  const purchases = life.of('purchase');
  return life.of('cart_add', life.daysAgo(1)).some(({ time }) => {
    const endMs = time + 2 * HOUR_MS;
    return endMs <= life.nowMs && !purchases.some((buy) => buy.time > time && buy.time <= endMs);
  });
}

const MEMBERS: Readonly<Record<string, (life: Life) => boolean>> = {
  'real-time-marketing': (life) =>
    life
      .of('article_read', life.daysAgo(7))
      .filter(({ attributes }) => attributes['topic'] === 'technology').length >= 3,
  'mobile-active': (life) =>
    life
      .of('app_open', life.daysAgo(7))
      .some(({ attributes }) => ['ios', 'android'].includes(String(attributes['platform']))),
  'new-subscribers': ({ fields, nowMs }) =>
    Date.parse(String(fields['created_at'])) > nowMs - 14 * DAY_MS &&
    fields['email_consent'] === true,
  vip: (life) => life.spentSince(life.monthsAgo(3)) >= 1000,
  reactivation: ({ events, nowMs }) =>
    events.length > 0 && events.every(({ time }) => time <= nowMs - 30 * DAY_MS),
  interested: (life) => viewed(life, '/product/espresso-machine', 7).length >= 2,
  birthday: hasBirthdayThisWeek,
  location: ({ fields }) => fields['city'] === 'Kraków',
  'cross-sell': (life) => life.bought('espresso-machine') && !life.bought('coffee-beans'),
  'mail-to-site': (life) => isFollowed(life, 'MailClick', 'page_view', DAY_MS),
  'inactive-vip': (life) =>
    ['Gold', 'Platinum'].includes(String(life.fields['status'])) &&
    life.spentSince(life.monthsAgo(12)) > 2000 &&
    life.of('purchase', life.daysAgo(90)).length === 0,
  'sms-opt-in': (life) =>
    life.fields['loyalty_member'] === true &&
    life.fields['MobilePhone'] !== undefined &&
    life.fields['sms_consent'] !== true &&
    life.of('purchase', life.monthsAgo(6)).length >= 3,
  'bank-cross-sell': (life) =>
    life.datedBefore('account_opened', life.monthsAgo(6)) &&
    !((life.fields['products'] ?? []) as readonly string[]).includes('credit card') &&
    openedMailOn(life, 'banking', 30),
  'travel-last-minute': (life) =>
    viewed(life, 'spain', 10).length > 0 &&
    openedMailOn(life, 'travel', 10) &&
    life.of('booking', life.daysAgo(10)).length === 0,
  'health-reminder': (life) =>
    life.datedBefore('last_visit', life.monthsAgo(6)) &&
    life.fields['health_consent'] === true &&
    life.of('booking', life.daysAgo(180)).length === 0,
  'abandoned-cart': hasAbandonedCart,
};

function livesAt(nowMs: number): readonly Life[] {
  const options = { ...SHOP_DEFAULTS, nowMs };
  const lives = new Map<string, Life>();
  for (const batch of shopContacts(options)) {
    for (const { id, fields } of batch) lives.set(id, new Life(fields, nowMs));
  }
  for (const batch of shopEvents(options)) {
    for (const event of batch) lives.get(event.contact)?.events.push(event);
  }
  return [...lives.values()];
}

/** Any weekday, any hour, any month; month ends, a leap day, New Year and a change of clocks. */
const MOMENTS = [
  '2024-02-29T03:10:00Z',
  '2025-01-01T00:00:00Z',
  '2025-12-29T22:59:00Z',
  '2026-03-29T01:30:00Z',
  '2026-07-14T12:00:00Z',
  '2027-08-31T05:00:00Z',
];

describe.each(MOMENTS)('with the defaults, at %s', (moment) => {
  let lives: readonly Life[] = [];
  beforeAll(() => {
    lives = livesAt(Date.parse(moment));
  });

  it.each(IDS)('%s finds some, not too many', (id) => {
    const share = lives.filter(MEMBERS[id] as (life: Life) => boolean).length / lives.length;
    expect(share).toBeGreaterThan(0.001);
    expect(share).toBeLessThan(0.45);
  });
});
