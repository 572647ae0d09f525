/** The API is as it is described: every route is there, and every example works as it stands. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_CHANNELS, parseRule } from '../../engine/index.ts';
import { problem } from '../../server/http/answer-schemas.ts';
import { ROUTES } from '../../server/http/http-routes.ts';
import { ROUTE_DOCS } from '../../server/http/route-docs.ts';
import { ruleSchema } from '../../server/http/rule-schema.ts';
import { SHOP_SEGMENTS } from '../../server/sample/sample-segments.ts';
import { openTestServer } from '../test-server.ts';

type Json = { readonly [key: string]: Json };

let server: Awaited<ReturnType<typeof openTestServer>>;
let api: Json;

beforeAll(async () => {
  server = await openTestServer();
  api = (await (await fetch(`${server.url}/openapi.json`)).json()) as Json;
});

afterAll(() => server.close());

const keyOf = ({ method, path }: { readonly method: string; readonly path: string }) =>
  `${method} ${path}`;

it('describes every route, and nothing else', () => {
  expect(Object.keys(ROUTE_DOCS).sort()).toEqual(ROUTES.map(keyOf).sort());
  const described = Object.entries(api['paths'] as Json).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(ROUTES.map(keyOf).sort());
});

it('names each operation once, and refers to nothing that is not there', () => {
  const operations = Object.values(api['paths'] as Json).flatMap((item) => Object.values(item));
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const schemas = Object.keys((api['components'] as Json)['schemas'] as Json);
  const text = JSON.stringify(api);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]*)"/g)) {
    expect(schemas).toContain(name);
  }
  expect(text).not.toContain('$defs');
});

describe('the example of', () => {
  it.each(Object.entries(ROUTE_DOCS))('%s works as it stands', async (key, doc) => {
    const [method = ''] = key.split(' ');
    const { path, body, accept } = doc.example;
    const response = await fetch(server.url + path, {
      method,
      headers: {
        ...(accept !== undefined && { Accept: accept }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect([response.status, response.status === 200 ? '' : text]).toEqual([200, '']);
    const type = response.headers.get('content-type')?.split(';')[0] as string;
    const route = ROUTES.find((one) => keyOf(one) === key);
    expect(route?.offers).toContain(type);
    if (type !== 'application/json' || doc.answer === undefined) return;
    const checked = doc.answer.safeParse(JSON.parse(text));
    expect(checked.error?.issues ?? []).toEqual([]);
  });
});

it('describes errors as they are', async () => {
  const response = await fetch(`${server.url}/v1/count`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ rule: { field: 'city', op: 'near' } }),
  });
  expect(response.status).toBe(400);
  expect(problem.safeParse(await response.json()).error?.issues ?? []).toEqual([]);
});

it('describes rules as they are read', () => {
  const rules = [
    ...SHOP_SEGMENTS.map(({ rule }) => rule),
    ...DEFAULT_CHANNELS.values(),
    { sample: { seed: 'a', from: 0, to: 10.25 } },
    { sequence: [{ event: 'a' }, { not: { event: 'b' }, gap: 'P1D' }], within: { last: 'P7D' } },
    { event: 'a', where: { none: [{ attr: 'x', op: 'eq', value: 1 }] }, aggregate: 'first' },
    { any: [{ contacts: [] }, { group: 'g' }, { reachable: 'email' }, { segment: 's' }] },
  ];
  for (const rule of rules) {
    expect([rule, ruleSchema.safeParse(rule).success]).toEqual([rule, true]);
    expect([rule, parseRule(rule).ok]).toEqual([rule, true]);
  }
  const faulty = [
    { all: {} },
    { fields: 'a', op: 'exists' },
    { field: 'a', op: 'near' },
    { event: 'a', within: { last: 'P1D', to: 'now' } },
    { event: 'a', aggregate: 'median' },
    { sequence: [] },
    { group: 1 },
  ];
  for (const rule of faulty) {
    expect([rule, ruleSchema.safeParse(rule).success]).toEqual([rule, false]);
    expect([rule, parseRule(rule).ok]).toEqual([rule, false]);
  }
});

it('is a page as well, which asks no other host for anything', async () => {
  const response = await fetch(`${server.url}/docs`);
  const html = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).not.toMatch(/<script|src=|https?:\/\//);
  for (const { path } of ROUTES) expect(html).toContain(path);
});
