import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

let server: Awaited<ReturnType<typeof openTestServer>>;
let ask: Ask;

beforeAll(async () => {
  server = await openTestServer();
  ask = asking(server.url);
});

afterAll(() => server.close());

const NDJSON = { 'content-type': 'application/x-ndjson' };
const PROBLEM = 'application/problem+json';

async function fieldsOf(id: string): Promise<unknown> {
  const { json } = await ask('GET', `/v1/contacts/${encodeURIComponent(id)}`);
  const { created_at: _, ...fields } = (json as { fields: Record<string, unknown> }).fields;
  return fields;
}

describe('contacts', () => {
  it('are written as an array, and the bad ones named', async () => {
    const body = [
      { id: 'w1', fields: { City: 'Rome', Visits: 3, Member: true, Tags: ['a', 'b'] } },
      { id: '' },
      { id: 'w2', fields: { Visits: 'many' } },
      { id: 'w3', unknown: 1 },
      7,
      { id: 'w4' },
    ];
    const { status, json } = await ask('POST', '/v1/contacts', { body });
    expect(status).toBe(200);
    expect(json).toMatchObject({ accepted: 2, duplicates: 0, position: expect.any(Number) });
    const { rejected } = json as { rejected: unknown };
    expect(rejected).toEqual([
      { index: 1, path: '/id', message: expect.any(String) },
      { index: 2, path: '/fields/Visits', message: expect.any(String) },
      { index: 3, path: '/unknown', message: expect.any(String) },
      { index: 4, path: '', message: expect.any(String) },
    ]);
    expect(await fieldsOf('w1')).toEqual({
      City: 'Rome',
      Visits: 3,
      Member: true,
      Tags: ['a', 'b'],
    });
  });

  it('are written as NDJSON, a line that is not JSON being a rejected item', async () => {
    const lines = Buffer.concat([
      Buffer.from('{"id":"n1"}\n\n{"id":\n{"id":"n2"}\r\n{"id":"'),
      Buffer.of(0xff),
      Buffer.from('"}\n{"id":"n3"}'),
    ]);
    const { status, json } = await ask('POST', '/v1/contacts', { body: lines, headers: NDJSON });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      accepted: 3,
      rejected: [
        { index: 1, path: '', message: expect.stringMatching(/position/) },
        { index: 3, path: '', message: expect.stringMatching(/UTF-8/) },
      ],
    });
    expect((await ask('GET', '/v1/contacts/n3')).status).toBe(200);
  });

  it('are written one at a time, where a bad one is the request’s fault', async () => {
    const good = await ask('POST', '/v1/contacts', {
      body: { id: 'one', fields: { City: 'Bonn' } },
    });
    expect(good).toMatchObject({ status: 200, json: { accepted: 1, rejected: [] } });
    const bad = await ask('POST', '/v1/contacts', { body: { id: 'one', fields: { City: 1 } } });
    expect(refusal(bad)).toMatchObject({ status: 400, type: PROBLEM, paths: ['/fields/City'] });
    const strict = await ask('POST', '/v1/contacts?strict=true', { body: { id: 5 } });
    expect(refusal(strict)).toMatchObject({ status: 400, paths: ['/id'] });
  });

  it('are stored all or not at all when that is asked for', async () => {
    const body = [{ id: 'strict1' }, { id: 'strict2', fields: { Visits: 'x' } }];
    const bad = await ask('POST', '/v1/contacts?strict=true', { body });
    expect(refusal(bad)).toMatchObject({ status: 400, paths: ['/1/fields/Visits'] });
    expect((await ask('GET', '/v1/contacts/strict1')).status).toBe(404);
    const good = await ask('POST', '/v1/contacts?strict=true', { body: body.slice(0, 1) });
    expect(good.json).toMatchObject({ accepted: 1 });
  });

  it('are changed in place', async () => {
    await ask('PATCH', '/v1/contacts/p1', { body: { City: 'Oslo', Visits: 1 } });
    const changed = await ask('PATCH', '/v1/contacts/p1', { body: { City: null, Visits: 2 } });
    expect(changed).toMatchObject({ status: 200, json: { position: expect.any(Number) } });
    expect(await fieldsOf('p1')).toEqual({ Visits: 2 });
    const bad = await ask('PATCH', '/v1/contacts/p1', { body: { 'a/b': { x: 1 } } });
    expect(refusal(bad)).toMatchObject({ status: 400, paths: [expect.stringMatching(/\/a~1b/)] });
    expect((await ask('PATCH', '/v1/contacts/p1', { body: [] })).status).toBe(400);
  });

  it('are deleted once', async () => {
    await ask('PUT', '/v1/groups/gone', { body: { contacts: [] } });
    await ask('POST', '/v1/contacts', { body: { id: 'd1' } });
    const deleted = await ask('DELETE', '/v1/contacts/d1');
    expect(deleted).toMatchObject({ status: 200, json: { position: expect.any(Number) } });
    expect(refusal(await ask('GET', '/v1/contacts/d1'))).toMatchObject({
      status: 404,
      type: PROBLEM,
    });
    expect((await ask('DELETE', '/v1/contacts/d1')).status).toBe(404);
  });

  it('have any text as their id, percent-encoded in paths', async () => {
    for (const id of ['a/b', 'résumé €', '..', '%2F', 'a b+c', '__proto__', 'resolve', '?#&']) {
      const path = `/v1/contacts/${encodeURIComponent(id).replaceAll('.', '%2E')}`;
      if (id === '..') continue; // A URL library resolves it away; the raw sockets cover it.
      expect((await ask('PATCH', path, { body: { City: id } })).status).toBe(200);
      expect((await ask('GET', path)).json).toMatchObject({ id, fields: { City: id } });
    }
    expect((await ask('PATCH', `/v1/contacts/${'i'.repeat(257)}`, { body: {} })).status).toBe(400);
    expect((await ask('GET', '/v1/contacts/%ff')).status).toBe(400);
    expect((await ask('GET', '/v1/contacts/%zz')).status).toBe(400);
  });

  it('may have a field called __proto__', async () => {
    const body = '[{"id":"proto","fields":{"__proto__":"x","constructor":"y"}}]';
    expect((await ask('POST', '/v1/contacts', { body })).json).toMatchObject({ accepted: 1 });
    await ask('PATCH', '/v1/contacts/proto', { body: '{"__proto__":"z"}' });
    const { text } = await ask('GET', '/v1/contacts/proto');
    expect(text).toContain('"__proto__":"z"');
    expect(text).toContain('"constructor":"y"');
    const rule = '{"rule":{"field":"__proto__","op":"eq","value":"z"}}';
    expect((await ask('POST', '/v1/count', { body: rule })).json).toMatchObject({ count: 1 });
    const listed = await ask('POST', '/v1/recipients', {
      body: '{"rule":{"contacts":["proto"]},"fields":["__proto__"]}',
    });
    expect(listed.text).toContain('"fields":{"__proto__":"z"}');
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('events', () => {
  it('are written, once for each id', async () => {
    const event = { contact: 'e1', event: 'purchase', id: 'order-1', attributes: { amount: 12.5 } };
    const body = [event, event, { contact: 'e1', event: 'pur*' }, { event: 'purchase' }];
    const { status, json } = await ask('POST', '/v1/events', { body });
    expect(status).toBe(200);
    expect(json).toMatchObject({ accepted: 1, duplicates: 1 });
    expect((json as { rejected: { index: number; path: string }[] }).rejected).toMatchObject([
      { index: 2, path: '/event' },
      { index: 3, path: '/contact' },
    ]);
    const again = await ask('POST', '/v1/events', { body: event });
    expect(again).toMatchObject({ status: 200, json: { accepted: 0, duplicates: 1 } });
    const seen = await ask('GET', '/v1/contacts/e1?events=5');
    expect(seen.json).toMatchObject({
      id: 'e1',
      events: [{ event: 'purchase', attributes: { amount: 12.5 } }],
    });
  });

  it('may have an attribute called __proto__', async () => {
    const body = '{"contact":"e2","event":"odd","attributes":{"__proto__":1}}';
    expect((await ask('POST', '/v1/events', { body })).status).toBe(200);
    const rule = '{"rule":{"event":"odd","where":{"attr":"__proto__","op":"eq","value":1}}}';
    expect((await ask('POST', '/v1/count', { body: rule })).json).toMatchObject({ count: 1 });
  });
});

describe('fields and attributes', () => {
  it('are declared once and removed with their values', async () => {
    const put = await ask('PUT', '/v1/fields/Birthday', { body: { type: 'date' } });
    expect(put).toMatchObject({ status: 200, json: { position: expect.any(Number) } });
    await ask('PATCH', '/v1/contacts/f1', { body: { Birthday: '1990-02-28' } });
    expect(await fieldsOf('f1')).toEqual({ Birthday: '1990-02-28' });
    const other = await ask('PUT', '/v1/fields/Birthday', { body: { type: 'text' } });
    expect(refusal(other)).toMatchObject({ status: 409, type: PROBLEM });
    expect((await ask('DELETE', '/v1/fields/Birthday')).status).toBe(200);
    expect(await fieldsOf('f1')).toEqual({});
    expect((await ask('DELETE', '/v1/fields/NoSuchField')).status).toBe(404);
  });

  it('are declared for events in the same way', async () => {
    const path = '/v1/events/booking/attributes/arrival%20date';
    expect((await ask('PUT', path, { body: { type: 'date' } })).status).toBe(200);
    const event = { contact: 'f2', event: 'booking', attributes: { 'arrival date': '2026-02-30' } };
    const bad = await ask('POST', '/v1/events', { body: event });
    expect(refusal(bad)).toMatchObject({ status: 400, paths: ['/attributes/arrival date'] });
    expect((await ask('DELETE', path)).status).toBe(200);
    expect((await ask('DELETE', path)).status).toBe(404);
  });

  it('have one of the types', async () => {
    const bad = await ask('PUT', '/v1/fields/Age', { body: { type: 'int' } });
    expect(refusal(bad)).toMatchObject({ status: 400, paths: ['/type'] });
    const unknown = await ask('PUT', '/v1/fields/Age', { body: { type: 'number', unit: 'y' } });
    expect(refusal(unknown)).toMatchObject({ status: 400, paths: ['/unit'] });
    expect((await ask('PUT', '/v1/fields/%00', { body: { type: 'number' } })).status).toBe(400);
  });
});
