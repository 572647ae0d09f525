/**
 * Verifying data folders: those of random worlds with checkpoints, compaction, trimming and expiry
 * are sound; what is damaged is named; and what is wrong under good checksums is found by comparing.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPage, writePage } from '../../engine/event-rows.ts';
import { decodeBatch, encodeBatch, OP } from '../../engine/index.ts';
import { PieceReader, PieceWriter } from '../../engine/piece.ts';
import type { Muster } from '../../server/muster.ts';
import { CheckpointStore } from '../../storage/checkpoint-store.ts';
import { type Known, readKnown } from '../../storage/checkpointer.ts';
import { LmdbFile } from '../../storage/lmdb-file.ts';
import { listRanges, logFolder, rangeFolder } from '../../storage/log-folder.ts';
import { packed } from '../../storage/packed.ts';
import { type VerifyReport, verifyFolder } from '../../storage/verify.ts';
import { COMPILED, DAY, HOUR, NOON, openSession, withFolder } from '../contract/muster-session.ts';
import { caseArbitrary, type FuzzCase } from '../fuzz/fuzz-run.ts';
import { STEP_INTERVAL } from '../fuzz/fuzz-world.ts';
import { changeCheckpoint, changeRecord, changeValues, flipped, rangeOf } from './verify-damage.ts';
import { playStep } from './world-play.ts';

const STARTS = 2;
/** Of a world; the others would only take longer. */
const MAX_STEPS = 150;
const PROBE = new URL('../storage/probe-child.js', COMPILED);

function verified(data: string): Promise<VerifyReport> {
  return verifyFolder({ data, probe: PROBE, onProgress: () => {} });
}

/** What happens beside writing; each may still be running when the next writes come. */
const UPKEEP: Readonly<Record<string, (muster: Muster) => Promise<unknown>>> = {
  checkpoint: (muster) => muster.checkpoint(),
  compaction: (muster) => muster.compact(),
  expiry: (muster) => muster.expireEvents(20 * DAY),
  'short expiry': (muster) => muster.expireEvents(2 * DAY),
  trim: (muster) => muster.trimLog(5 * HOUR),
};

type Story = { readonly drawn: FuzzCase; readonly upkeep: readonly string[] };

/** By world: what may happen in it besides checkpoints. */
const WORLDS = ['compaction', 'compaction, expiry, short expiry', 'expiry, trim'];

function storyArbitrary(kinds: readonly string[]): fc.Arbitrary<Story> {
  const nothing = Array.from({ length: 30 }, () => '');
  return fc.record({
    drawn: caseArbitrary(1),
    upkeep: fc.array(fc.constantFrom(...nothing, 'checkpoint', ...kinds), {
      minLength: 400,
      maxLength: 400,
    }),
  });
}

/** Plays a world with restarts; how often the folder was verified, which is at each of them. */
async function playStory({ drawn, upkeep }: Story): Promise<number> {
  const { steps, later, start } = drawn.world;
  const all = [...steps.slice(0, MAX_STEPS), ...later];
  const size = Math.ceil(all.length / STARTS);
  let verifications = 0;
  await withFolder(async (data) => {
    let step = 0;
    for (let part = 0; part < STARTS; part++) {
      const session = await openSession({ data, rangeBytes: 40_000, dedupeMs: 12 * HOUR });
      const running: Promise<unknown>[] = [];
      for (const one of all.slice(part * size, (part + 1) * size)) {
        session.setClock(start + step * STEP_INTERVAL);
        const wanted = UPKEEP[upkeep[step++ % upkeep.length] as string];
        if (wanted !== undefined) running.push(wanted(session.muster));
        await playStep(one, session.muster);
      }
      await Promise.all(running);
      const position = session.muster.position();
      const total = await session.count({ all: [] });
      await session.close();
      const report = await verified(data);
      expect(report.faults).toEqual([]);
      expect(report.log.last).toBe(position);
      expect(report.contents?.contacts).toBe(total);
      const ways = [
        ...(report.checkpoints.length > 0 ? ['checkpoint'] : []),
        ...(report.log.first === 1 ? ['log'] : []),
      ];
      expect(report.built).toEqual(ways);
      verifications += 1;
    }
  });
  return verifications;
}

/** A folder with a checkpoint of record 6 and records up to 8, one in each range of the log. */
const small = mkdtempSync(join(tmpdir(), 'muster-verify-'));

beforeAll(async () => {
  const session = await openSession({
    data: small,
    rangeBytes: 1,
    shardBits: 20,
    dedupeMs: 2 * HOUR,
  });
  const contacts = Array.from({ length: 100 }, (_, i) => {
    return [`c${i}`, { city: ['Köln', 'Bonn'][i % 2], n: i, tags: ['t', `t${i % 3}`] }] as const;
  });
  await session.contacts(...contacts);
  for (const hour of [0, 1, 4]) {
    session.setClock(NOON + hour * HOUR);
    const attributes = { sum: hour, what: 'book' };
    await session.events(
      { contact: 'c1', event: 'buy', id: `one at ${hour}`, attributes },
      { contact: 'c1', event: 'buy', id: `two at ${hour}`, attributes },
    );
  }
  session.setClock(NOON + 5 * HOUR);
  await session.muster.putGroup('g', { contacts: ['c1', 'c2', 'c3'] });
  const rule = { field: 'n', op: 'gt', value: 5 };
  await session.muster.putSegment('s', { name: 'S', rule }, undefined);
  await session.muster.checkpoint();
  await session.contacts(['late', { n: 1000 }]);
  await session.events({ contact: 'late', event: 'buy', id: 'late' });
  await session.close();
});

afterAll(() => rmSync(small, { recursive: true, force: true }));

async function withSmallFolder(use: (data: string) => Promise<void>): Promise<void> {
  await withFolder(async (data) => {
    cpSync(small, data, { recursive: true });
    await use(data);
  });
}

async function expectFaults(
  data: string,
  faults: readonly (string | RegExp)[],
): Promise<VerifyReport> {
  const report = await verified(data);
  const matchers = faults.map((fault) =>
    typeof fault === 'string' ? expect.stringContaining(fault) : expect.stringMatching(fault),
  );
  expect(report.faults).toEqual(matchers);
  return report;
}

describe('sound folders', () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  it.each(WORLDS)(`of a random world (seed ${seed}) with %s`, async (kinds) => {
    const [story] = fc.sample(storyArbitrary(kinds.split(', ')), { seed, numRuns: 1 });
    expect(await playStory(story as Story)).toBe(STARTS);
  });

  it('of a known content', async () => {
    await withSmallFolder(async (data) => {
      const report = await verified(data);
      expect(report).toEqual({
        log: { ranges: 8, first: 1, last: 8, records: 8, bytes: expect.any(Number) },
        checkpoints: [{ position: 6, isGood: true }],
        checkpointBytes: expect.any(Number),
        built: ['checkpoint', 'log'],
        contents: { contacts: 101, events: 7 },
        faults: [],
      });
      // What was read is as it was: the next start goes on.
      const again = await openSession({ data, shardBits: 20 });
      expect(again.muster.position()).toBe(8);
      await again.close();
    });
  });

  it('of an event type whose times spread within a day between two checkpoints', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data });
      for (const hour of [2, 5, 1]) {
        session.setClock(NOON + hour * HOUR);
        await session.events({ contact: 'a', event: 'buy' });
        await session.muster.checkpoint();
      }
      await session.close();
      expect(await verified(data)).toMatchObject({ faults: [], built: ['checkpoint', 'log'] });
    });
  });

  it('that nothing was written to', async () => {
    await withFolder(async (data) => {
      await expect(verified(data)).rejects.toThrow(`${data} is no data folder`);
      mkdirSync(join(data, 'log'));
      expect(await verified(data)).toMatchObject({
        log: { ranges: 0, records: 0, last: 0 },
        built: [],
        faults: [],
      });
    });
  });
});

describe('damage', () => {
  it('is named, every one of them', async () => {
    await withSmallFolder(async (data) => {
      const store = CheckpointStore.open(data).stores[0]?.path ?? '';
      await changeValues(rangeOf(data, 2), [3], (value) => flipped(value, 30));
      await changeValues(rangeOf(data, 5), [6], (value) => flipped(value, 9));
      await changeValues(store, [2], (value) => flipped(value, 30));
      await changeValues(store, [4], (value) => flipped(value, 30));
      const report = await expectFaults(data, [
        `record 2 of the log is damaged: its checksum is wrong (in ${rangeOf(data, 2)})`,
        `record 5 of the log is damaged: its checksum is wrong (in ${rangeOf(data, 5)})`,
        new RegExp(`^piece '.+' \\(value 2\\) of ${store} is damaged: its checksum is wrong$`),
        new RegExp(`^piece '.+' \\(value 4\\) of ${store} is damaged: its checksum is wrong$`),
      ]);
      expect(report.checkpoints).toEqual([{ position: 6, isGood: false }]);
      expect(report).toMatchObject({ built: [], log: { records: 6 } });
    });
  });

  it('of several records of a file is named for each', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data });
      for (let i = 1; i <= 40; i++) await session.contacts([`c${i}`, { n: i }]);
      await session.close();
      const folder = rangeOf(data, 1);
      // The record of a position has the key after it.
      await changeValues(folder, [4, 5, 10], (value) => flipped(value, 40));
      await changeValues(folder, [30, 31], () => undefined);
      await expectFaults(data, [
        // What is counted shows the hole that follows.
        `${folder} is damaged: its last record is 40 by its key and 38 by its count`,
        'record 3 of',
        'record 4 of',
        'record 9 of',
        `records 29 to 30 of the log are missing (in ${folder})`,
      ]);
      const keys = Array.from({ length: 30 }, (_, i) => i + 2);
      await changeValues(folder, keys, (value) => flipped(value, 50));
      const { faults } = await verified(data);
      expect(faults).toHaveLength(21);
      expect(faults.at(-1)).toMatch(/ has \d+ more faults$/);
    });
  });

  it('that ends its reader is named', async () => {
    await withSmallFolder(async (data) => {
      truncateSync(join(rangeOf(data, 3), 'data.mdb'), 5000);
      rmSync(join(rangeOf(data, 5), 'data.mdb'));
      const report = await expectFaults(data, [rangeOf(data, 3), rangeOf(data, 5)]);
      // The checkpoint and the log after it are good all the same.
      expect(report).toMatchObject({ built: ['checkpoint'], contents: { contacts: 101 } });
    });
  });

  it('that is a lost range of the log is named', async () => {
    await withSmallFolder(async (data) => {
      const copy = join(data, 'copy');
      cpSync(join(data, 'log'), join(copy, 'log'), { recursive: true });
      cpSync(join(data, 'checkpoint'), join(copy, 'checkpoint'), { recursive: true });
      for (const position of [4, 5, 6, 7]) rmSync(rangeOf(copy, position), { recursive: true });
      rmSync(rangeOf(copy, 8), { recursive: true });
      await expectFaults(copy, ['record 4 of the log is missing']);
      for (const position of [1, 2, 3]) rmSync(rangeOf(copy, position), { recursive: true });
      // Nobody knows how much there was.
      const { built } = await expectFaults(copy, ['no record of the log is left']);
      expect(built).toEqual(['checkpoint']);
      cpSync(rangeOf(data, 8), rangeFolder(join(copy, 'log'), nameOf(data, 8)), {
        recursive: true,
      });
      await expectFaults(copy, ['record 7 of the log is missing']);
      rmSync(join(copy, 'checkpoint'), { recursive: true });
      await expectFaults(copy, ['record 1 of the log is missing']);
    });
  });

  it('of the newest checkpoint leaves the one before it to be compared', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data });
      await session.contacts(['a', { n: 1 }]);
      await session.muster.checkpoint();
      await session.contacts(['b', { n: 2 }]);
      await session.muster.checkpoint();
      await session.close();
      const [store] = CheckpointStore.open(data).stores;
      const file = LmdbFile.openReadOnly(store?.path ?? '');
      const { lastKey } = file;
      await file.close();
      await changeValues(store?.path ?? '', [lastKey - 1], (value) => flipped(value, 24));
      const report = await expectFaults(data, [`(value ${lastKey - 1}) of ${store?.path}`]);
      expect(report.checkpoints).toEqual([
        { position: 1, isGood: true },
        { position: 2, isGood: false },
      ]);
      expect(report.built).toEqual(['checkpoint', 'log']);
    });
  });
});

function nameOf(data: string, first: number) {
  const name = listRanges(logFolder(data)).find((range) => range.first === first);
  if (name === undefined) throw new Error('there is no such range');
  return name;
}

/** Changes of pieces that no checksum shows, and what is to be found. */
const CHANGES: readonly {
  readonly what: string;
  readonly piece: RegExp;
  readonly change: (bytes: Buffer) => Uint8Array | undefined;
  readonly faults: readonly RegExp[];
}[] = [
  {
    what: 'a row less, of a contact with others on that day',
    piece: /^0\/e\/0\/p\/0$/,
    change: (bytes) => {
      const page = readPage(0, new PieceReader(bytes));
      page.rows -= 1;
      return writePage(page);
    },
    faults: [/differ from the whole log in .*events.* shard 0$/],
  },
  {
    what: 'a row of another time',
    piece: /^0\/e\/0\/p\/0$/,
    change: (bytes) => {
      const page = readPage(0, new PieceReader(bytes));
      page.times[2] = (page.times[2] as number) + 1;
      return writePage(page);
    },
    faults: [/differ from the whole log in .*events.* shard 0$/],
  },
  {
    what: 'a posting less',
    piece: /^0\/f\/\d+-text\/c\/0$/,
    change: (bytes) => {
      const reader = new PieceReader(bytes);
      const cells = reader.uint32s();
      const codes = reader.uint32s();
      const bitmaps = Array.from(codes, () => reader.bitmap());
      expect(bitmaps).toHaveLength(2);
      expect(bitmaps[1]?.delete(51)).toBe(true);
      const writer = new PieceWriter().array(cells).array(codes);
      for (const bitmap of bitmaps) writer.bitmap(bitmap);
      return writer.finish();
    },
    faults: [/^the checkpoint of record 6 in .+: shard 0: field city: posting 1$/],
  },
  {
    what: 'a member of a group less',
    piece: /^0\/g\/0$/,
    change: (bytes) => {
      const reader = new PieceReader(bytes);
      const id = reader.bytes();
      const members = reader.bitmap();
      expect(members.delete(2)).toBe(true);
      return new PieceWriter().array(id).bitmap(members).finish();
    },
    faults: [/differ from the whole log in .*groups.* shard 0$/],
  },
  {
    what: 'a contact less in the shard',
    piece: /^0\/alive$/,
    change: (bytes) => {
      const alive = new PieceReader(bytes).bitmap();
      expect(alive.delete(50)).toBe(true);
      return new PieceWriter().bitmap(alive).finish();
    },
    faults: [
      /: shard 0: field created_at: deleted contacts have a value$/,
      /: shard 0: field city: deleted/,
      /: shard 0: field n: deleted/,
      /: shard 0: field tags: deleted/,
      /: the shards have no contact for ordinal 50, the writer "c50"$/,
      /: the shards have 100 contacts, the writer has 101$/,
      /differ from the whole log in values, .* shard 0$/,
    ],
  },
  {
    what: 'a piece less',
    piece: /^0\/ids$/,
    change: () => undefined,
    faults: [/^the checkpoint of record 6 in .+ can't be used: piece 0\/ids: it is missing$/],
  },
  {
    what: 'names and definitions that are others',
    piece: /^writer\/known$/,
    change: (bytes) => {
      const known = readKnown(bytes);
      const { schema, definitions } = known;
      // The record after it writes the field by its number.
      const fields = schema.fields.map((field) =>
        field.name === 'n' ? { ...field, name: 'm' } : field,
      );
      return packed({
        schema: { ...schema, fields },
        definitions: { segments: [], groups: [], channels: definitions.channels.slice(1) },
        removedAt: 3,
      } satisfies Known);
    },
    faults: [
      /differ from the whole log in the names and types$/,
      /differ from the whole log in the segments$/,
      /differ from the whole log in the groups$/,
      /differ from the whole log in the channels$/,
      /differ from the whole log in the audit$/,
      /differ from the whole log in since when there is what to erase$/,
    ],
  },
  {
    what: 'the id of a late event less, and one that no event has',
    piece: /^writer\/duplicates\/\d+\/0$/,
    change: (bytes) => Buffer.concat([bytes.subarray(0, -16), Buffer.alloc(16, 7)]),
    faults: [
      /differ from the whole log in the ids of 1 events, which only the log remembers$/,
      /differ from the whole log in the ids of 1 events, which the log does not have$/,
    ],
  },
];

describe('what is wrong under good checksums', () => {
  it.each(CHANGES)('is found: $what', async ({ piece, change, faults }) => {
    await withSmallFolder(async (data) => {
      // Of the two generations of event ids the newer one, which comes last.
      const store = CheckpointStore.open(data);
      const newest = store.stores[0];
      const checkpoint = newest && store.read(newest);
      const names = Array.from(checkpoint?.pieces() ?? [], ({ name }) => name);
      await store.close();
      const target = names.findLast((name) => piece.test(name));
      expect(
        await changeCheckpoint(data, (name, bytes) => (name === target ? change(bytes) : bytes)),
      ).toEqual([target]);
      await expectFaults(data, faults);
    });
  });

  it('is found in a record that the checkpoint has as it was', async () => {
    await withSmallFolder(async (data) => {
      await changeRecord(data, 3, (record) => ({
        ...record,
        batches: record.batches.map(([shard, batch]) => {
          const ops = decodeBatch(batch).map((op) =>
            op[0] === OP.event ? ([op[0], op[1], op[2], op[3] + 1, op[4], op[5]] as const) : op,
          );
          return [shard, encodeBatch(ops)] as const;
        }),
      }));
      const report = await expectFaults(data, [/differ from the whole log in .*events.* shard 0$/]);
      expect(report.built).toEqual(['checkpoint', 'log']);
    });
  });

  it('is found in the index alone when the log was trimmed', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data, rangeBytes: 1, shardBits: 20 });
      const ids = Array.from({ length: 80 }, (_, i) => `c${i}`);
      await session.contacts(...ids.map((id, i) => [id, { even: i % 2 === 0 }] as const));
      await session.contacts(['other', { even: true }]);
      await session.muster.compact();
      await session.muster.checkpoint();
      await session.close();
      const again = await openSession({ data, rangeBytes: 1, shardBits: 20 });
      await again.contacts(['new']);
      await again.muster.checkpoint();
      expect((await again.muster.trimLog(-DAY)).trimmed).toBe(2);
      await again.close();
      expect(await verified(data)).toMatchObject({ faults: [], built: ['checkpoint'] });
      await changeCheckpoint(data, (name, bytes) =>
        name === '0/alive' ? new PieceWriter().bitmap(without(bytes, 5)).finish() : bytes,
      );
      const { faults } = await verified(data);
      expect(faults).toContainEqual(expect.stringMatching(/field even: deleted contacts/));
      expect(faults).toContainEqual(expect.stringMatching(/no contact for ordinal 5, .* "c5"$/));
    });
  });
});

function without(bytes: Buffer, local: number) {
  const alive = new PieceReader(bytes).bitmap();
  alive.delete(local);
  return alive;
}
