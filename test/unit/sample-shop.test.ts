/** The sample's streams: repeatable, well-formed, dated before now, and shaped like life. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ValueType } from '../../engine/index.ts';
import {
  type ContactItem,
  type EventItem,
  SHOP_ATTRIBUTES,
  SHOP_DEFAULTS,
  SHOP_FIELDS,
  type ShopOptions,
  shopContacts,
  shopEvents,
} from '../../server/sample/sample-shop.ts';

const NOW_MS = Date.parse('2026-05-20T13:37:11.123Z');
const SMALL: ShopOptions = { seed: 11, nowMs: NOW_MS, contacts: 2500, eventsPerContact: 12 };
const FULL: ShopOptions = { ...SHOP_DEFAULTS, nowMs: NOW_MS };

const all = <T>(stream: Generator<T[]>): T[] => [...stream].flat();

/** Not `===`: what is printed is what is sent. */
const printed = (items: readonly unknown[]): string => JSON.stringify(items);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/u;

function isText(value: unknown, bytes: number): boolean {
  if (typeof value !== 'string' || value === '') return false;
  return value.isWellFormed() && Buffer.byteLength(value) <= bytes;
}

function isOfType(value: unknown, type: ValueType): boolean {
  switch (type) {
    case 'text':
      return isText(value, 4096);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return (
        typeof value === 'string' &&
        /^\d{4}-\d{2}-\d{2}$/u.test(value) &&
        new Date(value).toISOString().startsWith(value)
      );
    case 'datetime':
      return typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
    case 'list':
      return (
        Array.isArray(value) &&
        value.length > 0 &&
        value.length <= 1000 &&
        new Set(value).size === value.length &&
        value.every((text) => isText(text, 256))
      );
  }
}

/** What of a record is not of its declared type, as text to read in a failure. */
function misfits(record: Readonly<Record<string, unknown>>, types: ReadonlyMap<string, ValueType>) {
  return Object.entries(record).flatMap(([name, value]) => {
    const type = types.get(name);
    return type !== undefined && isOfType(value, type) ? [] : [`${name}: ${String(value)}`];
  });
}

describe('the streams', () => {
  it('repeat with the same options', () => {
    expect(printed(all(shopContacts(SMALL)))).toBe(printed(all(shopContacts(SMALL))));
    expect(printed(all(shopEvents(SMALL)))).toBe(printed(all(shopEvents(SMALL))));
  });

  it('differ by seed', () => {
    const other = { ...SMALL, seed: 12 };
    expect(printed(all(shopContacts(SMALL)))).not.toBe(printed(all(shopContacts(other))));
    expect(printed(all(shopEvents(SMALL)))).not.toBe(printed(all(shopEvents(other))));
  });

  it('of fewer contacts are the beginning of those of more', () => {
    const fewer = { ...SMALL, contacts: 700 };
    const contacts = all(shopContacts(fewer));
    const events = all(shopEvents(fewer));
    expect(printed(all(shopContacts(SMALL)).slice(0, 700))).toBe(printed(contacts));
    expect(printed(all(shopEvents(SMALL)).slice(0, events.length))).toBe(printed(events));
  });

  it('come in arrays of a thousand, the last one shorter', () => {
    const contacts = [...shopContacts(SMALL)].map((batch) => batch.length);
    expect(contacts).toEqual([1000, 1000, 500]);
    const events = [...shopEvents(SMALL)].map((batch) => batch.length);
    expect(events.slice(0, -1).every((size) => size === 1000)).toBe(true);
    expect(events.at(-1)).toBeGreaterThan(0);
    expect(events.at(-1)).toBeLessThanOrEqual(1000);
  });

  it('make only what is asked for', () => {
    const huge = { ...SMALL, contacts: 5_000_000 };
    expect(shopContacts(huge).next().value).toHaveLength(1000);
    expect(shopEvents(huge).next().value).toHaveLength(1000);
  });

  it('are empty without contacts, and without events when none are asked for', () => {
    expect(all(shopContacts({ ...SMALL, contacts: 0 }))).toEqual([]);
    expect(all(shopEvents({ ...SMALL, contacts: 0 }))).toEqual([]);
    expect(all(shopEvents({ ...SMALL, eventsPerContact: 0 }))).toEqual([]);
  });

  it('refuse options that are no numbers of their kind', () => {
    for (const wrong of [
      { seed: 0.5 },
      { nowMs: Number.NaN },
      { contacts: -1 },
      { eventsPerContact: Number.POSITIVE_INFINITY },
    ]) {
      expect(() => shopContacts({ ...SMALL, ...wrong }).next()).toThrow('assertion failed');
      expect(() => shopEvents({ ...SMALL, ...wrong }).next()).toThrow('assertion failed');
    }
  });
});

describe('contacts', () => {
  let contacts: readonly ContactItem[];
  beforeAll(() => {
    contacts = all(shopContacts(FULL));
  });
  const share = (test: (fields: ContactItem['fields']) => boolean): number =>
    contacts.filter(({ fields }) => test(fields)).length / contacts.length;

  it('are as many as asked for, each with an id of its own', () => {
    expect(contacts).toHaveLength(20_000);
    expect(new Set(contacts.map(({ id }) => id)).size).toBe(20_000);
    expect(contacts.filter(({ id }) => !isText(id, 256))).toEqual([]);
  });

  it('hold values of the declared types only', () => {
    const types = new Map(SHOP_FIELDS.map(({ name, type }) => [name, type]));
    types.set('created_at', 'datetime');
    expect(contacts.flatMap(({ fields }) => misfits(fields, types))).toEqual([]);
  });

  it.each(SHOP_FIELDS)('have $name, some of them', ({ name }) => {
    const filled = share((fields) => fields[name] !== undefined);
    expect(filled).toBeGreaterThan(0.05);
    expect(filled).toBeLessThan(0.99);
  });

  it('joined within three years, none later than now, some days ago', () => {
    const joined = contacts.map(({ fields }) => Date.parse(String(fields['created_at'])));
    expect(Math.max(...joined)).toBeLessThanOrEqual(NOW_MS);
    expect(Math.min(...joined)).toBeGreaterThanOrEqual(NOW_MS - 3 * 365 * 86_400_000);
    expect(joined.filter((moment) => moment > NOW_MS - 7 * 86_400_000).length).toBeGreaterThan(50);
  });

  it.each(['birthday', 'account_opened', 'last_visit'])('have no %s to come', (name) => {
    const today = new Date(NOW_MS).toISOString().slice(0, 10);
    expect(share((fields) => String(fields[name] ?? '') > today)).toBe(0);
  });

  it('have birthdays all over the year, 29 February too', () => {
    const days = new Set(contacts.map(({ fields }) => String(fields['birthday']).slice(5)));
    expect(days.has('02-29')).toBe(true);
    expect(days.size).toBeGreaterThanOrEqual(366);
  });

  it.each(['email_consent', 'sms_consent', 'health_consent'])(
    'say yes, no and nothing about %s',
    (name) => {
      const answers = [true, false, undefined];
      const shares = answers.map((answer) => share((fields) => fields[name] === answer));
      expect(Math.min(...shares)).toBeGreaterThan(0.03);
    },
  );

  it('live in cities with a long tail, in several alphabets', () => {
    const sizes = new Map<unknown, number>();
    for (const { fields } of contacts) {
      sizes.set(fields['city'], (sizes.get(fields['city']) ?? 0) + 1);
    }
    expect(sizes.size).toBeGreaterThan(100);
    expect([...sizes.keys()]).toEqual(expect.arrayContaining(['Łódź', 'Київ', 'Αθήνα']));
    expect(sizes.get('Warszawa')).toBeGreaterThan(20 * (sizes.get('Augustów') as number));
  });

  it('have mail addresses of their own, in domains that reach nobody', () => {
    const addresses = contacts.flatMap(({ fields }) => fields['Email'] ?? []).map(String);
    expect(new Set(addresses).size).toBe(addresses.length);
    const plain = /^[a-z]*\.?[a-z]*\.?\d+@example\.(?:com|org|net)$/u;
    expect(addresses.filter((address) => !plain.test(address))).toEqual([]);
  });
});

describe('events', () => {
  let events: readonly EventItem[];
  let joinedMs: ReadonlyMap<string, number>;
  beforeAll(() => {
    events = all(shopEvents(FULL));
    joinedMs = new Map(
      all(shopContacts(FULL)).map(({ id, fields }) => [
        id,
        Date.parse(String(fields['created_at'])),
      ]),
    );
  });
  const countBy = (key: (event: EventItem) => string | number): Map<string | number, number> => {
    const counts = new Map<string | number, number>();
    for (const event of events) counts.set(key(event), (counts.get(key(event)) ?? 0) + 1);
    return counts;
  };

  it('are about as many as asked for', () => {
    expect(events.length).toBeGreaterThan(380_000);
    expect(events.length).toBeLessThan(430_000);
  });

  it('have ids of their own, of at most 256 bytes', () => {
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.filter(({ id }) => !isText(id, 256))).toEqual([]);
  });

  it('happened between the joining of a known contact and now, at a whole millisecond', () => {
    const wrong = events.filter(({ contact, time }) => {
      const joined = joinedMs.get(contact);
      return joined === undefined || !Number.isInteger(time) || time < joined || time > NOW_MS;
    });
    expect(wrong).toEqual([]);
  });

  it('hold attributes of the declared types only, and use every one', () => {
    const types = new Map<string, Map<string, ValueType>>();
    for (const { event, name, type } of SHOP_ATTRIBUTES) {
      const known = types.get(event) ?? new Map<string, ValueType>();
      types.set(event, known.set(name, type));
    }
    const none: ReadonlyMap<string, ValueType> = new Map();
    const wrong = events.flatMap((event) =>
      misfits(event.attributes, types.get(event.event) ?? none),
    );
    expect(wrong).toEqual([]);
    const used = new Set(
      events.flatMap(({ event, attributes }) =>
        Object.keys(attributes).map((name) => `${event}.${name}`),
      ),
    );
    const declared = SHOP_ATTRIBUTES.map(({ event, name }) => `${event}.${name}`);
    expect([...used].toSorted()).toEqual(declared.toSorted());
  });

  it('come mostly from few contacts', () => {
    const sizes = [...countBy(({ contact }) => contact).values()].toSorted((a, b) => b - a);
    const ofBusiest = sizes.slice(0, 2000).reduce((sum, size) => sum + size, 0);
    expect(ofBusiest / events.length).toBeGreaterThan(0.4);
    expect(ofBusiest / events.length).toBeLessThan(0.7);
    expect(sizes[0]).toBeGreaterThan(300);
    expect(sizes.length).toBeLessThan(20_000);
    expect(sizes.filter((size) => size < 10).length).toBeGreaterThan(5000);
  });

  it('follow the hours of the day', () => {
    const hours = countBy(({ time }) => new Date(time).getUTCHours());
    expect(hours.get(19)).toBeGreaterThan(5 * (hours.get(2) as number));
  });

  it('peak in December', () => {
    const months = countBy(({ time }) => new Date(time).toISOString().slice(0, 7));
    expect(months.get('2025-12')).toBeGreaterThan(1.2 * (months.get('2025-10') as number));
    expect(months.get('2025-12')).toBeGreaterThan(1.2 * (months.get('2026-01') as number));
  });

  it.each([
    [['MailSent', 'MailDelivered', 'MailOpen', 'MailClick', 'MailUnsubscribe', 'MailComplaint']],
    [['SmsSent', 'SmsDelivered', 'SmsClick']],
    [['PushSent', 'PushDelivered', 'PushOpen']],
    [['page_view', 'cart_add', 'purchase', 'booking']],
  ])('narrow from step to step: %j', (funnel) => {
    const types = countBy(({ event }) => event);
    const sizes = funnel.map((type) => types.get(type) ?? 0);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(sizes.at(-1)).toBeGreaterThan(50);
  });

  it('end with the channel: no mail after unsubscribing, a complaint or a hard bounce', () => {
    const endings = ['MailUnsubscribe', 'MailComplaint'];
    const ends = new Map<string, number>();
    for (const { contact, event, time, attributes } of events) {
      if (endings.includes(event) || attributes['kind'] === 'hard') ends.set(contact, time);
    }
    expect(ends.size).toBeGreaterThan(500);
    const after = events.filter(
      ({ contact, event, time }) => event === 'MailSent' && time > (ends.get(contact) ?? NOW_MS),
    );
    expect(after).toEqual([]);
  });
});

describe('scaled up with fewer events each', () => {
  it('keeps the mean', () => {
    let events = 0;
    for (const batch of shopEvents({ ...FULL, contacts: 30_000, eventsPerContact: 3 })) {
      events += batch.length;
    }
    expect(events / 30_000).toBeGreaterThan(2.7);
    expect(events / 30_000).toBeLessThan(3.3);
  });
});
