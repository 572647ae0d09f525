import { gzipSync } from 'node:zlib';
import { pack, unpack } from 'msgpackr';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer } from '../test-server.ts';
import { type Ask, asking, refusal } from './http-client.ts';

let server: Awaited<ReturnType<typeof openTestServer>>;
let ask: Ask;

const MSGPACK = { 'content-type': 'application/msgpack', accept: 'application/msgpack' };
const EVERYONE = { rule: { all: [] } };
const FIELDS = ['City', 'Visits', 'Tags', 'Member', 'Since', 'Nothing'];

beforeAll(async () => {
  server = await openTestServer();
  ask = asking(server.url);
  await ask('PUT', '/v1/fields/Since', { body: { type: 'datetime' } });
  await ask('POST', '/v1/contacts', {
    body: [
      {
        id: 'ann',
        fields: {
          City: 'Rome',
          Visits: -5,
          Tags: ['x|y', 'z'],
          Since: '2026-03-01T12:00:00+01:00',
        },
      },
      { id: '=bob', fields: { City: '@home, "here"', Member: true } },
      { id: 'cem' },
    ],
  });
  await ask('PUT', '/v1/segments/all', { body: { name: 'All', ...EVERYONE } });
});

afterAll(() => server.close());

const list = (accept: string, path = '/v1/segments/all/recipients') =>
  ask('GET', path, { headers: { accept } });

/** The ordinals in the portable Roaring format, for bitmaps of array containers alone. */
function readRoaring(bytes: Buffer): number[] {
  expect(bytes.readUInt32LE(0)).toBe(12_346);
  const containers = bytes.readUInt32LE(4);
  const ordinals: number[] = [];
  for (let index = 0; index < containers; index++) {
    const high = bytes.readUInt16LE(8 + index * 4) * 0x1_0000;
    const cardinality = bytes.readUInt16LE(10 + index * 4) + 1;
    const offset = bytes.readUInt32LE(8 + containers * 4 + index * 4);
    for (let at = 0; at < cardinality; at++) {
      ordinals.push(high + bytes.readUInt16LE(offset + at * 2));
    }
  }
  return ordinals;
}

async function ordinals(): Promise<number[]> {
  const { text } = await list('application/x-ndjson');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).ordinal);
}

describe('recipients', () => {
  it('are NDJSON by default, with the moment they are of', async () => {
    const { status, headers, text } = await list('*/*');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(headers.get('muster-count')).toBe('3');
    expect(headers.get('muster-at')).toMatch(/^\d{4}-.*Z$/);
    expect(Number(headers.get('muster-position'))).toBeGreaterThan(0);
    const [a, b, c] = await ordinals();
    expect(text).toBe(
      `{"ordinal":${a},"id":"ann","fields":{}}\n` +
        `{"ordinal":${b},"id":"=bob","fields":{}}\n` +
        `{"ordinal":${c},"id":"cem","fields":{}}\n`,
    );
  });

  it('have the fields that were asked for', async () => {
    const path = `/v1/segments/all/recipients?fields=City,Visits&fields=${FIELDS.slice(2)}`;
    const lines = (await list('application/x-ndjson', path)).text.split('\n');
    expect(JSON.parse(lines[0] as string).fields).toEqual({
      City: 'Rome',
      Visits: -5,
      Tags: ['x|y', 'z'],
      Since: '2026-03-01T11:00:00.000Z',
    });
    const posted = await ask('POST', '/v1/recipients', { body: { ...EVERYONE, fields: FIELDS } });
    expect(posted.text.split('\n')).toEqual(lines);
  });

  it('are CSV, defused on demand', async () => {
    const [a, b, c] = await ordinals();
    const path = `/v1/segments/all/recipients?fields=${FIELDS}`;
    const plain = await list('text/csv', path);
    expect(plain.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
    expect(plain.text).toBe(
      'ordinal,id,City,Visits,Tags,Member,Since,Nothing\r\n' +
        `${a},ann,Rome,-5,x\\|y|z,,2026-03-01T11:00:00.000Z,\r\n` +
        `${b},=bob,"@home, ""here""",,,true,,\r\n` +
        `${c},cem,,,,,,\r\n`,
    );
    const safe = await list('text/csv', `${path}&safe=true`);
    expect(safe.text).toContain(`${b},'=bob,"'@home, ""here""",,,true,,\r\n`);
    const posted = await ask('POST', '/v1/recipients?safe=true', {
      body: { ...EVERYONE, fields: FIELDS },
      headers: { accept: 'text/csv' },
    });
    expect(posted.text).toBe(safe.text);
  });

  it('are a Roaring bitmap', async () => {
    const { headers, bytes } = await list('application/vnd.roaring');
    expect(headers.get('content-type')).toBe('application/vnd.roaring');
    expect(headers.get('muster-count')).toBe('3');
    expect(readRoaring(bytes)).toEqual(await ordinals());
    const [a, b] = await ordinals();
    const cut = await list(
      'application/vnd.roaring',
      `/v1/segments/all/recipients?limit=1&after=${a}`,
    );
    expect(readRoaring(cut.bytes)).toEqual([b]);
    expect(cut.headers.get('muster-count')).toBe('3');
  });

  it('are a msgpack array', async () => {
    const path = `/v1/segments/all/recipients?fields=${FIELDS}`;
    const { headers, bytes } = await list('application/msgpack', path);
    expect(headers.get('content-type')).toBe('application/msgpack');
    const rows = (await list('*/*', path)).text.split('\n').slice(0, -1);
    expect(unpack(bytes)).toEqual(rows.map((row) => JSON.parse(row)));
  });

  it('come in pages', async () => {
    const [a, b, c] = await ordinals();
    const page = async (query: string) =>
      (await list('*/*', `/v1/segments/all/recipients?${query}`)).text.match(/"ordinal":\d+/g);
    expect(await page('limit=2')).toEqual([`"ordinal":${a}`, `"ordinal":${b}`]);
    expect(await page(`limit=2&after=${b}`)).toEqual([`"ordinal":${c}`]);
    expect(await page('limit=0')).toBeNull();
    expect(await page(`after=${c}`)).toBeNull();
  });

  it('are refused in any other format', async () => {
    for (const accept of ['application/json', 'text/html', '*/*;q=0']) {
      expect(refusal(await list(accept))).toMatchObject({
        status: 406,
        type: 'application/problem+json',
      });
    }
  });
});

describe('ordinals', () => {
  it('are resolved from JSON, msgpack and packed integers, by ordinal, each once', async () => {
    const [a, b, c] = (await ordinals()) as [number, number, number];
    const wanted = [c, a, 4_294_967_295, a];
    const expected = `{"ordinal":${a},"id":"ann","fields":{"City":"Rome"}}\n{"ordinal":${c},"id":"cem","fields":{}}\n`;
    const resolve = (body: unknown, type: string) =>
      ask('POST', '/v1/contacts/resolve?fields=City', { body, headers: { 'content-type': type } });
    const packed = Buffer.alloc(wanted.length * 4);
    for (const [index, ordinal] of wanted.entries()) packed.writeUInt32LE(ordinal, index * 4);
    expect((await resolve(wanted, 'application/json')).text).toBe(expected);
    expect((await resolve(pack(wanted), 'application/msgpack')).text).toBe(expected);
    expect((await resolve(packed, 'application/octet-stream')).text).toBe(expected);
    const csv = await ask('POST', '/v1/contacts/resolve', {
      body: [b],
      headers: { accept: 'text/csv' },
    });
    expect(csv.text).toBe(`ordinal,id\r\n${b},=bob\r\n`);
    const none = await ask('POST', '/v1/contacts/resolve', {
      body: [],
      headers: { accept: 'application/msgpack' },
    });
    expect(unpack(none.bytes)).toEqual([]);
  });

  it('are whole numbers of 32 bits, and not too many', async () => {
    const resolve = async (body: unknown, type = 'application/json') =>
      refusal(
        await ask('POST', '/v1/contacts/resolve', { body, headers: { 'content-type': type } }),
      );
    expect(await resolve([0, -1, 1.5, '2', 4_294_967_296])).toMatchObject({
      status: 400,
      paths: ['/1', '/2', '/3', '/4'],
    });
    expect(await resolve({ ordinals: [] })).toMatchObject({ status: 400 });
    expect(await resolve(Buffer.alloc(5), 'application/octet-stream')).toMatchObject({
      status: 400,
    });
    const many = Buffer.alloc(400_004);
    expect(await resolve(many, 'application/octet-stream')).toMatchObject({ status: 413 });
    expect(await resolve([...many.subarray(0, 100_001)])).toMatchObject({ status: 413 });
    expect(await resolve(Buffer.alloc(8), 'application/vnd.roaring')).toMatchObject({
      status: 415,
    });
    const roaring = await ask('POST', '/v1/contacts/resolve', {
      body: [],
      headers: { accept: 'application/vnd.roaring' },
    });
    expect(roaring.status).toBe(406);
  });
});

describe('msgpack', () => {
  it('is taken and given wherever JSON is', async () => {
    const written = await ask('POST', '/v1/contacts', {
      body: pack([{ id: 'm1', fields: { City: 'Nice', Visits: 2 } }, { id: 5 }]),
      headers: MSGPACK,
    });
    expect(written.headers.get('content-type')).toBe('application/msgpack');
    expect(unpack(written.bytes)).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, path: '/id' }],
    });
    const read = await ask('GET', '/v1/contacts/m1', { headers: { accept: MSGPACK.accept } });
    expect(unpack(read.bytes)).toMatchObject({ id: 'm1', fields: { City: 'Nice', Visits: 2 } });
    const counted = await ask('POST', '/v1/count', {
      body: pack({ rule: { field: 'City', op: 'eq', value: 'Nice' }, breakdown: true }),
      headers: MSGPACK,
    });
    expect(unpack(counted.bytes)).toMatchObject({ count: 1, nodes: [{ path: '', count: 1 }] });
    await ask('PUT', '/v1/segments/m', {
      body: pack({ name: 'M', ...EVERYONE }),
      headers: MSGPACK,
    });
    for (const path of [
      '/v1/segments',
      '/v1/segments/m',
      '/v1/catalog',
      '/v1/channels',
      '/healthz',
    ]) {
      const json = await ask('GET', path);
      const packed = await ask('GET', path, { headers: { accept: MSGPACK.accept } });
      expect(unpack(packed.bytes)).toEqual(json.json);
    }
  });

  it('is refused with the byte at fault, as problem+json', async () => {
    const send = async (bytes: Buffer) =>
      refusal(await ask('POST', '/v1/contacts', { body: bytes, headers: MSGPACK }));
    for (const hex of ['c1', '92', '81a1', 'd6ff00000000', 'c40100', '81 01 02', 'a1ff', '90 90']) {
      expect(await send(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toMatchObject({
        status: 400,
        type: 'application/problem+json',
        detail: expect.stringMatching(/at byte \d/),
      });
    }
    expect(await send(Buffer.alloc(100_000, 0x91))).toMatchObject({ status: 400 });
    expect(await send(Buffer.alloc(0))).toMatchObject({ status: 400 });
    const huge = await send(pack({ id: 'm2', fields: { Visits: Number.NaN } }));
    expect(huge).toMatchObject({ status: 400, paths: ['/fields/Visits'] });
    const infinite = await send(pack({ id: 'm2', fields: { Visits: -Infinity } }));
    expect(infinite).toMatchObject({ status: 400, paths: ['/fields/Visits'] });
  });
});

describe('bodies', () => {
  it('may be packed with gzip', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const good = await ask('POST', '/v1/contacts', {
      body: gzipSync('{"id":"g1"}\n{"id":"g2"}'),
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
    });
    expect(good.json).toMatchObject({ accepted: 2 });
    const cut = gzipSync('{"id":"g1"}').subarray(0, 20);
    expect((await ask('POST', '/v1/contacts', { body: cut, headers })).status).toBe(400);
    const bomb = gzipSync(Buffer.alloc(100_000_000, ' '));
    expect(bomb.length).toBeLessThan(200_000);
    expect(refusal(await ask('POST', '/v1/contacts', { body: bomb, headers }))).toMatchObject({
      status: 413,
      type: 'application/problem+json',
    });
    const brotli = { 'content-encoding': 'br' };
    expect((await ask('POST', '/v1/contacts', { body: '{}', headers: brotli })).status).toBe(415);
  });

  it('say what they are, and are JSON when they do not', async () => {
    const send = (type: string, path = '/v1/contacts') =>
      ask('POST', path, { body: '{"id":"t1"}', headers: { 'content-type': type } });
    expect((await send('application/json; charset=utf-8')).status).toBe(200);
    expect((await send('')).status).toBe(200);
    for (const type of ['text/plain', 'application/json; charset=latin1', 'nonsense', 'text/csv']) {
      expect(refusal(await send(type))).toMatchObject({
        status: 415,
        type: 'application/problem+json',
      });
    }
    const form = refusal(await send('application/x-www-form-urlencoded'));
    expect(form.detail).toMatch(/Content-Type: application\/json/);
    expect((await send('application/x-ndjson', '/v1/count')).status).toBe(415);
    expect((await send('application/octet-stream')).status).toBe(415);
  });

  it('are too large beyond the limit', async () => {
    const body = Buffer.alloc(17 * 1024 * 1024, ' ');
    expect(refusal(await ask('POST', '/v1/contacts', { body }))).toMatchObject({
      status: 413,
      type: 'application/problem+json',
    });
    const lines = Buffer.from('{}\n'.repeat(50_001));
    const headers = { 'content-type': 'application/x-ndjson' };
    expect((await ask('POST', '/v1/contacts', { body: lines, headers })).status).toBe(413);
    const items = `[${'{},'.repeat(50_000)}{}]`;
    expect((await ask('POST', '/v1/events', { body: items })).status).toBe(413);
    expect((await ask('GET', '/healthz')).status).toBe(200);
  });
});
