import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

let server: Awaited<ReturnType<typeof openTestServer>>;
let ask: Ask;

beforeAll(async () => {
  server = await openTestServer();
  ask = asking(server.url);
  await ask('POST', '/v1/contacts', { body: { id: 'here', fields: { City: 'Rome', Visits: 1 } } });
});

afterAll(() => server.close());

const PROBLEM = 'application/problem+json';
const post = async (path: string, body: unknown) => refusal(await ask('POST', path, { body }));
const nested = (depth: number, key: string, innermost: unknown): unknown =>
  depth === 0 ? innermost : { [key]: nested(depth - 1, key, innermost) };

describe('paths and methods', () => {
  it('that are unknown are 404', async () => {
    for (const path of ['/v1', '/v1/', '/v1/nothing', '/v1/contacts/', '/v1/count/', '/V1/count']) {
      expect(refusal(await ask('GET', path))).toMatchObject({ status: 404, type: PROBLEM });
    }
  });

  it('that do not go together are 405 and say what does', async () => {
    const allowed = async (method: string, path: string) => {
      const { status, headers } = await ask(method, path);
      expect(status).toBe(405);
      return headers.get('allow');
    };
    expect(await allowed('GET', '/v1/count')).toBe('POST');
    expect(await allowed('PUT', '/v1/contacts')).toBe('POST');
    expect(await allowed('DELETE', '/healthz')).toBe('GET, HEAD');
    expect(await allowed('POST', '/v1/segments/x')).toBe('DELETE, GET, HEAD, PUT');
    expect(await allowed('OPTIONS', '/v1/catalog')).toBe('GET, HEAD');
    expect(await allowed('PUT', '/v1/contacts/resolve')).toBe('DELETE, GET, HEAD, PATCH, POST');
  });
});

describe('content', () => {
  it('that is not JSON is refused with the place', async () => {
    for (const body of ['{', '{"rule":}', '{"rule":{"all":[]}} x', "{'rule':1}", '[1,2', 'nul']) {
      const refused = await post('/v1/count', body);
      expect(refused).toMatchObject({ status: 400, type: PROBLEM, paths: [''] });
      expect(refused.detail).toMatch(/position \d+/);
    }
    for (const body of ['', '  '])
      expect(await post('/v1/count', body)).toMatchObject({ status: 400 });
    const bytes = Buffer.concat([
      Buffer.from('{"rule":"'),
      Buffer.of(0xc0, 0x80),
      Buffer.from('"}'),
    ]);
    expect(await post('/v1/count', bytes)).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/UTF-8/),
    });
  });

  it('that is too deep is refused, as a rule or as a body', async () => {
    const rule = nested(65, 'not', { field: 'City', op: 'exists' });
    const refused = await post('/v1/count', { rule });
    expect(refused).toMatchObject({ status: 400, paths: [`/rule${'/not'.repeat(64)}`] });
    const levels = nested(63, 'not', { field: 'City', op: 'exists' });
    expect((await ask('POST', '/v1/count', { body: { rule: levels } })).status).toBe(200);
    for (const body of [
      '['.repeat(200_000),
      `{"rule":${'{"not":'.repeat(100_000)}`,
      `{"rule":${'{"all":['.repeat(5000)}${']}'.repeat(5000)}}`,
    ]) {
      expect(await post('/v1/count', body)).toMatchObject({ status: 400, type: PROBLEM });
    }
  });

  it('that is too long is refused', async () => {
    const conditions = Array(10_001).fill({ field: 'City', op: 'exists' });
    const refused = await post('/v1/count', { rule: { any: conditions } });
    expect(refused).toMatchObject({ status: 400, type: PROBLEM });
  });

  it.each<[unknown, string]>([
    [{ field: 'City', op: 'like', value: 'R' }, '/rule/op'],
    [{ field: 'City', op: 'eq', value: 'R', colour: 1 }, '/rule/colour'],
    [{ field: 'Visits', op: 'contains', value: 'R' }, '/rule/op'],
    [{ field: 'Visits', op: 'gt', value: 'many' }, '/rule/value'],
    [{ field: 'City', op: 'in', value: [] }, '/rule/value'],
    [{ all: [{ any: [{ none: [{ field: 'City' }] }] }] }, '/rule/all/0/any/0/none/0'],
    [{ all: [{ field: 'City', op: 'eq', value: '' }] }, '/rule/all/0/value'],
    [{ 'all/any': [] }, '/rule'],
    [{ all: {} }, '/rule/all'],
    [{}, '/rule'],
    [[], '/rule'],
    [null, '/rule'],
    ['all', '/rule'],
    [{ segment: 'nowhere' }, '/rule/segment'],
    [{ group: 'nowhere' }, '/rule/group'],
    [{ reachable: 'pigeon' }, '/rule/reachable'],
  ])('of the rule %j is refused with its place', async (rule, path) => {
    const refused = await post('/v1/count', { rule });
    expect(refused).toMatchObject({ status: 400, type: PROBLEM });
    expect(refused.paths?.[0]).toMatch(new RegExp(`^${path}`));
  });

  it('with unknown keys or types around the rule is refused with their places', async () => {
    const rule = { all: [] };
    expect(await post('/v1/count', { rule, fields: [], 'x/y': 1 })).toMatchObject({
      status: 400,
      paths: ['/fields', '/x~1y'],
    });
    expect(await post('/v1/count', '{"rule":{"all":[]},"__proto__":{}}')).toMatchObject({
      status: 400,
      paths: ['/__proto__'],
    });
    expect(await post('/v1/count', {})).toMatchObject({ status: 400, paths: ['/rule'] });
    expect(await post('/v1/count', { rule, breakdown: 'yes' })).toMatchObject({
      status: 400,
      paths: ['/breakdown'],
    });
    expect(await post('/v1/recipients', { rule, limit: -1, after: 2 ** 32 })).toMatchObject({
      status: 400,
      paths: ['/limit', '/after'],
    });
    expect(await post('/v1/count', { rule, timezone: 'Nowhere/Land' })).toMatchObject({
      status: 400,
      paths: ['/timezone'],
    });
    for (const body of [[], 'null', '"x"', '1']) {
      expect(await post('/v1/count', body)).toMatchObject({ status: 400, paths: [''] });
    }
  });

  it('of a query is refused with the name of the parameter', async () => {
    const got = async (path: string) => refusal(await ask('GET', path));
    expect(await got('/v1/catalog?verbose=1')).toMatchObject({ status: 400, paths: ['/verbose'] });
    expect(await got('/v1/contacts/here?segments=1')).toMatchObject({
      status: 400,
      paths: ['/segments'],
    });
    expect(await got('/v1/catalog?min_position=-1')).toMatchObject({
      status: 400,
      paths: ['/min_position'],
    });
    expect(await got('/v1/catalog?min_position=%ff')).toMatchObject({ status: 400 });
    expect(await post('/v1/contacts?strict=maybe', [])).toMatchObject({
      status: 400,
      paths: ['/strict'],
    });
  });

  it('with values that no float64 and no UTF-8 can hold is refused where it stands', async () => {
    expect(await post('/v1/contacts', '{"id":"v","fields":{"Visits":1e999}}')).toMatchObject({
      status: 400,
      paths: ['/fields/Visits'],
    });
    expect(await post('/v1/contacts', '{"id":"v","fields":{"City":"\\ud800"}}')).toMatchObject({
      status: 400,
      paths: ['/fields/City'],
    });
    expect(await post('/v1/contacts', '{"id":"\\udc00"}')).toMatchObject({
      status: 400,
      paths: ['/id'],
    });
    const event = '{"contact":"v","event":"e","attributes":{"n":-1e999}}';
    expect(await post('/v1/events', event)).toMatchObject({
      status: 400,
      paths: ['/attributes/n'],
    });
    const rule = '{"rule":{"field":"Visits","op":"gt","value":1e999}}';
    expect(await post('/v1/count', rule)).toMatchObject({ status: 400, paths: ['/rule/value'] });
    const text = '{"rule":{"field":"City","op":"eq","value":"\\ud800"}}';
    expect(await post('/v1/count', text)).toMatchObject({ status: 400, paths: ['/rule/value'] });
    expect((await ask('GET', '/v1/contacts/v')).status).toBe(404);
  });
});

describe('any number of faults', () => {
  it('is counted, and listed up to a limit', async () => {
    const body = { contacts: Array(5000).fill(1) };
    const refused = refusal(await ask('PUT', '/v1/groups/g', { body }));
    expect(refused.status).toBe(400);
    expect(refused.paths).toHaveLength(100);
    expect(refused.detail).toMatch(/4999 more/);
  });
});
