/** A log that is slow or breaks: what is acknowledged, what is seen, and what is still answered. */
import { describe, expect, it } from 'vitest';
import { DiskFullError } from '../../storage/file-errors.ts';
import { MemoryLog } from '../../storage/log-memory.ts';
import { bulk, DAY, EVERYONE, failureOf, valueOf } from '../contract/muster-session.ts';
import { FailingLog } from './failing-log.ts';
import { isSettled, openOn } from './failing-session.ts';

const STEPS = 12;

/** One write of each kind, in an order in which each is possible. */
function writesOf({ muster, contacts, events }: Awaited<ReturnType<typeof openOn>>) {
  return [
    () => contacts(['a', { n: 1 }], ['b', { n: 2 }], ['c']),
    () => events({ contact: 'a', event: 'visit', id: 'e1' }, { contact: 'd', event: 'visit' }),
    () => valueOf(muster.patchContact('b', { n: 3, tags: ['x'] })),
    () => valueOf(muster.declareField('born', 'date')),
    () => valueOf(muster.declareAttribute('visit', 'page', 'text')),
    () => valueOf(muster.putGroup('g', { contacts: ['a', 'b'] })),
    () => valueOf(muster.changeGroup('g', { add: ['c'] })),
    () => valueOf(muster.putSegment('s', { name: 's', rule: { group: 'g' } }, undefined)),
    () => valueOf(muster.putChannel('post', { segment: 's' })),
    () => valueOf(muster.freeze('s', 'frozen')),
    () => valueOf(muster.deleteContact('a')),
    () => valueOf(muster.dropField('n')),
  ];
}

describe('a log that fails at step k', () => {
  it.each(Array.from({ length: STEPS }, (_, i) => i + 1))(
    'lets nothing be acknowledged from k = %i on, and keeps what was',
    async (step) => {
      const memory = new MemoryLog();
      const log = new FailingLog(memory);
      log.failAt(step);
      const session = await openOn(log);
      const writes = writesOf(session);
      expect(writes).toHaveLength(STEPS);
      for (const write of writes.slice(0, step - 1)) await write();
      const totalBefore = await session.count(EVERYONE);
      for (const write of writes.slice(step - 1))
        await expect(write()).rejects.toBeInstanceOf(Error);
      expect(await session.muster.failed).toMatchObject({ message: 'the disk is broken' });
      expect(session.muster.position()).toBe(step - 1);
      expect(await session.count(EVERYONE)).toBe(totalBefore);
      await session.close();

      const again = await openOn(memory);
      expect(again.muster.position()).toBe(step - 1);
      expect(await again.count(EVERYONE)).toBe(totalBefore);
      await again.contacts(['later']);
      expect(again.muster.position()).toBe(step);
      await again.close();
    },
  );

  it('refuses all writes that were under way with it', async () => {
    const log = new FailingLog(new MemoryLog());
    log.failAt(2);
    const session = await openOn(log);
    const writes = ['a', 'b', 'c', 'd'].map((id) => session.contacts([id]));
    const statuses = (await Promise.allSettled(writes)).map(({ status }) => status);
    expect(statuses).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(await session.members(EVERYONE)).toEqual(['a']);
    await session.close();
  });

  it('refuses writes under way even if the log would take those after the failed one', async () => {
    const log = new FailingLog(new MemoryLog());
    log.failAt(1, 1);
    log.hold();
    const session = await openOn(log);
    const writes = ['a', 'b', 'c', 'd'].map((id) => session.contacts([id]));
    const settled = Promise.allSettled(writes);
    await isSettled(settled);
    // The others wait to go to disk together.
    expect(log.held).toBe(1);
    log.release();
    const statuses = (await settled).map(({ status }) => status);
    expect(statuses).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
    expect(session.muster.position()).toBe(0);
    expect(await session.members(EVERYONE)).toEqual([]);
    await session.close();
  });

  it('refuses a duplicate whose original failed', async () => {
    const log = new FailingLog(new MemoryLog());
    log.failAt(1);
    log.hold();
    const session = await openOn(log);
    const event = { contact: 'a', event: 'visit', id: 'e1' };
    const writes = Promise.allSettled([session.events(event), session.events(event)]);
    await isSettled(writes);
    log.release();
    expect((await writes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await session.close();
  });

  it('by itself, between two writes, ends it all the same', async () => {
    const log = new FailingLog(new MemoryLog());
    const session = await openOn(log);
    const event = { contact: 'a', event: 'visit', id: 'e1' };
    await session.events(event);
    log.break();
    expect(await session.muster.failed).toMatchObject({ message: 'the disk is broken' });
    for (const write of [() => session.contacts(['b']), () => session.events(event)]) {
      await expect(write()).rejects.toThrow('the disk is broken');
    }
    await session.close();
  });

  it('when it makes room ends it, also for the writes that wait', async () => {
    const log = new FailingLog(new MemoryLog());
    const session = await openOn(log);
    log.hold();
    const writes = [session.contacts(['a']), session.contacts(['b'])];
    await isSettled(Promise.all(writes));
    log.refuseRoom(new Error('a new file could not be synced'));
    writes.push(session.contacts(['c']));
    await isSettled(Promise.all(writes));
    log.release();
    const statuses = (await Promise.allSettled(writes)).map(({ status }) => status);
    expect(statuses).toEqual(['rejected', 'rejected', 'rejected']);
    expect((await session.muster.failed).message).toBe('a new file could not be synced');
    await session.close();
  });

  it('to make room for lack of it refuses that write, and takes the next', async () => {
    const log = new FailingLog(new MemoryLog());
    const session = await openOn(log);
    log.refuseRoom(new DiskFullError('no room'));
    const refused = session.muster.writeContacts(bulk({ id: 'a' }), { strict: true });
    expect(await failureOf(refused)).toMatchObject({ kind: 'disk-full' });
    log.refuseRoom(undefined);
    await session.contacts(['a']);
    await session.close();
  });

  it('leaves everything that was there to be asked', async () => {
    const log = new FailingLog(new MemoryLog());
    log.failAt(4);
    const session = await openOn(log);
    const { muster } = session;
    await session.contacts(['a', { n: 1 }], ['b', { n: 2 }]);
    await session.events({ contact: 'a', event: 'visit' });
    const rule = { field: 'n', op: 'gte', value: 2 };
    await valueOf(muster.putSegment('s', { name: 's', rule }, undefined));
    await expect(session.contacts(['c'])).rejects.toThrow('the disk is broken');
    expect(await session.members({ segment: 's' })).toEqual(['b']);
    expect((await valueOf(muster.segments())).map(({ count }) => count)).toEqual([1]);
    expect(await session.fieldsOf('a')).toMatchObject({ n: 1 });
    expect((await valueOf(muster.preview({ rule }, { limit: 5 }))).count).toBe(1);
    expect((await valueOf(muster.catalog())).events).toMatchObject([{ type: 'visit', events: 1 }]);
    await session.close();
  });
});

describe('a log that is slow', () => {
  it('lets a write be acknowledged and seen only when it is on disk', async () => {
    const log = new FailingLog(new MemoryLog());
    const session = await openOn(log);
    await session.contacts(['a']);
    log.hold();
    const write = session.contacts(['b']);
    expect(await isSettled(write)).toBe(false);
    expect(session.muster.position()).toBe(1);
    expect(await session.members(EVERYONE)).toEqual(['a']);
    expect(session.muster.checkPosition(2)).toMatchObject({
      ok: false,
      error: { kind: 'invalid' },
    });
    log.release();
    expect(await write).toMatchObject({ accepted: 1, position: 2 });
    expect(session.muster.position()).toBe(2);
    expect(await session.members(EVERYONE)).toEqual(['a', 'b']);
    await session.close();
  });

  it('lets a duplicate be acknowledged only when the original is on disk', async () => {
    const log = new FailingLog(new MemoryLog());
    const session = await openOn(log);
    const event = { contact: 'a', event: 'visit', id: 'e1' };
    log.hold();
    const original = session.events(event);
    const repeat = session.events(event);
    expect(await isSettled(Promise.race([original, repeat]))).toBe(false);
    log.release();
    expect(await original).toMatchObject({ accepted: 1, duplicates: 0, position: 1 });
    expect(await repeat).toMatchObject({ accepted: 0, duplicates: 1, position: 1 });
    await session.close();
  });

  it('lets what writes nothing wait for the writes before it only, however many come after', async () => {
    const log = new FailingLog(new MemoryLog());
    const session = await openOn(log);
    const event = { contact: 'a', event: 'visit', id: 'e1' };
    await session.events(event);
    log.hold();
    const before = [session.contacts(['b']), session.contacts(['c'])];
    await isSettled(Promise.all(before));
    const nothings = [session.events(event), session.muster.expireEvents(10_000 * DAY)];
    const after = [session.contacts(['d'])];
    expect(await isSettled(Promise.race(nothings))).toBe(false);
    // The first write, then what was decided meanwhile; there is always another one waiting.
    for (const id of ['e', 'f']) {
      log.release();
      log.hold();
      after.push(session.contacts([id]));
      await isSettled(Promise.all(after));
    }
    expect(await isSettled(Promise.all([...before, ...nothings]))).toBe(true);
    expect(await isSettled(after.at(-1) as Promise<unknown>)).toBe(false);
    log.release();
    await Promise.all(after);
    await session.close();
  });

  it('keeps the order of writes of different kinds', async () => {
    const log = new FailingLog(new MemoryLog());
    const session = await openOn(log);
    log.hold();
    const { muster } = session;
    const writes = [
      session.contacts(['a', { n: 1 }]),
      valueOf(muster.patchContact('a', { n: 2 })),
      valueOf(muster.deleteContact('a')),
      session.contacts(['a', { m: true }]),
      session.contacts(['a', { m: 'not a boolean' }]).catch(() => 'refused'),
    ];
    expect(await isSettled(Promise.race(writes.slice(0, 4)))).toBe(false);
    log.release();
    const answers = (await Promise.all(writes)) as { position: number }[];
    expect(answers.map((answer) => answer.position ?? answer)).toEqual([1, 2, 3, 4, 'refused']);
    expect(Object.keys(await session.fieldsOf('a'))).toEqual(['created_at', 'm']);
    await session.close();
  });

  it('does not hold up refusals that store nothing', async () => {
    const log = new FailingLog(new MemoryLog());
    const session = await openOn(log);
    log.hold();
    const write = session.contacts(['a']);
    const strict = session.muster.writeContacts(bulk({ id: '' }), { strict: true });
    expect(await failureOf(strict)).toMatchObject({ kind: 'invalid' });
    expect(await failureOf(session.muster.deleteContact('z'))).toMatchObject({ kind: 'not-found' });
    log.release();
    await write;
    await session.close();
  });

  it('is waited for when Muster is closed', async () => {
    const memory = new MemoryLog();
    const log = new FailingLog(memory);
    const session = await openOn(log);
    log.hold();
    const writes = [session.contacts(['a']), session.contacts(['b'])];
    await isSettled(Promise.all(writes));
    const closed = session.close();
    expect(await isSettled(closed)).toBe(false);
    log.release();
    await closed;
    await Promise.all(writes);
    const again = await openOn(memory);
    expect(await again.members(EVERYONE)).toEqual(['a', 'b']);
    await again.close();
  });
});
