/**
 * `muster backup` of a folder that a server is writing: the copy is whole, holds every write
 * acknowledged before the command was begun, and can be served; a kill leaves no half of one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { muster, RunningServer, temporaryFolder } from './muster-process.ts';

const CLI = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url));
const KILLS = 3;
const MAX_RUNNING_MS = 700;

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

function path(name: string): string {
  return join(folder.path, name);
}

/** Writes contacts `c0`, `c1`, … with their number, without end. */
class Writes {
  readonly #done: Promise<void>;
  #isStopped = false;
  /** How many are acknowledged. */
  count = 0;

  constructor(server: RunningServer) {
    this.#done = this.#run(server);
  }

  async #run(server: RunningServer): Promise<void> {
    while (!this.#isStopped) {
      const fields = { n: this.count, text: 'of some length '.repeat(50) };
      await server.request('POST', '/v1/contacts', [{ id: `c${this.count}`, fields }]);
      this.count += 1;
    }
  }

  async atLeast(count: number): Promise<void> {
    while (this.count < count) await new Promise((resume) => setTimeout(resume, 5));
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    return this.#done;
  }
}

/** A server that takes a checkpoint each second, being written to. */
async function busyServer(): Promise<{ server: RunningServer; writes: Writes }> {
  const options = {
    data: path('data'),
    threads: 1,
    'checkpoint-every': 'PT1S',
    'log-range': 2 ** 20,
  };
  const server = await RunningServer.start(
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  );
  const writes = new Writes(server);
  await writes.atLeast(50);
  return { server, writes };
}

test('a copy made while a server is written to has all that was acknowledged before', async () => {
  const { server, writes } = await busyServer();
  for (const round of [1, 2]) {
    const copy = path(`copy-${round}`);
    const before = writes.count;
    const made = await muster(['backup', copy, '--data', path('data')]);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const [, position] = /: up to record (\d+), \d+ records of the log, /.exec(made.stdout) ?? [];
    expect(Number(position)).toBeGreaterThanOrEqual(before);
    expect(made.stdout).toContain(`muster serve --data ${copy}\n`);
    const checked = await muster(['verify', copy]);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    // One contact in each record, and the first has the names and types besides.
    expect(checked.stdout).toContain(`contents: ${position} contacts, 0 events\n`);
    await writes.atLeast(before + 100);
  }
  await writes.stop();
  await server.stop('SIGKILL');
  // The last one goes on where it was made.
  const copied = await RunningServer.start(['--data', path('copy-2'), '--threads', '1']);
  const total = await copied.count({ all: [] });
  expect(await copied.count({ field: 'n', op: 'lt', value: total })).toBe(total);
  await copied.request('POST', '/v1/contacts', [{ id: 'new' }]);
  expect(await copied.count({ all: [] })).toBe(total + 1);
  await copied.stop();
});

test('a kill leaves no copy or a whole one, and the next attempt succeeds', async () => {
  const { server, writes } = await busyServer();
  await writes.atLeast(200);
  const copy = path('copy');
  let made = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [CLI, 'backup', copy, '--data', path('data')], {
      stdio: 'ignore',
    });
    const closed = once(child, 'close');
    await new Promise((resume) => setTimeout(resume, 150 + Math.random() * MAX_RUNNING_MS));
    child.kill('SIGKILL');
    await closed;
    if (!existsSync(copy)) continue;
    made += 1;
    expect(await muster(['verify', copy])).toMatchObject({ code: 0 });
    break;
  }
  if (made === 0) {
    expect(await muster(['backup', copy, '--data', path('data')])).toMatchObject({ code: 0 });
    expect(await muster(['verify', copy])).toMatchObject({ code: 0 });
  }
  await writes.stop();
  await server.stop();
  expect(readdirSync(folder.path).sort()).toEqual(['copy', 'data']);
});

test('what cannot be is one line, and leaves everything as it was', async () => {
  const data = path('data');
  const server = await RunningServer.start(['--data', data, '--threads', '1']);
  await server.request('POST', '/v1/contacts', [{ id: 'a' }]);
  await server.stop();
  const before = readdirSync(data);
  mkdirSync(path('full'));
  writeFileSync(path('full/own'), 'mine');
  writeFileSync(path('file'), 'mine');
  symlinkSync(data, path('link'));
  for (const [target, from, fault] of [
    [data, data, 'is within the data folder'],
    [join(path('link'), 'log', 'copy'), data, 'is within the data folder'],
    [path('full'), data, 'is not empty'],
    [path('file'), data, 'is no folder'],
    [path('copy'), path('missing'), 'holds no data'],
  ] as const) {
    const { code, stdout, stderr } = await muster(['backup', target, '--data', from]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^muster: [^\n]*${fault}[^\n]*\n$`));
  }
  expect(readdirSync(folder.path).sort()).toEqual(['data', 'file', 'full', 'link']);
  expect(readdirSync(data)).toEqual(before);
  // No server is needed, and an empty folder is as good as none.
  mkdirSync(path('empty'));
  const made = await muster(['backup', path('empty'), '--data', data]);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/up to record 1, 1 records of the log/);
});
