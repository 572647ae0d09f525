/**
 * How answers come about, and that few survivors who are tested one by one are those whom the oracle
 * finds: the first time, when a condition stands, and after writes.
 */
import { expect, test } from 'vitest';
import type { Millis } from '../../engine/index.ts';
import type { ExplainedNode } from '../../server/service.ts';
import { bulk, DAY, HOUR, NOON, openSession, valueOf } from '../contract/muster-session.ts';
import { Oracle } from '../oracle/oracle.ts';

const CONTACTS = 1500;
const RARE = 12;
const ZONE = 'UTC';

/** Contacts with a rare tag, and events enough that reading them costs more than testing a dozen. */
function world() {
  const contacts = Array.from({ length: CONTACTS }, (_, i) => ({
    id: `c${i}`,
    fields: {
      email: `person.${(i * 7919) % CONTACTS}@example.org`,
      points: (i * 37) % 1000,
      tags: i % Math.floor(CONTACTS / RARE) === 3 ? ['rare', 'any'] : ['any'],
    },
  }));
  const events = Array.from({ length: 6 * CONTACTS }, (_, i) => ({
    contact: `c${(i * 31) % CONTACTS}`,
    event: i % 5 === 0 ? 'cart' : 'view',
    time: NOON - 60 * DAY + Math.floor((i * 59 * DAY) / (6 * CONTACTS)),
    attributes: { url: `/p/${i % 11}`, seconds: i % 90 },
  }));
  return { contacts, events };
}

const RARE_TAG = { field: 'tags', op: 'has_any', value: ['rare'] };
const WINDOW = { within: { last: 'P40D' } };

/** Beside the rare tag, each is costly. */
const COSTLY: Readonly<Record<string, object>> = {
  'a text that is searched': { field: 'email', op: 'contains', value: '3' },
  'an event with an attribute': {
    event: 'view',
    where: { attr: 'url', op: 'eq', value: '/p/3' },
    ...WINDOW,
  },
  'a number of events': { event: 'view', ...WINDOW, op: 'gte', value: 2 },
  'a small number of events': { event: 'view', ...WINDOW, op: 'lt', value: 2 },
  'a sum': { event: 'view', aggregate: 'sum', of: 'seconds', ...WINDOW, op: 'gte', value: 90 },
  'a mean': { event: 'view', aggregate: 'avg', of: 'seconds', ...WINDOW, op: 'gte', value: 40 },
  'distinct values': { event: 'view', aggregate: 'distinct', of: 'url', op: 'gte', value: 4 },
  'days with an event': { event: 'cart', within: { last: 'P30D' } },
  'a sequence': { sequence: [{ event: 'cart' }, { event: 'view', gap: 'P9D' }], ...WINDOW },
};

async function openWorld() {
  const { contacts, events } = world();
  const session = await openSession({ shardBits: 20 });
  const oracle = new Oracle();
  await valueOf(session.muster.writeContacts(bulk(...contacts), { strict: true }));
  await valueOf(session.muster.writeEvents(bulk(...events), { strict: true }));
  for (const contact of contacts) oracle.writeContact(contact, NOON);
  for (const event of events) oracle.writeEvent(event, NOON);
  return { session, oracle };
}

const isTested = ({ access }: ExplainedNode) => access === 'survivors tested';

function leavesOf(node: ExplainedNode): readonly ExplainedNode[] {
  return node.children === undefined ? [node] : node.children.flatMap(leavesOf);
}

test.each(Object.entries(COSTLY))('%s is tested for few survivors', async (_, costly) => {
  const { session, oracle } = await openWorld();
  const { muster } = session;
  const rules = [
    { all: [RARE_TAG, costly] },
    { all: [{ not: costly }, RARE_TAG, { not: { field: 'points', op: 'not_exists' } }] },
  ];
  for (const rule of rules) {
    const expected = oracle.members(rule, { at: NOON, timezone: ZONE });
    // At a moment of its own, each time.
    for (let time = 0; time < 2; time++) {
      const then = await valueOf(muster.explain({ rule, at: NOON as Millis }));
      expect(then.count).toBe(expected.length);
      expect(leavesOf(then.plan).filter(isTested)).toMatchObject([{ tested: RARE }]);
    }
    expect(await session.members(rule, NOON)).toEqual(expected);
  }
  const [rule] = rules;
  const expected = oracle.members(rule, { at: NOON, timezone: ZONE }).length;
  const first = await valueOf(muster.explain({ rule }));
  expect(first.count).toBe(expected);
  expect(leavesOf(first.plan).filter(isTested)).toMatchObject([{ tested: RARE }]);
  const again = await valueOf(muster.explain({ rule }));
  expect(again.count).toBe(expected);
  expect(leavesOf(again.plan).filter(isTested)).toEqual([]);
  await session.close();
});

test.each(Object.entries(COSTLY))(
  '%s that was tested is found anew after writes and as time goes by',
  async (_, costly) => {
    const { session, oracle } = await openWorld();
    const rule = { all: [RARE_TAG, costly] };
    for (let i = 0; i < 12; i++) {
      const now = NOON + i * 7 * HOUR;
      session.setClock(now);
      const id = `c${3 + (i % RARE) * Math.floor(CONTACTS / RARE)}`;
      const expected = () => oracle.members(rule, { at: now, timezone: ZONE }).length;
      expect(await session.count(rule)).toBe(expected());
      for (const event of ['cart', 'view']) {
        const item = { contact: id, event, time: now - HOUR, attributes: { url: `/p/${i}` } };
        await session.events(item);
        oracle.writeEvent(item, now);
      }
      if (i % 3 === 0) {
        const fields = { email: i % 2 === 0 ? '3@example.org' : 'x@example.org' };
        await session.contacts([id, fields]);
        oracle.writeContact({ id, fields }, now);
      }
      expect(await session.count(rule)).toBe(expected());
    }
    await session.close();
  },
);

test.each(Object.entries(COSTLY))(
  'the count of survivors tested for %s does not outlast the moment',
  async (_, costly) => {
    const { session, oracle } = await openWorld();
    const rule = { all: [RARE_TAG, costly] };
    for (const now of [NOON, NOON + 20 * DAY, NOON + 41 * DAY]) {
      session.setClock(now);
      expect(await session.count(rule)).toBe(oracle.members(rule, { at: now }).length);
    }
    await session.close();
  },
);

test('what another root needs for everyone is not left to be tested', async () => {
  const { session, oracle } = await openWorld();
  const costly = COSTLY['a number of events'];
  const rule = { all: [RARE_TAG, costly] };
  const counted = await valueOf(session.muster.count({ rule }, { breakdown: true }));
  expect(counted.nodes?.map(({ path, count }) => [path, count])).toEqual([
    ['', oracle.members(rule, { at: NOON }).length],
    ['/all/0', oracle.members(RARE_TAG, { at: NOON }).length],
    ['/all/1', oracle.members(costly, { at: NOON }).length],
  ]);
  await session.close();
});

test('an explanation names operators, access, estimates and what was found', async () => {
  const { session, oracle } = await openWorld();
  const rule = {
    all: [
      { field: 'tags', op: 'has_any', value: ['any'] },
      { not: { field: 'points', op: 'lt', value: 500 } },
      { any: [{ event: 'view' }, { event: 'cart', op: 'gte', value: 100 }] },
    ],
  };
  const answer = await valueOf(session.muster.explain({ rule }));
  const count = oracle.members(rule, { at: NOON }).length;
  expect(answer).toMatchObject({ count, total: CONTACTS, at: NOON });
  const { plan } = answer;
  expect(plan).toMatchObject({ operator: 'and', access: 'counted only', count });
  const leaves = leavesOf(plan);
  const named = new Map(leaves.map((leaf) => [leaf.condition?.split(' ')[0], leaf]));
  expect(named.get('"tags"')).toMatchObject({
    index: 'postings',
    access: 'index',
    count: CONTACTS,
  });
  const points = named.get('"points"') as ExplainedNode;
  expect(points).toMatchObject({ condition: '"points" ≤ 499.99999999999994', access: 'standing' });
  expect(Math.abs((points.estimate ?? 0) - (points.count ?? 0))).toBeLessThan(CONTACTS / 10);
  for (const { time_us, estimate } of leaves) {
    expect(time_us).toBeGreaterThanOrEqual(0);
    expect(estimate).toBeGreaterThanOrEqual(0);
  }
  await session.close();
});

test('a part that an empty set makes needless says so', async () => {
  const { session } = await openWorld();
  const rule = {
    all: [
      { field: 'tags', op: 'has_any', value: ['nowhere'] },
      { field: 'email', op: 'ends_with', value: '.org' },
    ],
  };
  const { plan, count } = await valueOf(session.muster.explain({ rule, at: (NOON - 1) as Millis }));
  expect(count).toBe(0);
  const accesses = leavesOf(plan).map(({ condition, access }) => [condition, access]);
  expect(accesses).toContainEqual(['"email" ends with ".org"', 'not needed']);
  await session.close();
});

test('an absence of calendar months, which cannot stand, is tested each time', async () => {
  const { session, oracle } = await openWorld();
  const sequence = [{ event: 'cart' }, { not: { event: 'view' }, gap: 'P1M' }];
  const rule = { all: [RARE_TAG, { sequence, ...WINDOW }] };
  for (let time = 0; time < 3; time++) {
    const { plan, count } = await valueOf(session.muster.explain({ rule }));
    expect(count).toBe(oracle.members(rule, { at: NOON }).length);
    expect(leavesOf(plan).filter(isTested)).toMatchObject([{ tested: RARE }]);
  }
  await session.close();
});

test('a saved segment stands before it is asked for', async () => {
  const { session } = await openWorld();
  const { muster } = session;
  const rule = { all: [RARE_TAG, COSTLY['a number of events']] };
  await valueOf(muster.putSegment('rare', { name: 'Rare', rule }, undefined));
  await muster.standBy(new AbortController().signal);
  const { plan } = await valueOf(muster.explain({ segment: 'rare' }));
  expect(leavesOf(plan).map(({ access }) => access)).toContain('standing');
  expect(leavesOf(plan).filter(isTested)).toEqual([]);
  await session.close();
});

test('a condition of many conjunctions is answered once for all of them', async () => {
  const { session, oracle } = await openWorld();
  const rare = Array.from({ length: 40 }, (_, i) => ({ field: 'points', op: 'eq', value: i * 37 }));
  const rule = { any: rare.map((one) => ({ all: [one, COSTLY['a number of events']] })) };
  const { plan, count } = await valueOf(session.muster.explain({ rule, at: NOON as Millis }));
  expect(count).toBe(oracle.members(rule, { at: NOON }).length);
  expect(JSON.stringify(plan).match(/survivors tested/g)).toBe(null);
  await session.close();
});

test('segments that share parts over many levels are counted and explained in good time', async () => {
  const { session, oracle } = await openWorld();
  const { muster } = session;
  const halves = [
    { field: 'points', op: 'lt', value: 400 },
    { event: 'view', ...WINDOW, op: 'gte', value: 2 },
  ];
  const levels = 60;
  for (let level = 0; level < levels; level++) {
    const below = level === 0 ? RARE_TAG : { segment: `s${level - 1}` };
    const rule = { any: halves.map((half) => ({ all: [below, half] })) };
    await valueOf(muster.putSegment(`s${level}`, { name: `${level}`, rule }, undefined));
  }
  const id = `s${levels - 1}`;
  const expected = oracle.members(
    { all: [RARE_TAG, { any: halves }] },
    { at: NOON, timezone: ZONE },
  ).length;
  for (const at of [NOON as Millis, undefined]) {
    const asked = { segment: id, ...(at !== undefined && { at }) };
    const counted = await valueOf(muster.count(asked, { breakdown: false }));
    expect(counted.count).toBe(expected);
    const { plan, count } = await valueOf(muster.explain(asked));
    expect(count).toBe(expected);
    expect(JSON.stringify(plan).length).toBeLessThan(1000 * levels);
  }
  await session.close();
});

test('a field that is dropped meanwhile is still named in the explanation', async () => {
  const { session } = await openWorld();
  const rule = { all: [{ field: 'points', op: 'gte', value: 10 }, RARE_TAG] };
  const [explained] = await Promise.all([
    session.muster.explain({ rule }),
    session.muster.dropField('points'),
  ]);
  expect(
    explained.ok && leavesOf(explained.value.plan).map(({ condition }) => condition),
  ).toContain('"points" ≥ 10');
  await session.close();
});

test('what is taken away says how many it keeps', async () => {
  const { session, oracle } = await openWorld();
  const few = { field: 'points', op: 'lt', value: 500 };
  const rule = { all: [{ field: 'tags', op: 'has_any', value: ['any'] }, { not: few }] };
  const { plan } = await valueOf(session.muster.explain({ rule }));
  const taken = plan.children?.find(({ operator }) => operator === 'not');
  const count = oracle.members({ not: few }, { at: NOON }).length;
  expect(taken).toMatchObject({ access: 'combined', count });
  await session.close();
});
