/** More than there is room for: refused at once, with the time to come back, and nothing else suffers. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from '../../server/http/http-server.ts';
import { LIMITS } from '../../server/http/limits.ts';
import { RefusalPace } from '../../server/http/refusal-pace.ts';
import { MemoryLog } from '../../storage/log-memory.ts';
import { EVERYONE, type Session } from '../contract/muster-session.ts';
import { FailingLog } from '../recovery/failing-log.ts';
import { openOn } from '../recovery/failing-session.ts';
import { noKeys } from '../test-server.ts';
import { type Ask, asking, refusal, sendRaw } from './http-client.ts';

/** Calls that may wait for the writer. */
const WAITING = 1024;
const BUSY = { status: 503, type: 'application/problem+json' };
const ANSWERED = /^HTTP\/1\.1 \d{3} [^]*\r\n\r\n[^]*\}$/;

let closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server on a log that can be held up. */
async function serving(limits = LIMITS) {
  const log = new FailingLog(new MemoryLog());
  const session = await openOn(log);
  const readiness = () => ({ ready: true });
  const options = { host: '127.0.0.1', port: 0, readiness, limits };
  const server = await listen({ service: session.muster, access: noKeys(), ...options });
  closing = [async () => log.release(), () => server.close(), () => session.close()];
  return { log, session, port: server.port, ask: asking(`http://127.0.0.1:${server.port}`) };
}

describe('a full queue of writes', () => {
  /** As many writes as may wait, and how they went. */
  function fill({ muster }: Session) {
    return Promise.all(
      Array.from({ length: WAITING }, (_, i) => muster.patchContact(`c${i}`, { n: i })),
    );
  }

  it('refuses every write until later, and answers questions', async () => {
    const { log, session, ask } = await serving();
    await ask('PUT', '/v1/segments/s', { body: { name: 's', rule: EVERYONE } });
    log.hold();
    const waiting = fill(session);
    for (const [method, path, body] of [
      ['POST', '/v1/contacts', [{ id: 'x' }]],
      ['POST', '/v1/events', [{ contact: 'x', event: 'e' }]],
      ['PATCH', '/v1/contacts/x', { n: 1 }],
      ['DELETE', '/v1/contacts/x', undefined],
      ['PUT', '/v1/groups/g', { contacts: [] }],
      ['POST', '/v1/groups/g/members', { add: [] }],
      ['POST', '/v1/segments/s/freeze', { group: 'g' }],
    ] as const) {
      const refused = await ask(method, path, { body });
      expect([path, refusal(refused)]).toMatchObject([path, BUSY]);
      expect(refused.headers.get('retry-after')).toBe('1');
    }
    expect((await ask('POST', '/v1/count', { body: { rule: EVERYONE } })).json).toMatchObject({
      count: 0,
    });
    expect((await ask('GET', '/v1/segments/s')).status).toBe(200);
    expect((await ask('PUT', '/v1/nothing', { body: {} })).status).toBe(404);
    log.release();
    expect((await waiting).every(({ ok }) => ok)).toBe(true);
    expect((await ask('POST', '/v1/contacts', { body: [{ id: 'x' }] })).status).toBe(200);
    expect(await session.count(EVERYONE)).toBe(WAITING + 1);
  });

  it('refuses a body before it comes, and the connection goes on', async () => {
    const { log, session, port } = await serving();
    log.hold();
    const waiting = fill(session);
    const head =
      'POST /v1/contacts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head}Content-Length: 10\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: 1\r\n[^]*\}$/);
    log.release();
    await waiting;
    socket.write(`xxxxxxxxxx${head}Content-Length: 10\r\n\r\n{"id":"z"}`);
    const [next] = await once(socket, 'data');
    expect(String(next)).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });
});

describe('bodies', () => {
  const LARGE = 100_000;
  const limits = { ...LIMITS, bodyBytes: 200_000, bodiesBytes: 800_000 };
  const head = `PUT /v1/groups/g HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;

  /** Connections that send the first 60 000 bytes of a long body and no more, one after the other. */
  async function holdUp(port: number, ask: Ask, count: number): Promise<Held[]> {
    const held: Held[] = [];
    for (let i = 0; i < count; i++) {
      const socket = connect(port, '127.0.0.1');
      const one: Held = { socket, received: '' };
      socket.on('data', (text) => {
        one.received += String(text);
      });
      await once(socket, 'connect');
      const announced = `${head}Transfer-Encoding: chunked\r\n\r\n15f90\r\n`;
      socket.write(`${announced}${'x'.repeat(90_000)}\r\n`);
      held.push(one);
      // What was sent has arrived when a question that was sent after it is answered.
      await ask('GET', '/healthz');
    }
    await new Promise((resume) => setTimeout(resume, 50));
    return held;
  }

  type Held = { readonly socket: Socket; received: string };

  it('that arrive slowly have a bound for all of them together', async () => {
    const { port, ask } = await serving(limits);
    const held = await holdUp(port, ask, 12);
    const refused = held.filter(({ received }) => received !== '');
    expect(held).toHaveLength(12);
    // Three quarters of the room are for large bodies: six of these.
    expect(refused).toHaveLength(6);
    for (const { received } of refused) {
      expect(received).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: 1\r\n/);
    }
    const announced = `${head}Content-Length: ${LARGE}\r\n\r\n`;
    expect(await sendRaw(port, [announced], ANSWERED)).toMatch(/^HTTP\/1\.1 503 /);
    const packed = { 'content-encoding': 'gzip' };
    const group = JSON.stringify({ contacts: ['x'.repeat(LARGE)] });
    const unpacked = { body: gzipSync(group), headers: packed };
    expect((await ask('PUT', '/v1/groups/g', unpacked)).status).toBe(503);
    // Small ones have room of their own.
    expect((await ask('POST', '/v1/count', { body: { rule: EVERYONE } })).status).toBe(200);
    expect((await ask('POST', '/v1/contacts', { body: [{ id: 'x' }] })).status).toBe(200);
    for (const { socket } of held) socket.destroy();
    await new Promise((resume) => setTimeout(resume, 50));
    expect((await ask('PUT', '/v1/groups/g', unpacked)).status).toBe(200);
    expect((await ask('PUT', '/v1/groups/g', { body: group })).status).toBe(200);
  });

  it('give their room back when they are answered, refused or cut off', async () => {
    const { ask, port } = await serving(limits);
    const good = JSON.stringify({ contacts: ['x'.repeat(LARGE)] });
    for (let round = 0; round < 30; round++) {
      expect((await ask('PUT', '/v1/groups/g', { body: good })).status).toBe(200);
      expect((await ask('PUT', '/v1/groups/g', { body: `${good}x` })).status).toBe(400);
      const body = gzipSync(good);
      const headers = { 'content-encoding': 'gzip' };
      expect((await ask('PUT', '/v1/groups/g', { body, headers })).status).toBe(200);
      expect((await ask('PUT', '/v1/groups/g', { body: 'x'.repeat(250_000) })).status).toBe(413);
      const socket = connect(port, '127.0.0.1');
      socket.write(`${head}Content-Length: ${LARGE}\r\n\r\n${'x'.repeat(50_000)}`);
      await ask('GET', '/healthz');
      socket.resetAndDestroy();
    }
  });
});

describe('refusals', () => {
  it('are told at once while they are few, and a second later beyond that', async () => {
    const pace = new RefusalPace();
    const startedMs = performance.now();
    const tookMs: number[] = [];
    for (let i = 0; i < 120; i++) pace.refuse(() => tookMs.push(performance.now() - startedMs));
    const atOnce = tookMs.length;
    expect(atOnce).toBe(50);
    await new Promise((resume) => setTimeout(resume, 100));
    pace.refuse(() => tookMs.push(0));
    expect(tookMs).toHaveLength(atOnce + 1);
    while (tookMs.length < 121) await new Promise((resume) => setTimeout(resume, 50));
    expect(Math.min(...tookMs.slice(atOnce + 1))).toBeGreaterThan(990);
  });
});
