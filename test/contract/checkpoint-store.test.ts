/** Checkpoints are read as they were written, one counts at a time, and a failure leaves the old one. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Piece, Position } from '../../engine/index.ts';
import { CheckpointStore } from '../../storage/checkpoint-store.ts';
import type { CheckpointPoint } from '../../storage/checkpoint-writer.ts';
import {
  type Content,
  contentOf,
  folderMaker,
  newest,
  newestIn,
  piecesOf,
  write,
} from './checkpoint-session.ts';

const newFolder = folderMaker();
const MIB = 2 ** 20;

/** Names of what is in a data folder's folder of stores. */
function storesIn(folder: string): string[] {
  return readdirSync(join(folder, 'checkpoint')).sort();
}

function content(...entries: readonly (readonly [string, string])[]): Content {
  return new Map(entries);
}

describe('a store of checkpoints', () => {
  it('has nothing at first, and wants a full checkpoint', async () => {
    const store = CheckpointStore.open(newFolder());
    expect(store.stores).toEqual([]);
    expect(store.needsFull).toBe(true);
    await expect(store.begin(false)).rejects.toThrow('asked for in full');
    await store.close();
  });

  it('gives back pieces of every size under every name, in order', async () => {
    const folder = newFolder();
    const store = CheckpointStore.open(folder);
    const wanted = content(
      ['z', ''],
      ['shard/0/field/7/codes/2', 'x'],
      ['', 'nameless'],
      ['Łódź/__proto__', '\u00ff'.repeat(2000)],
      ['big', Buffer.alloc(9 * MIB + 1, 'odd').toString('latin1')],
      ['a', 'last'],
    );
    await write(store, 7, piecesOf(wanted));
    expect(newest(store)).toEqual({ position: 7, content: wanted });
    await store.close();
    const again = await newestIn(folder);
    expect([...(again?.content.keys() ?? [])]).toEqual([...wanted.keys()]);
    expect(again).toEqual({ position: 7, content: wanted });
  });

  it('holds a checkpoint without a piece, at position 0', async () => {
    const folder = newFolder();
    const store = CheckpointStore.open(folder);
    await write(store, 0, []);
    await write(store, 0, [], false);
    await store.close();
    expect(await newestIn(folder)).toEqual({ position: 0, content: new Map() });
  });

  it('carries over what has not changed, and leaves out what is not named', async () => {
    const folder = newFolder();
    const store = CheckpointStore.open(folder);
    await write(store, 1, piecesOf(content(['a', '1'], ['b', '2'], ['c', '3'])));
    const unchanged = { name: 'a', bytes: undefined };
    await write(store, 2, [unchanged, ...piecesOf(content(['b', 'new']))], false);
    await write(store, 3, [unchanged, { name: 'b', bytes: undefined }], false);
    await store.close();
    const wanted = content(['a', '1'], ['b', 'new']);
    expect(await newestIn(folder)).toEqual({ position: 3, content: wanted });
  });

  it('gives the older checkpoints of a store, newest first', async () => {
    const store = CheckpointStore.open(newFolder());
    for (const position of [3, 5, 5, 9]) {
      await write(store, position, piecesOf(content(['a', `at ${position}`])), position === 3);
    }
    const [entry] = store.stores;
    const found: unknown[] = [];
    for (let at = entry && store.read(entry); at !== undefined; at = at.older()) {
      found.push([at.position, contentOf(at).get('a')]);
      expect(entry && store.read(entry, at.key)?.position).toBe(at.position);
    }
    expect(found).toEqual([3, 5, 5, 9].reverse().map((position) => [position, `at ${position}`]));
    await store.close();
  });

  it('keeps the bytes it was given, whatever becomes of them later', async () => {
    const store = CheckpointStore.open(newFolder());
    const writer = await store.begin(true);
    const bytes = Buffer.from('before');
    const put = writer.put([{ name: 'a', bytes }]);
    bytes.fill(0);
    await put;
    await writer.commit(1 as Position);
    expect(newest(store)?.content).toEqual(content(['a', 'before']));
    await store.close();
  });

  it('takes calls that overlap', async () => {
    const store = CheckpointStore.open(newFolder());
    const writer = await store.begin(true);
    const names = Array.from({ length: 40 }, (_, i) => `piece ${i}`);
    const bytes = (name: string) => Buffer.alloc(MIB, name);
    await Promise.all(
      Array.from({ length: 4 }, (_, k) =>
        writer.put(names.slice(k * 10, k * 10 + 10).map((name) => ({ name, bytes: bytes(name) }))),
      ),
    );
    await writer.commit(1 as Position);
    const found = newest(store)?.content;
    expect([...(found?.keys() ?? [])].sort()).toEqual([...names].sort());
    for (const name of names) expect(found?.get(name)).toBe(bytes(name).toString('latin1'));
    await store.close();
  });

  it('refuses a second checkpoint at a time, and one that goes back', async () => {
    const store = CheckpointStore.open(newFolder());
    await write(store, 5, []);
    const writer = await store.begin(false);
    await expect(store.begin(true)).rejects.toThrow('one checkpoint at a time');
    await expect(writer.commit(4 as Position)).rejects.toThrow('checkpoints go forward');
    await writer.abandon();
    await store.close();
  });
});

describe('a checkpoint that is given up', () => {
  it('leaves the one before, and asks for a full one', async () => {
    const folder = newFolder();
    const store = CheckpointStore.open(folder);
    const before = content(['a', 'old']);
    await write(store, 1, piecesOf(before));
    const writer = await store.begin(false);
    await writer.put(piecesOf(content(['a', 'new'], ['big', 'x'.repeat(9 * MIB)])));
    await writer.abandon();
    expect(store.needsFull).toBe(true);
    expect(newest(store)).toEqual({ position: 1, content: before });
    const full = await store.begin(true);
    await full.put(piecesOf(content(['a', 'newer'])));
    expect(storesIn(folder)).toHaveLength(2);
    await full.abandon();
    expect(storesIn(folder)).toHaveLength(1);
    await store.close();
    expect(await newestIn(folder)).toEqual({ position: 1, content: before });
  });

  it('takes no more', async () => {
    const store = CheckpointStore.open(newFolder());
    const writer = await store.begin(true);
    await writer.abandon();
    await expect(writer.put([])).rejects.toThrow('takes no more');
    await expect(writer.commit(1 as Position)).rejects.toThrow('takes no more');
    await store.close();
  });

  it('is one that names a piece twice, or carries over one that was not there', async () => {
    const bad: readonly (readonly [Piece[], string])[] = [
      [piecesOf(content(['a', '1'])).flatMap((piece) => [piece, piece]), 'given twice'],
      [[{ name: 'b', bytes: undefined }], "piece 'b' was given as unchanged"],
    ];
    for (const [pieces, message] of bad) {
      for (const full of [false, true]) {
        const folder = newFolder();
        const store = CheckpointStore.open(folder);
        await write(store, 1, piecesOf(content(['a', 'old'])));
        const writer = await store.begin(full);
        await expect(writer.put(pieces)).rejects.toThrow(message);
        await expect(writer.commit(2 as Position)).rejects.toThrow(message);
        await writer.abandon();
        await store.close();
        const wanted = { position: 1, content: content(['a', 'old']) };
        expect(await newestIn(folder)).toEqual(wanted);
      }
    }
  });
});

describe('a full checkpoint', () => {
  it('is the only store that is left, under the next number', async () => {
    const folder = newFolder();
    for (const number of [1, 2, 3]) {
      const store = CheckpointStore.open(folder);
      await write(store, number * 10, piecesOf(content(['a', String(number)])));
      expect(storesIn(folder)).toEqual([`0000000${number}`]);
      await store.close();
    }
    const store = CheckpointStore.open(folder);
    await write(store, 40, []);
    await write(store, 50, []);
    expect(storesIn(folder)).toEqual(['00000005']);
    expect(newest(store)?.position).toBe(50);
    await store.close();
  });

  it('deletes the store that was read at the start', async () => {
    const folder = newFolder();
    const first = CheckpointStore.open(folder);
    await write(first, 1, piecesOf(content(['a', 'old'])));
    await first.close();
    const store = CheckpointStore.open(folder);
    expect(newest(store)?.position).toBe(1);
    await write(store, 2, piecesOf(content(['a', 'new'])));
    expect(storesIn(folder)).toEqual(['00000002']);
    expect(newest(store)).toEqual({ position: 2, content: content(['a', 'new']) });
    await store.close();
  });

  it('is asked for when more than half of a store is garbage', async () => {
    const store = CheckpointStore.open(newFolder(), { smallStoreBytes: 0 });
    const full = new Map(Array.from({ length: 10 }, (_, i) => [`${i}`, 'x'.repeat(100_000)]));
    await write(store, 1, piecesOf(full));
    const asked: boolean[] = [];
    for (let position = 2; position <= 4; position++) {
      // Four of ten are new each time: 14 of 10, 18, then 22 are written.
      const pieces = piecesOf(full).map((piece, i) =>
        i < 4 ? piece : { ...piece, bytes: undefined },
      );
      await write(store, position, pieces, false);
      asked.push(store.needsFull);
    }
    expect(asked).toEqual([false, false, true]);
    await write(store, 5, piecesOf(full));
    expect(store.needsFull).toBe(false);
    await store.close();
  });
});

describe('a store that was never completed', () => {
  it('is not read, and is deleted when the next checkpoint begins', async () => {
    const folder = newFolder();
    const store = CheckpointStore.open(folder);
    await write(store, 1, piecesOf(content(['a', 'good'])));
    await store.close();
    // What a kill leaves: a folder without a file, and half a folder.
    mkdirSync(join(folder, 'checkpoint', '00000003'));
    mkdirSync(join(folder, 'checkpoint', '00000004.new'));
    const next = CheckpointStore.open(folder);
    expect(newest(next)?.position).toBe(1);
    const writer = await next.begin(true);
    expect(storesIn(folder)).toEqual(['00000001', '00000004']);
    await writer.abandon();
    await next.close();
    expect((await newestIn(folder))?.position).toBe(1);
  });
});

/** One checkpoint of a random run. */
type Step = {
  readonly put: readonly (readonly [name: number, length: number, letter: string])[];
  readonly drop: readonly number[];
  readonly full: boolean;
  readonly reopen: boolean;
  /** The moment, counted from the beginning of the step, at which it fails; 0: it does not. */
  readonly failAt: number;
};

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    put: fc.array(
      fc.tuple(
        fc.nat(12),
        fc.oneof(
          { arbitrary: fc.nat(40), weight: 5 },
          { arbitrary: fc.nat(9000), weight: 5 },
          { arbitrary: fc.constant(5 * MIB), weight: 1 },
        ),
        fc.constantFrom('a', 'b', '\u00ff'),
      ),
      { maxLength: 5 },
    ),
    drop: fc.array(fc.nat(12), { maxLength: 2 }),
    full: fc.boolean(),
    reopen: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    failAt: fc.oneof(fc.constant(0), fc.nat(6)),
  }),
  { maxLength: 12 },
);

it('random checkpoints, some of which fail, agree with a map', async () => {
  const seen = new Set<CheckpointPoint>();
  await fc.assert(
    fc.asyncProperty(steps, async (run) => {
      const folder = newFolder();
      let passed = 0;
      let failAt = 0;
      let failed: CheckpointPoint | undefined;
      const at = (point: CheckpointPoint): void => {
        passed += 1;
        if (passed !== failAt) return;
        failed = point;
        seen.add(point);
        throw new Error('as planned');
      };
      const open = (): CheckpointStore =>
        CheckpointStore.open(folder, { at, smallStoreBytes: 20_000 });
      let store = open();
      let twin: { position: number; content: Content } | undefined;
      for (const [i, step] of run.entries()) {
        if (step.reopen) {
          await store.close();
          store = open();
        }
        const next = new Map(twin?.content);
        for (const name of step.drop) next.delete(`${name}`);
        const changed = new Set(step.put.map(([name]) => `${name}`));
        for (const [name, length, letter] of step.put) next.set(`${name}`, letter.repeat(length));
        const full = step.full || store.needsFull;
        const pieces = piecesOf(next).map((piece) =>
          full || changed.has(piece.name) ? piece : { name: piece.name, bytes: undefined },
        );
        [passed, failAt, failed] = [0, step.failAt, undefined];
        const outcome = await write(store, i + 1, pieces, full).then(
          () => 'written',
          (error: unknown) => (error as Error).message,
        );
        expect(outcome).toBe(failed === undefined ? 'written' : 'as planned');
        const counts =
          failed === undefined || failed === 'manifest-written' || failed === 'old-deleted';
        if (counts) twin = { position: i + 1, content: next };
        // A store that could not be begun is no attempt: the one before can be added to.
        const isAttempt = failed !== undefined && failed !== 'store-created';
        if (isAttempt) expect(store.needsFull).toBe(true);
        else if (full && failed === undefined) expect(storesIn(folder)).toHaveLength(1);
        expect(newest(store)).toEqual(twin);
      }
      await store.close();
      expect(await newestIn(folder)).toEqual(twin);
    }),
    { numRuns: 50 },
  );
  expect([...seen].sort()).toEqual(
    ['manifest-due', 'manifest-written', 'old-deleted', 'pieces-written', 'store-created'].sort(),
  );
});
