/** `muster verify`: what it prints and how it ends. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { muster, RunningServer, temporaryFolder } from './muster-process.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => folder.remove());

test('a folder is refused while a server has it open, sound after it, and damage is named', async () => {
  const data = join(folder.path, 'data');
  const server = await RunningServer.start(['--data', data, '--threads', '1']);
  await server.request('POST', '/v1/contacts', [{ id: 'a', fields: { n: 1 } }, { id: 'b' }]);
  await server.request('POST', '/v1/events', { contact: 'a', event: 'buy' });
  const refused = await muster(['verify', data]);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(
    /^muster: cannot verify .+: another process has it open; .*muster backup.*\n$/,
  );
  // Stopping takes a checkpoint.
  await server.stop();
  const sound = await muster(['verify'], { env: { MUSTER_DATA: data } });
  expect(sound).toMatchObject({ code: 0, stderr: '' });
  expect(sound.stdout).toMatch(
    new RegExp(
      '^log: 2 records \\(1 to 2\\) in 1 range, \\d+ bytes\n' +
        'checkpoints: 1, of record 2, .+\n' +
        'contents: 2 contacts, 1 event\n' +
        'compared: the newest checkpoint and the log after it, with the whole log\n' +
        `${data} is sound\n$`,
    ),
  );

  const file = join(data, 'log', `${'1'.padStart(16, '0')}-0000`, 'data.mdb');
  const bytes = readFileSync(file);
  const place = bytes.lastIndexOf('buy');
  expect(place).toBeGreaterThan(0);
  writeFileSync(file, bytes.fill('B', place, place + 1));
  const damaged = await muster(['verify', '--data', data]);
  expect(damaged).toMatchObject({ code: 1, stderr: '' });
  expect(damaged.stdout).toMatch(
    /^fault: record 2 of the log is damaged: its checksum is wrong \(in .+0001-0000\)$/m,
  );
  // The checkpoint has what the record says, and nothing is after it.
  expect(damaged.stdout).toMatch(/the log cannot be used; the index was checked/);
  expect(damaged.stdout).toMatch(/ has faults: 1\n$/);
});

test('what is no data folder is said in one line, and left alone', async () => {
  const missing = join(folder.path, 'missing');
  expect(await muster(['verify', missing])).toEqual({
    code: 1,
    stdout: '',
    stderr: `muster: ${missing} is no folder\n`,
  });
  expect(existsSync(missing)).toBe(false);
  const other = join(folder.path, 'other');
  mkdirSync(other);
  expect(await muster(['verify', other])).toEqual({
    code: 1,
    stdout: '',
    stderr: `muster: ${other} is no data folder: it has neither log nor checkpoints\n`,
  });
  const twice = await muster(['verify', other, '--data', missing]);
  expect(twice.stderr).toContain('given twice');
  expect(twice.code).toBe(1);
});
