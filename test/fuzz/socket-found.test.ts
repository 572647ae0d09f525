/** What broken requests have found at the socket of the server, each by itself. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ServerProcess, withDataFolder } from '../recovery/server-process.ts';

const NEXT = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
const PAUSE_MS = 50;

it('a connection goes on after a HEAD', async () => {
  const head = 'HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
  const answers = await answersTo([[head], [NEXT], [head], [NEXT]]);
  expect(answers.match(/HTTP\/1\.1 200 OK\r/g)).toHaveLength(4);
  expect(answers.match(/Content-Length: 15\r/g)).toHaveLength(4);
});

it('an empty body is answered whose head comes in pieces', async () => {
  const pieces = [
    'DELETE /v1/contacts/nobody HTTP/1.1\r\nHost: loc',
    'alhost\r\nContent-Length: 0\r\n\r\n',
  ];
  expect(await answersTo([pieces, [NEXT]])).toMatch(/^HTTP\/1\.1 404 [^]*HTTP\/1\.1 200 /);
});

/** What comes back over one connection, each request being sent when the one before was answered. */
function answersTo(requests: readonly (readonly string[])[]): Promise<string> {
  return withDataFolder(async (data) => {
    const server = await ServerProcess.start({ data });
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').setNoDelay();
    await once(socket, 'connect');
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    for (const [index, pieces] of requests.entries()) {
      for (const piece of pieces) {
        socket.write(piece);
        await sleep(PAUSE_MS);
      }
      while (received.split('HTTP/1.1 ').length < index + 2) {
        if (socket.closed) return received;
        await sleep(PAUSE_MS);
      }
    }
    socket.destroy();
    return received;
  });
}
