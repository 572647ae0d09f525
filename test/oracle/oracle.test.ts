/** Writes, definitions and references of the oracle: SPEC sections 1 and 2 by hand. */
import { beforeEach, describe, expect, it } from 'vitest';

import { Oracle } from './oracle.ts';

const at = Date.parse('2024-05-15T12:00:00Z');
let oracle: Oracle;

beforeEach(() => {
  oracle = new Oracle();
});

const write = (id: unknown, fields: Record<string, unknown> = {}, arrived = at): string =>
  oracle.writeContact({ id, fields }, arrived);
const members = (rule: unknown, timezone?: string): string[] =>
  oracle.members(rule, timezone === undefined ? { at } : { at, timezone });
const everyone = { all: [] };

describe('contacts', () => {
  it('merge fields, and null removes', () => {
    write('a', { city: 'Łódź', age: 5 });
    write('a', { age: null, vip: true });
    expect(members({ field: 'city', op: 'eq', value: 'Łódź' })).toEqual(['a']);
    expect(members({ field: 'age', op: 'exists' })).toEqual([]);
    expect(members({ field: 'vip', op: 'eq', value: true })).toEqual(['a']);
  });

  it('have no empty text and no empty list', () => {
    write('a', { city: 'Łódź', tags: ['x'] });
    write('a', { city: '', tags: [] });
    expect(members({ any: ['city', 'tags'].map((field) => ({ field, op: 'exists' })) })).toEqual(
      [],
    );
  });

  it('change lists in place, and what is added and removed is removed', () => {
    write('a', { tags: ['x', 'y'] });
    write('a', { tags: { add: ['z', 'w'], remove: ['x', 'w'] } });
    expect(members({ field: 'tags', op: 'has_all', value: ['y', 'z'] })).toEqual(['a']);
    expect(members({ field: 'tags', op: 'has_any', value: ['x', 'w'] })).toEqual([]);
    write('a', { tags: { remove: ['y', 'z'] } });
    expect(members({ field: 'tags', op: 'exists' })).toEqual([]);
  });

  it('are rejected whole for a value of the wrong type', () => {
    oracle.declareField('born', 'date');
    expect(write('a', { fresh: 1, born: '2023-02-29' })).toBe('rejected');
    expect(members(everyone)).toEqual([]);
    expect(write('a', { fresh: 'text after all' })).toBe('accepted');
    expect(write('a', { fresh: 1 })).toBe('rejected');
    expect(write('a', { born: { add: ['x'] } })).toBe('rejected');
  });

  it.each([
    ['an empty id', '', {}],
    ['a long id', 'x'.repeat(257), {}],
    ['a numeric id', 7, {}],
    ['an empty name', 'a', { '': 1 }],
    ['a control character in a name', 'a', { 'a\nb': 1 }],
    ['a long text', 'a', { text: 'x'.repeat(4097) }],
    ['a long element', 'a', { list: ['x'.repeat(257)] }],
    ['too many elements', 'a', { list: Array.from({ length: 1001 }, (_, n) => `${n}`) }],
    ['an element that is no text', 'a', { list: [1] }],
    ['an object', 'a', { field: { x: 1 } }],
  ])('are rejected with %s', (_, id, fields) => {
    expect(write(id, fields)).toBe('rejected');
    expect(members(everyone)).toEqual([]);
  });

  it('match names by folding, __proto__ like any', () => {
    write('a', Object.fromEntries([['__proto__', 'x']]));
    write('a', { STRAẞE: 1 });
    expect(members({ field: '__PROTO__', op: 'eq', value: 'x' })).toEqual(['a']);
    expect(members({ field: 'straße', op: 'eq', value: 1 })).toEqual(['a']);
    expect(write('a', { Straße: 'text' })).toBe('rejected');
  });

  it('know when they were created, unless a write says otherwise', () => {
    write('a', {}, at - 1000);
    write('a', { x: 1 }, at);
    write('b', { created_at: '2020-01-01T00:00:00Z' });
    oracle.writeEvent({ contact: 'c', event: 'e', time: 0 }, at - 1000);
    const created = { field: 'created_at', op: 'eq', value: at - 1000 };
    expect(members(created)).toEqual(['a', 'c']);
    expect(members({ field: 'Created_At', op: 'eq', value: '2020-01-01' })).toEqual(['b']);
  });

  it('start empty, at the end and in no group when they come back', () => {
    for (const id of ['a', 'b']) write(id, { x: 1 });
    oracle.writeEvent({ contact: 'a', event: 'e', id: '1', time: at }, at);
    oracle.putGroup('g', ['a', 'b', 'missing']);
    expect(members({ group: 'g' })).toEqual(['a', 'b']);
    oracle.deleteContact('a');
    oracle.deleteContact('unknown');
    expect(members(everyone)).toEqual(['b']);
    expect(oracle.writeEvent({ contact: 'a', event: 'f', id: '1', time: at }, at)).toBe('accepted');
    expect(members(everyone)).toEqual(['b', 'a']);
    expect(members({ field: 'x', op: 'exists' })).toEqual(['b']);
    expect(members({ event: 'e' })).toEqual([]);
    expect(members({ group: 'g' })).toEqual(['b']);
    expect(members({ contacts: ['a', 'missing'] })).toEqual(['a']);
  });
});

describe('fields', () => {
  it('that are dropped lose their values and their type', () => {
    write('a', { x: 1 });
    oracle.dropField('X');
    expect(members({ field: 'x', op: 'exists' })).toEqual([]);
    expect(write('b', { x: 'text' })).toBe('accepted');
    expect(members({ field: 'x', op: 'eq', value: 'text' })).toEqual(['b']);
  });

  it('of another type than a saved condition fits are missing to it', () => {
    write('a', { x: 1 });
    oracle.putSegment('s', { field: 'x', op: 'gt', value: 0 });
    oracle.putSegment('t', { field: 'x', op: 'neq', value: 1 });
    expect([members({ segment: 's' }), members({ segment: 't' })]).toEqual([['a'], []]);
    oracle.dropField('x');
    write('a', { x: 'text' });
    expect([members({ segment: 's' }), members({ segment: 't' })]).toEqual([[], ['a']]);
  });
});

describe('events', () => {
  const send = (item: Record<string, unknown>): string =>
    oracle.writeEvent({ contact: 'a', event: 'e', ...item }, at);

  it('with an id count once, and the first one stands', () => {
    expect(send({ id: '1', attributes: { n: 1 } })).toBe('accepted');
    expect(send({ id: '1', attributes: { n: 2 } })).toBe('duplicate');
    expect(send({ id: '1', event: 'other' })).toBe('duplicate');
    expect(send({ contact: 'b', id: '1' })).toBe('accepted');
    expect(send({ attributes: { n: 1 } })).toBe('accepted');
    expect(members({ event: 'e', op: 'eq', value: 2 })).toEqual(['a']);
    expect(members({ event: 'e', aggregate: 'max', of: 'n', op: 'eq', value: 1 })).toEqual(['a']);
    expect(members({ event: 'other' })).toEqual([]);
  });

  it('that are rejected leave nothing', () => {
    oracle.declareAttribute('e', 'day', 'date');
    expect(send({ id: '1', attributes: { fresh: 1, day: 'x' } })).toBe('rejected');
    expect(members(everyone)).toEqual([]);
    expect(send({ id: '1', attributes: { fresh: 'text' } })).toBe('accepted');
  });

  it.each([
    ['a star in the type', { event: 'a*' }],
    ['no type', { event: '' }],
    ['a bad time', { time: '2024-01-01' }],
    ['a fraction of a millisecond', { time: 0.5 }],
    ['an empty id', { id: '' }],
    ['a bad contact', { contact: '' }],
    ['a bad attribute name', { attributes: { '': 1 } }],
  ])('are rejected with %s', (_, item) => {
    expect(send(item)).toBe('rejected');
    expect(members(everyone)).toEqual([]);
  });

  it('have attributes by type, folded, and lose dropped ones', () => {
    send({ attributes: { Amount: 1 } });
    expect(send({ event: 'f', attributes: { amount: 'text' } })).toBe('accepted');
    expect(send({ event: 'E', attributes: { AMOUNT: 'text' } })).toBe('rejected');
    expect(members({ event: 'E', aggregate: 'sum', of: 'aMOUNT' })).toEqual(['a']);
    oracle.dropAttribute('e', 'AMOUNT');
    expect(members({ event: 'e', aggregate: 'sum', of: 'amount' })).toEqual([]);
  });

  it('in the future start to count when their time comes', () => {
    send({ time: at + 1 });
    expect(members({ event: 'e' })).toEqual([]);
    expect(oracle.members({ event: 'e' }, { at: at + 1 })).toEqual(['a']);
  });
});

describe('logic', () => {
  it('is two-valued', () => {
    write('a', { x: 1 });
    write('b', { x: 2 });
    write('c');
    const one = { field: 'x', op: 'eq', value: 1 };
    const some = { field: 'x', op: 'exists', name: 'named' };
    expect(members({ all: [one, some] })).toEqual(['a']);
    expect(members({ any: [one, some] })).toEqual(['a', 'b']);
    expect(members({ none: [one, some] })).toEqual(['c']);
    expect(members({ not: one })).toEqual(['b', 'c']);
    expect(members({ all: [] })).toEqual(['a', 'b', 'c']);
    expect(members({ none: [] })).toEqual(['a', 'b', 'c']);
    expect(members({ any: [] })).toEqual([]);
  });
});

describe('references', () => {
  it('keep the time zone of a segment, and use UTC for a channel', () => {
    // 2024-05-14T23:30Z is yesterday in UTC and today in Warsaw.
    oracle.writeEvent({ contact: 'a', event: 'e', time: '2024-05-14T23:30:00Z' }, at);
    const today = { event: 'e', within: { current: 'day' } };
    oracle.putSegment('warsaw', today, 'Europe/Warsaw');
    oracle.putSegment('utc', today);
    oracle.putChannel('letter', today);
    expect(members({ segment: 'warsaw' }, 'UTC')).toEqual(['a']);
    expect(members({ segment: 'utc' }, 'Europe/Warsaw')).toEqual([]);
    expect(members({ reachable: 'letter' }, 'Europe/Warsaw')).toEqual([]);
    expect(members(today, 'Europe/Warsaw')).toEqual(['a']);
    expect(() => members({ segment: 'unknown' })).toThrow('unknown');
  });

  it('reach by the default channels', () => {
    write('mail', { Email: 'x' });
    write('no consent', { email: 'x', email_consent: false, MobilePhone: '1' });
    write('hard', { Email: 'x', email_consent: true });
    write('soft', { Email: 'x', push_tokens: ['t'] });
    write('left', { Email: 'x', MobilePhone: '1', push_tokens: ['t'] });
    const send = (contact: string, event: string, attributes = {}): string =>
      oracle.writeEvent({ contact, event, time: at, attributes }, at);
    send('hard', 'MailBounce', { kind: 'hard' });
    send('soft', 'MailBounce', { kind: 'soft' });
    for (const event of ['MailUnsubscribe', 'SmsUnsubscribe', 'PushUnsubscribe']) {
      send('left', event);
    }
    expect(members({ reachable: 'email' })).toEqual(['mail', 'soft']);
    expect(members({ reachable: 'sms' })).toEqual(['no consent']);
    expect(members({ reachable: 'push' })).toEqual(['soft']);
    const before = oracle.members({ reachable: 'push' }, { at: at - 1 });
    expect(before).toEqual(['soft', 'left']);
    oracle.putChannel('push', { any: [] });
    expect(members({ reachable: 'push' })).toEqual([]);
  });

  it('sample by id', () => {
    for (let n = 0; n < 1000; n++) write(`c${n}`);
    const share = (from: number, to: number): number =>
      members({ sample: { seed: 'x', from, to } }).length;
    expect(share(0, 100)).toBe(1000);
    expect(share(0, 33.33) + share(33.33, 100)).toBe(1000);
    expect(share(0, 10)).toBeGreaterThan(60);
    expect(share(0, 10)).toBeLessThan(140);
  });
});
