/**
 * What must not end the process: a fault in every handler, clients that go away whenever they like,
 * exports that nobody reads, bodies that never end.
 */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ROUTES } from '../../server/http/http-routes.ts';
import { type ListenOptions, listen } from '../../server/http/http-server.ts';
import { LIMITS } from '../../server/http/limits.ts';
import { ROUTE_DOCS } from '../../server/http/route-docs.ts';
import { SlowPeers } from '../../server/http/slow-peers.ts';
import type { Service } from '../../server/service.ts';
import { bulk, openSession, valueOf } from '../contract/muster-session.ts';
import { noKeys } from '../test-server.ts';

type Listening = Awaited<ReturnType<typeof listen>>;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(service: Service, more: Partial<ListenOptions> = {}): Promise<Listening> {
  const readiness = () => ({ ready: true });
  const options = { access: noKeys(), host: '127.0.0.1', port: 0, readiness, ...more };
  const server = await listen({ service, ...options });
  open.push(() => server.close());
  return server;
}

async function openMuster() {
  const session = await openSession({ shardBits: 10 });
  open.push(() => session.close());
  return session;
}

const FAULT = new Error('made for this test');

const ASK_NOBODY = ['/v1/access', '/healthz', '/openapi.json', '/docs', '/', '/panel/{file}'];

describe('a fault', () => {
  it('in the handler of any route is a 500 that tells nothing, and the server goes on', async () => {
    const { muster } = await openMuster();
    const broken = new Proxy(muster as Service, {
      get: () => () => {
        throw FAULT;
      },
    });
    const faults: unknown[] = [];
    let isReady = true;
    const server = await serve(broken, {
      reportFault: (fault) => faults.push(fault),
      readiness: () => {
        if (!isReady) throw FAULT;
        return { ready: true };
      },
    });
    const url = `http://127.0.0.1:${server.port}`;
    for (const { method, path } of ROUTES) {
      const { example } = ROUTE_DOCS[`${method} ${path}`] as (typeof ROUTE_DOCS)[string];
      const ask = () =>
        fetch(url + example.path, {
          method,
          headers: { 'Content-Type': 'application/json' },
          ...(example.body !== undefined && { body: JSON.stringify(example.body) }),
        });
      // In the service, which some routes do not ask.
      const inService = await ask();
      expect([method, path, [200, 500].includes(inService.status)]).toEqual([method, path, true]);
      isReady = false;
      const { status, headers, text } = await ask().then(async (response) => ({
        status: response.status,
        headers: response.headers,
        text: await response.text(),
      }));
      isReady = true;
      if (ASK_NOBODY.includes(path)) continue;
      expect([method, path, status]).toEqual([method, path, 500]);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(text).not.toContain(FAULT.message);
    }
    expect(faults.length).toBeGreaterThan(ROUTES.length);
    expect(faults.every((fault) => fault === FAULT)).toBe(true);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe('clients that go away', () => {
  it('leave nothing behind, at whichever moment they go', async () => {
    const { muster } = await openMuster();
    // Every answer of the service takes some turns, so that there are moments to go away at.
    const slow = new Proxy(muster, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const result = value.apply(target, args) as unknown;
          if (!(result instanceof Promise)) return result;
          return result.then(async (answer: unknown) => {
            for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
            return answer;
          });
        };
      },
    });
    const contacts = Array.from({ length: 900 }, (_, i) => ({
      id: `c${i}`,
      fields: { text: 'x'.repeat(400) },
    }));
    await valueOf(muster.writeContacts(bulk(...contacts), { strict: true }));
    let over = 0;
    const server = await serve(slow, {
      onRequest: () => {
        over += 1;
      },
    });
    const requests = [
      head('POST', '/v1/recipients', JSON.stringify({ rule: { all: [] }, fields: ['text'] })),
      head('POST', '/v1/count', JSON.stringify({ rule: { all: [] } })),
      head('POST', '/v1/contacts', JSON.stringify(contacts.slice(0, 50))),
      head('GET', '/v1/catalog', ''),
    ];
    let sent = 0;
    for (const request of requests) {
      for (let turns = 0; turns < 40; turns++) {
        const socket = await connected(server.port);
        // A part of the request, or all of it.
        socket.write(request.slice(0, Math.ceil((request.length * (turns + 4)) / 30)));
        for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
        socket.destroy();
        sent += 1;
      }
    }
    expect(sent).toBe(160);
    // Resolves only when no request is running any more.
    await server.close();
    expect(over).toBeGreaterThan(sent / 2);
  });
});

describe('exports', () => {
  it('that nobody reads are as many as there is room for, and make room when they go', async () => {
    const { muster } = await openMuster();
    const contacts = Array.from({ length: 1000 }, (_, i) => ({
      id: `c${i}`,
      fields: { text: `${i} ${'x'.repeat(4000)}` },
    }));
    await valueOf(muster.writeContacts(bulk(...contacts), { strict: true }));
    const server = await serve(muster, { limits: { ...LIMITS, exportsAtOnce: 2 } });
    const body = JSON.stringify({ rule: { all: [] }, fields: ['text'] });
    const unread: Socket[] = [];
    for (let i = 0; i < 2; i++) {
      const socket = await connected(server.port);
      socket.pause();
      socket.write(head('POST', '/v1/recipients', body));
      unread.push(socket);
    }
    const ask = () =>
      fetch(`http://127.0.0.1:${server.port}/v1/recipients`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
    await until(async () => (await ask()).status === 429);
    const refused = await ask();
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ type: 'urn:muster:problem:too-many-exports' });
    expect((await fetch(`http://127.0.0.1:${server.port}/v1/segments`)).status).toBe(200);
    for (const socket of unread) socket.destroy();
    await until(async () => (await ask()).status === 200);
  });
});

describe('a body', () => {
  it('that a route does not take is let go by, and a long one ends the connection', async () => {
    const { muster } = await openMuster();
    const server = await serve(muster);
    const answerTo = async (bytes: number) => {
      const socket = await connected(server.port);
      let received = '';
      socket.on('data', (chunk) => {
        received += String(chunk);
      });
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      socket.on('error', () => {});
      socket.write(head('GET', '/healthz', 'x'.repeat(bytes)));
      await Promise.race([closed, until(async () => received !== '')]);
      socket.destroy();
      return received.split('\r\n')[0];
    };
    expect(await answerTo(1000)).toBe('HTTP/1.1 200 OK');
    expect(await answerTo(2 ** 20)).toBe('');
  });

  it('with very many unknown keys is refused at once', async () => {
    const { muster } = await openMuster();
    const server = await serve(muster);
    const keys = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`k${i}`, 1]));
    const response = await fetch(`http://127.0.0.1:${server.port}/v1/count`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(keys),
    });
    expect(response.status).toBe(400);
    expect((await response.text()).length).toBeLessThan(1000);
  });
});

describe('an answer', () => {
  it('that does not come in time is a 503, and the one that comes later is let go', async () => {
    const { muster } = await openMuster();
    let finish = () => {};
    const stuck = new Proxy(muster as Service, {
      get: (target, name) =>
        name === 'catalog'
          ? () => new Promise((resolve) => (finish = () => resolve(muster.catalog())))
          : (Reflect.get(target, name) as unknown),
    });
    const server = await serve(stuck, { limits: { ...LIMITS, answerMs: 300 } });
    const response = await fetch(`http://127.0.0.1:${server.port}/v1/catalog`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ type: 'urn:muster:problem:too-slow' });
    finish();
    await server.close();
  });
});

describe('slow peers', () => {
  it('are ended when they are slower than the least over a span, however fast they were', () => {
    const peers = new SlowPeers(1000);
    const ended: string[] = [];
    const passed = { slow: 0, fast: 0 };
    const transfer = (name: keyof typeof passed) => ({
      bytes: () => passed[name],
      leastBytesPerS: 100,
      end: () => ended.push(name),
    });
    const [slow, fast] = [transfer('slow'), transfer('fast')];
    peers.watch(slow, 0);
    peers.watch(fast, 0);
    expect(peers.look(999)).toBe(0);
    Object.assign(passed, { slow: 1e6, fast: 120 });
    expect(peers.look(1000)).toBe(0);
    Object.assign(passed, { slow: 1e6 + 50, fast: 240 });
    expect(peers.look(1999)).toBe(0);
    expect(peers.look(2000)).toBe(1);
    peers.forget(fast);
    expect(peers.look(1e9)).toBe(0);
    expect(ended).toEqual(['slow']);
  });

  it('that send a body for ever are cut off', async () => {
    const { muster } = await openMuster();
    const limits = { ...LIMITS, slowSpanMs: 200, leastBodyBytesPerS: 1000 };
    const server = await serve(muster, { limits });
    const socket = await connected(server.port);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => {});
    socket.write(
      'POST /v1/contacts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n[',
    );
    const drip = setInterval(() => socket.write(' '), 100);
    await closed;
    clearInterval(drip);
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
  });
});

function head(method: string, path: string, body: string): string {
  const length = body === '' ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${length}\r\n${body}`;
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
  });
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never became so');
}
