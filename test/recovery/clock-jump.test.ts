/** A clock that is set back or forward by a day, while a Muster is open and across a restart. */
import { describe, expect, it } from 'vitest';
import { DAY, NOON, openSession, valueOf, withFolder } from '../contract/muster-session.ts';

const LAST_DAY = { event: 'tick', within: { last: 'P1D' } };

describe.each([
  { name: 'back', jump: -DAY },
  { name: 'forward', jump: DAY },
])('a clock set $name by a day', ({ jump }) => {
  it.each([{ restarts: false }, { restarts: true }])(
    'keeps positions and ids, finds duplicates, and moves windows (restart: $restarts)',
    async ({ restarts }) => {
      await withFolder(async (data) => {
        let session = await openSession({ data });
        const created = await session.contacts(['a'], ['b']);
        const first = await session.events({ contact: 'a', event: 'tick', id: 'one' });
        expect(await session.count(LAST_DAY)).toBe(1);
        const ordinal = async (id: string) =>
          (await valueOf(session.muster.contact(id, { segments: false, events: 0 }))).ordinal;
        const before = [await ordinal('a'), await ordinal('b')];

        if (restarts) {
          await session.close();
          session = await openSession({ data });
        }
        session.setClock(NOON + jump);
        // The window ends now: what is a day old has just left it, what is to come is not in it.
        expect(await session.count(LAST_DAY)).toBe(0);
        expect(await session.count({ event: 'tick' })).toBe(jump > 0 ? 1 : 0);
        const repeat = await session.events({ contact: 'a', event: 'tick', id: 'one' });
        expect(repeat).toMatchObject({ accepted: 0, duplicates: 1 });
        const next = await session.events({ contact: 'c', event: 'tick', id: 'two' });
        const positions = [created, first, next].map(({ position }) => position);
        expect(positions).toEqual([1, 2, 3]);
        expect([await ordinal('a'), await ordinal('b'), await ordinal('c')]).toEqual([
          ...before,
          2,
        ]);
        expect(await session.members(LAST_DAY)).toEqual(['c']);

        session.setClock(NOON);
        const again = await session.events({ contact: 'c', event: 'tick', id: 'two' });
        expect(again).toMatchObject({ duplicates: 1, position: 3 });
        expect(await session.members({ event: 'tick', within: { last: 'P3D' } })).toEqual(
          jump > 0 ? ['a'] : ['a', 'c'],
        );
        await session.close();
      });
    },
  );
});
