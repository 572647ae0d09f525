/** The client against the real server: every route, and that what comes back is what was written. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Millis, parseInstant } from '../../engine/index.ts';
import { Access } from '../../server/access/access.ts';
import { writeKeys } from '../../server/access/access-file.ts';
import { makeKey } from '../../server/access/access-key.ts';
import { SCOPES } from '../../server/access/access-scope.ts';
import { MusterClient, MusterError, type Recipient, type Rule } from '../../server/client.ts';
import { matchPath, splitPath } from '../../server/http/http-path.ts';
import { ROUTES } from '../../server/http/http-routes.ts';
import { openTestServer, type TestServer } from '../test-server.ts';

const PEOPLE = 300;
/** Ids hold what has a meaning in a URL. */
const idOf = (i: number) => `p/${i}?ä #%`;
const SAILORS: Rule = { field: 'interests', op: 'has_any', value: ['sailing'] };
const WITH_MAIL = { segment: 'all sailors', channel: 'email' };

let server: TestServer;
let client: MusterClient;
const asked: { method: string; path: string }[] = [];

beforeAll(async () => {
  server = await openTestServer();
  client = new MusterClient({
    url: `${server.url}/`,
    fetch: (url, init) => {
      asked.push({ method: init?.method ?? '', path: new URL(url as string).pathname });
      return fetch(url, init);
    },
  });
  await client.declareField('born', 'date');
  await client.declareAttribute('purchase', 'at', 'datetime');
  await client.writeContacts(
    Array.from({ length: PEOPLE }, (_, i) => ({
      id: idOf(i),
      fields: {
        Email: i % 3 === 0 ? null : `p${i}@example.org`,
        interests: i % 2 === 0 ? ['sailing', 'chess'] : ['chess'],
        age: i,
        born: '1990-02-03',
      },
    })),
  );
  await client.putSegment('all sailors', { name: 'Sailors', rule: SAILORS });
});

afterAll(() => server.close());

describe('writing', () => {
  test('events with ids are stored once', async () => {
    const events = [1, 2].map((i) => ({
      contact: idOf(i),
      event: 'purchase',
      id: `order ${i}`,
      time: '2024-05-06T07:08:09Z',
      attributes: { amount: 10 * i },
    }));
    expect(await client.writeEvents(events)).toMatchObject({ accepted: 2, duplicates: 0 });
    expect(await client.writeEvents(events)).toMatchObject({ accepted: 0, duplicates: 2 });
    const view = await client.contact(idOf(2), { segments: true, events: 5 });
    expect(view).toMatchObject({
      id: idOf(2),
      fields: { age: 2, born: '1990-02-03' },
      segments: ['all sailors'],
      events: [{ event: 'purchase', attributes: { amount: 20 } }],
    });
  });

  test('bad items are named, and with strict nothing is stored', async () => {
    const items = [
      { id: 'good', fields: { age: 1 } },
      { id: 'bad', fields: { age: 'one' } },
    ];
    const refused = await errorOf(client.writeContacts(items, { strict: true }));
    expect(refused).toMatchObject({ status: 400, type: 'urn:muster:problem:invalid' });
    expect(refused.errors).toEqual([expect.objectContaining({ path: '/1/fields/age' })]);
    const { accepted, rejected } = await client.writeContacts(items);
    expect([accepted, rejected.map(({ index, path }) => [index, path])]).toEqual([
      1,
      [[1, '/fields/age']],
    ]);
    await client.deleteContact('good');
  });

  test('a contact is changed and deleted, and questions see it', async () => {
    const { position } = await client.patchContact('one', { age: 5, tags: { add: ['a'] } });
    const seen = await client.contact('one', { minPosition: position });
    expect(seen.fields).toMatchObject({ age: 5, tags: ['a'] });
    await client.deleteContact('one');
    expect(await errorOf(client.contact('one'))).toMatchObject({ status: 404, errors: [{}] });
  });

  test('fields and attributes are declared and dropped', async () => {
    await client.declareField('a/b', 'number');
    await client.declareAttribute('visit?', 'a b', 'text');
    const before = await client.catalog();
    expect(before.fields.map(({ name, type }) => [name, type])).toContainEqual(['a/b', 'number']);
    await client.dropField('a/b');
    await client.dropAttribute('visit?', 'a b');
    const after = await client.catalog();
    expect(after.fields.map(({ name }) => name)).not.toContain('a/b');
    expect(await errorOf(client.declareField('age', 'text'))).toMatchObject({ status: 409 });
  });
});

describe('questions', () => {
  test('counts, of a segment and of a rule, at a moment and by channel', async () => {
    const at = '2030-01-01T00:00:00+01:00';
    const told = { count: 100, matched: 150, total: PEOPLE, at: '2029-12-31T23:00:00.000Z' };
    expect(await client.count({ ...WITH_MAIL, at })).toMatchObject(told);
    expect(await client.count({ rule: SAILORS, channel: 'email', at })).toMatchObject(told);
    const { nodes } = await client.breakdown({ rule: { all: [SAILORS] } });
    expect(nodes).toContainEqual({ path: '/all/0', count: 150, without: PEOPLE });
  });

  test('a fault is told with its place', async () => {
    const rule = { field: 'age', op: 'gt', value: 'old' } as const;
    const refused = await errorOf(client.count({ rule }));
    expect(refused).toBeInstanceOf(MusterError);
    expect(refused).toMatchObject({ status: 400, title: 'Bad content', retryAfterS: undefined });
    expect(refused.errors[0]?.path).toBe('/rule/value');
    expect(refused.message).toBe(`400 Bad content: ${refused.detail}`);
  });

  test('a preview shows members with their fields', async () => {
    const { count, members } = await client.preview({ rule: SAILORS, limit: 3 });
    expect([count, members.length]).toEqual([150, 3]);
    expect(members[0]?.fields).toHaveProperty('interests');
  });

  test('plans, overlaps, differences, profiles and audiences', async () => {
    const explained = await client.explain({ segment: 'all sailors', contact: idOf(0) });
    expect(explained).toMatchObject({ count: 150, total: PEOPLE, contact: { in: true } });
    await client.putSegment('old', {
      name: 'Old',
      rule: { field: 'age', op: 'gte', value: 200 },
    });
    const overlap = await client.overlap({ segments: ['all sailors', 'old'] });
    expect(overlap.counts).toEqual([
      [150, 50],
      [50, 100],
    ]);
    const { counts } = await client.counts({
      questions: [{ segment: 'old' }, { rule: SAILORS, channel: 'email' }],
    });
    expect(counts).toMatchObject([{ count: 100 }, { count: 100, matched: 150 }]);
    const diff = await client.diff({ before: { rule: SAILORS }, after: { segment: 'old' } });
    expect([diff.added.count, diff.removed.count]).toEqual([50, 100]);
    const profile = await client.profile({ rule: SAILORS, limit: 5 });
    expect(profile.traits[0]).toMatchObject({ field: 'interests', value: 'sailing', count: 150 });
    const question = { segment: 'all sailors', channel: 'email', exclude: ['old'] };
    const audience = await client.audience(question);
    expect(audience).toMatchObject({ matched: 150, total: PEOPLE });
    const file = await client.audienceFile(question, 'application/vnd.roaring');
    expect(file.count).toBe(audience.recipients);
    await client.deleteSegment('old');
  });
});

describe('recipients', () => {
  test('are rows, ordinals and files of the same moment', async () => {
    const fields = ['Email', 'age'];
    const { rows, ...moment } = await client.recipients(WITH_MAIL, { fields });
    const listed = await gathered(rows);
    expect(moment).toMatchObject({ count: 100, position: server.service.position() });
    expect(parseInstant(moment.at).ok).toBe(true);
    expect(listed[0]).toEqual({
      ordinal: expect.any(Number),
      id: idOf(2),
      fields: { Email: 'p2@example.org', age: 2 },
    });
    const { ordinals, count } = await client.recipientOrdinals(WITH_MAIL);
    expect(count).toBe(100);
    expect([...ordinals]).toEqual(listed.map(({ ordinal }) => ordinal));
    expect(await gathered(client.resolve(ordinals, { fields }))).toEqual(listed);
    const csv = await client.recipientFile(WITH_MAIL, 'text/csv', { fields, limit: 1, safe: true });
    const text = new TextDecoder().decode(csv.bytes);
    expect(text).toBe(`ordinal,id,Email,age\r\n${ordinals[0]},${idOf(2)},p2@example.org,2\r\n`);
    expect(csv.count).toBe(100);
  });

  test('of a rule are asked for the same way, with limit and after', async () => {
    const question = { rule: { segment: 'all sailors' } };
    const { ordinals } = await client.recipientOrdinals(question);
    expect(ordinals).toHaveLength(150);
    const after = ordinals[99] as number;
    const { rows, count } = await client.recipients(question, { after, limit: 10 });
    expect(count).toBe(150);
    const listed = await gathered(rows);
    expect(listed.map(({ ordinal }) => ordinal)).toEqual([...ordinals.subarray(100, 110)]);
    const ofSegment = await client.recipientOrdinals({ segment: 'all sailors' }, { after });
    expect(ofSegment.ordinals).toEqual(ordinals.subarray(100));
  });

  test('nobody is an empty list', async () => {
    const nobody = { rule: { any: [] } };
    expect((await client.recipientOrdinals(nobody)).ordinals).toEqual(new Uint32Array(0));
    expect(await gathered((await client.recipients(nobody)).rows)).toEqual([]);
    expect(await gathered(client.resolve(new Uint32Array(0)))).toEqual([]);
  });

  test('more than a page of ordinals is resolved, without those that are not there', async () => {
    const before = asked.length;
    const wanted = Uint32Array.from({ length: 250_000 }, (_, i) => i);
    const found = await gathered(client.resolve(wanted));
    expect(found.length).toBeGreaterThanOrEqual(PEOPLE);
    expect(asked.length - before).toBe(3);
  });

  test('reading may stop after any row', async () => {
    const { rows } = await client.recipients(WITH_MAIL);
    for await (const row of rows) {
      expect(row.id).toBe(idOf(2));
      break;
    }
    expect(await client.isAlive()).toBe(true);
  });

  test('a name with a comma cannot stand in a list of fields', async () => {
    await expect(client.recipients(WITH_MAIL, { fields: ['a,b'] })).rejects.toThrow(RangeError);
  });
});

describe('what is saved', () => {
  test('segments, changed only as they were seen', async () => {
    const rule: Rule = { event: 'purchase', within: { last: 'P1Y' }, aggregate: 'count' };
    const first = await client.putSegment('buyers', {
      name: 'Buyers',
      rule,
      timezone: 'Asia/Tokyo',
    });
    const seen = await client.segment('buyers');
    expect(seen).toMatchObject({ id: 'buyers', rule, timezone: 'Asia/Tokyo', etag: first.etag });
    const changed = { name: 'Customers', rule };
    const ifMatch = seen.etag;
    await client.putSegment('buyers', changed, { ifMatch });
    const refused = await errorOf(client.putSegment('buyers', changed, { ifMatch }));
    expect(refused).toMatchObject({ status: 412, type: 'urn:muster:problem:precondition' });
    expect(await errorOf(client.deleteSegment('buyers', { ifMatch }))).toMatchObject({
      status: 412,
    });
    const names = (await client.segments()).map(({ name, count }) => [name, count]);
    expect(names).toEqual([
      ['Sailors', 150],
      ['Customers', 0],
    ]);
    await client.deleteSegment('buyers', { ifMatch: '*' });
    const versions = await client.history('buyers');
    expect(versions.map(({ name }) => name)).toEqual(['Customers', 'Buyers']);
    const restored = await client.restoreSegment('buyers', versions[1]?.version ?? '');
    expect(await client.segment('buyers')).toMatchObject({ name: 'Buyers', etag: restored.etag });
    const { entries } = await client.audit({ kind: 'segment', id: 'buyers', limit: 2 });
    expect(entries.map(({ change }) => change)).toEqual(['put', 'deleted']);
    await client.deleteSegment('buyers');
  });

  test('groups, by hand and frozen', async () => {
    const written = await client.putGroup('vip', { name: 'VIP', contacts: [idOf(0), 'nobody'] });
    expect(written.unknown).toEqual(['nobody']);
    await client.changeGroup('vip', { add: [idOf(1)], remove: [idOf(0)] });
    expect(await client.group('vip')).toEqual({ id: 'vip', name: 'VIP', count: 1 });
    expect(await client.freeze('all sailors', 'frozen')).toMatchObject({ count: 150 });
    expect((await client.groups()).map(({ id }) => id)).toEqual(['vip', 'frozen']);
    await client.putSegment('vips', { name: 'VIPs', rule: { group: 'vip' } });
    const refused = await errorOf(client.deleteGroup('vip'));
    expect(refused).toMatchObject({ status: 409, ids: ['vips'] });
    await client.deleteSegment('vips');
    await client.deleteGroup('vip');
  });

  test('channels', async () => {
    const rule: Rule = { field: 'fax', op: 'exists' };
    await client.putChannel('fax', rule);
    expect(await client.channel('fax')).toEqual({ name: 'fax', rule });
    await client.deleteChannel('fax');
    const names = (await client.channels()).map(({ name }) => name);
    expect(names).toContain('email');
    expect(names).not.toContain('fax');
  });
});

test('ids that no URL can name are refused before anything is sent', () => {
  const before = asked.length;
  for (const id of ['', '.', '..']) expect(() => client.deleteContact(id)).toThrow(RangeError);
  expect(asked.length).toBe(before);
});

test('the client asks every route of the API', async () => {
  expect(await client.isReady()).toBe(true);
  expect(await client.access()).toEqual({ keyed: false, scopes: SCOPES });
  const missing = ROUTES.filter(({ path }) => path.startsWith('/v1/') || path.endsWith('z')).filter(
    ({ method, pattern }) =>
      !asked.some((request) => {
        const path = splitPath(request.path);
        return request.method === method && path.ok && matchPath(pattern, path.value);
      }),
  );
  expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

describe('with access keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-client-'));
  let keyed: TestServer;
  let key: string;

  beforeAll(async () => {
    // Twice at once, and then once a second.
    const made = makeKey({ name: 'test', scopes: SCOPES, createdMs: Date.now(), rate: 1 });
    key = made.text;
    writeKeys(folder, [made.stored]);
    const access = new Access(folder, () => Date.now() as Millis);
    keyed = await openTestServer({ access });
  });

  afterAll(async () => {
    await keyed.close();
    rmSync(folder, { recursive: true });
  });

  test('the key lets in, and its limit is waited for', async () => {
    const { url } = keyed;
    expect(await errorOf(new MusterClient({ url }).segments())).toMatchObject({
      status: 401,
      type: 'urn:muster:problem:no-key',
    });
    const impatient = new MusterClient({ url, key, retries: 0 });
    await impatient.segments();
    await impatient.segments();
    expect(await errorOf(impatient.segments())).toMatchObject({ status: 429, retryAfterS: 1 });
    const patient = new MusterClient({ url, key });
    expect(await patient.count({ rule: { all: [] } })).toMatchObject({ total: 0 });
    const own = await patient.access();
    expect(own).toMatchObject({ keyed: true, key: { name: 'test' } });
  });
});

test('the package exports the client, as it was built', async () => {
  const script = `import { MusterClient } from 'muster/client';
    const { count } = await new MusterClient({ url: process.argv[1] }).count({ rule: { all: [] } });
    console.log(count);`;
  const args = ['--input-type=module', '--eval', script, server.url];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe(`${PEOPLE}\n`);
});

async function gathered(rows: AsyncIterable<Recipient>): Promise<Recipient[]> {
  const list: Recipient[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

async function errorOf(refused: Promise<unknown>): Promise<MusterError> {
  try {
    await refused;
  } catch (error) {
    if (error instanceof MusterError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}
