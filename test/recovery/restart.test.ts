/**
 * A Muster that is closed and opened again, inline or in threads, next to one that never was: they
 * take the same writes with the same outcomes and answer everything alike.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bulk,
  NOON,
  openSession,
  type Session,
  valueOf,
  withFolder,
} from '../contract/muster-session.ts';
import { caseArbitrary, type FuzzCase } from '../fuzz/fuzz-run.ts';
import type { Step } from '../fuzz/fuzz-step.ts';
import { STEP_INTERVAL } from '../fuzz/fuzz-world.ts';
import { answersOf, playStep } from './world-play.ts';

const WORLDS = 4;
const RULES = 12;

/** Plays steps to both, the first at `start`; refused writes come in between and leave nothing. */
async function playBoth(steps: readonly Step[], start: number, [one, other]: [Session, Session]) {
  for (const [index, step] of steps.entries()) {
    const outcomes = [];
    for (const session of [one, other]) {
      session.setClock(start + index * STEP_INTERVAL);
      outcomes.push(await playStep(step, session.muster));
      if (index % 10 !== 0) continue;
      const items = bulk({ id: 'refused', fields: { undeclared: 1 } }, { id: '' });
      outcomes.push(await session.muster.writeContacts(items, { strict: true }));
    }
    const half = outcomes.length / 2;
    expect([step, outcomes.slice(half)]).toEqual([step, outcomes.slice(0, half)]);
  }
}

/** How often the two were compared. */
async function compareRestarted(drawn: FuzzCase): Promise<number> {
  const { steps, later, start } = drawn.world;
  const half = Math.floor(steps.length / 2);
  const parts = [steps.slice(0, half), steps.slice(half), later, later];
  await withFolder(async (data) => {
    const twin = await openSession();
    let now = start;
    for (const [index, part] of parts.entries()) {
      const threads = index % 2 === 0 ? 0 : 2;
      const restarted = await openSession({ data, threads });
      for (const session of [twin, restarted]) session.setClock(now);
      await playBoth(part, now, [twin, restarted]);
      now += part.length * STEP_INTERVAL;
      for (const session of [twin, restarted]) session.setClock(now);
      // Rules are drawn for the world as it is in the end.
      const asked = index === 0 ? { ...drawn, queries: [] } : drawn;
      expect(await answersOf(restarted.muster, asked)).toEqual(await answersOf(twin.muster, asked));
      await restarted.close();
    }
    await twin.close();
  });
  return parts.length;
}

describe('a Muster that is opened again', () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const cases = fc.sample(caseArbitrary(RULES), { seed, numRuns: WORLDS });
  it.each(cases.map((drawn, world) => ({ world, drawn })))(
    `goes on as one that never stopped (seed ${seed}, world $world)`,
    async ({ drawn }) => expect(await compareRestarted(drawn)).toBe(4),
  );

  it('keeps segments with version, time and warnings, groups, channels and names', async () => {
    await withFolder(async (data) => {
      const first = await openSession({ data });
      const { muster } = first;
      await first.contacts(['a', { Size: 1, __proto__x: 'p' }], ['b', { Size: 2 }], ['c']);
      const rule = { field: 'SIZE', op: 'gt', value: 1, name: 'large' };
      first.setClock(NOON + 5);
      const body = { name: 'Large', description: 'd', rule, timezone: 'Europe/Warsaw' };
      const { version } = await valueOf(muster.putSegment('__proto__', body, undefined));
      await valueOf(muster.putGroup('g', { name: 'G', contacts: ['c', 'a', 'nobody'] }));
      await valueOf(muster.putChannel('post', { group: 'g' }));
      await valueOf(muster.putChannel('sms', { segment: '__proto__' }));
      await valueOf(muster.dropField('size'));
      await valueOf(muster.declareField('sIZE', 'text'));
      await first.contacts(['a', { size: 'XL' }]);
      await valueOf(muster.deleteContact('c'));
      const before = await definitionsOf(first);
      await first.close();

      const again = await openSession({ data, threads: 2 });
      expect(await definitionsOf(again)).toEqual(before);
      expect(before.segment).toMatchObject({
        ...body,
        version,
        updated_at: '2026-03-15T12:00:00.005Z',
        warnings: [{ path: '/op', message: expect.stringContaining('text') }],
      });
      expect(before.groups).toEqual([{ id: 'g', name: 'G', count: 1 }]);
      expect(Object.keys(await again.fieldsOf('a'))).toEqual(['created_at', '__proto__x', 'sIZE']);
      await again.close();
    });
  });

  it('gives no ordinal twice, not even of the last contact after it was deleted', async () => {
    await withFolder(async (data) => {
      const first = await openSession({ data });
      await first.contacts(['a'], ['b']);
      await valueOf(first.muster.deleteContact('b'));
      await first.close();
      const again = await openSession({ data });
      await again.contacts(['c'], ['b']);
      const views = await Promise.all(
        ['a', 'b', 'c'].map((id) =>
          valueOf(again.muster.contact(id, { segments: false, events: 0 })),
        ),
      );
      expect(views.map(({ ordinal }) => ordinal)).toEqual([0, 3, 2]);
      await again.close();
    });
  });

  it('says how far the replay is', async () => {
    await withFolder(async (data) => {
      const first = await openSession({ data });
      const writes = Array.from({ length: 1001 }, (_, i) => first.contacts([`c${i}`]));
      await Promise.all(writes);
      await first.close();
      const messages: string[] = [];
      const again = await openSession({ data, onProgress: (message) => messages.push(message) });
      expect(messages).toEqual(['replayed 1000 of 1001 records']);
      expect(await again.count({ all: [] })).toBe(1001);
      await again.close();
    });
  });
});

async function definitionsOf({ muster }: Session) {
  return {
    segment: await valueOf(muster.segment('__proto__')),
    segments: await valueOf(muster.segments()),
    groups: await valueOf(muster.groups()),
    channels: await valueOf(muster.channels()),
    catalog: await valueOf(muster.catalog()),
  };
}
