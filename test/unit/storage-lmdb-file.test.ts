/** An LMDB environment to which entries are only added. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { LmdbFile, renewLock } from '../../storage/lmdb-file.ts';

const root = mkdtempSync(join(tmpdir(), 'muster-lmdb-'));
let folders = 0;

afterAll(() => rmSync(root, { recursive: true }));

function newFolder(): string {
  folders += 1;
  return join(root, String(folders), 'file');
}

function entry(key: number, length = 10): readonly [number, Uint8Array] {
  return [key, new Uint8Array(length).fill(key)];
}

it('gives back what was added, also when it is opened again', async () => {
  const folder = newFolder();
  const file = LmdbFile.create(folder);
  expect(file).toMatchObject({ count: 0, lastKey: 0 });
  await file.append([entry(1), entry(5, 5000)]);
  await file.append([]);
  await file.append(Array.from({ length: 1000 }, (_, i) => entry(i + 10)));
  expect(file).toMatchObject({ count: 1002, lastKey: 1009 });
  await file.close();
  const again = LmdbFile.openReadOnly(folder);
  expect(again).toMatchObject({ count: 1002, lastKey: 1009 });
  expect(statSync(join(folder, 'data.mdb')).size).toBe(again.usedBytes);
  expect(again.get(5)).toEqual(Buffer.alloc(5000, 5));
  expect([again.get(0), again.get(6), again.get(2000)]).toEqual([undefined, undefined, undefined]);
  const keys = [...again.entries(6)].map(({ key, value }) => [key, value[0]]);
  expect(keys).toEqual(Array.from({ length: 1000 }, (_, i) => [i + 10, (i + 10) % 256]));
  await again.close();
  await again.close();
});

it('takes only keys that grow, by who created it, one append at a time', async () => {
  const folder = newFolder();
  const file = LmdbFile.create(folder);
  for (const keys of [[0], [-1], [1.5], [2, 2], [3, 2]]) {
    await expect(file.append(keys.map((key) => entry(key)))).rejects.toThrow('keys only grow');
  }
  const first = file.append([entry(1)]);
  await expect(file.append([entry(2)])).rejects.toThrow('one append at a time');
  await first;
  await expect(file.append([entry(1)])).rejects.toThrow('keys only grow');
  expect([...file.entries(0)]).toHaveLength(1);
  await file.close();
  expect(() => file.reserve(1)).toThrow('who created it');
  const again = LmdbFile.openReadOnly(folder);
  await expect(again.append([entry(2)])).rejects.toThrow('who created it');
  await again.close();
});

it('has room for what was asked for before it is written', async () => {
  const folder = newFolder();
  const file = LmdbFile.create(folder);
  const size = (): number => statSync(join(folder, 'data.mdb')).size;
  file.reserve(5_000_000);
  const before = size();
  expect(before).toBeGreaterThan(5_000_000);
  await file.append([entry(1, 3000), entry(2, 2_000_000), entry(3, 2_990_000)]);
  expect(size()).toBe(before);
  await file.close();
  expect(size()).toBeLessThan(5_100_000);
});

it('is not made over another, and leaves nothing when it fails', async () => {
  const folder = newFolder();
  const file = LmdbFile.create(folder);
  await file.append([entry(1)]);
  await file.close();
  expect(() => LmdbFile.create(folder)).toThrow('ENOTEMPTY');
  expect(existsSync(`${folder}.new`)).toBe(false);
  const again = LmdbFile.openReadOnly(folder);
  expect(again.lastKey).toBe(1);
  await again.close();
  const notThere = newFolder();
  expect(() => LmdbFile.openReadOnly(notThere)).toThrow(notThere);
});

/** Has a file open for reading until it is ended, as a process that outlives a killed writer. */
async function readerOf(folder: string): Promise<ChildProcess> {
  const module = new URL('../../dist/storage/lmdb-file.js', import.meta.url);
  const script = `
    import { LmdbFile } from ${JSON.stringify(module.href)};
    const file = LmdbFile.openReadOnly(${JSON.stringify(folder)});
    process.stdout.write(String(file.lastKey));
    setInterval(() => file.lastKey, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

it('can be given a new lock while somebody reads it, and shows all to both', async () => {
  const folder = newFolder();
  const file = LmdbFile.create(folder);
  for (let key = 1; key <= 20; key++) await file.append([entry(key)]);
  await file.close();
  const reader = await readerOf(folder);
  try {
    const before = statSync(join(folder, 'lock.mdb')).ino;
    renewLock(folder);
    expect(statSync(join(folder, 'lock.mdb')).ino).not.toBe(before);
    const again = LmdbFile.openReadOnly(folder);
    expect(again).toMatchObject({ lastKey: 20, count: 20 });
    await again.close();
    expect(reader.exitCode).toBeNull();
  } finally {
    reader.kill();
  }
});

/** Makes a file in a process of its own, and adds to it one commit after the other until it is ended. */
async function writerOf(folder: string): Promise<ChildProcess> {
  const module = new URL('../../dist/storage/lmdb-file.js', import.meta.url);
  const script = `
    import { LmdbFile } from ${JSON.stringify(module.href)};
    const file = LmdbFile.create(${JSON.stringify(folder)});
    for (let key = 1; ; key++) {
      await file.append([[key, new Uint8Array(key % 2 === 0 ? 10 : 9000)]]);
      if (key === 10) process.stdout.write('going');
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

it('is opened as of one commit while another process writes it', async () => {
  const folder = newFolder();
  const writer = await writerOf(folder);
  try {
    let last = 0;
    for (let opening = 0; opening < 300 || last < 100; opening++) {
      const file = LmdbFile.openLive(folder);
      const { count, lastKey } = file;
      await file.close();
      expect([opening, count]).toEqual([opening, lastKey]);
      expect(lastKey).toBeGreaterThanOrEqual(last);
      last = lastKey;
    }
    expect(writer.exitCode).toBeNull();
  } finally {
    writer.kill('SIGKILL');
  }
});

it('keeps every commit, whatever others write into the lock file', async () => {
  const folder = newFolder();
  const lock = join(folder, 'lock.mdb');
  const file = LmdbFile.create(folder);
  await file.append([entry(1)]);
  // What opening the file does that began before the second commit and ends after it.
  const before = readFileSync(lock);
  await file.append([entry(2)]);
  writeFileSync(lock, before, { flag: 'r+' });
  await file.append([entry(3)]);
  expect(Array.from(file.entries(0), ({ key }) => key)).toEqual([1, 2, 3]);
  await file.close();
  const again = LmdbFile.openReadOnly(folder);
  expect(Array.from(again.entries(0), ({ key }) => key)).toEqual([1, 2, 3]);
  await again.close();
});

it('leaves what others read as it is, and writes pages again afterwards', async () => {
  const folder = newFolder();
  const file = LmdbFile.create(folder);
  let last = 0;
  const addMany = async (): Promise<number> => {
    const before = file.usedBytes;
    for (let i = 0; i < 100; i++) await file.append([entry(++last, 100)]);
    return file.usedBytes - before;
  };
  const alone = await addMany();
  // The writer has a lock file of its own, so that both can be in one process here.
  const reader = LmdbFile.openLive(folder);
  expect(reader).toMatchObject({ count: 100, lastKey: 100 });
  const watched = await addMany();
  expect(watched).toBeGreaterThan(3 * alone);
  const seen = Array.from(reader.entries(0), ({ key, value }) => [key, value[0]]);
  // Others may follow.
  expect(seen.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, i) => [i + 1, i + 1]));
  await reader.close();
  expect(readdirSync(folder).sort()).toEqual(['data.mdb', 'lock.mdb']);
  await addMany();
  expect(await addMany()).toBeLessThan(2 * alone);
  await file.close();
});
