import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

let server: Awaited<ReturnType<typeof openTestServer>>;
let ask: Ask;
let position: number;

const CONTACTS = [
  { id: 'ann', fields: { City: 'Rome', Visits: 5, Email: 'ann@example.org' } },
  { id: 'bob', fields: { City: 'Rome', Visits: 1 } },
  { id: 'cem', fields: { City: 'Bonn', Visits: 9, Email: 'cem@example.org' } },
  { id: 'dee', fields: {} },
];
const ROME = { field: 'City', op: 'eq', value: 'Rome' };
const PROBLEM = 'application/problem+json';

beforeAll(async () => {
  server = await openTestServer();
  ask = asking(server.url);
  await ask('POST', '/v1/contacts', { body: CONTACTS });
  const time = '2026-03-01T12:00:00Z';
  const events = [
    { contact: 'ann', event: 'visit', time, attributes: { page: '/a' } },
    { contact: 'bob', event: 'visit', time: '2026-03-05T00:00:00Z' },
  ];
  await ask('POST', '/v1/events', { body: events });
  const saved = await ask('PUT', '/v1/segments/rome', { body: { name: 'In Rome', rule: ROME } });
  position = (saved.json as { position: number }).position;
});

afterAll(() => server.close());

describe('an explanation', () => {
  it('of a rule or of a segment tells how it was counted', async () => {
    const rule = { all: [ROME, { not: { event: 'visit', within: { last: 'P1D' } } }] };
    const { status, json } = await ask('POST', '/v1/explain', { body: { rule } });
    expect(status).toBe(200);
    expect(json).toEqual({
      count: 2,
      total: 4,
      at: expect.stringMatching(/Z$/),
      took_us: expect.any(Number),
      prepared_us: expect.any(Number),
      plan: expect.objectContaining({ operator: 'and', count: 2, estimate: expect.any(Number) }),
    });
    const { plan } = json as { plan: { children: { operator: string; condition?: string }[] } };
    expect(plan.children.map(({ operator }) => operator).sort()).toEqual(['field', 'not']);
    const saved = await ask('POST', '/v1/explain', { body: { segment: 'rome', channel: 'email' } });
    expect(saved.json).toMatchObject({ count: 1, plan: { operator: 'and' } });
  });

  it('is of one of the two', async () => {
    const refused = async (body: object) => refusal(await ask('POST', '/v1/explain', { body }));
    expect(await refused({})).toMatchObject({ status: 400, paths: ['/rule'] });
    expect(await refused({ rule: ROME, segment: 'rome' })).toMatchObject({ paths: ['/segment'] });
    expect(await refused({ segment: 'rome', timezone: 'UTC' })).toMatchObject({
      paths: ['/timezone'],
    });
    expect(await refused({ segment: 'nowhere' })).toMatchObject({ status: 404 });
  });
});

describe('a count', () => {
  it('of a segment says how many of how many, when, and how long it took', async () => {
    const { status, json } = await ask('GET', `/v1/segments/rome/count?min_position=${position}`);
    expect(status).toBe(200);
    expect(json).toEqual({
      count: 2,
      total: 4,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      took_us: expect.any(Number),
    });
    expect((await ask('GET', '/v1/segments/nowhere/count')).status).toBe(404);
  });

  it('through a channel says how many can be reached of those that match', async () => {
    const { json } = await ask('GET', '/v1/segments/rome/count?channel=email');
    expect(json).toMatchObject({ count: 1, matched: 2, total: 4 });
    const posted = await ask('POST', '/v1/count', { body: { rule: ROME, channel: 'email' } });
    expect(posted.json).toMatchObject({ count: 1, matched: 2, total: 4 });
    expect((await ask('GET', '/v1/segments/rome/count?channel=pigeon')).status).toBe(400);
  });

  it('is taken at any moment, written in any way', async () => {
    const rule = { event: 'visit' };
    for (const at of ['2026-03-02T00:00:00Z', '2026-03-02T01:00:00+01:00', Date.UTC(2026, 2, 2)]) {
      const { json } = await ask('POST', '/v1/count', { body: { rule, at } });
      expect(json).toMatchObject({ count: 1, at: '2026-03-02T00:00:00.000Z' });
    }
    await ask('PUT', '/v1/segments/visitors', { body: { name: 'Visitors', rule } });
    for (const at of [
      '2026-03-02T01:00:00+01:00',
      '2026-03-02T01%3A00%3A00%2B01%3A00',
      '1772409600000',
    ]) {
      const { json } = await ask('GET', `/v1/segments/visitors/count?at=${at}`);
      expect(json).toMatchObject({ count: 1, at: '2026-03-02T00:00:00.000Z' });
    }
    expect(refusal(await ask('POST', '/v1/count', { body: { rule, at: 'now' } }))).toMatchObject({
      status: 400,
      paths: ['/at'],
    });
  });

  it('breaks a rule down into its nodes', async () => {
    const rule = { all: [ROME, { not: { field: 'Visits', op: 'gt', value: 3 } }] };
    const { json } = await ask('POST', '/v1/count', { body: { rule, breakdown: true } });
    expect(json).toMatchObject({ count: 1, total: 4 });
    expect((json as { nodes: unknown }).nodes).toEqual(
      expect.arrayContaining([
        { path: '', count: 1, without: 4 },
        { path: '/all/0', count: 2, without: 2 },
        { path: '/all/1', count: 2, without: 2 },
        { path: '/all/1/not', count: 2, without: 2 },
      ]),
    );
  });

  it('waits for a position that was given, and refuses one that was not', async () => {
    expect((await ask('GET', '/v1/segments/rome/count?min_position=1')).status).toBe(200);
    const early = await ask('GET', '/v1/segments/rome/count?min_position=999999999');
    expect(refusal(early)).toMatchObject({ status: 400, type: PROBLEM });
    expect((await ask('GET', '/v1/segments/rome/count?min_position=x')).status).toBe(400);
    expect((await ask('GET', '/v1/catalog?min_position=1')).status).toBe(200);
    const posted = await ask('POST', '/v1/count?min_position=999999999', { body: { rule: ROME } });
    expect(posted.status).toBe(400);
  });
});

describe('a preview', () => {
  it('shows members with all their fields', async () => {
    const { status, json } = await ask('POST', '/v1/preview', { body: { rule: ROME } });
    expect(status).toBe(200);
    const { count, members } = json as { count: number; members: { id: string }[] };
    expect(count).toBe(2);
    expect(members.map(({ id }) => id).sort()).toEqual(['ann', 'bob']);
    expect(members.find(({ id }) => id === 'ann')).toMatchObject({
      ordinal: expect.any(Number),
      fields: { City: 'Rome', Visits: 5, Email: 'ann@example.org' },
    });
  });

  it('shows as many as were asked for', async () => {
    const everyone = { rule: { all: [] } };
    const one = await ask('POST', '/v1/preview', { body: { ...everyone, limit: 1 } });
    expect(one.json).toMatchObject({ count: 4, members: [expect.anything()] });
    const none = await ask('POST', '/v1/preview', { body: { ...everyone, limit: 0 } });
    expect(none.json).toEqual({ count: 4, members: [] });
    const many = await ask('POST', '/v1/preview', { body: { ...everyone, limit: 101 } });
    expect(refusal(many)).toMatchObject({ status: 400, paths: ['/limit'] });
  });
});

describe('a contact', () => {
  it('is looked up with its segments and latest events', async () => {
    const plain = await ask('GET', '/v1/contacts/ann');
    expect(Object.keys(plain.json as object).sort()).toEqual(['fields', 'id', 'ordinal']);
    const full = await ask('GET', '/v1/contacts/ann?segments=true&events=50');
    expect(full.json).toMatchObject({
      id: 'ann',
      segments: expect.arrayContaining(['rome']),
      events: [{ event: 'visit', time: '2026-03-01T12:00:00.000Z', attributes: { page: '/a' } }],
    });
    expect((await ask('GET', '/v1/contacts/ann?segments=yes')).status).toBe(400);
    expect((await ask('GET', '/v1/contacts/ann?events=1001')).status).toBe(400);
  });

  it('is told to a HEAD without its body', async () => {
    const got = await ask('GET', '/v1/contacts/ann');
    const head = await ask('HEAD', '/v1/contacts/ann');
    expect(head.status).toBe(200);
    expect(head.bytes).toHaveLength(0);
    expect(head.headers.get('content-length')).toBe(got.headers.get('content-length'));
    expect((await ask('HEAD', '/v1/contacts/nobody')).status).toBe(404);
  });
});

describe('the catalog', () => {
  it('lists fields, events and their values', async () => {
    const { status, json } = await ask('GET', '/v1/catalog');
    expect(status).toBe(200);
    const { fields, events } = json as { fields: unknown[]; events: unknown[] };
    expect(fields).toContainEqual({
      name: 'City',
      type: 'text',
      contacts: 3,
      values: [
        { value: 'Rome', count: 2 },
        { value: 'Bonn', count: 1 },
      ],
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'visit', events: 2, contacts: 2 }),
    );
  });
});

describe('health', () => {
  it('is live and loaded', async () => {
    expect(await ask('GET', '/healthz')).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await ask('GET', '/readyz')).toMatchObject({ status: 200, json: { status: 'ready' } });
  });
});
