/** Overlap, difference, profile and audience over HTTP, next to what plain sets of the test say. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

let server: Awaited<ReturnType<typeof openTestServer>>;
let ask: Ask;

const CONTACTS = Array.from({ length: 60 }, (_, i) => ({
  id: `c${i}`,
  fields: {
    ...(i % 5 !== 0 && { Email: `c${i}@example.org` }),
    ...(i % 7 === 0 && { email_consent: false }),
    city: i % 3 === 0 ? 'Rome' : 'Bonn',
    tags: i % 2 === 0 ? ['even', 'all'] : ['all'],
    n: i,
  },
}));
const time = '2026-03-01T12:00:00Z';
const EVENTS = [
  { contact: 'c1', event: 'MailUnsubscribe', time },
  { contact: 'c2', event: 'MailBounce', time, attributes: { kind: 'hard' } },
  { contact: 'c3', event: 'MailBounce', time, attributes: { kind: 'soft' } },
  ...Array.from({ length: 20 }, (_, i) => ({ contact: `c${3 * i}`, event: 'visit', time })),
];

const ids = (isIn: (i: number) => boolean) =>
  CONTACTS.flatMap(({ id }, i) => (isIn(i) ? [id] : []));
const SETS = {
  rome: { rule: { field: 'city', op: 'eq', value: 'Rome' }, has: (i: number) => i % 3 === 0 },
  even: {
    rule: { field: 'tags', op: 'has_any', value: ['even'] },
    has: (i: number) => i % 2 === 0,
  },
  small: { rule: { field: 'n', op: 'lt', value: 20 }, has: (i: number) => i < 20 },
};
const NAMES = Object.keys(SETS) as (keyof typeof SETS)[];

beforeAll(async () => {
  server = await openTestServer();
  ask = asking(server.url);
  await ask('POST', '/v1/contacts', { body: CONTACTS });
  await ask('POST', '/v1/events', { body: EVENTS });
  for (const name of NAMES) {
    const body = { name, rule: SETS[name].rule };
    await ask('PUT', `/v1/segments/${name}`, { body });
  }
});

afterAll(() => server.close());

describe('overlap', () => {
  it('counts each segment with each, itself on the diagonal', async () => {
    const { status, json } = await ask('POST', '/v1/overlap', { body: { segments: NAMES } });
    expect(status).toBe(200);
    const counts = NAMES.map((a) =>
      NAMES.map((b) => ids((i) => SETS[a].has(i) && SETS[b].has(i)).length),
    );
    expect(json).toEqual({ segments: NAMES, counts, total: 60, at: expect.any(String) });
  });

  it('counts every combination of up to six segments, whose counts make up the union', async () => {
    const { json } = await ask('POST', '/v1/overlap', { body: { segments: NAMES, regions: true } });
    const { regions } = json as { regions: { segments: string[]; count: number }[] };
    expect(regions).toHaveLength(7);
    for (const { segments, count } of regions) {
      const isIn = (i: number) =>
        NAMES.every((name) => SETS[name].has(i) === segments.includes(name));
      expect([segments, count]).toEqual([segments, ids(isIn).length]);
    }
    const twice = await ask('POST', '/v1/overlap', { body: { segments: [...NAMES, 'rome'] } });
    expect(refusal(twice)).toMatchObject({ status: 400, paths: ['/segments/3'] });
    const seven = [...NAMES, ...NAMES, 'rome'];
    const refused = await ask('POST', '/v1/overlap', { body: { segments: seven, regions: true } });
    expect(refusal(refused)).toMatchObject({ status: 400, paths: ['/segments'] });
  });

  it('names the segment that is not there', async () => {
    const body = { segments: ['rome', 'nowhere'] };
    expect(refusal(await ask('POST', '/v1/overlap', { body }))).toMatchObject({
      status: 400,
      paths: ['/segments/1'],
    });
    const none = refusal(await ask('POST', '/v1/overlap', { body: { segments: [] } }));
    expect(none).toMatchObject({ status: 400, paths: ['/segments'] });
  });
});

describe('a difference', () => {
  it('counts and shows whom a change adds and removes', async () => {
    const after = { rule: { any: [{ segment: 'rome' }, { segment: 'small' }] } };
    const body = { before: { segment: 'even' }, after, limit: 100 };
    const { status, json } = await ask('POST', '/v1/diff', { body });
    expect(status).toBe(200);
    const isAfter = (i: number) => SETS.rome.has(i) || SETS.small.has(i);
    const added = ids((i) => isAfter(i) && !SETS.even.has(i));
    const removed = ids((i) => SETS.even.has(i) && !isAfter(i));
    type Side = { count: number; members: { id: string }[] };
    const sides = json as { added: Side; removed: Side };
    expect(json).toMatchObject({ before: 30, after: ids(isAfter).length, total: 60 });
    for (const [side, expected] of [
      [sides.added, added],
      [sides.removed, removed],
    ] as const) {
      expect(side.count).toBe(expected.length);
      expect(side.members.map(({ id }) => id).sort()).toEqual([...expected].sort());
    }
  });

  it('says on which side a fault is', async () => {
    const body = { before: { segment: 'rome' }, after: { rule: { field: 'city', op: 'near' } } };
    const refused = refusal(await ask('POST', '/v1/diff', { body }));
    expect(refused).toMatchObject({ status: 400, paths: ['/after/rule/op'] });
    const neither = refusal(await ask('POST', '/v1/diff', { body: { before: {}, after: {} } }));
    expect(neither).toMatchObject({ paths: ['/before/rule', '/after/rule'] });
  });
});

describe('a profile', () => {
  it('has what is commoner in the segment, with the exact lift', async () => {
    const { status, json } = await ask('POST', '/v1/profile', { body: { segment: 'rome' } });
    expect(status).toBe(200);
    const { traits } = json as { traits: Record<string, unknown>[] };
    expect(json).toMatchObject({ count: 20, total: 60 });
    expect(traits.slice(0, 2)).toEqual(
      expect.arrayContaining([
        { field: 'city', value: 'Rome', count: 20, share: 1, everyone: 1 / 3, lift: 3 },
        { event: 'visit', count: 20, share: 1, everyone: 1 / 3, lift: 3 },
      ]),
    );
    expect(traits.every(({ lift }) => (lift as number) > 1)).toBe(true);
    expect(traits.some(({ value }) => value === 'all')).toBe(false);
    const one = await ask('POST', '/v1/profile', { body: { segment: 'rome', limit: 1 } });
    expect((one.json as { traits: unknown[] }).traits).toHaveLength(1);
  });
});

describe('an audience', () => {
  const hasAddress = (i: number) => i % 5 !== 0;
  const consents = (i: number) => i % 7 !== 0;
  const body = { segment: 'small', channel: 'email', exclude: ['even'] };

  it('goes down step by step to the recipients', async () => {
    const { status, json } = await ask('POST', '/v1/audience', { body });
    expect(status).toBe(200);
    const isLeft = [
      SETS.small.has,
      hasAddress,
      consents,
      (i: number) => i !== 1,
      (i: number) => i !== 2,
      (i: number) => !SETS.even.has(i),
    ];
    const left = isLeft.map(
      (_, k) => ids((i) => isLeft.slice(0, k + 1).every((is) => is(i))).length,
    );
    const steps = [
      ['required', 'address'],
      ['refused', 'consent refused'],
      ['refused', 'unsubscribed or complained'],
      ['refused', 'bounced'],
      ['excluded', 'even'],
    ].map(([kind, name], k) => ({
      kind,
      name,
      ...(kind === 'excluded' ? { segment: name } : { path: expect.stringMatching(/^\/all/) }),
      removed: (left[k] as number) - (left[k + 1] as number),
      left: left[k + 1],
    }));
    expect(json).toEqual({
      matched: 20,
      steps,
      recipients: left.at(-1),
      total: 60,
      at: expect.any(String),
    });
  });

  it('shows the contacts of each step, which add up to whom the segment selects', async () => {
    const idsOf = async (step?: number) => {
      const asked = step === undefined ? body : { ...body, step };
      const { text } = await ask('POST', '/v1/audience/recipients', { body: asked });
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).id]));
    };
    const all: string[] = [];
    for (const step of [0, 1, 2, 3, 4, undefined]) all.push(...(await idsOf(step)));
    expect(await idsOf(0)).toEqual(ids((i) => SETS.small.has(i) && !hasAddress(i)));
    expect(await idsOf(3)).toEqual(['c2']);
    expect(all.sort()).toEqual(ids(SETS.small.has).sort());
    const beyond = await ask('POST', '/v1/audience/recipients', { body: { ...body, step: 5 } });
    expect(refusal(beyond)).toMatchObject({ status: 400, paths: ['/step'] });
  });

  it('takes the rule of a channel that was changed, and one of a single condition', async () => {
    const rule = { name: 'is in Rome', field: 'city', op: 'eq', value: 'Rome' };
    await ask('PUT', '/v1/channels/letter', { body: { rule } });
    const asked = { rule: { all: [] }, channel: 'letter' };
    const { json } = await ask('POST', '/v1/audience', { body: asked });
    expect(json).toMatchObject({
      matched: 60,
      steps: [{ kind: 'required', name: 'is in Rome', path: '', removed: 40, left: 20 }],
      recipients: 20,
    });
    const nowhere = await ask('POST', '/v1/audience', { body: { ...asked, channel: 'pigeon' } });
    expect(refusal(nowhere)).toMatchObject({ status: 400, paths: ['/channel'] });
  });
});
