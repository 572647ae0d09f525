/** What whoever asks is told of what they may do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Millis } from '../../engine/index.ts';
import { Access } from '../../server/access/access.ts';
import { readKeys, writeKeys } from '../../server/access/access-file.ts';
import { makeKey, type NewKey } from '../../server/access/access-key.ts';
import { SCOPES } from '../../server/access/access-scope.ts';
import { listen } from '../../server/http/http-server.ts';
import { openTestServer } from '../test-server.ts';
import { asking, type Received, refusal } from './http-client.ts';

const NOW = Date.UTC(2026, 2, 15, 12);
const open: (() => void | Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-access-own-'));
  open.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function serve(folder: string): Promise<string> {
  const server = await openTestServer({ access: new Access(folder, () => NOW as Millis) });
  open.push(() => server.close());
  return server.url;
}

function newKey(folder: string, more: Omit<NewKey, 'createdMs'>) {
  const { text, stored } = makeKey({ createdMs: NOW, ...more });
  writeKeys(folder, [...readKeys(folder), stored]);
  return { text, id: stored.id };
}

function askAs(url: string, key?: string): Promise<Received> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  return asking(url)('GET', '/v1/access', { headers });
}

describe('what whoever asks may do', () => {
  it('is everything on this machine as long as there is no key', async () => {
    const url = await serve(newFolder());
    const { status, json } = await askAs(url);
    expect([status, json]).toEqual([200, { keyed: false, scopes: SCOPES }]);
    expect((await askAs(url, 'whatever')).json).toEqual(json);
  });

  it('is told to every key, of itself and of nothing else', async () => {
    const folder = newFolder();
    const url = await serve(folder);
    const ownName = 'the panel of Łódź';
    const expiresMs = NOW + 1000;
    const all = newKey(folder, { name: ownName, scopes: SCOPES, expiresMs, maxRows: 7, rate: 50 });
    const { json, text } = await askAs(url, all.text);
    expect(json).toEqual({
      keyed: true,
      scopes: SCOPES,
      key: {
        id: all.id,
        name: ownName,
        created: new Date(NOW).toISOString(),
        expires: new Date(expiresMs).toISOString(),
        max_rows: 7,
      },
    });
    expect(text).not.toContain('digest');
    for (const scope of SCOPES) {
      const { text: key, id } = newKey(folder, { name: scope, scopes: [scope] });
      const { status, json: told } = await askAs(url, key);
      const own = { id, name: scope, created: new Date(NOW).toISOString() };
      expect([status, told]).toEqual([200, { keyed: true, scopes: [scope], key: own }]);
    }
  });

  it('is told to nobody without a key that is valid', async () => {
    const folder = newFolder();
    const url = await serve(folder);
    const expired = newKey(folder, { name: 'old', scopes: SCOPES, expiresMs: NOW });
    const wrong = expired.text.replace(expired.id, '0123456789ab');
    for (const key of [undefined, 'nonsense', expired.text, wrong]) {
      expect(refusal(await askAs(url, key)).status).toBe(401);
    }
  });

  it('is told while the data is loading', async () => {
    const folder = newFolder();
    const { text } = newKey(folder, { name: 'early', scopes: ['read'] });
    const server = await listen({
      access: new Access(folder, () => NOW as Millis),
      host: '127.0.0.1',
      port: 0,
      readiness: () => ({ ready: false }),
    });
    open.push(() => server.close());
    const url = `http://127.0.0.1:${server.port}`;
    expect(await askAs(url, text)).toMatchObject({ status: 200, json: { scopes: ['read'] } });
    expect((await askAs(url)).status).toBe(401);
    const headers = { authorization: `Bearer ${text}` };
    expect((await asking(url)('GET', '/v1/segments', { headers })).status).toBe(503);
  });

  it('takes no query and no other method', async () => {
    const ask = asking(await serve(newFolder()));
    expect((await ask('GET', '/v1/access?min_position=1')).status).toBe(400);
    expect((await ask('HEAD', '/v1/access')).status).toBe(200);
    expect((await ask('POST', '/v1/access', { body: {} })).status).toBe(405);
  });
});
