/** `muster import`: files into a folder and into a running server, with the same answers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { muster, RunningServer, temporaryFolder } from './muster-process.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

function file(name: string, content: string | Buffer): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

const CONTACTS = 2500;
const numbers = Array.from({ length: CONTACTS }, (_, i) => i);
const dateOf = (i: number) => `2024-0${(i % 9) + 1}-01T00:00:00Z`;

const contactsNdjson = file(
  'contacts.ndjson.gz',
  gzipSync(
    numbers
      .map((i) => JSON.stringify({ id: `c${i}`, fields: { age: i % 90, signed_up: dateOf(i) } }))
      .join('\n'),
  ),
);
const eventsNdjson = file(
  'events.ndjson',
  numbers
    .map((i) =>
      JSON.stringify({
        contact: `c${i % 100}`,
        event: 'buy',
        time: dateOf(i),
        id: `e${i}`,
        attributes: { amount: i, note: `"quoted", ü ${i % 3}` },
      }),
    )
    .join('\r\n'),
);
const contactsCsv = file(
  'contacts.csv',
  `\ufeffid,age:number,signed_up\r\n${numbers.map((i) => `c${i},${i % 90},${dateOf(i)}\r\n`).join('')}`,
);
const eventsCsv = file(
  'events.csv.gz',
  gzipSync(
    `contact,event,time,id,amount,note\n${numbers
      .map((i) => `c${i % 100},buy,${dateOf(i)},e${i},${i},"""quoted"", ü ${i % 3}"\n`)
      .join('')}`,
  ),
);

const QUESTIONS: readonly [unknown, number][] = [
  [{ all: [] }, CONTACTS],
  [{ field: 'age', op: 'gte', value: 80 }, numbers.filter((i) => i % 90 >= 80).length],
  [
    { field: 'signed_up', op: 'before', value: '2024-02-01' },
    numbers.filter((i) => i % 9 === 0).length,
  ],
  [{ event: 'buy', op: 'gte', value: 25 }, 100],
  [{ event: 'buy', where: { attr: 'amount', op: 'lt', value: 10 } }, 10],
  [{ event: 'buy', where: { attr: 'note', op: 'eq', value: '"quoted", ü 1' } }, 100],
];

async function expectAnswers(server: RunningServer): Promise<void> {
  const answers: [unknown, number][] = [];
  for (const [rule] of QUESTIONS) answers.push([rule, await server.count(rule)]);
  expect(answers).toEqual(QUESTIONS);
}

const formats = [
  ['NDJSON', ['--contacts', contactsNdjson, '--events', eventsNdjson]],
  ['CSV', ['--contacts', contactsCsv, '--events', eventsCsv, '--attribute', 'buy.amount:number']],
] as const;
const SIGNED_UP = ['--field', 'signed_up:datetime'];

describe.each(formats)('an import of %s', (name, files) => {
  test('into a folder is there when a server opens it', async () => {
    const data = join(folder.path, `data-${name}`);
    const { code, stdout } = await muster(['import', '--data', data, ...SIGNED_UP, ...files]);
    expect(stdout).toMatch(/│ contacts\.\S+ +│ +2500 │ +2500 │ +0 │ +0 │/);
    expect(stdout).toMatch(/│ events\.\S+ +│ +2500 │ +2500 │ +0 │ +0 │/);
    expect(code).toBe(0);
    const server = await RunningServer.start(['--data', data, '--threads', '1']);
    await expectAnswers(server);
    await server.stop();
  });

  test('into a running server is there at once, and again changes nothing', async () => {
    const data = join(folder.path, `data-url-${name}`);
    const server = await RunningServer.start(['--data', data, '--threads', '1']);
    const args = ['import', '--url', server.url, ...SIGNED_UP, ...files];
    expect((await muster(args)).code).toBe(0);
    await expectAnswers(server);
    const again = await muster(args);
    expect(again.stdout).toMatch(/│ events\.\S+ +│ +2500 │ +0 │ +2500 │ +0 │/);
    expect(again.code).toBe(0);
    await expectAnswers(server);
    await server.stop();
  });
});

describe('an import with faults', () => {
  let server: RunningServer;
  beforeAll(async () => {
    const data = join(folder.path, 'data-faults');
    server = await RunningServer.start(['--data', data, '--threads', '1']);
  });
  afterAll(async () => {
    await server.stop();
  });

  const BROKEN = [
    '{"id":"good","fields":{"n":1}}',
    '{"id":"broken"',
    '{"id":"text","fields":{"n":"one"}}',
    '{"id":"also text","fields":{"n":"two"}}',
    '{"fields":{}}',
  ].join('\n');

  test.each(['a folder', 'a server'])(
    'into %s names the reasons and ends with 2',
    async (where) => {
      const data = join(folder.path, 'data-broken');
      const target = where === 'a folder' ? ['--data', data] : ['--url', server.url];
      const { code, stdout } = await muster(['import', '--contacts', '-', ...target], {
        input: BROKEN,
      });
      expect(stdout).toMatch(/│ standard input │ +5 │ +1 │ +0 │ +4 │/);
      expect(stdout).toMatch(/│ +2 │ contacts │ \/fields\/n +│ .+ │ standard input:3 +│/);
      expect(stdout).toMatch(/standard input:2/);
      expect(stdout).toMatch(/standard input:5/);
      expect(code).toBe(2);
    },
  );

  test('that cannot go on says why and how far it came, with exit code 1', async () => {
    const lines = numbers.map((i) => `{"id":"${(i * 2654435761) % 2 ** 32}","fields":{}}\n`);
    const packed = gzipSync(lines.join(''));
    const cut = file('cut.ndjson.gz', packed.subarray(0, packed.length - 100));
    const { code, stdout, stderr } = await muster([
      'import',
      '--contacts',
      cut,
      '--url',
      server.url,
    ]);
    expect(stderr).toMatch(/^muster: .*cut\.ndjson\.gz is broken gzip: unexpected end of file$/m);
    expect(stdout).toMatch(/│ cut\.ndjson\.gz │ +[1-9]\d* │/);
    expect(code).toBe(1);
  });

  test.each([
    [[], /nothing to import/],
    [['--contacts', '/nowhere.csv', '--url', 'http://127.0.0.1:1'], /cannot read \/nowhere\.csv/],
    [['--contacts', contactsCsv, '--url', 'http://127.0.0.1:1'], /cannot reach http:\/\/127/],
    [['--contacts', contactsCsv, '--url', 'x'], /is not the URL of a server/],
    [['--contacts', contactsCsv, '--field', 'age:int'], /--field age:int: expected name:type/],
    [['--contacts', contactsCsv, '--url', 'http://a', '--data', 'b'], /exclude each other/],
  ])('is refused with %j', async (args, line) => {
    const { code, stderr } = await muster(['import', ...args]);
    expect(stderr).toMatch(line);
    expect(code).toBe(1);
  });

  test('into a folder that a server has open is refused, and works when the server is gone', async () => {
    const data = join(folder.path, 'data-open');
    const other = await RunningServer.start(['--data', data, '--threads', '1']);
    const args = ['import', '--data', data, '--contacts', '-'];
    const refused = await muster(args, { input: '{"id":"a"}' });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /^muster: cannot open the data folder .+: another process has it open$/m,
    );
    await other.stop('SIGKILL');
    expect((await muster(args, { input: '{"id":"a"}' })).code).toBe(0);
  });

  test('refuses to declare another type than the values have', async () => {
    await server.request('POST', '/v1/contacts', [{ id: 'typed', fields: { size: 1 } }]);
    const sized = file('sized.csv', 'id,size:text\nx,large\n');
    const { code, stderr } = await muster(['import', '--contacts', sized, '--url', server.url]);
    expect(stderr).toMatch(/^muster: declaring size as text failed: 409/m);
    expect(code).toBe(1);
  });
});

test('the version and the help are printed', async () => {
  expect((await muster(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const help = await muster(['import', '--help']);
  expect(help.stdout).toContain('--contacts <file>');
  expect(help.code).toBe(0);
  expect((await muster(['nonsense'])).code).toBe(1);
});
