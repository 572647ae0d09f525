/** Why a contact is in or out, since when and until when, next to what the oracle says of each moment. */
import { expect, test } from 'vitest';
import type { ContactExplanation } from '../../server/service.ts';
import { bulk, DAY, HOUR, NOON, openSession, valueOf } from '../contract/muster-session.ts';
import { Oracle } from '../oracle/oracle.ts';

const ZONE = 'Europe/Warsaw';
const CONTACTS = 12;

/** Each with a handful of events at odd times, some of them yet to come. */
const EVENTS = Array.from({ length: 90 }, (_, i) => ({
  contact: `c${(i * 5) % CONTACTS}`,
  event: ['view', 'cart', 'buy'][(i * 7) % 3],
  time: NOON - 40 * DAY + i * 11 * HOUR + i * 7919,
  attributes: { amount: (i * 13) % 50, page: `/p/${i % 4}` },
}));
const ITEMS = Array.from({ length: CONTACTS }, (_, i) => ({
  id: `c${i}`,
  fields: {
    city: i % 2 === 0 ? 'Rybnik' : 'Gliwice',
    trial_ends: new Date(NOON + (i - 4) * 30 * HOUR).toISOString(),
    birthday: `1990-0${3 + (i % 2)}-${10 + i}`,
  },
}));

const RULES: Readonly<Record<string, object>> = {
  'a window': { event: 'view', within: { last: 'P9D' } },
  'a number in a window of a month': {
    event: ['view', 'cart'],
    within: { last: 'P1M' },
    op: 'gte',
    value: 3,
  },
  'a calendar month': { event: 'buy', within: { current: 'month' } },
  'the week before': { event: 'view', within: { previous: 'week' } },
  'a sum': { event: 'buy', aggregate: 'sum', of: 'amount', within: { last: 'P12D' }, value: 30 },
  'not seen for days': { not: { event: 'view', within: { last: 'P4D' } } },
  'a time to come': { field: 'trial_ends', op: 'within_next', value: 'P2D' },
  'a birthday soon': { field: 'birthday', op: 'anniversary', value: { from: 0, to: 5 } },
  'a cart that was left': {
    sequence: [{ event: 'cart' }, { not: { event: 'buy' }, gap: 'PT30H' }],
    within: { last: 'P6D' },
  },
  'several at once': {
    all: [
      { field: 'city', op: 'eq', value: 'Rybnik' },
      { any: [{ event: 'cart', within: { last: 'P3D' } }, { event: 'buy' }] },
      {
        none: [
          {
            event: 'view',
            where: { attr: 'page', op: 'eq', value: '/p/1' },
            within: { last: 'P5D' },
          },
        ],
      },
    ],
  },
};

async function openWorld() {
  const session = await openSession();
  const oracle = new Oracle();
  for (const [name, type] of [
    ['trial_ends', 'datetime'],
    ['birthday', 'date'],
  ] as const) {
    await valueOf(session.muster.declareField(name, type));
    oracle.declareField(name, type);
  }
  await valueOf(session.muster.writeContacts(bulk(...ITEMS), { strict: true }));
  await valueOf(session.muster.writeEvents(bulk(...EVENTS), { strict: true }));
  for (const item of ITEMS) oracle.writeContact(item, NOON);
  for (const event of EVENTS) oracle.writeEvent(event, NOON);
  const isIn = (id: string, rule: unknown, at: number) =>
    oracle.members(rule, { at, timezone: ZONE }).includes(id);
  const explain = async (id: string, rule: unknown): Promise<ContactExplanation> => {
    const asked = { rule, timezone: ZONE };
    const { contact } = await valueOf(session.muster.explain(asked, { contact: id }));
    return contact as ContactExplanation;
  };
  return { session, isIn, explain };
}

test.each(Object.entries(RULES))('%s: in or out, since and until', async (_, rule) => {
  const { session, isIn, explain } = await openWorld();
  let changes = 0;
  for (const { id } of ITEMS) {
    const contact = await explain(id, rule);
    const now = isIn(id, rule, NOON);
    expect([id, contact.in]).toEqual([id, now]);
    for (const { path, in: isPartIn } of contact.conditions) {
      expect([path, isPartIn]).toEqual([path, isIn(id, partOf(rule, path), NOON)]);
    }
    const until = Date.parse(contact.until ?? contact.looked_until);
    const since = Date.parse(contact.since ?? contact.looked_from);
    expect(until - NOON).toBeGreaterThan(0);
    if (contact.until !== undefined) {
      changes += 1;
      expect([id, isIn(id, rule, until - 1), isIn(id, rule, until)]).toEqual([id, now, !now]);
    }
    if (contact.since !== undefined) {
      changes += 1;
      expect([id, isIn(id, rule, since - 1), isIn(id, rule, since)]).toEqual([id, !now, now]);
    }
    // In between it never changes.
    for (let step = 1; step < 40; step++) {
      const moment = since + Math.floor(((Math.min(until, since + 90 * DAY) - since) * step) / 40);
      if (moment < until) expect([id, moment, isIn(id, rule, moment)]).toEqual([id, moment, now]);
    }
  }
  expect(changes).toBeGreaterThan(0);
  await session.close();
});

test('a window of a month that goes back where a shorter month ends is followed', async () => {
  const session = await openSession();
  const oracle = new Oracle();
  const event = { contact: 'a', event: 'buy', time: Date.UTC(2026, 1, 28, 16) };
  await session.events(event);
  oracle.writeEvent(event, NOON);
  const rule = { event: 'buy', within: { last: 'P1M' } };
  // The end of February is a month before the 28th to the 31st of March: each at its own time of day.
  const noon = Date.UTC(2026, 2, 28, 12);
  session.setClock(noon);
  const first = (await valueOf(session.muster.explain({ rule }, { contact: 'a' }))).contact;
  expect(first).toMatchObject({ in: true, until: '2026-03-28T16:00:00.000Z' });
  session.setClock(noon + 8 * HOUR);
  const later = (await valueOf(session.muster.explain({ rule }, { contact: 'a' }))).contact;
  expect(later).toMatchObject({
    in: false,
    since: '2026-03-28T16:00:00.000Z',
    until: '2026-03-29T00:00:00.000Z',
  });
  const isIn = (at: number) => oracle.members(rule, { at }).length === 1;
  const edges = [noon + 4 * HOUR - 1, noon + 4 * HOUR, noon + 12 * HOUR - 1, noon + 12 * HOUR];
  expect(edges.map(isIn)).toEqual([true, false, false, true]);
  await session.close();
});

test('however many events there are, it is looked no longer than a moment, and said how far', async () => {
  const session = await openSession();
  const events = Array.from({ length: 3000 }, (_, i) => ({
    contact: 'a',
    event: i % 2 === 0 ? 'cart' : 'buy',
    time: NOON - i * HOUR,
  }));
  await session.events(...events);
  const sequence = [{ event: 'cart' }, { not: { event: 'buy' }, gap: 'P1M' }];
  const rule = { all: [{ sequence, within: { last: 'P1Y' } }] };
  const { contact } = await valueOf(session.muster.explain({ rule }, { contact: 'a' }));
  expect(contact?.looked_until).toMatch(/Z$/);
  await session.close();
});

test('the events that decided are those of the condition, of its window', async () => {
  const { session, explain } = await openWorld();
  const rule = {
    all: [
      { event: 'view', where: { attr: 'page', op: 'eq', value: '/p/1' }, within: { last: 'P20D' } },
      { field: 'city', op: 'exists' },
    ],
  };
  for (const { id } of ITEMS) {
    const { conditions } = await explain(id, rule);
    const expected = EVENTS.filter(
      ({ contact, event, time, attributes }) =>
        contact === id &&
        event === 'view' &&
        attributes.page === '/p/1' &&
        time > NOON - 20 * DAY &&
        time <= NOON,
    ).map(({ time }) => new Date(time).toISOString());
    const condition = conditions.find(({ path }) => path === '/all/0');
    expect(condition?.events_total).toBe(expected.length);
    expect(condition?.events?.map(({ time }) => time)).toEqual(expected.reverse());
    expect(conditions.find(({ path }) => path === '/all/1')).not.toHaveProperty('events');
  }
  await session.close();
});

test('a contact that is not there is not found', async () => {
  const { session } = await openWorld();
  const answer = await session.muster.explain({ rule: { all: [] } }, { contact: 'nobody' });
  expect(answer).toMatchObject({ ok: false, error: { kind: 'not-found' } });
  await session.close();
});

/** The part of a rule at a pointer. */
function partOf(rule: unknown, path: string): unknown {
  return path
    .split('/')
    .slice(1)
    .reduce((node, part) => (node as Readonly<Record<string, unknown>>)[part], rule);
}
