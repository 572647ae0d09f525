/**
 * The sender of `docs/campaign-sender.md`, a process of its own, killed wherever it can be while
 * contacts change: each recipient of its first moment gets the mail once.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MusterClient, type Recipient } from '../../server/client.ts';
import { Random } from '../recovery/random.ts';
import { openTestServer, type TestServer } from '../test-server.ts';
import { type Mail, sendCampaign } from './campaign-sender.ts';

const ROOT = new URL('../../', import.meta.url);
const SENDER = 'test/http/campaign-sender.ts';
const SEGMENT = { segment: 'sailors', channel: 'email' };
const RECIPIENTS = 7;
/** The last page is a short one. */
const PAGE = 3;
const PAGES = Math.ceil(RECIPIENTS / PAGE);
/** Asking for the recipients, for each page of them, and sending each mail. */
const EXCHANGES = 1 + PAGES + RECIPIENTS;

/** Before what was asked for is done; after it, with no answer; or with the answer on its way. */
type Kill = 'before' | 'unanswered' | 'answered';

/** The program around the sender. */
const PROGRAM = `
import { MusterClient } from './server/client.js';
import { sendCampaign } from './test/http/campaign-sender.js';

const [url, folder, pageSize] = process.argv.slice(2);
async function send(mail, key) {
  const body = JSON.stringify(mail);
  const sent = await fetch(url + '/mail', { method: 'POST', headers: { 'idempotency-key': key }, body });
  if (!sent.ok) throw new Error('the mail was refused: ' + (await sent.text()));
}
const campaign = { name: 'spring', segment: 'sailors', channel: 'email', folder };
await sendCampaign(new MusterClient({ url }), send, { ...campaign, pageSize: Number(pageSize) });
`;

const built = mkdtempSync(join(tmpdir(), 'muster-sender-'));
let muster: TestServer;
let client: MusterClient;
let between: Server;
let run: Run;
let folders = 0;

beforeAll(async () => {
  muster = await openTestServer();
  client = new MusterClient({ url: muster.url });
  await client.putSegment('sailors', {
    name: 'Sailors',
    rule: { field: 'sails', op: 'eq', value: true },
  });
  // The sender and the client alone, as they stand.
  const files = [SENDER, 'server/client.ts', ...clientFiles()];
  const options = '--ignoreConfig --noCheck --noResolve --module nodenext --target es2022';
  const output = ['--rewriteRelativeImportExtensions', '--rootDir', '.', '--outDir', built];
  const compiler = 'node_modules/typescript/bin/tsc';
  await promisify(execFile)(
    process.execPath,
    [compiler, ...files, ...options.split(' '), ...output],
    { cwd: ROOT },
  );
  writeFileSync(join(built, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(built, 'program.js'), PROGRAM);

  between = createServer((request, response) => void run.serve(request, response));
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  between.closeAllConnections();
  await new Promise((resolve) => between.close(resolve));
  await muster.close();
  rmSync(built, { recursive: true });
});

/** The files of the client that are imported at run time. */
function clientFiles(): readonly string[] {
  const source = readFileSync(new URL('server/client.ts', ROOT), 'utf8');
  return [...source.matchAll(/from '\.\/(client\/[^']*)'/g)].map(([, path]) => `server/${path}`);
}

/** A mail provider that takes a mail with the same key once. */
class Provider {
  readonly delivered = new Map<string, Mail>();
  repeats = 0;

  /** What is wrong with the mail, if anything is. */
  take(key: string, mail: Mail): string | undefined {
    const before = this.delivered.get(key);
    if (before === undefined) this.delivered.set(key, mail);
    else if (before.to !== mail.to) return 'another mail had this key';
    else this.repeats++;
    return undefined;
  }

  has(ordinal: number): boolean {
    return [...this.delivered.values()].some((mail) => mail.ordinal === ordinal);
  }
}

/** One campaign, from its first start to its end. */
class Run {
  readonly folder = join(built, `campaign-${++folders}`);
  readonly provider = new Provider();
  readonly #random: Random;
  /** The recipients as of the moment that counts. */
  #expected: readonly Recipient[] = [];
  /** Deleted before they had got their mail. */
  readonly #missed = new Set<number>();
  #changes = 0;
  #child: ChildProcess | undefined;
  #death: { readonly exchange: number; readonly kill: Kill } | undefined;
  #exchanges = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    mkdirSync(this.folder);
  }

  /** Starts the sender, to be killed or to come to its end; says whether it came to its end. */
  async live(death?: { readonly exchange: number; readonly kill: Kill }): Promise<boolean> {
    this.#death = death;
    this.#exchanges = 0;
    const { port } = between.address() as AddressInfo;
    const args = [join(built, 'program.js'), `http://127.0.0.1:${port}`, this.folder, String(PAGE)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += String(chunk)));
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.on('close', (...end) => resolve(end)),
    );
    if (signal !== 'SIGKILL' && code !== 0) throw new Error(errors);
    if (signal === 'SIGKILL') await this.#change();
    return code === 0;
  }

  /** What the sender asks of Muster or of its provider. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const kill = this.#exchanges++ === this.#death?.exchange ? this.#death.kill : undefined;
    if (kill === 'before') return this.#kill();
    const answer =
      request.url === '/mail' ? this.#mail(request, body) : await this.#ask(request, body);
    if (kill === 'unanswered') return this.#kill();
    const isWritten = new Promise((resolve) => response.on('close', resolve));
    response.writeHead(answer.status, answer.headers).end(answer.body);
    await isWritten;
    if (kill === 'answered') this.#kill();
  }

  /** Keys and contacts of the mails that were delivered, and of those that were to be. */
  outcome() {
    const wanted = this.#expected.filter(({ ordinal }) => !this.#missed.has(ordinal));
    const delivered = [...this.provider.delivered];
    return {
      wanted: wanted.map(({ ordinal, id }) => [`spring/${ordinal}`, id]),
      delivered: delivered
        .sort(([, a], [, b]) => a.ordinal - b.ordinal)
        .map(([key, { to }]) => [key, to.split('.')[0]]),
    };
  }

  #kill(): void {
    this.#child?.kill('SIGKILL');
  }

  #mail({ headers }: IncomingMessage, body: Buffer) {
    const mail = JSON.parse(body.toString()) as Mail;
    const fault = this.provider.take(headers['idempotency-key'] as string, mail);
    return { status: fault === undefined ? 200 : 409, headers: {}, body: fault ?? '' };
  }

  async #ask({ method = '', url = '', headers }: IncomingMessage, body: Buffer) {
    if (url.includes('/recipients')) this.#expected = await recipientsNow();
    else await this.#change();
    const { accept = '', 'content-type': type } = headers;
    const answer = await fetch(muster.url + url, {
      method,
      headers: { accept, ...(type !== undefined && { 'content-type': type }) },
      body: method === 'GET' ? null : new Uint8Array(body),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(
        [...answer.headers].filter(([name]) => name.startsWith('muster-')),
      ),
      body: new Uint8Array(await answer.arrayBuffer()),
    };
  }

  /** Somebody joins, and one each leaves, moves, is deleted, is deleted and comes back. */
  async #change(): Promise<void> {
    const join = `joined-${folders}-${++this.#changes}`;
    await client.writeContacts([sailor(join)]);
    await client.patchContact(this.#somebody(), { sails: false });
    const moved = this.#somebody();
    await client.patchContact(moved, { Email: `${moved}.${this.#changes}@example.org` });
    await this.#delete(this.#somebody());
    const back = this.#somebody();
    await this.#delete(back);
    await client.writeContacts([sailor(back)]);
  }

  async #delete(id: string): Promise<void> {
    const [recipient] = this.#expected.filter((expected) => expected.id === id);
    if (recipient && !this.provider.has(recipient.ordinal)) this.#missed.add(recipient.ordinal);
    await client.deleteContact(id).catch(() => {});
  }

  /** Recipients, mostly. */
  #somebody(): string {
    return `p${this.#random.below(RECIPIENTS + 2)}`;
  }
}

beforeEach(async () => {
  await newSailors();
});

async function newSailors(): Promise<void> {
  for (const { id } of await recipientsNow()) await client.deleteContact(id);
  await client.writeContacts(Array.from({ length: RECIPIENTS }, (_, i) => sailor(`p${i}`)));
}

function sailor(id: string) {
  return { id, fields: { sails: true, Email: `${id}.0@example.org` } };
}

async function recipientsNow(): Promise<readonly Recipient[]> {
  const list: Recipient[] = [];
  for await (const row of (await client.recipients(SEGMENT)).rows) list.push(row);
  return list;
}

describe('everyone of the first moment gets the mail once', () => {
  test.each(['before', 'unanswered', 'answered'] as const)(
    'when the sender is killed at any exchange: %s',
    async (kill) => {
      let deaths = 0;
      let repeats = 0;
      for (let exchange = 0; exchange < EXCHANGES; exchange++) {
        await newSailors();
        run = new Run(exchange);
        if (!(await run.live({ exchange, kill }))) {
          deaths++;
          expect(await run.live()).toBe(true);
        }
        expectEveryoneOnce(`killed at exchange ${exchange}`);
        repeats += run.provider.repeats;
      }
      // Who is deleted is not sent to, so the last exchanges may not take place.
      expect(deaths).toBeGreaterThan(EXCHANGES / 2);
      expect(repeats).toBeGreaterThan(0);
    },
  );

  test('when it is killed over and over', async () => {
    run = new Run(99);
    let lives = 1;
    // A life gets through one page at least.
    while (!(await run.live({ exchange: PAGE + 2, kill: 'unanswered' }))) lives++;
    expectEveryoneOnce();
    expect(lives).toBeGreaterThan(1);
  });

  test('when nothing happens, and once it is over nothing more is sent', async () => {
    run = new Run(100);
    expect(await run.live()).toBe(true);
    expectEveryoneOnce();
    const sent = run.provider.delivered.size;
    expect(await run.live()).toBe(true);
    expect([run.provider.delivered.size, run.provider.repeats]).toEqual([sent, 0]);
  });
});

function expectEveryoneOnce(when?: string): void {
  const { delivered, wanted } = run.outcome();
  expect({ when, delivered }).toEqual({ when, delivered: wanted });
}

describe('what a stop leaves on the disk', () => {
  let folder: string;
  let provider: Provider;

  beforeEach(() => {
    folder = join(built, `left-${++folders}`);
    mkdirSync(folder);
    provider = new Provider();
  });

  const start = (name = 'spring') =>
    sendCampaign(
      client,
      async (mail, key) => {
        provider.take(key, mail);
      },
      { name, segment: 'sailors', channel: 'email', folder, pageSize: PAGE },
    );

  test('without progress the moment is taken anew', async () => {
    const { bytes } = await client.recipientFile(SEGMENT, 'application/vnd.roaring');
    writeFileSync(join(folder, 'recipients.roaring'), bytes);
    writeFileSync(join(folder, 'progress.json.new'), '{"campaign":"spr');
    await client.writeContacts([sailor('late')]);
    await start();
    expect(provider.delivered.size).toBe(RECIPIENTS + 1);
  });

  test('damaged recipients are sent to nobody', async () => {
    await start();
    provider = new Provider();
    const progress = readFileSync(join(folder, 'progress.json'), 'utf8');
    writeFileSync(
      join(folder, 'progress.json'),
      progress.replace(`"done":${RECIPIENTS}`, '"done":0'),
    );
    const path = join(folder, 'recipients.roaring');
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    await expect(start()).rejects.toThrow('the bytes end too early');
    expect(provider.delivered.size).toBe(0);
  });

  test('the folder of another campaign is left alone', async () => {
    await start();
    await expect(start('summer')).rejects.toThrow('is of spring');
  });
});

test('docs/campaign-sender.md shows the sender as it is', () => {
  const page = readFileSync(new URL('docs/campaign-sender.md', ROOT), 'utf8');
  const shown = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  expect(shown).toContain(readFileSync(new URL(SENDER, ROOT), 'utf8'));
});
