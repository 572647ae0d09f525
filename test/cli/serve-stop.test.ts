/** Stopping with requests under way: they finish, or a second signal ends everything. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from './muster-process.ts';
import { pause, ServeProcess } from './serve-process.ts';

/** Signals closer together than half a second are one wish. */
const ANOTHER_WISH_MS = 700;
const BODY = JSON.stringify([{ id: 'late', fields: { n: 1 } }]);
const HEAD = `POST /v1/contacts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n`;

let folder: ReturnType<typeof temporaryFolder>;
let args: string[];

beforeEach(() => {
  folder = temporaryFolder();
  args = ['--data', join(folder.path, 'data'), '--threads', '1'];
});

afterEach(() => folder.remove());

/** A write of which half has been sent and taken. */
async function halfSent(server: ServeProcess): Promise<{ socket: Socket; answer: () => string }> {
  const socket = connect(server.port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => (received += chunk));
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(HEAD + BODY.slice(0, 10));
  for (;;) {
    const figures = await (await server.ask('GET', '/metrics')).text();
    if (/^muster_http_body_bytes 10$/m.test(figures)) break;
    await pause(5);
  }
  return { socket, answer: () => received };
}

describe('a server that is told to stop', () => {
  test('finishes the write under way, takes no other, and keeps it', async () => {
    const server = await ServeProcess.start(args);
    await server.ready();
    const { socket, answer } = await halfSent(server);
    // Twice, as from a terminal and from npm: the same wish.
    server.kill('SIGTERM');
    server.kill('SIGTERM');
    await server.printed('stopping');
    while ((await server.status('/healthz')) !== undefined) await pause(5);
    socket.write(BODY.slice(10));
    expect(await server.ended).toBe(0);
    expect(answer()).toMatch(/^HTTP\/1\.1 200 OK[^]*"accepted":1/);
    expect(server.stderr).toBe('');

    const next = await ServeProcess.start(args);
    await next.ready();
    expect(await next.status('/v1/contacts/late')).toBe(200);
    await next.stop();
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once on another %s, and has lost nothing', async (signal, code) => {
    const server = await ServeProcess.start(args);
    await server.ready();
    await server.ask('PATCH', '/v1/contacts/early', { n: 1 });
    const { socket, answer } = await halfSent(server);
    server.kill('SIGTERM');
    await server.printed('stopping');
    await pause(ANOTHER_WISH_MS);
    server.kill(signal);
    expect(await server.ended).toBe(code);
    expect(answer()).toBe('');
    socket.destroy();

    const next = await ServeProcess.start(args);
    await next.ready();
    expect(await next.status('/v1/contacts/early')).toBe(200);
    expect(await next.status('/v1/contacts/late')).toBe(404);
    await next.stop();
  });
});
