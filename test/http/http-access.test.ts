/** Every route × every scope × every way of not having a key, in one table. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Millis } from '../../engine/index.ts';
import { Access } from '../../server/access/access.ts';
import { readKeys, readUses, writeKeys } from '../../server/access/access-file.ts';
import { makeKey } from '../../server/access/access-key.ts';
import { SCOPES, type Scope } from '../../server/access/access-scope.ts';
import { ROUTES } from '../../server/http/http-routes.ts';
import { openTestServer } from '../test-server.ts';

const NOW = Date.UTC(2026, 2, 15, 12);
let now = NOW;
let folder: string;
let server: Awaited<ReturnType<typeof openTestServer>>;
let access: Access;
const faults: unknown[] = [];

function newKey(
  scopes: readonly Scope[],
  more: { expiresMs?: number; rate?: number; maxRows?: number } = {},
): string {
  const { text, stored } = makeKey({ name: 'test', scopes, createdMs: NOW, ...more });
  writeKeys(folder, [...readKeys(folder), stored]);
  return text;
}

const idOf = (key: string) => key.split('_')[1] as string;

async function ask(method: string, path: string, key?: string, body?: unknown) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(key !== undefined && { Authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-access-'));
  access = new Access(
    folder,
    () => now as Millis,
    (fault) => faults.push(fault),
    () => now,
  );
  server = await openTestServer({ access });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** In this order: until the first key is made, everybody on this machine may ask. */
describe('access', () => {
  it('is everybody’s on this machine as long as there is no key', async () => {
    expect((await ask('GET', '/v1/segments')).status).toBe(200);
    expect((await ask('GET', '/v1/segments', 'whatever')).status).toBe(200);
  });

  it('is by scope, for every route', async () => {
    const keys = new Map(SCOPES.map((scope) => [scope, newKey([scope])]));
    const all = newKey(SCOPES);
    const expired = newKey(SCOPES, { expiresMs: NOW - 1 });
    const revoked = newKey(SCOPES);
    const stored = readKeys(folder);
    writeKeys(
      folder,
      stored.map((key) =>
        key.id === idOf(revoked) ? { ...key, revoked: new Date(NOW).toISOString() } : key,
      ),
    );
    const last = all.at(-1) === 'A' ? 'B' : 'A';
    const bad = {
      none: undefined,
      nonsense: 'nonsense',
      'another secret': `${all.slice(0, -5)}${last}${all.slice(-4)}`,
      'an unknown id': all.replace(idOf(all), '0123456789ab'),
      expired,
      revoked,
    };
    for (const { method, path, scope } of ROUTES) {
      const target = path.replaceAll(/\{[^}]*\}/g, 'x');
      for (const [what, key] of Object.entries(bad)) {
        const { status, headers } = await ask(method, target, key);
        const found = [method, path, what, status === 401];
        expect(found).toEqual([method, path, what, scope !== undefined]);
        if (status === 401) expect(headers.get('www-authenticate')).toMatch(/^Bearer realm/);
      }
      for (const [own, key] of keys) {
        const { status } = await ask(method, target, key);
        expect([method, path, own, status]).not.toEqual([method, path, own, 401]);
        const isRefused = scope !== undefined && scope !== 'any' && own !== scope;
        expect([method, path, own, status === 403]).toEqual([method, path, own, isRefused]);
      }
      const { status } = await ask(method, target, all);
      expect([method, path, [401, 403].includes(status)]).toEqual([method, path, false]);
    }
  });

  it('is refused before the body is read', async () => {
    const body = 'x'.repeat(1000);
    const { status } = await ask('POST', '/v1/contacts', 'nonsense', body);
    expect(status).toBe(401);
  });

  it('ends with the revocation, from the next request on', async () => {
    const key = newKey(['read']);
    expect((await ask('GET', '/v1/segments', key)).status).toBe(200);
    const revoked = new Date(NOW).toISOString();
    writeKeys(
      folder,
      readKeys(folder).map((one) => (one.id === idOf(key) ? { ...one, revoked } : one)),
    );
    expect((await ask('GET', '/v1/segments', key)).status).toBe(401);
  });

  it('ends when it expires', async () => {
    const key = newKey(['read'], { expiresMs: NOW + 1000 });
    expect((await ask('GET', '/v1/segments', key)).status).toBe(200);
    now = NOW + 1000;
    expect((await ask('GET', '/v1/segments', key)).status).toBe(401);
    now = NOW;
  });

  it('is limited by the rate of a key, and says how long to wait', async () => {
    const key = newKey(['read'], { rate: 2 });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++) statuses.push((await ask('GET', '/v1/segments', key)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
    const { headers } = await ask('GET', '/v1/segments', key);
    expect(headers.get('retry-after')).toBe('1');
    now = NOW + 500;
    expect((await ask('GET', '/v1/segments', key)).status).toBe(200);
    now = NOW;
  });

  it('may be to answers that read few rows', async () => {
    const [any, little] = [newKey(['ingest', 'read']), newKey(['read', 'export'], { maxRows: 3 })];
    const events = Array.from({ length: 20 }, (_, i) => ({
      contact: `c${i % 4}`,
      event: 'seen',
      attributes: { page: `/${i % 3}` },
    }));
    await ask('POST', '/v1/events', any, events);
    const rule = { event: 'seen', where: { attr: 'page', op: 'eq', value: '/1' } };
    const channel = 'email';
    for (const [path, body] of [
      ['/v1/count', { rule }],
      ['/v1/counts', { questions: [{ rule }] }],
      ['/v1/explain', { rule }],
      ['/v1/preview', { rule }],
      ['/v1/recipients', { rule }],
      ['/v1/diff', { before: { rule }, after: { rule: { all: [] } } }],
      ['/v1/audience', { rule, channel }],
      ['/v1/audience/recipients', { rule, channel }],
      ['/v1/profile', { rule }],
    ] as const) {
      const { status, text } = await ask('POST', path, little, body);
      expect([path, status]).toEqual([path, 429]);
      expect(JSON.parse(text)).toMatchObject({ type: 'urn:muster:problem:too-costly' });
    }
    const cheap = { field: 'created_at', op: 'exists' };
    expect((await ask('POST', '/v1/count', little, { rule: cheap })).status).toBe(200);
    // Once it stands, nothing has to be read for it.
    for (let i = 0; i < 2; i++) await ask('POST', '/v1/count', any, { rule });
    expect((await ask('POST', '/v1/count', little, { rule })).status).toBe(200);
  });

  it('may be to so few rows for all counts of a request together', async () => {
    const rule = { event: 'seen', where: { attr: 'page', op: 'eq', value: '/2' } };
    // The events are of when they were written.
    const about = (days: number) => ({ rule, at: Date.now() + days * 86_400_000 });
    const none = newKey(['read'], { maxRows: 0 });
    const refused = await ask('POST', '/v1/count', none, about(1));
    const maxRows = Number(/about (\d+) rows/.exec(refused.text)?.[1]);
    expect(maxRows).toBeGreaterThan(1);
    const key = newKey(['read'], { maxRows });
    const statusOf = async (...questions: readonly unknown[]) =>
      (await ask('POST', '/v1/counts', key, { questions })).status;
    expect([await statusOf(about(1)), await statusOf(about(2))]).toEqual([200, 200]);
    expect(await statusOf(about(1), about(2))).toBe(429);
  });

  it('without export shows no values of contacts', async () => {
    const [write, read] = [newKey(['ingest', 'export']), newKey(['read'])];
    const contact = { id: 'canary-id', fields: { city: 'canary-city', Email: 'canary@mail' } };
    await ask('POST', '/v1/contacts', write, [contact]);
    const event = { contact: 'canary-id', event: 'e', attributes: { a: 'canary-attribute' } };
    await ask('POST', '/v1/events', write, [event]);
    const rule = { all: [] };
    const catalog = await ask('GET', '/v1/catalog', read);
    const { events } = JSON.parse(catalog.text);
    expect(events).toContainEqual(expect.objectContaining({ type: 'e', events: 1 }));
    const seen = [
      catalog,
      await ask('POST', '/v1/count', read, { rule, breakdown: true }),
      await ask('POST', '/v1/counts', read, { questions: [{ rule, channel: 'email' }] }),
      await ask('POST', '/v1/explain', read, { rule }),
      await ask('POST', '/v1/diff', read, { before: { rule }, after: { rule: { any: [] } } }),
      await ask('POST', '/v1/audience', read, { rule, channel: 'email' }),
      await ask('GET', '/metrics', read),
    ];
    for (const { status, text } of seen) {
      expect(status).toBe(200);
      expect(text).not.toContain('canary');
    }
    const explained = await ask('POST', '/v1/explain', read, { rule, contact: 'canary-id' });
    expect([explained.status, explained.text.includes('canary')]).toEqual([403, false]);
    const shown = await ask('GET', '/v1/contacts/canary-id', write);
    expect(shown.text).toContain('canary-city');
  });

  it('notes who has changed what, and when keys were used', async () => {
    const key = newKey(['manage']);
    const body = { name: 'A segment', rule: { all: [] } };
    expect((await ask('PUT', '/v1/segments/noted', key, body)).status).toBe(200);
    const { entries, keys } = JSON.parse((await ask('GET', '/v1/audit', key)).text);
    expect(entries[0]).toMatchObject({ kind: 'segment', id: 'noted', by: idOf(key) });
    expect(keys.map(({ id }: { id: string }) => id)).toContain(idOf(key));
    expect(JSON.stringify(keys)).not.toContain('digest');
    access.flush();
    expect(readUses(folder)[idOf(key)]).toBe(new Date(NOW).toISOString());
  });

  it('keeps of a key nothing that would let somebody in', () => {
    const key = newKey(['read']);
    const secret = key.split('_').at(-1) as string;
    expect(JSON.stringify(readKeys(folder))).not.toContain(secret);
  });

  it('does not depend on the file of when keys were used', async () => {
    const key = newKey(['read']);
    writeFileSync(join(folder, 'access-keys-used.json'), '{"');
    expect((await ask('GET', '/v1/segments', key)).status).toBe(200);
    access.flush();
    expect(readUses(folder)[idOf(key)]).toBe(new Date(NOW).toISOString());
  });

  it('goes on with the keys there were when their file is damaged', async () => {
    const keys = readKeys(folder);
    const key = newKey(['read']);
    expect((await ask('GET', '/v1/segments', key)).status).toBe(200);
    writeKeys(folder, []);
    expect((await ask('GET', '/v1/segments')).status).toBe(401);
    expect((await ask('GET', '/v1/segments', key)).status).toBe(200);
    expect(faults).toHaveLength(1);
    writeKeys(folder, keys);
    expect((await ask('GET', '/v1/segments', key)).status).toBe(401);
  });
});
