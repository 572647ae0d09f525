/** Many counts in one request: each is what `/v1/count` says of it alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../server/http/limits.ts';
import { SHOP_SEGMENTS } from '../../server/sample/sample-segments.ts';
import {
  SHOP_ATTRIBUTES,
  SHOP_DEFAULTS,
  SHOP_FIELDS,
  shopContacts,
  shopEvents,
} from '../../server/sample/sample-shop.ts';
import { openTestServer } from '../test-server.ts';
import { type Ask, asking } from './http-client.ts';

let server: Awaited<ReturnType<typeof openTestServer>>;
let ask: Ask;

type Counted = {
  readonly counts: readonly {
    readonly count: number;
    readonly matched?: number;
    readonly at: string;
  }[];
  readonly at: string;
  readonly total: number;
};

const DAY_MS = 86_400_000;

beforeAll(async () => {
  server = await openTestServer();
  ask = asking(server.url);
  for (const { name, type } of SHOP_FIELDS) await server.service.declareField(name, type);
  for (const { event, name, type } of SHOP_ATTRIBUTES) {
    await server.service.declareAttribute(event, name, type);
  }
  const options = { ...SHOP_DEFAULTS, contacts: 400, nowMs: Date.now() };
  for (const body of shopContacts(options)) await ask('POST', '/v1/contacts', { body });
  for (const body of shopEvents(options)) await ask('POST', '/v1/events', { body });
  for (const { id, ...body } of SHOP_SEGMENTS) await ask('PUT', `/v1/segments/${id}`, { body });
});

afterAll(() => server.close());

function timesOver<T>(length: number, one: T): readonly T[] {
  return Array.from({ length }, () => one);
}

async function counts(questions: readonly unknown[]): Promise<Counted> {
  const { status, json } = await ask('POST', '/v1/counts', { body: { questions } });
  expect(status).toBe(200);
  return json as Counted;
}

describe('counts', () => {
  it('are those of each question alone, in their order', async () => {
    const now = Date.now();
    const questions = SHOP_SEGMENTS.flatMap(({ id, rule, timezone }, i) => [
      { rule, timezone },
      { segment: id, channel: 'email' },
      { segment: id, at: now - (i % 5) * DAY_MS },
      { rule, timezone, channel: 'sms', at: new Date(now + i * DAY_MS).toISOString() },
    ]);
    const { counts: all, total } = await counts(questions);
    expect(all.length).toBe(questions.length);
    expect(total).toBe(400);
    expect(all.some(({ count }) => count > 0)).toBe(true);
    for (const [index, question] of questions.entries()) {
      const { count, matched, at } = all[index] as Counted['counts'][number];
      const { segment, ...rest } = question as { segment?: string; at?: number };
      // Of the same moment, whenever it is asked.
      const query = new URLSearchParams({ ...(rest as object), at });
      const alone =
        segment === undefined
          ? await ask('POST', '/v1/count', { body: { ...rest, at } })
          : await ask('GET', `/v1/segments/${segment}/count?${query}`);
      const told = alone.json as Counted['counts'][number];
      expect([question, { count, matched, at }]).toEqual([
        question,
        { count: told.count, matched: told.matched, at: told.at },
      ]);
    }
  });

  it('that name no moment are all about the same now', async () => {
    const question = { rule: { event: 'purchase', within: { last: 'P30D' } } };
    const past = '2026-01-01T00:00:00.000Z';
    const { counts: all, at } = await counts([question, { ...question, at: past }, question]);
    expect(all.map((one) => one.at)).toEqual([at, past, at]);
    expect(all[0]).toEqual(all[2]);
  });

  it.each([
    [
      [{ rule: { all: [] } }, { rule: { all: [{ field: 'a', op: 'near' }] } }],
      '/questions/1/rule/all/0/op',
    ],
    [[{ rule: { all: [] }, timezone: 'Moon' }], '/questions/0/timezone'],
    [[{ rule: { all: [] }, channel: 'fax' }], '/questions/0/channel'],
    [[{ rule: { all: [] }, segment: 'vip' }], '/questions/0/segment'],
    [[{}], '/questions/0/rule'],
    [[], '/questions'],
    [timesOver(LIMITS.countedQuestions + 1, { rule: { all: [] } }), '/questions'],
  ])('of what is wrong are refused with its place: %#', async (questions, path) => {
    const { status, json } = await ask('POST', '/v1/counts', { body: { questions } });
    const { errors } = json as { errors: readonly { path: string }[] };
    expect([status, errors[0]?.path]).toEqual([400, path]);
  });

  it('of a segment that is not there are not found', async () => {
    const body = { questions: [{ rule: { all: [] } }, { segment: 'nobody' }] };
    const { status } = await ask('POST', '/v1/counts', { body });
    expect(status).toBe(404);
  });

  it('of more conditions than there is room for are refused', async () => {
    const rule = {
      any: Array.from({ length: 9000 }, (_, i) => ({ field: `f${i}`, op: 'exists' })),
    };
    const body = { questions: timesOver(40, { rule }) };
    const { status, json } = await ask('POST', '/v1/counts', { body });
    const { errors } = json as { errors: unknown };
    expect([status, errors]).toEqual([400, [expect.objectContaining({ path: '/questions' })]]);
  });
});
