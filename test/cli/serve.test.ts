/** `muster serve`: from the command line to the listening line, and back down again. */
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { muster, RunningServer, temporaryFolder } from './muster-process.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

function data(): string {
  return join(folder.path, 'data');
}

describe('a server', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'ends with 0 on %s and keeps its data',
    async (signal) => {
      const first = await RunningServer.start(['--data', data(), '--threads', '1']);
      await first.request('POST', '/v1/contacts', [
        { id: 'a', fields: { city: 'Köln' } },
        { id: 'b', fields: { city: 'Bonn' } },
      ]);
      await first.request('POST', '/v1/events', {
        contact: 'a',
        event: 'buy',
        attributes: { sum: 5 },
      });
      const rule = { all: [{ field: 'city', op: 'eq', value: 'Köln' }, { event: 'buy' }] };
      expect(await first.count(rule)).toBe(1);
      const ended = await first.stop(signal);
      expect(ended).toMatchObject({ code: 0, stderr: '' });

      const second = await RunningServer.start(['--data', data(), '--threads', '2']);
      expect(await second.count(rule)).toBe(1);
      expect(await second.count({ all: [] })).toBe(2);
      expect((await second.stop()).code).toBe(0);
    },
  );

  test('says once that it listens, when it answers', async () => {
    const server = await RunningServer.start(['--data', data(), '--threads', '1']);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const { stdout } = await server.stop();
    expect(stdout.match(/^listening on /gm)).toHaveLength(1);
  });

  test('keeps what was acknowledged when it is killed', async () => {
    const first = await RunningServer.start(['--data', data(), '--threads', '1']);
    await first.request('POST', '/v1/contacts', [{ id: 'a', fields: { n: 1 } }]);
    await first.stop('SIGKILL');
    const second = await RunningServer.start(['--data', data(), '--threads', '1']);
    expect(await second.count({ field: 'n', op: 'eq', value: 1 })).toBe(1);
    await second.stop();
  });

  test('takes options from the environment and from a file', async () => {
    const config = join(folder.path, 'muster.json');
    writeFileSync(config, JSON.stringify({ data: data(), threads: 1, host: '127.0.0.1' }));
    const server = await RunningServer.start([], {
      MUSTER_CONFIG: config,
      MUSTER_HOST: 'localhost',
    });
    expect(server.url).toMatch(/^http:\/\/localhost:\d+$/);
    await server.stop();
  });
});

describe('the sample', () => {
  test('is loaded into a fresh folder only, with sixteen segments of some but not all', async () => {
    const args = ['--data', data(), '--threads', '1', '--default-sample', 'shop'];
    const first = await RunningServer.start(args);
    const printed = await first.printed(/┘\n/);
    const rows = [...printed.matchAll(/^│ (\S+) +│ .+? │ +(\d+) │ +[\d.]+ % │$/gm)];
    const total = Number(/^(\d+) contacts in all/m.exec(printed)?.[1]);
    expect(rows).toHaveLength(16);
    expect(total).toBe(20_000);
    const isSome = (count: number) => count > 0 && count < total;
    expect(rows.filter(([, , count]) => !isSome(Number(count)))).toEqual([]);
    const at = new Date().toISOString();
    const ids = rows.map(([, id]) => id as string);
    const countsOf = async (server: RunningServer) =>
      Promise.all(ids.map((id) => server.request('GET', `/v1/segments/${id}/count?at=${at}`))).then(
        (answers) => answers.map((answer) => (answer as { count: number }).count),
      );
    const before = await countsOf(first);
    await first.stop('SIGKILL');

    const second = await RunningServer.start(args);
    expect(await countsOf(second)).toEqual(before);
    expect(await second.printed(/┘\n/)).not.toMatch(/loading the sample/);
    await second.stop();
  });

  test('is left out when any source says so', async () => {
    const server = await RunningServer.start(
      ['--data', data(), '--threads', '1', '--default-sample', 'shop'],
      { MUSTER_SAMPLE: 'none' },
    );
    expect(await server.count({ all: [] })).toBe(0);
    await server.stop();
    const last = await RunningServer.start([
      '--data',
      data(),
      '--threads',
      '1',
      '--sample',
      'shop',
      '--sample',
      'none',
    ]);
    expect(await last.count({ all: [] })).toBe(0);
    await last.stop();
  });

  test('is not mixed into the data of somebody', async () => {
    const first = await RunningServer.start(['--data', data(), '--threads', '1']);
    await first.request('POST', '/v1/contacts', [{ id: 'mine', fields: {} }]);
    await first.stop();
    const second = await RunningServer.start([
      '--data',
      data(),
      '--threads',
      '1',
      '--sample',
      'shop',
    ]);
    expect(await second.count({ all: [] })).toBe(1);
    await second.stop();
  });
});

describe('a start that cannot be is one line and exit code 1', () => {
  let other: Server;
  let taken: string;

  beforeEach(async () => {
    other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    taken = `${(other.address() as AddressInfo).port}`;
  });

  afterEach(() => new Promise((resolve) => other.close(resolve)));

  test('with a port that is taken', async () => {
    const { code, stderr } = await muster(['serve', '--data', data(), '--port', taken]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(`^muster: cannot listen on 127\\.0\\.0\\.1:${taken}: .+\\n$`),
    );
  });

  test('with a data folder that is a file', async () => {
    writeFileSync(data(), 'no folder');
    const { code, stderr } = await muster(['serve', '--data', data(), '--port', '0']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^muster: cannot open the data folder .+\n$/);
  });

  test.each([
    [['--host', '0.0.0.0'], /^muster: --host 0\.0\.0\.0: without access keys .+\n$/],
    [['--port', 'http'], /^muster: --port must be a whole number from 0 to 65535\n$/],
    [['--config', '/nowhere.json'], /^muster: cannot read the configuration .+ENOENT.+\n$/],
  ])('with %j', async (args, line) => {
    const { code, stderr } = await muster(['serve', '--data', data(), ...args]);
    expect(code).toBe(1);
    expect(stderr).toMatch(line);
  });
});
