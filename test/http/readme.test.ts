/** The README's walk: its curl lines, run as they stand, get the answers shown. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHOP_ATTRIBUTES, SHOP_FIELDS } from '../../server/sample/sample-shop.ts';
import { openTestServer, type TestServer } from '../test-server.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const STEP = /```sh\n(?<command>curl[^`]*)```\n```json\n(?<answer>[^`]*)```/g;
const STEPS = [...README.matchAll(STEP)].map(({ groups }) => groups as Step);
/** Stands in the README for what differs from run to run. */
const ANY = '…';

type Step = { readonly command: string; readonly answer: string };

const run = promisify(execFile);
const curlHome = mkdtempSync(join(tmpdir(), 'muster-readme-'));
let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
  for (const { name, type } of SHOP_FIELDS) await server.service.declareField(name, type);
  for (const { event, name, type } of SHOP_ATTRIBUTES) {
    await server.service.declareAttribute(event, name, type);
  }
  // The README's address leads to this server, whatever port it has.
  const route = `connect-to = "127.0.0.1:8080:127.0.0.1:${server.port}"`;
  writeFileSync(join(curlHome, '.curlrc'), `${route}\nsilent\nshow-error\n`);
});

afterAll(async () => {
  await server.close();
  rmSync(curlHome, { recursive: true });
});

test('the README has the steps of the walk', () => {
  expect(STEPS.map(({ command }) => /127.0.0.1:8080([^\s'?]*)/.exec(command)?.[1])).toEqual([
    '/v1/contacts',
    '/v1/events',
    '/v1/count',
    '/v1/segments/big-sailors',
    '/v1/segments/big-sailors/count',
    '/v1/segments/big-sailors/recipients',
    '/v1/explain',
  ]);
});

test.each(STEPS)('$command', async ({ command, answer }) => {
  const { stdout } = await run('bash', ['-c', command], {
    env: { ...process.env, CURL_HOME: curlHome },
  });
  const shown: unknown = JSON.parse(answer);
  expect(asShown(JSON.parse(stdout), shown)).toEqual(shown);
});

/** The answer with what the README leaves open left open. */
function asShown(actual: unknown, shown: unknown): unknown {
  if (shown === ANY) return ANY;
  if (typeof shown !== 'object' || shown === null) return actual;
  if (Array.isArray(actual)) return actual.map((part, i) => asShown(part, (shown as unknown[])[i]));
  return Object.fromEntries(
    Object.entries(actual as object).map(([key, part]) => [
      key,
      asShown(part, (shown as Record<string, unknown>)[key]),
    ]),
  );
}
