/** Groups, which are lists of contacts, and channels, which are rules for who can be reached. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  failureOf,
  openSession,
  pathsOf,
  type Session,
  valueOf,
} from '../contract/muster-session.ts';

let session: Session;

beforeEach(async () => {
  session = await openSession();
  await session.contacts(...'abcdefghij'.split('').map((id) => [id] as const));
  return () => session.close();
});

const inGroup = (group: string) => session.members({ group });

describe('a group', () => {
  it('is replaced as a whole and keeps its name; unknown ids are reported once', async () => {
    const { muster } = session;
    const body = { name: 'G', contacts: ['j', 'a', 'x', 'a', 'y', 'x'] };
    expect(await valueOf(muster.putGroup('g', body))).toEqual({ position: 2, unknown: ['x', 'y'] });
    expect(await inGroup('g')).toEqual(['a', 'j']);
    await valueOf(muster.putGroup('g', { contacts: ['b'] }));
    expect(await inGroup('g')).toEqual(['b']);
    expect(await valueOf(muster.group('g'))).toEqual({ id: 'g', name: 'G', count: 1 });
    await valueOf(muster.putGroup('g', { contacts: [] }));
    expect(await valueOf(muster.groups())).toEqual([{ id: 'g', name: 'G', count: 0 }]);
  });

  it('is edited in place; what is both added and removed is not in it', async () => {
    const { muster } = session;
    await valueOf(muster.putGroup('g', { contacts: ['a', 'b', 'f'] }));
    const edit = { add: ['c', 'b', 'i', 'x'], remove: ['a', 'i', 'y'] };
    expect(await valueOf(muster.changeGroup('g', edit))).toMatchObject({ unknown: ['x', 'y'] });
    expect(await inGroup('g')).toEqual(['b', 'c', 'f']);
    expect(await valueOf(muster.changeGroup('g', {}))).toMatchObject({ unknown: [] });
    expect(await inGroup('g')).toEqual(['b', 'c', 'f']);
    expect((await failureOf(muster.changeGroup('missing', edit))).kind).toBe('not-found');
  });

  it('loses contacts that are deleted, for good', async () => {
    const { muster } = session;
    await valueOf(muster.putGroup('g', { contacts: ['a', 'b', 'j'] }));
    await valueOf(muster.deleteContact('b'));
    expect(await inGroup('g')).toEqual(['a', 'j']);
    await session.contacts(['b']);
    expect(await inGroup('g')).toEqual(['a', 'j']);
    expect((await valueOf(muster.group('g'))).count).toBe(2);
    await valueOf(muster.changeGroup('g', { add: ['b'] }));
    expect(await inGroup('g')).toEqual(['a', 'j', 'b']);
  });

  it('that is deleted and put again starts anew', async () => {
    const { muster } = session;
    await valueOf(muster.putGroup('g', { name: 'old', contacts: ['a', 'j'] }));
    await valueOf(muster.deleteGroup('g'));
    expect((await failureOf(muster.group('g'))).kind).toBe('not-found');
    expect(await pathsOf(muster.count({ rule: { group: 'g' } }, { breakdown: false }))).toEqual([
      '/rule/group',
    ]);
    await valueOf(muster.putGroup('g', { contacts: ['c'] }));
    expect(await valueOf(muster.group('g'))).toEqual({ id: 'g', name: 'g', count: 1 });
    expect((await failureOf(muster.deleteGroup('other'))).kind).toBe('not-found');
    expect(await pathsOf(muster.putGroup('', { contacts: [] }))).toEqual(['']);
  });

  it('is frozen from a segment, and stays when the segment moves on', async () => {
    const { muster } = session;
    await session.contacts(['c', { n: 1 }], ['h', { n: 2 }]);
    const rule = { field: 'n', op: 'exists' };
    await valueOf(muster.putSegment('s', { name: 'With n', rule }, undefined));
    expect(await valueOf(muster.freeze('s', 'g'))).toMatchObject({ count: 2 });
    await session.contacts(['d', { n: 3 }], ['c', { n: null }]);
    expect(await inGroup('g')).toEqual(['c', 'h']);
    expect((await valueOf(muster.group('g'))).count).toBe(2);
    expect((await failureOf(muster.freeze('missing', 'g'))).kind).toBe('not-found');
    await valueOf(muster.freeze('s', 'g'));
    expect(await inGroup('g')).toEqual(['d', 'h']);
  });

  it('has none of those who are deleted while it is frozen', async () => {
    const { muster } = session;
    await valueOf(muster.putSegment('s', { name: 's', rule: { all: [] } }, undefined));
    await Promise.all([
      muster.freeze('s', 'g'),
      muster.deleteContact('a'),
      session.contacts(['z']),
    ]);
    expect(await inGroup('g')).not.toContain('a');
    expect((await valueOf(muster.group('g'))).count).toBe((await inGroup('g')).length);
  });
});

describe('a channel', () => {
  it('has its default from the start, and goes back to it', async () => {
    const { muster } = session;
    const names = async () => (await valueOf(muster.channels())).map(({ name }) => name);
    expect(await names()).toEqual(['email', 'sms', 'push']);
    const before = await valueOf(muster.channel('email'));
    await valueOf(muster.putChannel('email', { contacts: ['a'] }));
    expect((await valueOf(muster.channel('email'))).rule).toEqual({ contacts: ['a'] });
    await valueOf(muster.putSegment('s', { name: 's', rule: { reachable: 'email' } }, undefined));
    expect(await session.members({ segment: 's' })).toEqual(['a']);
    // Back to the default is no deletion, so no rule that names it is in the way.
    await valueOf(muster.deleteChannel('email'));
    expect(await valueOf(muster.channel('email'))).toEqual(before);
    expect(await session.members({ segment: 's' })).toEqual([]);
    await valueOf(muster.deleteChannel('email'));
    expect(await names()).toEqual(['email', 'sms', 'push']);
  });

  it('of one’s own is put, asked, replaced and deleted', async () => {
    const { muster } = session;
    const asked = { rule: { contacts: ['a', 'b', 'c'] }, channel: 'post' };
    expect(await pathsOf(muster.count(asked, { breakdown: false }))).toEqual(['/channel']);
    await valueOf(muster.putChannel('post', { contacts: ['b', 'j'] }));
    expect(await valueOf(muster.count(asked, { breakdown: false }))).toMatchObject({
      count: 1,
      matched: 3,
      total: 10,
    });
    await valueOf(muster.putChannel('post', { all: [] }));
    expect(await session.count({ reachable: 'post' })).toBe(10);
    await valueOf(muster.deleteChannel('post'));
    expect((await failureOf(muster.channel('post'))).kind).toBe('not-found');
    expect((await failureOf(muster.deleteChannel('post'))).kind).toBe('not-found');
    expect(await pathsOf(muster.putChannel('bad', { field: 1 }))).not.toEqual([]);
  });

  it('by default reaches those who can and may be reached', async () => {
    const mail = (contact: string, event: string, attributes = {}) => ({
      contact,
      event,
      attributes,
    });
    await session.contacts(
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => [id, { Email: `${id}@x` }] as const),
      ['b', { email_consent: false }],
      ['c', { email_consent: true }],
      ['g', { email_consent: true }],
    );
    await session.events(
      mail('d', 'MailUnsubscribe'),
      mail('e', 'MailBounce', { kind: 'soft' }),
      mail('f', 'MailBounce', { kind: 'hard' }),
    );
    expect(await session.members({ reachable: 'email' })).toEqual(['a', 'c', 'e']);
  });
});
