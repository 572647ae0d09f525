/** A server while it opens its data: it says how far it is, and takes nothing before it is ready. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadProgress } from '../../server/load-progress.ts';
import { temporaryFolder } from './muster-process.ts';
import { ServeProcess } from './serve-process.ts';

let folder: ReturnType<typeof temporaryFolder>;
let args: string[];

beforeEach(() => {
  folder = temporaryFolder();
  args = ['--data', join(folder.path, 'data'), '--threads', '1'];
});

afterEach(() => folder.remove());

/** Leaves a log of so many records without a checkpoint. */
async function writeLog(records: number): Promise<void> {
  const server = await ServeProcess.start(args);
  await server.ready();
  for (let first = 0; first < records; first += 100) {
    const ids = Array.from({ length: 100 }, (_, i) => `c${first + i}`);
    await Promise.all(ids.map((id) => server.ask('PATCH', `/v1/contacts/${id}`, { n: 1 })));
  }
  server.kill('SIGKILL');
  await server.ended;
}

async function count(server: ServeProcess): Promise<number> {
  const answer = await server.ask('POST', '/v1/count', { rule: { all: [] } });
  return ((await answer.json()) as { count: number }).count;
}

describe('while the data is opened', () => {
  test('a server lives, is not ready, and says how far it is', async () => {
    await writeLog(1200);
    const server = await ServeProcess.start([...args, '--sample', 'shop']);
    await server.listening();
    const details = new Set<string>();
    for (;;) {
      const readyz = await server.ask('GET', '/readyz');
      if (readyz.status === 200) break;
      const wasReady = server.stdout.includes('listening on');
      expect(readyz.status).toBe(503);
      expect(readyz.headers.get('content-type')).toBe('application/problem+json');
      expect(Number(readyz.headers.get('retry-after'))).toBeGreaterThan(0);
      details.add(((await readyz.json()) as { detail: string }).detail);
      expect(await server.status('/healthz')).toBe(200);
      expect([200, 503]).toContain(await server.status('/v1/segments'));
      expect(wasReady).toBe(false);
    }
    expect([...details]).toContain('opening the data');
    const known =
      /^(?:opening the data|reading the checkpoint: \d+ %|replaying the log: \d+ %|loading the sample)$/;
    for (const detail of details) expect(detail).toMatch(known);
    await server.printed('listening on');
    expect(await count(server)).toBe(1200);
    expect(await server.stop()).toBe(0);
  });

  test('a server that is told to stop ends with 0, and all is there at the next start', async () => {
    await writeLog(600);
    for (let round = 0; round < 2; round++) {
      const stopped = await ServeProcess.start(args);
      await stopped.listening();
      stopped.kill('SIGTERM');
      expect(await stopped.ended).toBe(0);
      expect(stopped.stdout).toMatch(/^stopping$/m);
      expect(stopped.stderr).toBe('');
    }
    const server = await ServeProcess.start(args);
    await server.ready();
    expect(await count(server)).toBe(600);
    await server.stop();
  });

  test('the progress has numbers and no names', () => {
    expect(loadProgress('read 40 % of the checkpoint')).toBe('reading the checkpoint: 40 %');
    expect(loadProgress('replayed 41000 of 100000 records')).toBe('replaying the log: 41 %');
    expect(loadProgress('a checkpoint is not used: /data/checkpoint/1/data.mdb …')).toBe(undefined);
  });
});
