/**
 * Checkpoints, compaction and trimming in the middle of random worlds, followed by restarts, inline
 * and in threads: everything is answered as by a Muster that never stopped and kept nothing.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Muster } from '../../server/muster.ts';
import { DAY, openSession, type Session, withFolder } from '../contract/muster-session.ts';
import { caseArbitrary, type FuzzCase } from '../fuzz/fuzz-run.ts';
import type { Step } from '../fuzz/fuzz-step.ts';
import { STEP_INTERVAL } from '../fuzz/fuzz-world.ts';
import { answersOf, playStep } from './world-play.ts';

const WORLDS = 3;
const RULES = 6;
const RESTARTS = 4;
/** For a checkpoint of a few contacts, which takes tens of milliseconds. */
const MAX_UPKEEP_MS = 5000;

/** What happens beside writing; each may still be running when the next writes come. */
const UPKEEP: Readonly<Record<string, (muster: Muster) => Promise<unknown>>> = {
  checkpoint: (muster) => muster.checkpoint(),
  'two checkpoints': (muster) => Promise.all([muster.checkpoint(), muster.checkpoint()]),
  compaction: (muster) => muster.compact(),
  // A compaction seals the log, so that all of it can go.
  'compaction and trim': async (muster) => {
    await muster.compact();
    await muster.trimLog(-DAY);
  },
};

type Story = {
  readonly drawn: FuzzCase;
  /** By step: what is begun before it. */
  readonly upkeep: readonly string[];
  readonly mayTrim: boolean;
};

const storyArbitrary: fc.Arbitrary<Story> = fc.boolean().chain((mayTrim) =>
  fc.record({
    drawn: caseArbitrary(RULES),
    mayTrim: fc.constant(mayTrim),
    upkeep: fc.array(
      fc.constantFrom(
        ...Array.from({ length: 20 }, () => ''),
        ...Object.keys(UPKEEP).filter((name) => mayTrim || !name.includes('trim')),
      ),
      { minLength: 400, maxLength: 400 },
    ),
  }),
);

/** How often the two were compared. */
async function playStory({ drawn, upkeep, mayTrim }: Story): Promise<number> {
  const { steps, later, start } = drawn.world;
  const size = Math.ceil(steps.length / RESTARTS);
  const parts: (readonly Step[])[] = Array.from({ length: RESTARTS }, (_, i) =>
    steps.slice(i * size, (i + 1) * size),
  );
  parts.push(later);
  await withFolder(async (data) => {
    const twin = await openSession();
    let now = start;
    let step = 0;
    for (const [index, part] of parts.entries()) {
      const restarted = await openSession({ data, threads: index % 3, rangeBytes: 1 });
      const running: Promise<unknown>[] = [];
      for (const one of part) {
        for (const session of [twin, restarted]) session.setClock(now);
        now += STEP_INTERVAL;
        const wanted = UPKEEP[upkeep[step++ % upkeep.length] as string];
        if (wanted !== undefined) running.push(wanted(restarted.muster));
        const outcomes = [await playStep(one, twin.muster), await playStep(one, restarted.muster)];
        expect([one, outcomes[1]]).toEqual([one, outcomes[0]]);
      }
      await Promise.all(running);
      for (const session of [twin, restarted]) session.setClock(now);
      await expectSame([twin, restarted], drawn, index < RESTARTS - 1);
      await restarted.close();
    }
    const reopened = await openSession({ data });
    reopened.setClock(now);
    await expectSame([twin, reopened], drawn, false);
    await reopened.close();
    if (!mayTrim) await expectSameFromLog(data, twin, drawn, now);
    await twin.close();
  });
  return parts.length + (mayTrim ? 1 : 2);
}

/** Without the checkpoints the log, be it compacted, leads to the same. */
async function expectSameFromLog(data: string, twin: Session, drawn: FuzzCase, now: number) {
  await withFolder(async (folder) => {
    cpSync(data, folder, { recursive: true });
    rmSync(join(folder, 'checkpoint'), { recursive: true, force: true });
    const rebuilt = await openSession({ data: folder, threads: 1 });
    rebuilt.setClock(now);
    await expectSame([twin, rebuilt], drawn, false);
    await rebuilt.close();
  });
}

async function expectSame([twin, other]: [Session, Session], drawn: FuzzCase, isEarly: boolean) {
  // Rules are drawn for the world as it is in the end.
  const asked = isEarly ? { ...drawn, queries: [] } : drawn;
  const [expected, answers] = await Promise.all(
    [twin, other].map(async ({ muster }) => withSortedLists(await answersOf(muster, asked))),
  );
  expect(answers).toEqual(expected);
}

describe('upkeep', () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const stories = fc.sample(storyArbitrary, { seed, numRuns: WORLDS });
  it.each(stories.map((story, world) => ({ world, story })))(
    `changes no answer (seed ${seed}, world $world)`,
    async ({ story }) => expect(await playStory(story)).toBe(story.mayTrim ? 6 : 7),
  );

  it('leaves the next start only what came after the checkpoint', async () => {
    await withFolder(async (data) => {
      const first = await openSession({ data });
      await first.contacts(['a', { n: 1 }], ['b', { n: 2 }]);
      await first.muster.checkpoint();
      await first.contacts(['c', { n: 3 }]);
      await first.close();
      // The records before the checkpoint are not needed any more.
      const messages: string[] = [];
      const again = await openSession({ data, onProgress: (message) => messages.push(message) });
      expect(messages.join('\n')).toContain('checkpoint');
      expect(await again.members({ field: 'n', op: 'gte', value: 2 })).toEqual(['b', 'c']);
      await again.close();
    });
  });

  it('comes to its end while writes never cease', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data });
      let isOver = false;
      const write = async (id: string) => {
        for (let n = 0; !isOver; n++) await session.contacts([id, { n }]);
      };
      const writers = ['a', 'b', 'c', 'd'].map(write);
      while (session.muster.position() < 100) await new Promise((resume) => setTimeout(resume, 5));
      const checkpoint = session.muster.checkpoint();
      const timedOut = new Promise((resume) => setTimeout(resume, MAX_UPKEEP_MS, 'too late'));
      expect(await Promise.race([checkpoint, timedOut])).not.toBe('too late');
      isOver = true;
      await Promise.all(writers);
      await session.close();
    });
  });

  it('leaves no byte of a deleted contact', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data, rangeBytes: 1 });
      const canary = { text: 'CANARY-text', tags: ['CANARY-tag', 'shared'], n: 7 };
      await session.contacts(['CANARY-id', canary], ['other', { text: 'kept', tags: ['shared'] }]);
      await session.events(
        {
          contact: 'CANARY-id',
          event: 'seen',
          id: 'CANARY-event',
          attributes: { what: 'CANARY-attribute' },
        },
        { contact: 'other', event: 'seen', attributes: { what: 'kept-attribute' } },
      );
      await session.muster.checkpoint();
      expect(filesWith(data, 'CANARY')).not.toEqual([]);
      await session.muster.deleteContact('CANARY-id');
      await session.muster.checkpoint();
      await session.muster.compact();
      expect(filesWith(data, 'CANARY')).toEqual([]);
      expect(filesWith(data, 'kept-attribute')).not.toEqual([]);
      await session.close();
      expect(filesWith(data, 'CANARY')).toEqual([]);
      const again = await openSession({ data });
      expect(await again.members({ all: [] })).toEqual(['other']);
      await again.close();
    });
  });

  it.each([0, 1, 2])(
    'leaves no byte of it with writes all the time (%i threads)',
    async (threads) => {
      await withFolder(async (data) => {
        const session = await openSession({ data, threads, rangeBytes: 40_000 });
        const { muster } = session;
        const canary = { text: 'CANARY-1', tags: ['CANARY-2', 'CANARY-3'], born: 'CANARY-4' };
        await session.contacts(['CANARY-id', canary], ['other', { text: 'kept' }]);
        // What was overwritten, taken out and cleared, in and before the checkpoint.
        await session.contacts(['CANARY-id', { text: 'CANARY-5', tags: { remove: ['CANARY-2'] } }]);
        await muster.checkpoint();
        await session.contacts(['CANARY-id', { born: null, tags: ['CANARY-6'] }]);
        await session.events({
          contact: 'CANARY-id',
          event: 'seen',
          id: 'CANARY-7',
          attributes: { what: 'CANARY-8', which: ['CANARY-9'] },
        });
        const stop = { isAsked: false };
        let written = 0;
        const writing = (async () => {
          for (; !stop.isAsked; written++) {
            await session.contacts([`c${written}`, { text: `of ${written} `.repeat(50) }]);
          }
        })();
        // Two contacts that are deleted: one before the first compaction, one while it runs.
        await session.contacts(['later', { text: 'OTHER-CANARY' }]);
        await muster.deleteContact('CANARY-id');
        const before = written;
        const compacting = muster.compact();
        await muster.deleteContact('later');
        await compacting;
        expect(filesWith(data, 'CANARY-')).toEqual([]);
        await muster.compact();
        expect(filesWith(data, 'CANARY')).toEqual([]);
        expect(written).toBeGreaterThan(before);
        stop.isAsked = true;
        await writing;
        await session.close();
        expect(filesWith(data, 'CANARY')).toEqual([]);
        const again = await openSession({ data, threads });
        expect(await again.count({ all: [] })).toBe(written + 1);
        await again.close();
      });
    },
  );

  it('takes a checkpoint where there is nothing to erase', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data });
      await session.contacts(['a', { n: 1 }]);
      expect((await session.muster.compact()).checkpoint).toBe(1);
      await session.close();
    });
  });
});

describe('a log that was trimmed', () => {
  /** Two checkpoints in one store, the second of which alone has `P1ONLY`; by a process of its own. */
  async function twoCheckpoints(data: string): Promise<void> {
    const session = await openSession({ data });
    await session.contacts(['a', { text: 'one' }]);
    await session.muster.checkpoint();
    await session.contacts(['b', { text: 'P1ONLY' }]);
    await session.muster.checkpoint();
    await session.close();
  }

  /** Turns over a bit of the last place in a store of checkpoints that has a text. */
  function damageStore(data: string, text: string): string {
    const [name] = readdirSync(join(data, 'checkpoint'));
    const folder = join(data, 'checkpoint', name as string);
    const bytes = readFileSync(join(folder, 'data.mdb'));
    const at = bytes.lastIndexOf(text);
    expect(at).toBeGreaterThan(0);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    writeFileSync(join(folder, 'data.mdb'), bytes);
    return folder;
  }

  const logOf = (data: string): readonly string[] => readdirSync(join(data, 'log')).sort();

  it('still leads from the checkpoint before the newest to the end', async () => {
    await withFolder(async (data) => {
      await twoCheckpoints(data);
      const idle = await openSession({ data });
      expect((await idle.muster.trimLog(-DAY)).trimmed).toBe(0);
      await idle.close();
      damageStore(data, 'P1ONLY');
      const again = await openSession({ data });
      expect(await again.members({ all: [] })).toEqual(['a', 'b']);
      expect((await again.contacts(['c'])).position).toBe(3);
      await again.close();
    });
  });

  it('goes only as far as the checkpoint before the newest', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data, rangeBytes: 1 });
      const { muster } = session;
      for (const id of ['a', 'b', 'c']) await session.contacts([id, { text: 'first' }]);
      await muster.checkpoint();
      await session.contacts(['d', { text: 'second' }]);
      await session.contacts(['e', { text: 'second' }]);
      await muster.checkpoint();
      await muster.trimLog(-DAY);
      expect(logOf(data)[0]).toBe('0000000000000004-0000');
      await session.contacts(['f', { text: 'LAST' }]);
      await muster.checkpoint();
      await muster.trimLog(-DAY);
      expect(logOf(data)).toEqual(['0000000000000006-0000']);
      await session.close();
      damageStore(data, 'LAST');
      const again = await openSession({ data });
      expect(await again.members({ all: [] })).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
      await again.close();
    });
  });

  it('is not served without the checkpoint that it needs, which is named', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data, rangeBytes: 1 });
      for (const id of ['a', 'b', 'c']) await session.contacts([id, { text: 'ALL' }]);
      await session.muster.checkpoint();
      expect((await session.muster.trimLog(-DAY)).trimmed).toBe(2);
      await session.close();
      const store = damageStore(data, 'ALL');
      await expect(openSession({ data })).rejects.toThrow(
        /^record 1 is no longer in the log, .* needed because piece .* is damaged/,
      );
      await expect(openSession({ data })).rejects.toThrow(store);
    });
  });

  it('is not served when it ends before a checkpoint, though that is damaged', async () => {
    await withFolder(async (data) => {
      const session = await openSession({ data, rangeBytes: 1 });
      await session.contacts(['a', { text: 'one' }]);
      await session.muster.checkpoint();
      await session.contacts(['b', { text: 'P1ONLY' }]);
      await session.muster.checkpoint();
      await session.close();
      damageStore(data, 'P1ONLY');
      rmSync(join(data, 'log', '0000000000000002-0000'), { recursive: true });
      await expect(openSession({ data })).rejects.toThrow(
        /record 2 of the log is missing .*: there is a checkpoint of record 2/,
      );
    });
  });

  it('is not served without any record', async () => {
    await withFolder(async (data) => {
      await twoCheckpoints(data);
      for (const name of logOf(data)) rmSync(join(data, 'log', name), { recursive: true });
      await expect(openSession({ data })).rejects.toThrow(
        /no record of the log is left \(in .*log\), but there is .*00000001/,
      );
      rmSync(join(data, 'log'), { recursive: true });
      await expect(openSession({ data })).rejects.toThrow('no record of the log is left');
    });
  });
});

/** The elements of an event's list have no order; an erasure may change that of their codes. */
function withSortedLists(json: unknown): unknown {
  if (Array.isArray(json)) {
    const items = json.map(withSortedLists);
    return items.every((item) => typeof item === 'string') ? items.sort() : items;
  }
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, withSortedLists(value)]),
  );
}

function filesWith(folder: string, text: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text));
}
