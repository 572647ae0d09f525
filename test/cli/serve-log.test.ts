/** What a server says of itself on the standard error, and what it never says. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from './muster-process.ts';
import { ServeProcess } from './serve-process.ts';

/** In whatever clients say or store here. */
const MARKER = 'canary7';

let folder: ReturnType<typeof temporaryFolder>;
let args: string[];

beforeEach(() => {
  folder = temporaryFolder();
  args = ['--data', join(folder.path, 'data'), '--threads', '1'];
});

afterEach(() => folder.remove());

async function askAll(server: ServeProcess): Promise<void> {
  const rule = { field: MARKER, op: 'eq', value: MARKER };
  await server.ask('POST', '/v1/contacts', [{ id: MARKER, fields: { [MARKER]: MARKER } }]);
  await server.ask('POST', '/v1/events', [
    { contact: MARKER, event: MARKER, attributes: { [MARKER]: MARKER } },
  ]);
  await server.ask('PUT', `/v1/segments/${MARKER}`, { name: MARKER, rule });
  await server.ask('GET', `/v1/segments/${MARKER}/count?channel=${MARKER}`);
  await server.ask('POST', '/v1/count', { rule });
  await server.ask('POST', '/v1/count', { [MARKER]: MARKER });
  await server.ask('GET', `/v1/contacts/${MARKER}?events=5`);
  await server.ask('GET', `/${MARKER}?${MARKER}=${MARKER}`);
}

describe('the log in JSON', () => {
  test('has the life of the server, and leaves what is printed as it is', async () => {
    const server = await ServeProcess.start([...args, '--log', 'json']);
    await server.ready();
    expect(await server.stop()).toBe(0);
    const events = server.events();
    expect(events.map(({ event }) => event)).toEqual([
      'starting',
      'listening',
      'ready',
      'stopping',
      'checkpoint',
      'stopped',
    ]);
    for (const { level, time, pid } of events) {
      expect({ level, pid: typeof pid }).toEqual({ level: 'info', pid: 'number' });
      expect(new Date(time as string).toISOString()).toBe(time);
    }
    expect(events[0]).toMatchObject({ config: { threads: 1, log: 'json' } });
    expect(server.stdout).toBe(`listening on ${server.url}\nstopping\n`);
  });

  test('has checkpoints with what they took', async () => {
    const server = await ServeProcess.start([
      ...args,
      '--log',
      'json',
      '--checkpoint-every',
      'PT0.1S',
    ]);
    await server.ready();
    await server.ask('PATCH', '/v1/contacts/a', { n: 1 });
    while (!server.events().some(({ checkpoint }) => checkpoint === 1)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const figures = await (await server.ask('GET', '/metrics')).text();
    expect(figures).toMatch(/^muster_upkeep_runs_total\{kind="checkpoint",outcome="done"\} \d+$/m);
    await server.stop();
  });

  test('ends with the reason of a start that cannot be', async () => {
    const first = await ServeProcess.start(args);
    await first.ready();
    const second = await ServeProcess.start([...args, '--log', 'json']);
    expect(await second.ended).toBe(1);
    expect(second.events().at(-1)).toMatchObject({
      level: 'fatal',
      event: 'failed',
      message: expect.stringMatching(/another process has it open/),
    });
    await first.stop();
  });
});

describe('a line for each request', () => {
  test('is written when it is wanted, without anything that was said or is stored', async () => {
    const server = await ServeProcess.start([...args, '--log', 'json', '--log-requests']);
    await server.ready();
    await askAll(server);
    await server.stop();
    expect(server.stderr.toLowerCase()).not.toContain(MARKER);
    const requests = server.events().filter(({ event }) => event === 'request');
    expect(requests.map(({ method, route, status }) => [method, route, status])).toEqual(
      expect.arrayContaining([
        ['POST', '/v1/contacts', 200],
        ['PUT', '/v1/segments/{id}', 200],
        ['GET', '/v1/contacts/{id}', 200],
        ['POST', '/v1/count', 400],
        [undefined, 'unmatched', 404],
      ]),
    );
  });

  test('can be text as well', async () => {
    const server = await ServeProcess.start([...args, '--log-requests']);
    await server.ready();
    await askAll(server);
    await server.stop();
    expect(server.stderr).toMatch(/^POST \/v1\/count 200 [\d.]+ ms in \d+ out \d+$/m);
    expect(server.stderr.toLowerCase()).not.toContain(MARKER);
  });

  test('is not written unless it is wanted', async () => {
    const server = await ServeProcess.start(args);
    await server.ready();
    await askAll(server);
    await server.stop();
    expect(server.stderr).toBe('');
  });
});
