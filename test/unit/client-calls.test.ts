/** What the client does about refusals, silence and broken answers, with a server that does as told. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ClientOptions, MusterClient, MusterError } from '../../server/client.ts';

type Asked = { method: string; url: string; headers: IncomingHttpHeaders; body: string };
type Reply = (response: ServerResponse) => void;

let server: Server;
let asked: Asked[];
/** One after the other; the last one again and again. */
let replies: Reply[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '', headers } = request;
  let body = '';
  for await (const chunk of request) body += String(chunk);
  asked.push({ method, url, headers, body });
  const reply = replies.length > 1 ? replies.shift() : replies[0];
  reply?.(response);
}

function clientWith(options: Partial<ClientOptions>, ...told: Reply[]): MusterClient {
  replies = told;
  const { port } = server.address() as AddressInfo;
  return new MusterClient({ url: `http://127.0.0.1:${port}/muster/`, ...options });
}

const json =
  (status: number, value: unknown, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(value));
const written = json(200, { accepted: 1, duplicates: 0, rejected: [], position: 7 });
const busy = (retryAfter?: string, status = 503): Reply =>
  json(
    status,
    { type: 'urn:muster:problem:busy', title: 'Busy', status, detail: 'too much', errors: [] },
    {
      'content-type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    },
  );
const silence: Reply = () => {};

describe('a refusal for now', () => {
  const nobody = { rule: { any: [] } };
  const event = { contact: 'a', event: 'x', id: '1' };
  const withoutId = { contact: 'a', event: 'x' };
  const repeated: [string, (client: MusterClient) => Promise<unknown>][] = [
    ['a look-up', (client) => client.contact('a')],
    ['a question by POST', (client) => client.count(nobody)],
    ['events that all have ids', (client) => client.writeEvents([event, { ...event, id: '2' }])],
  ];
  const sentOnce: [string, (client: MusterClient) => Promise<unknown>][] = [
    ['events of which one has no id', (client) => client.writeEvents([event, withoutId])],
    ['contacts', (client) => client.writeContacts([{ id: 'a', fields: {} }])],
    ['a patch', (client) => client.patchContact('a', { n: 1 })],
    ['a segment', (client) => client.putSegment('a', { name: 'A', rule: { any: [] } })],
    ['a delete', (client) => client.deleteContact('a')],
  ];

  test.each(repeated)('%s is asked again', async (_, call) => {
    for (const status of [429, 503]) {
      asked = [];
      await call(clientWith({}, busy('0', status), busy('0', status), written));
      expect(asked).toHaveLength(3);
      expect(new Set(asked.map(({ method, url, body }) => `${method} ${url} ${body}`)).size).toBe(
        1,
      );
    }
  });

  test.each(sentOnce)('%s is sent once', async (_, call) => {
    const refused = await errorOf(call(clientWith({}, busy('0'), written)));
    expect(refused).toMatchObject({ status: 503, type: 'urn:muster:problem:busy', retryAfterS: 0 });
    expect(asked).toHaveLength(1);
  });

  test('the time is waited for, in seconds or until a date', async () => {
    const startedMs = Date.now();
    await clientWith({}, busy('1'), written).contact('a');
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(950);
    const inTwoS = new Date(Date.now() + 2000).toUTCString();
    const again = Date.now();
    await clientWith({}, busy(inTwoS), written).contact('a');
    expect(Date.now() - again).toBeGreaterThanOrEqual(900);
  });

  test('there is an end to it', async () => {
    const refused = await errorOf(clientWith({ retries: 2 }, busy('0')).contact('a'));
    expect(refused).toMatchObject({ status: 503, detail: 'too much' });
    expect(asked).toHaveLength(3);
  });

  test('a long wait is left to the caller', async () => {
    const refused = await errorOf(clientWith({}, busy('3600')).contact('a'));
    expect(refused.retryAfterS).toBe(3600);
    expect(asked).toHaveLength(1);
  });

  test('the wait ends when the caller gives up', async () => {
    const signal = AbortSignal.timeout(100);
    const waiting = clientWith({}, busy('30')).contact('a', { signal });
    await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'TimeoutError' }));
    expect(asked).toHaveLength(1);
  });

  test('other refusals are final', async () => {
    for (const status of [400, 404, 500, 502, 507]) {
      expect(await errorOf(clientWith({}, busy('0', status)).contact('a'))).toMatchObject({
        status,
      });
    }
    expect(asked).toHaveLength(5);
  });
});

describe('silence', () => {
  const aborted = expect.objectContaining({ name: 'TimeoutError' });

  test('before an answer is waited for so long', async () => {
    const client = clientWith({ timeoutMs: 100 }, silence);
    await expect(client.contact('a')).rejects.toThrow(aborted);
    await expect(client.writeContacts([])).rejects.toThrow(aborted);
  });

  test('within an answer too', async () => {
    const head: Reply = (response) => response.writeHead(200).write('{"id":');
    await expect(clientWith({ timeoutMs: 100 }, head).contact('a')).rejects.toThrow(aborted);
  });

  test('of the reader is none of the server', async () => {
    const rows: Reply = (response) => {
      response.writeHead(200);
      response.write(line(1));
      setTimeout(() => response.end(line(2)), 50);
    };
    const list = await clientWith({ timeoutMs: 200 }, rows).recipients({ segment: 's' });
    const seen: number[] = [];
    for await (const { ordinal } of list.rows) {
      seen.push(ordinal);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(seen).toEqual([1, 2]);
  });

  test('is ended by the caller', async () => {
    const options = { signal: AbortSignal.timeout(50) };
    await expect(clientWith({}, silence).contact('a', options)).rejects.toThrow(aborted);
  });
});

describe('rows', () => {
  test('are read however their bytes are cut', async () => {
    const bytes = Buffer.from(line(1) + line(2, 'ä€😀') + line(3));
    const pieces: Reply = (response) => {
      response.writeHead(200);
      void (async () => {
        for (const byte of bytes) {
          response.write(Uint8Array.of(byte));
          await new Promise((resolve) => setImmediate(resolve));
        }
        response.end();
      })();
    };
    const { rows } = await clientWith({}, pieces).recipients({ segment: 's' });
    const ids: string[] = [];
    for await (const { id } of rows) ids.push(id);
    expect(ids).toEqual(['x', 'ä€😀', 'x']);
  });

  test.each([
    ['within a row', line(1) + line(2).slice(0, -5)],
    ['before its line ends', line(1) + line(2).slice(0, -1)],
  ])('that end %s are not all', async (_, text) => {
    const cut: Reply = (response) => response.writeHead(200).end(text);
    const { rows } = await clientWith({}, cut).recipients({ segment: 's' });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { ordinal } of rows) seen.push(ordinal);
    })();
    await expect(reading).rejects.toThrow('end within a row');
    expect(seen).toEqual([1]);
  });

  test('of a connection that breaks are not all', async () => {
    const broken: Reply = (response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write(line(1), () => response.destroy());
    };
    const { rows } = await clientWith({}, broken).recipients({ segment: 's' });
    const reading = (async () => {
      for await (const _ of rows);
    })();
    await expect(reading).rejects.toThrow(TypeError);
  });
});

test('the key goes with every request, and the path of the base stays', async () => {
  await clientWith({ key: 'muster_0_x' }, written).contact('a/b c', { events: 3, minPosition: 9 });
  expect(asked[0]).toMatchObject({
    url: '/muster/v1/contacts/a%2Fb%20c?events=3&min_position=9',
    headers: { authorization: 'Bearer muster_0_x', accept: 'application/json' },
  });
});

test('a redirect is not followed', async () => {
  const moved: Reply = (response) => response.writeHead(302, { location: '/elsewhere' }).end();
  await expect(clientWith({}, moved).deleteContact('a')).rejects.toThrow(TypeError);
  expect(asked).toHaveLength(1);
});

test('what is not an answer of Muster is an error too', async () => {
  const page: Reply = (response) => response.writeHead(502, 'Bad Gateway').end('<html>');
  expect(await errorOf(clientWith({}, page).contact('a'))).toMatchObject({
    status: 502,
    type: 'about:blank',
    title: 'Bad Gateway',
    detail: '',
    errors: [],
  });
});

test('a bitmap that is none is refused', async () => {
  const text: Reply = (response) => response.writeHead(200).end('{"ordinal":1}');
  const reading = clientWith({}, text).recipientOrdinals({ segment: 's' });
  await expect(reading).rejects.toThrow('no portable Roaring bitmap');
});

function line(ordinal: number, id = 'x'): string {
  return `${JSON.stringify({ ordinal, id, fields: {} })}\n`;
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
