/** `muster keys`, also beside a server that runs. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { muster, RunningServer, temporaryFolder } from './muster-process.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const keys = (...args: readonly string[]) =>
  muster(['keys', args[0] as string, '--data', folder.path, ...args.slice(1)]);

async function create(...args: readonly string[]): Promise<string> {
  const { code, stdout } = await keys('create', ...args);
  expect(code).toBe(0);
  return stdout.trim();
}

it('opens a server that runs to whoever has a key, and shuts it when the key is revoked', async () => {
  const server = await RunningServer.start(['--data', folder.path]);
  const status = async (key?: string) => {
    const headers: Record<string, string> =
      key === undefined ? {} : { Authorization: `Bearer ${key}` };
    return (await fetch(`${server.url}/v1/segments`, { headers })).status;
  };
  expect(await status()).toBe(200);
  const key = await create('--scope', 'read,export', '--name', 'the panel', '--expires', 'P90D');
  expect(key).toMatch(/^muster_[0-9a-f]{12}_[\w-]{43}$/);
  expect([await status(), await status(key)]).toEqual([401, 200]);
  const id = key.split('_')[1] as string;
  const listed = await keys('list');
  expect(listed.stdout).toContain(id);
  expect(listed.stdout).toContain('the panel');
  expect(listed.stdout).not.toContain(key.split('_').at(-1));
  expect((await keys('revoke', id)).code).toBe(0);
  expect(await status(key)).toBe(401);
  await server.stop();
  const after = (await keys('list')).stdout;
  expect(after).toContain('revoked');
  expect(after).not.toContain('never');
});

it('keeps the file of the keys to its owner', () => {
  expect(statSync(join(folder.path, 'access-keys.json')).mode & 0o777).toBe(0o600);
});

it('lets a server listen elsewhere only when there are keys', async () => {
  const other = temporaryFolder();
  const serve = ['serve', '--data', other.path, '--host', '0.0.0.0', '--port', '0'];
  const refused = await muster(serve);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('access keys')]);
  other.remove();
});

it.each([
  [['create', '--scope', 'write'], /--scope: "write" is none of ingest, read, manage, export/],
  [['create', '--scope', 'read', '--expires', 'P1M'], /--expires/],
  [['create', '--scope', 'read', '--expires', '2020-01-01T00:00:00Z'], /--expires/],
  [['create', '--scope', 'read', '--rate', '0'], /--rate: expected a whole number/],
  [['revoke', '000000000000'], /there is no key 000000000000/],
])('%j says what is wrong', async (args, message) => {
  const { code, stderr } = await keys(...args);
  expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
});
