/** Segments: versions, references without circles, and what happens when their fields change. */
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_REFERENCE_LEVELS } from '../../engine/rule-limits.ts';
import type { Precondition } from '../../server/service.ts';
import {
  failureOf,
  NOON,
  openSession,
  pathsOf,
  type Session,
  valueOf,
} from '../contract/muster-session.ts';

let session: Session;

beforeEach(async () => {
  session = await openSession();
  return () => session.close();
});

const ANYONE = { all: [] };

function put(id: string, rule: unknown, ifMatch?: Precondition) {
  return session.muster.putSegment(id, { name: id, rule }, ifMatch);
}

async function save(id: string, rule: unknown): Promise<string> {
  return (await valueOf(put(id, rule))).version;
}

describe('a segment', () => {
  it('is saved with its defaults and read as it was given', async () => {
    const rule = { none: [{ field: 'City', op: 'eq', value: 'Rome', name: 'Romans' }] };
    const version = await save('s', rule);
    expect(await valueOf(session.muster.segment('s'))).toEqual({
      id: 's',
      name: 's',
      description: '',
      rule,
      timezone: 'UTC',
      updated_at: '2026-03-15T12:00:00.000Z',
      warnings: [],
      version,
    });
    session.setClock(NOON + 1);
    expect(await save('s', rule)).not.toBe(version);
    const { updated_at } = await valueOf(session.muster.segment('s'));
    expect(updated_at).toBe('2026-03-15T12:00:00.001Z');
  });

  it('is written only as the version that is expected', async () => {
    const any = { any: true } as const;
    expect((await failureOf(put('s', ANYONE, any))).kind).toBe('precondition');
    expect((await failureOf(put('s', ANYONE, { versions: ['1'] }))).kind).toBe('precondition');
    const first = await save('s', ANYONE);
    const second = (await valueOf(put('s', ANYONE, { versions: ['0', first] }))).version;
    expect((await failureOf(put('s', { any: [] }, { versions: [first] }))).kind).toBe(
      'precondition',
    );
    expect((await valueOf(session.muster.segment('s'))).rule).toEqual(ANYONE);
    const third = (await valueOf(put('s', { any: [] }, any))).version;
    const drop = (ifMatch: Precondition) => session.muster.deleteSegment('s', ifMatch);
    expect((await failureOf(drop({ versions: [second] }))).kind).toBe('precondition');
    await valueOf(drop({ versions: [third] }));
    expect((await failureOf(drop(undefined))).kind).toBe('not-found');
    expect((await failureOf(session.muster.segment('s'))).kind).toBe('not-found');
  });

  it('is written once by two who expect the same version', async () => {
    const versions = [await save('s', ANYONE)];
    const writes = [put('s', { any: [] }, { versions }), put('s', { none: [] }, { versions })];
    expect((await Promise.all(writes)).map(({ ok }) => ok)).toEqual([true, false]);
    expect((await valueOf(session.muster.segment('s'))).rule).toEqual({ any: [] });
  });

  it('with faults is refused with their places and leaves the one before', async () => {
    await save('s', ANYONE);
    const rule = { any: [{ segment: 'x' }, { group: 'y' }, { reachable: 'z' }] };
    expect(await pathsOf(put('s', rule))).toEqual([
      '/rule/any/0/segment',
      '/rule/any/1/group',
      '/rule/any/2/reachable',
    ]);
    const body = { name: 's', rule: ANYONE, timezone: 'Mars/Olympus' };
    expect(await pathsOf(session.muster.putSegment('s', body, undefined))).toEqual(['/timezone']);
    expect(await pathsOf(put('', ANYONE))).toEqual(['']);
    expect((await valueOf(session.muster.segment('s'))).rule).toEqual(ANYONE);
  });

  it('keeps its own time zone inside another', async () => {
    await session.contacts(['a', { created_at: '2026-03-14T23:30:00Z' }]);
    const rule = { field: 'created_at', op: 'eq', value: '2026-03-15' };
    const body = { name: 'w', rule, timezone: 'Europe/Warsaw' };
    await valueOf(session.muster.putSegment('warsaw', body, undefined));
    await save('outer', { all: [{ segment: 'warsaw' }, { not: rule }] });
    expect(await session.members({ segment: 'outer' })).toEqual(['a']);
  });
});

describe('references', () => {
  it('in a circle are refused, through channels too', async () => {
    const { muster } = session;
    await save('a', ANYONE);
    await save('b', { not: { segment: 'a' } });
    await valueOf(muster.putChannel('post', { any: [{ segment: 'b' }] }));
    await save('c', { reachable: 'post' });
    expect(await pathsOf(put('a', { segment: 'a' }))).toEqual(['/rule']);
    expect(await pathsOf(put('a', { all: [{ segment: 'b' }] }))).toEqual(['/rule']);
    expect(await pathsOf(put('a', { none: [{ reachable: 'post' }] }))).toEqual(['/rule']);
    expect(await pathsOf(muster.putChannel('post', { reachable: 'post' }))).toEqual(['/rule']);
    expect(await pathsOf(muster.putChannel('post', { segment: 'c' }))).toEqual(['/rule']);
    // A default channel that turns to a segment which uses it.
    await save('mailed', { reachable: 'email' });
    expect(await pathsOf(muster.putChannel('email', { segment: 'mailed' }))).toEqual(['/rule']);
    expect((await valueOf(muster.segment('a'))).rule).toEqual(ANYONE);
    expect(await session.count({ segment: 'c' })).toBe(0);
  });

  it('of more levels than all rules together may have are refused, from either end', async () => {
    await save('s1', ANYONE);
    for (let levels = 2; levels <= MAX_REFERENCE_LEVELS; levels++) {
      await save(`s${levels}`, { segment: `s${levels - 1}` });
    }
    const deepest = { segment: `s${MAX_REFERENCE_LEVELS}` };
    expect(await pathsOf(put('beyond', deepest))).toEqual(['/rule']);
    expect(await pathsOf(session.muster.putChannel('post', deepest))).toEqual(['/rule']);
    expect(await pathsOf(put('s1', { all: [ANYONE] }))).toEqual(['/rule']);
    await session.contacts(['a']);
    expect(await session.count(deepest)).toBe(1);
  });

  it('keep what they name from being deleted, with the ids of the rules', async () => {
    const { muster } = session;
    await save('base', ANYONE);
    await valueOf(muster.putGroup('g', { contacts: [] }));
    await valueOf(muster.putChannel('post', { any: [{ segment: 'base' }, { group: 'g' }] }));
    await save('one', { all: [{ segment: 'base' }, { reachable: 'post' }] });
    await save('two', { not: { any: [{ group: 'g' }, { segment: 'base' }] } });
    const conflict = async (answer: Parameters<typeof failureOf>[0]) => {
      const failure = await failureOf(answer);
      return failure.kind === 'conflict' ? [...(failure.ids ?? [])].sort() : failure.kind;
    };
    expect(await conflict(muster.deleteSegment('base', undefined))).toEqual(['one', 'post', 'two']);
    expect(await conflict(muster.deleteGroup('g'))).toEqual(['post', 'two']);
    expect(await conflict(muster.deleteChannel('post'))).toEqual(['one']);
    for (const id of ['one', 'two']) await valueOf(muster.deleteSegment(id, undefined));
    await valueOf(muster.deleteChannel('post'));
    await valueOf(muster.deleteGroup('g'));
    await valueOf(muster.deleteSegment('base', undefined));
    expect(await valueOf(muster.segments())).toEqual([]);
  });
});

describe('a segment whose field changes', () => {
  it('warns with the place while its condition does not fit, and matches as if it were missing', async () => {
    const { muster } = session;
    await session.contacts(['a', { Size: 5 }], ['b']);
    const condition = { field: 'size', op: 'gt', value: 1 };
    await save('big', { all: [condition] });
    await save('not-big', { all: [{ not: condition }] });
    await save('known', { field: 'SIZE', op: 'exists' });
    const listed = async () => {
      const segments = await valueOf(muster.segments());
      return segments.map(({ id, count, warnings }) => [id, count, warnings.map(pathOf)]);
    };
    expect(await listed()).toEqual([
      ['big', 1, []],
      ['not-big', 1, []],
      ['known', 1, []],
    ]);
    await valueOf(muster.dropField('sIzE'));
    expect(await listed()).toEqual([
      ['big', 0, []],
      ['not-big', 2, []],
      ['known', 0, []],
    ]);
    await valueOf(muster.declareField('size', 'text'));
    await session.contacts(['b', { size: 'XL' }]);
    expect(await listed()).toEqual([
      ['big', 0, ['/all/0/op']],
      ['not-big', 2, ['/all/0/not/op']],
      ['known', 1, []],
    ]);
    // Asked anew, the same rule is an error; saved, it can be asked for.
    expect(await pathsOf(muster.count({ rule: condition }, { breakdown: false }))).toEqual([
      '/rule/op',
    ]);
    expect(await session.count({ segment: 'not-big' })).toBe(2);
    await valueOf(muster.dropField('size'));
    await session.contacts(['a', { size: 7 }]);
    expect(await listed()).toEqual([
      ['big', 1, []],
      ['not-big', 1, []],
      ['known', 1, []],
    ]);
  });
});

function pathOf({ path }: { readonly path: string }): string {
  return path;
}
