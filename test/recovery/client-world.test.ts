/** The comparison that the fault tests rely on finds what is lost, doubled or changed. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../test-server.ts';
import { ClientWorld } from './client-world.ts';
import type { RecordingClient, Write } from './recording-client.ts';
import { Reader } from './world-read.ts';

const SERIAL = 'nowhere else';

describe('a world of clients', () => {
  let server: TestServer;
  let world: ClientWorld;

  beforeAll(async () => {
    server = await openTestServer();
    world = new ClientWorld(7);
    await world.seed(server.url);
    const client = clientOf();
    await client.run(server.url, { isAsked: false }, 5);
    await world.check(server.url, 30);
  });

  afterAll(() => server.close());

  function clientOf(): RecordingClient {
    return world.clients[1] as RecordingClient;
  }

  /** An event of the second client's first contact. */
  function event(): Write {
    const { plan } = clientOf().plan;
    const [contact] = plan.ids;
    const [{ type } = { type: '' }] = plan.events;
    const attributes = { [SERIAL]: 1 };
    const item = { contact, event: type, time: 1_700_000_000_000, attributes };
    return { steps: [{ do: 'write-event', item }], method: 'POST', path: '/v1/events', body: item };
  }

  it('finds an acknowledged write that is not there', async () => {
    const { acknowledged } = clientOf();
    const before = acknowledged.length;
    acknowledged.push({ write: event(), outcome: undefined, sentMs: 0 });
    await expect(world.check(server.url, 0)).rejects.toThrow(/lost/);
    acknowledged.length = before;
    await world.check(server.url, 0);
  });

  it('takes a write without an answer that left nothing, and writes it again', async () => {
    const client = clientOf();
    client.unknown = event();
    await world.check(server.url, 0);
    expect(world.figures).toMatchObject({ unknown: 1, stored: 0 });
    await client.run(server.url, { isAsked: false }, 1);
    await world.check(server.url, 0);
    expect(client.acknowledged.at(-1)?.write.body).toMatchObject({ attributes: { [SERIAL]: 1 } });
  });

  it('takes a write without an answer that is stored and has not happened yet', async () => {
    const client = clientOf();
    const { stored } = world.figures;
    const happening = event();
    const item = { ...(happening.body as object), time: Date.parse('9999-12-30T00:00:00Z') };
    const reader = new Reader(server.url);
    await reader.ask('POST', '/v1/events', item);
    client.unknown = { ...happening, steps: [{ do: 'write-event', item }], body: item };
    await world.check(server.url, 0);
    expect(world.figures.stored).toBe(stored + 1);
    reader.close();
  });

  it('takes a write without an answer that is stored, and finds it stored twice', async () => {
    const reader = new Reader(server.url);
    await reader.ask('POST', '/v1/events', event().body);
    clientOf().unknown = event();
    await world.check(server.url, 0);
    expect(world.figures).toMatchObject({ unknown: 3, stored: 2 });
    await reader.ask('POST', '/v1/events', event().body);
    await expect(world.check(server.url, 0)).rejects.toThrow(/too many/);
    reader.close();
  });

  it('sends a write again that was refused for want of room', async () => {
    const url = new URL(server.url);
    let refusals = 3;
    const proxy = createServer((incoming, outgoing) => {
      if (refusals-- > 0) {
        incoming.resume();
        outgoing.writeHead(507, { 'content-type': 'application/problem+json' });
        outgoing.end('{"status":507}');
        return;
      }
      const { method, url: path, headers } = incoming;
      const options = { host: url.hostname, port: url.port, method, path, headers };
      incoming.pipe(
        request(options, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
          answer.pipe(outgoing);
        }),
      );
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const client = world.clients[2] as RecordingClient;
    const { port } = proxy.address() as AddressInfo;
    await client.run(`http://127.0.0.1:${port}`, { isAsked: false }, 4);
    expect(client.refusals.get(507)).toBe(3);
    expect(client.lastRefusal).toEqual({
      type: 'application/problem+json',
      body: { status: 507 },
    });
    expect(client.acknowledged).toHaveLength(4);
    proxy.close();
  });
});
