/** Who changed what, what it was before, and bringing it back. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSession, valueOf, withFolder } from '../contract/muster-session.ts';
import { openTestServer } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

let server: Awaited<ReturnType<typeof openTestServer>>;
let ask: Ask;

beforeAll(async () => {
  server = await openTestServer();
  ask = asking(server.url);
});

afterAll(() => server.close());

const rule = (value: string) => ({ field: 'city', op: 'eq', value });
const put = (id: string, value: string) =>
  ask('PUT', `/v1/segments/${id}`, { body: { name: value, rule: rule(value) } });

type Entry = { kind: string; id: string; change: string; before?: { rule?: unknown } };
const entriesOf = async (query = '') =>
  ((await ask('GET', `/v1/audit${query}`)).json as { entries: (Entry & { position: number })[] })
    .entries;

it('names every change of what is saved and declared, with what was there before', async () => {
  await put('home', 'Rome');
  await put('home', 'Bonn');
  await ask('PUT', '/v1/groups/g', { body: { contacts: [] } });
  await ask('PUT', '/v1/channels/letter', { body: { rule: rule('Rome') } });
  await ask('DELETE', '/v1/channels/letter');
  await ask('PUT', '/v1/fields/age', { body: { type: 'number' } });
  await ask('DELETE', '/v1/fields/age');
  await ask('PUT', '/v1/events/buy/attributes/sum', { body: { type: 'number' } });
  await ask('DELETE', '/v1/groups/g');
  const entries = await entriesOf();
  expect(entries.map(({ kind, id, change }) => [kind, id, change]).reverse()).toEqual([
    ['segment', 'home', 'put'],
    ['segment', 'home', 'put'],
    ['group', 'g', 'put'],
    ['channel', 'letter', 'put'],
    ['channel', 'letter', 'deleted'],
    ['field', 'age', 'declared'],
    ['field', 'age', 'deleted'],
    ['attribute', 'sum', 'declared'],
    ['group', 'g', 'deleted'],
  ]);
  expect(entries.at(-1)).not.toHaveProperty('before');
  expect(entries.at(-2)?.before?.rule).toEqual(rule('Rome'));
  const [newest] = await entriesOf('?limit=1');
  expect(newest).toMatchObject({ kind: 'group', change: 'deleted' });
  expect(await entriesOf(`?before=${newest?.position}&limit=1`)).toMatchObject([{ id: 'sum' }]);
  expect(await entriesOf('?kind=channel&id=letter')).toHaveLength(2);
});

it('brings back what a segment has been, also when it is deleted', async () => {
  for (const value of ['Rome', 'Bonn', 'Oslo']) await put('city', value);
  const history = async () =>
    (
      (await ask('GET', '/v1/segments/city/history')).json as {
        versions: { version: string; name: string; rule: unknown }[];
      }
    ).versions;
  const versions = await history();
  expect(versions.map(({ name }) => name)).toEqual(['Oslo', 'Bonn', 'Rome']);
  const [, , first] = versions;
  const restored = await ask('POST', '/v1/segments/city/restore', {
    body: { version: first?.version },
  });
  expect(restored.status).toBe(200);
  expect((await ask('GET', '/v1/segments/city')).json).toMatchObject({ rule: rule('Rome') });
  await ask('DELETE', '/v1/segments/city');
  const after = await history();
  expect(after.map(({ name }) => name)).toEqual(['Rome', 'Oslo', 'Bonn', 'Rome']);
  const bonn = after.find(({ name }) => name === 'Bonn')?.version;
  await ask('POST', '/v1/segments/city/restore', { body: { version: bonn } });
  expect((await ask('GET', '/v1/segments/city')).json).toMatchObject({ rule: rule('Bonn') });
  const unknown = await ask('POST', '/v1/segments/city/restore', { body: { version: '0' } });
  expect(refusal(unknown)).toMatchObject({ status: 400, paths: ['/version'] });
  expect((await ask('GET', '/v1/segments/none/history')).status).toBe(404);
});

it('is not crowded out by long rules, nor by changes of members', async () => {
  await put('kept', 'Rome');
  await put('kept', 'Bonn');
  const long = {
    field: 'city',
    op: 'in',
    value: Array.from({ length: 9000 }, (_, i) => `city ${i}`),
  };
  for (let i = 0; i < 3; i++) {
    await ask('PUT', '/v1/segments/long', { body: { name: `${i}`, rule: long } });
  }
  await ask('DELETE', '/v1/segments/long');
  const [deleted] = await entriesOf('?id=long&limit=1');
  expect(deleted).toMatchObject({ change: 'deleted' });
  expect(deleted).not.toHaveProperty('before');
  await ask('POST', '/v1/contacts', { body: [{ id: 'm', fields: {} }] });
  await ask('PUT', '/v1/groups/busy', { body: { contacts: [] } });
  const service = server.service.by('a-key');
  for (let i = 0; i < 1100; i++) {
    await service.changeGroup('busy', i % 2 === 0 ? { add: ['m'] } : { remove: ['m'] });
  }
  // Nobody is named, so nothing is changed, and nothing noted.
  const before = (await entriesOf('?id=busy&limit=1'))[0]?.position;
  await service.changeGroup('busy', { add: ['nobody'] });
  expect((await entriesOf('?id=busy&limit=1'))[0]?.position).toBe(before);
  const changes = (await entriesOf('?id=busy')).map(({ change }) => change);
  expect(changes.filter((change) => change === 'members').length).toBeLessThanOrEqual(1000);
  const kept = await ask('GET', '/v1/segments/kept/history');
  expect((kept.json as { versions: unknown[] }).versions).toHaveLength(2);
});

it('lasts over a restart, with and without a checkpoint, and says who it was', async () => {
  await withFolder(async (data) => {
    const seen: unknown[] = [];
    for (const start of [1, 2, 3]) {
      const { muster, close } = await openSession({ data });
      const entries = await valueOf(muster.audit({ limit: 10 }));
      expect(entries).toEqual(seen);
      const body = { name: `${start}`, rule: rule(`${start}`) };
      await valueOf(muster.by(`key${start}`).putSegment('s', body, undefined));
      const now = await valueOf(muster.audit({ limit: 10 }));
      expect(now).toHaveLength(start);
      expect(now[0]).toMatchObject({ by: `key${start}`, id: 's', change: 'put' });
      seen.splice(0, seen.length, ...now);
      if (start === 2) await muster.checkpoint();
      await close();
    }
    const { muster, close } = await openSession({ data });
    expect(await valueOf(muster.audit({ limit: 10 }))).toEqual(seen);
    const versions = await valueOf(muster.history('s'));
    expect(versions.map(({ by, name }) => [by, name])).toEqual([
      ['key3', '3'],
      ['key2', '2'],
      ['key1', '1'],
    ]);
    await close();
  });
});
