/**
 * Damaged stores: whatever happened to the file, a checkpoint is read as it was written or not at
 * all, and what is wrong is said. Reading is tried in children first, since LMDB may crash.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Position } from '../../engine/index.ts';
import { checkpointFiles } from '../../storage/checkpoint-probe.ts';
import { CheckpointStore } from '../../storage/checkpoint-store.ts';
import { decodeValue, encodeValue } from '../../storage/checkpoint-value.ts';
import { LmdbFile } from '../../storage/lmdb-file.ts';
import {
  type Content,
  contentOf,
  folderMaker,
  newestIn,
  onlyStore,
  piecesOf,
  probeApart,
  write,
} from './checkpoint-session.ts';

const newFolder = folderMaker();
const PAGE = 4096;

/** Three checkpoints in one store, with small and big pieces; what each holds, by position. */
async function threeCheckpoints(): Promise<{
  readonly store: string;
  readonly wanted: ReadonlyMap<number, Content>;
}> {
  const folder = newFolder();
  const store = CheckpointStore.open(folder);
  const wanted = new Map<number, Content>();
  for (const position of [10, 20, 30]) {
    const content = new Map([
      ['always', 'unchanged '.repeat(700)],
      ['small', `at ${position}`],
      [`own ${position}`, `page ${position} `.repeat(1500)],
    ]);
    wanted.set(position, content);
    const pieces = piecesOf(content).map((piece) =>
      position > 10 && piece.name === 'always' ? { ...piece, bytes: undefined } : piece,
    );
    await write(store, position, pieces, position === 10);
  }
  await store.close();
  return { store: onlyStore(folder), wanted };
}

/** A copy of a store, other than its data in the given way. */
function damagedCopy(store: string, damage: (data: Buffer) => Buffer): string {
  const folder = join(newFolder(), 'checkpoint', '00000001');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(store, 'lock.mdb'), join(folder, 'lock.mdb'));
  writeFileSync(join(folder, 'data.mdb'), damage(readFileSync(join(store, 'data.mdb'))));
  return folder;
}

/** Ways to damage a file: a name, and the bytes that become of it. */
function damages(bytes: number): (readonly [string, (data: Buffer) => Buffer])[] {
  const all: (readonly [string, (data: Buffer) => Buffer])[] = [];
  for (let page = 0; page < bytes; page += PAGE) {
    all.push([`zeros at ${page}`, (data) => data.fill(0, page, page + PAGE)]);
    all.push([`ones at ${page}`, (data) => data.fill(0xff, page, page + PAGE)]);
    all.push([`cut at ${page}`, (data) => data.subarray(0, page)]);
    all.push([`cut at ${page + 777}`, (data) => data.subarray(0, page + 777)]);
    // Denser where LMDB keeps its own: the heads of pages, and the nodes at their ends.
    const places = [
      0, 8, 10, 12, 16, 18, 20, 22, 24, 26, 30, 48, 97, 144, 152, 1000, 2047, 3900, 4095,
    ];
    for (const place of places) {
      all.push([
        `bit at ${page + place}`,
        (data) => {
          const changed = (data[page + place] as number) ^ (1 << (place % 8));
          return data.fill(changed, page + place, page + place + 1);
        },
      ]);
    }
    const other = (page + 3 * PAGE) % bytes;
    all.push([
      `page ${other} at ${page}`,
      (data) => Buffer.from(data).fill(data.subarray(other, other + PAGE), page, page + PAGE),
    ]);
  }
  all.push(['text instead', () => Buffer.from('this is no store '.repeat(5000))]);
  return all;
}

it('damage anywhere in the file is told, and no wrong byte is read', async () => {
  const { store, wanted } = await threeCheckpoints();
  const variants = damages(readFileSync(join(store, 'data.mdb')).length);
  const folders = variants.map(([, damage]) => damagedCopy(store, damage));
  const probes = probeApart(folders);
  const told = { whole: 0, older: 0, none: 0 };
  for (const [i, { good, faults }] of probes.entries()) {
    const [name] = variants[i] as (typeof variants)[number];
    const folder = folders[i] as string;
    // The name of the variant is part of what is compared, so that a failure says which it was.
    const unnamed = faults.filter((fault) => !fault.includes(folder));
    expect([name, unnamed]).toEqual([name, []]);
    if (good?.position !== 30) expect([name, faults.length > 0]).toEqual([name, true]);
    if (good === undefined) {
      told.none += 1;
      continue;
    }
    told[good.position === 30 ? 'whole' : 'older'] += 1;
    const reader = CheckpointStore.open(join(folder, '..', '..'));
    const [entry] = reader.stores;
    const checkpoint = entry && reader.read(entry, good.key);
    expect([name, checkpoint?.position]).toEqual([name, good.position]);
    const found = checkpoint && contentOf(checkpoint);
    expect([name, found]).toEqual([name, wanted.get(good.position)]);
    await reader.close();
  }
  for (const count of Object.values(told)) expect(count).toBeGreaterThan(10);
});

it('a store that is undamaged passes, also without its lock file', async () => {
  const { store } = await threeCheckpoints();
  const copy = damagedCopy(store, (data) => data);
  writeFileSync(join(copy, 'lock.mdb'), Buffer.alloc(8192, 0xa5));
  const [probe, ofCopy] = probeApart([store, copy]);
  expect(probe).toEqual({
    good: { key: expect.any(Number), position: 30 },
    newest: 30,
    faults: [],
  });
  expect(ofCopy).toEqual(probe);
});

/** A new store with the values of another one, some of them changed on the way. */
async function rewritten(
  store: string,
  change: (key: number, value: Buffer) => Buffer | undefined,
): Promise<string> {
  const folder = join(newFolder(), 'checkpoint', '00000001');
  const from = LmdbFile.openReadOnly(store);
  const to = LmdbFile.create(folder);
  for (const { key, value } of from.entries(1)) {
    const changed = change(key, value);
    if (changed !== undefined) await to.append([[key, changed]]);
  }
  await from.close();
  await to.close();
  return folder;
}

/** Keys of a store's values by kind, oldest first. */
async function keysOf(store: string, kind: 'piece' | 'manifest'): Promise<number[]> {
  const file = LmdbFile.openReadOnly(store);
  const keys: number[] = [];
  for (const { key, value } of file.entries(1)) {
    const decoded = decodeValue(value, key);
    if (decoded.ok && decoded.value.kind === kind) keys.push(key);
  }
  await file.close();
  return keys;
}

function flipped(value: Buffer, place: number): Buffer {
  const bytes = Buffer.from(value);
  bytes.writeUInt8(bytes.readUInt8(place) ^ 0x10, place);
  return bytes;
}

describe('a damaged value', () => {
  it('that is a piece is named with file and piece, and an older checkpoint is found', async () => {
    const { store } = await threeCheckpoints();
    // The newest is made of the values 1, 8 and 9: 'always' is of the first.
    const pieces = await keysOf(store, 'piece');
    const [always, newest] = [pieces[0] as number, pieces.at(-1) as number];
    for (const place of [0, 4, 8, 12, 20, 24, 300]) {
      const bad = await rewritten(store, (key, value) =>
        key === newest ? flipped(value, place) : value,
      );
      const [probe] = probeApart([bad]);
      expect(probe?.good?.position).toBe(20);
      expect(probe?.faults).toHaveLength(1);
      expect(probe?.faults[0]).toContain(`piece 'own 30' (value ${newest}) of ${bad} is damaged`);
      await expect(newestIn(join(bad, '..', '..'))).rejects.toThrow("piece 'own 30'");
    }
    const bad = await rewritten(store, (key, value) =>
      key === always ? value.subarray(0, -1) : value,
    );
    const [probe] = probeApart([bad]);
    expect(probe?.good).toBeUndefined();
    expect(probe?.faults).toHaveLength(3);
    for (const fault of probe?.faults ?? []) expect(fault).toContain("piece 'always'");
  });

  it('stops the probe, which can be asked for older checkpoints', async () => {
    const { store } = await threeCheckpoints();
    const newest = (await keysOf(store, 'piece')).at(-1) as number;
    const bad = await rewritten(store, (key, value) =>
      key === newest ? flipped(value, 99) : value,
    );
    const readThrough = (folder: string, older: number): void => {
      for (const { file, read } of checkpointFiles(folder, older)) {
        expect(file).toBe(folder);
        expect([...read()]).toEqual([]);
      }
    };
    expect(() => readThrough(bad, 0)).toThrow(`piece 'own 30' (value ${newest}) of ${bad}`);
    expect(() => readThrough(bad, 1)).not.toThrow();
    expect(() => readThrough(store, 0)).not.toThrow();
    expect(() => readThrough(join(store, 'none'), 0)).toThrow(join(store, 'none'));
  });

  it('that is a good piece in the place of another is noticed', async () => {
    const { store } = await threeCheckpoints();
    const file = LmdbFile.openReadOnly(store);
    const second = file.get(2) as Buffer;
    await file.close();
    const moved = await rewritten(store, (key, value) => (key === 1 ? second : value));
    expect(probeApart([moved])[0]?.faults[0]).toContain('it belongs to another key');
    const other = encodeValue('piece', 1, Buffer.from('sound, but another'));
    const replaced = await rewritten(store, (key, value) => (key === 1 ? other : value));
    expect(probeApart([replaced])[0]?.faults[0]).toContain('not the one that the manifest names');
  });

  it('that is a manifest leads to the checkpoint before it, and is told', async () => {
    const { store, wanted } = await threeCheckpoints();
    const manifests = await keysOf(store, 'manifest');
    const newest = manifests.at(-1) as number;
    const bad = await rewritten(store, (key, value) =>
      key === newest ? flipped(value, 40) : value,
    );
    const [probe] = probeApart([bad]);
    expect(probe?.good?.position).toBe(20);
    expect(probe?.faults).toEqual([`value ${newest} of ${bad} is damaged: its checksum is wrong`]);
    expect(await newestIn(join(bad, '..', '..'))).toEqual({
      position: 20,
      content: wanted.get(20),
    });
  });

  it('never makes a store look like one that was not completed', async () => {
    const { store } = await threeCheckpoints();
    const manifests = await keysOf(store, 'manifest');
    const bad = await rewritten(store, (key, value) =>
      manifests.includes(key) ? flipped(value, 30) : value,
    );
    expect(probeApart([bad])[0]).toMatchObject({ faults: [expect.stringContaining('is damaged')] });
    await expect(newestIn(join(bad, '..', '..'))).rejects.toThrow('is damaged');
  });

  it('that is missing is noticed', async () => {
    const { store } = await threeCheckpoints();
    const { length } = [...(await keysOf(store, 'piece')), ...(await keysOf(store, 'manifest'))];
    for (let missing = 1; missing < length; missing++) {
      const bad = await rewritten(store, (key, value) => (key === missing ? undefined : value));
      expect(probeApart([bad])[0]?.faults[0]).toContain(bad);
    }
  });
});

it('a damaged store is left alone until a full checkpoint takes its place', async () => {
  const { store } = await threeCheckpoints();
  const bad = await rewritten(store, (key, value) => (key === 1 ? flipped(value, 50) : value));
  const folder = join(bad, '..', '..');
  const checkpoints = CheckpointStore.open(folder);
  const [entry] = checkpoints.stores;
  expect(() => [...((entry && checkpoints.read(entry)?.pieces()) ?? [])]).toThrow('is damaged');
  const writer = await checkpoints.begin(true);
  await writer.put(piecesOf(new Map([['a', 'new']])));
  expect(checkpoints.stores).toHaveLength(2);
  await writer.commit(40 as Position);
  await checkpoints.close();
  expect(await newestIn(folder)).toEqual({ position: 40, content: new Map([['a', 'new']]) });
  expect(CheckpointStore.open(folder).stores).toHaveLength(1);
});
