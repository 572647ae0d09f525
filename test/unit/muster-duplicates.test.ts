/** The id of an event makes its write idempotent, for its contact and for a time. */
import { describe, expect, it } from 'vitest';
import { DAY, NOON, openSession, type Session, valueOf } from '../contract/muster-session.ts';

const EVENT = { contact: 'a', event: 'visit', id: 'e1', attributes: { n: 1 } };

/** `[accepted, duplicates]` of a write of events. */
async function write(session: Session, ...events: unknown[]): Promise<[number, number]> {
  const { accepted, duplicates } = await session.events(...events);
  return [accepted, duplicates];
}

async function visitsOf(session: Session, id: string): Promise<unknown[]> {
  const view = await valueOf(session.muster.contact(id, { segments: false, events: 100 }));
  return (view.events ?? []).map(({ attributes }) => attributes['n']);
}

describe('an event with an id', () => {
  it('is stored once, the first write as it was', async () => {
    const session = await openSession();
    expect(await write(session, EVENT)).toEqual([1, 0]);
    const repeat = { ...EVENT, event: 'other', attributes: { n: 2, fresh: 'x' } };
    expect(await write(session, repeat, EVENT)).toEqual([0, 2]);
    expect(await visitsOf(session, 'a')).toEqual([1]);
    await session.close();
  });

  it('is stored once for a batch that names it twice', async () => {
    const session = await openSession();
    const second = { ...EVENT, attributes: { n: 2 } };
    expect(await write(session, EVENT, second, { ...EVENT, id: 'e2' })).toEqual([2, 1]);
    expect(await visitsOf(session, 'a')).toEqual([1, 1]);
    await session.close();
  });

  it('is another for another contact, and for another spelling of its id', async () => {
    const session = await openSession();
    const others = [
      { ...EVENT, contact: 'b' },
      { ...EVENT, contact: 'A' },
      { ...EVENT, id: 'E1' },
    ];
    expect(await write(session, EVENT, ...others)).toEqual([4, 0]);
    expect(await write(session, ...others)).toEqual([0, 3]);
    await session.close();
  });

  it('is new for a contact that was deleted and comes back', async () => {
    const session = await openSession();
    await write(session, EVENT);
    await valueOf(session.muster.deleteContact('a'));
    expect(await write(session, { ...EVENT, attributes: { n: 2 } })).toEqual([1, 0]);
    expect(await write(session, EVENT)).toEqual([0, 1]);
    expect(await visitsOf(session, 'a')).toEqual([2]);
    await session.close();
  });

  it('without an id is stored each time', async () => {
    const session = await openSession();
    const { id: _, ...event } = EVENT;
    expect(await write(session, event, event)).toEqual([2, 0]);
    expect(await visitsOf(session, 'a')).toEqual([1, 1]);
    await session.close();
  });

  it('gives a position that the repeat gives again', async () => {
    const session = await openSession();
    await session.contacts(['z']);
    expect((await session.events(EVENT)).position).toBe(2);
    expect((await session.events(EVENT)).position).toBe(2);
    expect(session.muster.position()).toBe(2);
    await session.close();
  });

  it('declares nothing when it is a repeat', async () => {
    const session = await openSession();
    await write(session, EVENT);
    expect(await write(session, { ...EVENT, event: 'unheard_of', attributes: { m: 1 } })).toEqual([
      0, 1,
    ]);
    expect((await valueOf(session.muster.catalog())).events.map(({ type }) => type)).toEqual([
      'visit',
    ]);
    await session.close();
  });

  it('is remembered for 30 days by default, from its arrival and not from its time', async () => {
    const session = await openSession();
    await write(session, { ...EVENT, time: NOON - 400 * DAY });
    session.setClock(NOON + 30 * DAY - 1);
    expect(await write(session, EVENT)).toEqual([0, 1]);
    await session.close();
  });

  it('is remembered for as long as was asked, whatever else arrives, and then forgotten', async () => {
    const session = await openSession({ dedupeMs: 5 * DAY });
    for (let day = 0; day < 20; day++) {
      session.setClock(NOON + day * DAY);
      expect(await write(session, { ...EVENT, id: `day ${day}` })).toEqual([1, 0]);
      session.setClock(NOON + day * DAY + DAY - 1);
      const recent = Array.from({ length: Math.min(day + 1, 5) }, (_, i) => `day ${day - i}`);
      expect(await write(session, ...recent.map((id) => ({ ...EVENT, id })))).toEqual([
        0,
        recent.length,
      ]);
    }
    expect(await write(session, { ...EVENT, id: 'day 0' })).toEqual([1, 0]);
    await session.close();
  });
});
