import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

let server: Awaited<ReturnType<typeof openTestServer>>;
let ask: Ask;

beforeAll(async () => {
  server = await openTestServer();
  ask = asking(server.url);
  await ask('POST', '/v1/contacts', {
    body: ['a', 'b', 'c'].map((id) => ({ id, fields: { City: id === 'c' ? 'Bonn' : 'Rome' } })),
  });
});

afterAll(() => server.close());

const ROME = { field: 'City', op: 'eq', value: 'Rome', name: 'in Rome' };
const put = (id: string, body: object, headers = {}) =>
  ask('PUT', `/v1/segments/${id}`, { body, headers });

describe('segments', () => {
  it('are saved, read, listed and deleted', async () => {
    const saved = await put('rome', { name: 'Rome', description: 'Romans', rule: ROME });
    expect(saved).toMatchObject({ status: 200, json: { position: expect.any(Number) } });
    const read = await ask('GET', '/v1/segments/rome');
    expect(read.headers.get('etag')).toBe(saved.headers.get('etag'));
    expect(read.json).toEqual({
      id: 'rome',
      name: 'Rome',
      description: 'Romans',
      rule: ROME,
      timezone: 'UTC',
      updated_at: expect.stringMatching(/Z$/),
      warnings: [],
    });
    const listed = await ask('GET', '/v1/segments');
    expect(listed.json).toEqual({
      segments: [
        {
          id: 'rome',
          name: 'Rome',
          description: 'Romans',
          timezone: 'UTC',
          count: 2,
          updated_at: expect.stringMatching(/Z$/),
          warnings: [],
        },
      ],
    });
    expect((await ask('DELETE', '/v1/segments/rome')).status).toBe(200);
    expect((await ask('GET', '/v1/segments/rome')).status).toBe(404);
    expect((await ask('DELETE', '/v1/segments/rome')).status).toBe(404);
  });

  it('are changed only as the version that If-Match names', async () => {
    const body = { name: 'Versioned', rule: ROME };
    const none = await put('versioned', body, { 'if-match': '*' });
    expect(refusal(none)).toMatchObject({ status: 412, type: 'application/problem+json' });
    const first = (await put('versioned', body)).headers.get('etag') as string;
    expect(first).toMatch(/^"[^"]+"$/);
    const second = (await put('versioned', body, { 'if-match': first })).headers.get('etag');
    expect(second).not.toBe(first);
    for (const ifMatch of [first, `W/${second}`, '"other", "another"', '""']) {
      expect((await put('versioned', body, { 'if-match': ifMatch })).status).toBe(412);
      const deleted = await ask('DELETE', '/v1/segments/versioned', {
        headers: { 'if-match': ifMatch },
      });
      expect(deleted.status).toBe(412);
    }
    expect((await put('versioned', body, { 'if-match': `"x", ${second}` })).status).toBe(200);
    expect((await put('versioned', body, { 'if-match': '*' })).status).toBe(200);
    expect((await put('versioned', body, { 'if-match': 'unquoted' })).status).toBe(400);
  });

  it('name each other, but never in a circle, and stay while they are named', async () => {
    await put('inner', { name: 'Inner', rule: ROME });
    await put('outer', { name: 'Outer', rule: { not: { segment: 'inner' } } });
    const circle = await put('inner', { name: 'Inner', rule: { segment: 'outer' } });
    expect(refusal(circle)).toMatchObject({
      status: 400,
      paths: [expect.stringMatching(/^\/rule/)],
    });
    const deleted = await ask('DELETE', '/v1/segments/inner');
    expect(deleted).toMatchObject({ status: 409, json: { ids: ['outer'] } });
  });

  it('are refused with the place of each fault', async () => {
    const unknown = await put('bad', { name: 'Bad', rule: { all: [{ segment: 'nowhere' }] } });
    expect(refusal(unknown)).toMatchObject({ status: 400, paths: ['/rule/all/0/segment'] });
    const zone = await put('bad', { name: 'Bad', rule: ROME, timezone: 'Mars/Olympus' });
    expect(refusal(zone)).toMatchObject({ status: 400, paths: ['/timezone'] });
    const key = await put('bad', { name: 'Bad', rule: ROME, color: 'red' });
    expect(refusal(key)).toMatchObject({ status: 400, paths: ['/color'] });
    const missing = await put('bad', { rule: ROME });
    expect(refusal(missing)).toMatchObject({ status: 400, paths: ['/name'] });
  });
});

describe('groups', () => {
  it('are written, changed, listed and deleted', async () => {
    const written = await ask('PUT', '/v1/groups/vip', {
      body: { name: 'VIP', contacts: ['a', 'b', 'nobody'] },
    });
    expect(written.json).toEqual({ position: expect.any(Number), unknown: ['nobody'] });
    const changed = await ask('POST', '/v1/groups/vip/members', {
      body: { add: ['c', 'none'], remove: ['a'] },
    });
    expect(changed.json).toEqual({ position: expect.any(Number), unknown: ['none'] });
    expect((await ask('GET', '/v1/groups/vip')).json).toEqual({ id: 'vip', name: 'VIP', count: 2 });
    const listed = await ask('GET', '/v1/groups');
    expect(listed.json).toEqual({ groups: [{ id: 'vip', name: 'VIP', count: 2 }] });
    const counted = await ask('POST', '/v1/count', { body: { rule: { group: 'vip' } } });
    expect(counted.json).toMatchObject({ count: 2 });
    expect((await ask('DELETE', '/v1/groups/vip')).status).toBe(200);
    expect((await ask('GET', '/v1/groups/vip')).status).toBe(404);
    expect((await ask('POST', '/v1/groups/vip/members', { body: {} })).status).toBe(404);
  });

  it('are frozen from segments', async () => {
    await put('to-freeze', { name: 'Freeze', rule: ROME });
    const frozen = await ask('POST', '/v1/segments/to-freeze/freeze', { body: { group: 'ice' } });
    expect(frozen.json).toMatchObject({ position: expect.any(Number), count: 2 });
    await ask('PATCH', '/v1/contacts/a', { body: { City: 'Bonn' } });
    expect((await ask('GET', '/v1/groups/ice')).json).toMatchObject({ count: 2 });
    const nothing = await ask('POST', '/v1/segments/nowhere/freeze', { body: { group: 'ice' } });
    expect(nothing.status).toBe(404);
    const nameless = await ask('POST', '/v1/segments/to-freeze/freeze', { body: {} });
    expect(refusal(nameless)).toMatchObject({ status: 400, paths: ['/group'] });
  });

  it('take ids and nothing else', async () => {
    const bad = await ask('PUT', '/v1/groups/bad', { body: { contacts: ['a', 1] } });
    expect(refusal(bad)).toMatchObject({ status: 400, paths: ['/contacts/1'] });
    expect((await ask('PUT', '/v1/groups/bad', { body: {} })).status).toBe(400);
  });
});

describe('channels', () => {
  it('have their own rules, and their defaults again', async () => {
    const listed = await ask('GET', '/v1/channels');
    const { channels } = listed.json as { channels: { name: string; rule: unknown }[] };
    expect(channels.map(({ name }) => name).sort()).toEqual(['email', 'push', 'sms']);
    const usual = await ask('GET', '/v1/channels/email');
    expect((await ask('PUT', '/v1/channels/email', { body: { rule: ROME } })).status).toBe(200);
    expect((await ask('GET', '/v1/channels/email')).json).toEqual({ name: 'email', rule: ROME });
    expect((await ask('DELETE', '/v1/channels/email')).status).toBe(200);
    expect((await ask('GET', '/v1/channels/email')).json).toEqual(usual.json);
    expect((await ask('GET', '/v1/channels/pigeon')).status).toBe(404);
  });

  it('are refused with the place of each fault', async () => {
    const bad = await ask('PUT', '/v1/channels/fax', { body: { rule: { field: 'x', op: 'no' } } });
    expect(refusal(bad)).toMatchObject({ status: 400, paths: ['/rule/op'] });
    expect((await ask('PUT', '/v1/channels/fax', { body: {} })).status).toBe(400);
  });
});
