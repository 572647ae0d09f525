/** The import into a server, against a small server that answers as the test says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportRecord } from '../../server/import/import-record.ts';
import type { ImportTarget } from '../../server/import/import-target.ts';
import { urlTarget } from '../../server/import/import-url.ts';

type Request = { readonly method: string; readonly url: string; readonly body: string };
type Reply = { status: number; json?: unknown; headers?: Record<string, string> };

let server: Server;
let requests: Request[];
let answer: (request: Request) => Reply;
let target: ImportTarget;

beforeEach(async () => {
  requests = [];
  server = createServer((incoming, outgoing) => void reply(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  target = urlTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterEach(async () => {
  await target.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function reply(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = '', url = '' } = incoming;
  const request = { method, url, body: await bodyOf(incoming) };
  requests.push(request);
  const { status, json, headers } = answer(request);
  outgoing.writeHead(status, headers).end(JSON.stringify(json));
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function lines(body: string): string[] {
  return body.split('\n');
}

function acceptAll({ body }: Request): Reply {
  const accepted = lines(body).length;
  return { status: 200, json: { accepted, duplicates: 0, rejected: [], position: 1 } };
}

function text(line: number, of: string): ImportRecord {
  return { kind: 'text', line, text: of };
}

describe('a server as the target', () => {
  test('gets items as NDJSON, as they are or written from values', async () => {
    answer = acceptAll;
    const outcome = await target.write('contacts', [
      text(1, '{"id": "ä"}'),
      { kind: 'value', line: 2, value: { id: 'b', fields: {} } },
    ]);
    expect(requests).toEqual([
      { method: 'POST', url: '/v1/contacts', body: '{"id": "ä"}\n{"id":"b","fields":{}}' },
    ]);
    expect(outcome).toEqual({ accepted: 2, duplicates: 0, rejected: [] });
  });

  test('gets at most a thousand items and a megabyte at a time, in order', async () => {
    answer = acceptAll;
    const many = Array.from({ length: 2500 }, (_, i) => text(i + 1, `{"id":"${i}"}`));
    const long = Array.from({ length: 3 }, (_, i) => text(i, 'x'.repeat(600_000)));
    expect(await target.write('events', many)).toMatchObject({ accepted: 2500 });
    expect(await target.write('events', long)).toMatchObject({ accepted: 3 });
    expect(requests.map(({ body }) => lines(body).length)).toEqual([1000, 1000, 500, 1, 1, 1]);
    const sent = requests.slice(0, 3).flatMap(({ body }) => lines(body));
    expect(sent).toEqual(many.map((record) => (record.kind === 'text' ? record.text : '')));
  });

  test('gives rejections their lines and keeps those of the reader', async () => {
    const rejected = [{ index: 1, path: '/contact', message: 'is missing' }];
    answer = () => ({ status: 200, json: { accepted: 1, duplicates: 1, rejected, position: 1 } });
    const early: ImportRecord = { kind: 'reject', line: 3, path: '', message: 'not UTF-8' };
    const items = [text(2, '{}'), early, text(7, '{}'), text(8, '{}')];
    expect(await target.write('events', items)).toEqual({
      accepted: 1,
      duplicates: 1,
      rejected: [
        expect.objectContaining({ line: 3 }),
        { ...rejected[0], index: undefined, line: 7 },
      ],
    });
  });

  test('is waited for while it is busy or over its limit', async () => {
    const refusals = [503, 429, 503];
    answer = (request) => {
      const status = refusals.shift();
      return status === undefined
        ? acceptAll(request)
        : { status, headers: { 'retry-after': '0' }, json: { title: 'later' } };
    };
    expect(await target.write('events', [text(1, '{}')])).toMatchObject({ accepted: 1 });
    expect(requests).toHaveLength(4);
  });

  test('gets a batch that it finds too large in halves, down to the item that is', async () => {
    answer = (request) =>
      request.body.includes('huge')
        ? { status: 413, json: { title: 'Too large' } }
        : acceptAll(request);
    const items = ['a', 'b', 'huge', 'd', 'e'].map((of, i) => text(i + 1, of));
    expect(await target.write('events', items)).toEqual({
      accepted: 4,
      duplicates: 0,
      rejected: [{ line: 3, path: '', message: '413, Too large' }],
    });
    expect(requests.map(({ body }) => lines(body).join(''))).toEqual([
      'abhugede',
      'ab',
      'hugede',
      'huge',
      'de',
    ]);
  });

  test('may refuse a single item by its place', async () => {
    const errors = [{ path: '/id', message: 'is missing' }];
    answer = () => ({ status: 400, json: { title: 'Bad', errors } });
    expect(await target.write('contacts', [text(4, '{}')])).toMatchObject({
      rejected: [{ line: 4, path: '/id', message: 'is missing' }],
    });
  });

  test('ends the import with its own words when it cannot go on', async () => {
    answer = () => ({ status: 507, json: { title: 'Disk full', detail: '0 bytes left' } });
    await expect(target.write('events', [text(1, '{}')])).rejects.toThrow(
      'writing events failed: 507, Disk full, 0 bytes left',
    );
    answer = () => ({ status: 200, json: { hello: 'world' } });
    await expect(target.write('events', [text(1, '{}')])).rejects.toThrow(/not one of Muster's/);
  });

  test('is told the types to declare and asked for those it has', async () => {
    answer = ({ method }) =>
      method === 'PUT'
        ? { status: 200, json: { position: 1 } }
        : {
            status: 200,
            json: {
              fields: [{ name: 'Age', type: 'number', contacts: 1, values: [] }],
              events: [
                {
                  type: 'buy',
                  events: 1,
                  attributes: [{ name: 'vip', type: 'boolean', events: 1 }],
                },
              ],
            },
          };
    await target.declare({ kind: 'field', name: 'a/b', type: 'date' });
    await target.declare({ kind: 'attribute', event: 'e%', name: 'ü', type: 'list' });
    expect(requests).toEqual([
      { method: 'PUT', url: '/v1/fields/a%2Fb', body: '{"type":"date"}' },
      { method: 'PUT', url: '/v1/events/e%25/attributes/%C3%BC', body: '{"type":"list"}' },
    ]);
    const types = await target.types();
    expect(types.field('AGE')).toBe('number');
    expect(types.attribute('BUY', 'Vip')).toBe('boolean');
    expect(types.attribute('sell', 'vip')).toBeUndefined();
  });

  test('that cannot be reached is named', async () => {
    await expect(urlTarget('http://127.0.0.1:1').types()).rejects.toThrow(
      /^cannot reach http:\/\/127\.0\.0\.1:1: /,
    );
    expect(() => urlTarget('127.0.0.1:8080')).toThrow(/is not the URL of a server/);
    expect(() => urlTarget('nonsense')).toThrow(/is not the URL of a server/);
  });
});
