/** The server at its sockets: what clients do that a well-behaved library would not. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Millis } from '../../engine/index.ts';
import { type ListenOptions, listen } from '../../server/http/http-server.ts';
import { LIMITS } from '../../server/http/limits.ts';
import { type Muster, openMuster } from '../../server/muster.ts';
import { noKeys } from '../test-server.ts';
import { asking, refusal, sendRaw } from './http-client.ts';

const ROWS = 30_000;
const EVERYONE = JSON.stringify({ rule: { all: [] }, fields: ['Note'] });

let service: Muster;
let server: Awaited<ReturnType<typeof listen>>;
const faults: unknown[] = [];

const open = (options: Partial<ListenOptions> = {}) =>
  listen({
    service,
    access: noKeys(),
    host: '127.0.0.1',
    port: 0,
    readiness: () => ({ ready: true }),
    reportFault: (fault) => faults.push(fault),
    ...options,
  });

beforeAll(async () => {
  service = await openMuster({ data: 'memory', threads: 0, clock: () => Date.now() as Millis });
  const json = (index: number) => ({ id: `c${index}`, fields: { Note: 'n'.repeat(200) } });
  const items = Array.from({ length: ROWS }, (_, index) => json(index));
  await service.writeContacts(
    items.map((item) => ({ parsed: true, json: item })),
    { strict: true },
  );
  server = await open();
});

afterAll(async () => {
  await server.close();
  await service.close();
});

const request = (head: string, body = '', host = 'localhost') =>
  `${head} HTTP/1.1\r\nHost: ${host}\r\n${
    body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  }\r\n${body}`;
const ANSWERED = /^HTTP\/1\.1 \d{3} [^]*\r\n\r\n[^]*\}$/;
const send = (text: string | Uint8Array) => sendRaw(server.port, [text], ANSWERED);

/** How many contacts the server counts: all of them, as long as it is well. */
async function countAll(port = server.port): Promise<number> {
  const body = { rule: { all: [] } };
  const { json } = await asking(`http://127.0.0.1:${port}`)('POST', '/v1/count', { body });
  return (json as { count: number }).count;
}

describe('the Host', () => {
  it('is this machine, by any of its names', async () => {
    for (const host of ['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]:80', '127.9.9.9']) {
      expect(await send(request('GET /healthz', '', host))).toMatch(/^HTTP\/1\.1 200 /);
    }
  });

  it('is refused when it is another', async () => {
    for (const host of ['evil.example', 'localhost.evil.example:8080', '', '10.0.0.1', '[::2]']) {
      const answer = await send(request('GET /healthz', '', host));
      expect(answer).toMatch(/^HTTP\/1\.1 403 [^]*application\/problem\+json/);
    }
    expect(await send('GET /healthz HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('is refused to pages from elsewhere', async () => {
    const from = (origin: string) =>
      `GET /healthz HTTP/1.1\r\nHost: localhost\r\nOrigin: ${origin}\r\n\r\n`;
    expect(await send(from('http://localhost:3000'))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await send(from('https://evil.example'))).toMatch(/^HTTP\/1\.1 403 /);
    expect(await send(from('null'))).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('listening', () => {
  it('is refused beyond this machine', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.0.1', 'example.org']) {
      await expect(open({ host })).rejects.toThrow(/will not listen/);
    }
  });

  it('fails when the port is taken', async () => {
    await expect(open({ port: server.port })).rejects.toThrow(/cannot listen/);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(open({ port })).rejects.toThrow(/cannot listen/);
    other.close();
  });
});

describe('a request', () => {
  it('may come in any pieces', async () => {
    const body = '{"rule":{"all":[]}}';
    const socket = connect(server.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk));
    for (const byte of request('POST /v1/count', body)) {
      socket.write(byte);
      await new Promise(setImmediate);
    }
    while (!ANSWERED.test(received)) await new Promise(setImmediate);
    expect(received).toContain(`"count":${ROWS}`);
    socket.destroy();
    const chunked = `POST /v1/count HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunks = [...body].map((char) => `1\r\n${char}\r\n`).join('');
    expect(await send(`${chunked}${chunks}0\r\n\r\n`)).toContain(`"count":${ROWS}`);
  });

  it('has ids that no URL library would leave alone', async () => {
    expect(await send(request('PATCH /v1/contacts/..', '{"City":"x"}'))).toMatch(/ 200 OK/);
    expect(await send(request('GET /v1/contacts/..'))).toContain('"id":".."');
    expect(await send(request('DELETE /v1/contacts/..'))).toMatch(/ 200 OK/);
    const bytes = Buffer.concat([Buffer.from('GET /v1/contacts/'), Buffer.of(0xff, 0xfe)]);
    const rest = Buffer.from(' HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(await send(Buffer.concat([bytes, rest]))).toMatch(/ 400 Bad Request/);
  });

  it('has a method in capitals', async () => {
    expect(await send(request('get /healthz'))).toMatch(/ 405 [^]*Allow: GET, HEAD/);
    expect(await send(request('BREW /healthz'))).toMatch(/ 405 /);
  });

  it('is answered with HEAD by headers alone', async () => {
    const answer = await sendRaw(server.port, [request('HEAD /healthz')], /\r\n\r\n/);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*Content-Length: 15\r\n[^]*\r\n\r\n$/);
  });

  it('has headers of bounded size', async () => {
    const long = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(12_000)}\r\n\r\n`;
    expect(await send(long)).toMatch(/ 200 OK/);
    const longer = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`;
    expect(await send(longer)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('a body', () => {
  it('beyond the limit is answered at once, and the connection goes on', async () => {
    const limits = { ...LIMITS, bodyBytes: 1000 };
    const small = await open({ limits });
    const head = 'POST /v1/contacts HTTP/1.1\r\nHost: localhost\r\n';
    const next = request('GET /healthz');
    const both = /413 Payload[^]*200 OK/;
    const declared = `${head}Content-Length: 2000\r\n\r\n`;
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
    const pieces = 'c8\r\n'.concat('x'.repeat(200), '\r\n').repeat(10);
    expect(await sendRaw(small.port, [declared, 'x'.repeat(2000), next], both)).toMatch(both);
    expect(await sendRaw(small.port, [chunked, pieces, '0\r\n\r\n', next], both)).toMatch(both);
    expect(await countAll(small.port)).toBe(ROWS);
    await small.close();
  });
});

describe('a long answer', () => {
  it('arrives whole at a reader who pauses', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(request('POST /v1/recipients', EVERYONE));
    let size = 0;
    let head = '';
    let pauses = 5;
    const total = new Promise<number>((resolve) => {
      socket.on('data', (chunk) => {
        if (head === '') head = chunk.toString('latin1');
        size += chunk.length;
        const length =
          Number(/Content-Length: (\d+)/.exec(head)?.[1]) + head.indexOf('\r\n\r\n') + 4;
        if (size >= length) resolve(length);
        if (pauses-- > 0) {
          socket.pause();
          setTimeout(() => socket.resume(), 20);
        }
      });
    });
    expect(size).toBe(0);
    expect(await total).toBe(size);
    expect(size).toBeGreaterThan(ROWS * 200);
    socket.destroy();
  });

  it('to a client who leaves is dropped', async () => {
    for (let round = 0; round < 10; round++) {
      const socket = connect(server.port, '127.0.0.1');
      socket.write(request('POST /v1/recipients', EVERYONE));
      await once(socket, 'data');
      socket.destroy();
    }
    expect(await countAll()).toBe(ROWS);
  });

  it('to a client who never waits for it is dropped', async () => {
    const text = request('POST /v1/recipients', EVERYONE);
    for (let length = 1; length <= text.length; length += 7) {
      const socket = connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(text.slice(0, length));
      await new Promise(setImmediate);
      socket.resetAndDestroy();
    }
    expect(await countAll()).toBe(ROWS);
  });
});

describe('stopping', () => {
  it('lets running requests finish, refuses new ones, and frees the port', async () => {
    const stopping = await open({ port: await freePort() });
    const socket = connect(stopping.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.write(request('POST /v1/recipients', EVERYONE));
    await once(socket, 'data');
    socket.pause();
    const closed = stopping.close();
    await expect(asking(`http://127.0.0.1:${stopping.port}`)('GET', '/healthz')).rejects.toThrow(
      'fetch failed',
    );
    socket.resume();
    await closed;
    if (!socket.closed) await once(socket, 'close');
    expect(received.match(/"ordinal"/g)).toHaveLength(ROWS);
    await stopping.close();
    const again = await open({ port: stopping.port });
    expect(await countAll(again.port)).toBe(ROWS);
    await again.close();
  });
});

async function freePort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  other.close();
  await once(other, 'close');
  return port;
}

describe('a server that is not ready', () => {
  it('answers for its health and refuses the rest until later', async () => {
    const readiness = () => ({ ready: false, message: '40 % loaded' });
    const loading = await open({ readiness });
    const ask = asking(`http://127.0.0.1:${loading.port}`);
    expect((await ask('GET', '/healthz')).status).toBe(200);
    for (const path of ['/readyz', '/v1/catalog']) {
      const refused = await ask('GET', path);
      expect(refusal(refused)).toMatchObject({ status: 503, detail: '40 % loaded' });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await ask('GET', '/v1/nothing')).status).toBe(404);
    await loading.close();
  });
});

describe('a fault of our own', () => {
  it('is a 500 that says nothing, and is reported', async () => {
    const fault = new Error('secret');
    const readiness = () => {
      throw fault;
    };
    const broken = await open({ readiness });
    const ask = asking(`http://127.0.0.1:${broken.port}`);
    const before = faults.length;
    const refused = await ask('GET', '/v1/catalog');
    expect(refusal(refused)).toMatchObject({ status: 500, type: 'application/problem+json' });
    expect(refused.text).not.toContain('secret');
    expect(faults.slice(before)).toEqual([fault]);
    await broken.close();
  });
});

describe('mutated requests', () => {
  const seeds = [
    request(
      'POST /v1/count?min_position=1',
      '{"rule":{"field":"Note","op":"exists"},"breakdown":true}',
    ),
    request('POST /v1/contacts/resolve?fields=Note&safe=true', '[1,2,3]'),
    request('GET /v1/contacts/c1?segments=true&events=5'),
    request('HEAD /v1/catalog'),
    'POST /v1/count HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '13\r\n{"rule":{"all":[]}}\r\n0\r\n\r\n',
    'POST /v1/count HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/msgpack\r\n' +
      'Accept: application/msgpack\r\nContent-Length: 12\r\n\r\n\x81\xa4rule\x81\xa3all\x90',
  ].map((text) => Buffer.from(text, 'latin1'));

  const mutation = fc.record({
    kind: fc.constantFrom('set', 'insert', 'remove', 'repeat', 'cut'),
    at: fc.nat(),
    byte: fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('\r\n:;%/?&"{}[] \0'))),
    length: fc.integer({ min: 1, max: 40 }),
  });

  function mutate(
    bytes: Buffer,
    change: { kind: string; at: number; byte: number; length: number },
  ) {
    const at = change.at % (bytes.length + 1);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    const byte = Buffer.of(change.byte);
    switch (change.kind) {
      case 'set':
        return Buffer.concat([before, byte, after.subarray(1)]);
      case 'insert':
        return Buffer.concat([before, byte, after]);
      case 'remove':
        return Buffer.concat([before, after.subarray(change.length)]);
      case 'repeat':
        return Buffer.concat([before, after.subarray(0, change.length), after]);
      default:
        return before;
    }
  }

  it('are answered or cut off, and harm nobody', async () => {
    const before = faults.length;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (seed, changes, endsProperly) => {
          const bytes = changes.reduce(mutate, seed);
          const answer = await exchange(bytes, endsProperly);
          if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 (?:[24]\d\d|505|100) /);
        },
      ),
      { numRuns: 600, interruptAfterTimeLimit: 60_000 },
    );
    expect(faults.slice(before)).toEqual([]);
    expect(await countAll()).toBe(ROWS);
  });

  /** What comes back until the server has had its time or has ended the connection. */
  function exchange(bytes: Buffer, endsProperly: boolean): Promise<string> {
    return new Promise((resolve) => {
      let received = '';
      const socket = connect(server.port, '127.0.0.1');
      const finish = () => {
        if (endsProperly) socket.end();
        else socket.resetAndDestroy();
        resolve(received);
      };
      socket.on('data', (chunk) => (received += chunk.toString('latin1')));
      socket.on('error', finish);
      socket.on('close', finish);
      socket.write(bytes, () => setTimeout(finish, 10));
    });
  }
});
