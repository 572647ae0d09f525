/** What an answer says when it looks further back than events are kept. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listen } from '../../server/http/http-server.ts';
import { DAY, openSession, type Session } from '../contract/muster-session.ts';
import { noKeys } from '../test-server.ts';
import { type Ask, asking } from './http-client.ts';

/** The midnight that lies ten days or more before the session's noon of 15 March. */
const EVENTS_FROM = '2026-03-05T00:00:00.000Z';
const BOUGHT = { event: 'buy' };
const BOUGHT_IN_A_WEEK = { event: 'buy', within: { last: 'P7D' } };
const BOUGHT_IN_A_MONTH = { event: 'buy', within: { last: 'P30D' } };

let session: Session;
let server: Awaited<ReturnType<typeof listen>>;
let ask: Ask;

beforeAll(async () => {
  session = await openSession();
  const readiness = () => ({ ready: true });
  server = await listen({
    service: session.muster,
    access: noKeys(),
    host: '127.0.0.1',
    port: 0,
    readiness,
  });
  ask = asking(`http://127.0.0.1:${server.port}`);
  await session.events({ contact: 'a', event: 'buy', time: '2026-03-14T00:00:00Z' });
  await session.muster.expireEvents(10 * DAY);
  for (const [id, rule] of [
    ['week', BOUGHT_IN_A_WEEK],
    ['month', BOUGHT_IN_A_MONTH],
  ] as const) {
    await ask('PUT', `/v1/segments/${id}`, { body: { name: id, rule } });
  }
});

afterAll(async () => {
  await server.close();
  await session.close();
});

const fromOf = (json: unknown) => (json as { events_from?: string }).events_from;

it('counts and previews say from when on events are kept', async () => {
  for (const path of ['/v1/count', '/v1/preview']) {
    const of = async (rule: unknown) => fromOf((await ask('POST', path, { body: { rule } })).json);
    expect(await of(BOUGHT)).toBe(EVENTS_FROM);
    expect(await of(BOUGHT_IN_A_MONTH)).toBe(EVENTS_FROM);
    expect(await of(BOUGHT_IN_A_WEEK)).toBeUndefined();
    expect(await of({ all: [] })).toBeUndefined();
  }
  expect(fromOf((await ask('GET', '/v1/segments/month/count')).json)).toBe(EVENTS_FROM);
  expect(fromOf((await ask('GET', '/v1/segments/week/count')).json)).toBeUndefined();
});

it('recipients say so in a header, in every format', async () => {
  for (const accept of ['application/x-ndjson', 'text/csv', 'application/vnd.roaring']) {
    const of = async (id: string) => {
      const answer = await ask('GET', `/v1/segments/${id}/recipients`, { headers: { accept } });
      expect(answer.headers.get('muster-count')).toBe('1');
      return answer.headers.get('muster-events-from');
    };
    expect([accept, await of('month'), await of('week')]).toEqual([accept, EVENTS_FROM, null]);
  }
});

it('a contact with its segments says so, and without them does not', async () => {
  const of = async (query: string) => (await ask('GET', `/v1/contacts/a${query}`)).json;
  expect(await of('?segments=true')).toMatchObject({
    id: 'a',
    segments: ['week', 'month'],
    events_from: EVENTS_FROM,
  });
  expect(fromOf(await of(''))).toBeUndefined();
  expect(fromOf(await of('?events=5'))).toBeUndefined();
});

it('a group that a segment is frozen to says so', async () => {
  const of = async (id: string) =>
    (await ask('POST', `/v1/segments/${id}/freeze`, { body: { group: 'g' } })).json;
  expect(await of('month')).toMatchObject({ count: 1, events_from: EVENTS_FROM });
  const week = await of('week');
  expect(week).toMatchObject({ count: 1 });
  expect(fromOf(week)).toBeUndefined();
});

it('a segment that looks further back has a warning', async () => {
  const { json } = await ask('GET', '/v1/segments');
  const warnings = (json as { segments: { id: string; warnings: { message: string }[] }[] })
    .segments;
  expect(warnings.map((one) => [one.id, one.warnings.map(({ message }) => message)])).toEqual([
    ['week', []],
    ['month', [`it looks further back than events are kept: ${EVENTS_FROM}`]],
  ]);
});
