/** Event conditions and sequences of SPEC, worked out by hand. */
import { describe, expect, it } from 'vitest';

import { Oracle } from './oracle.ts';

// A Wednesday.
const at = Date.parse('2024-05-15T12:00:00Z');

type Sent = readonly [
  contact: string,
  event: string,
  time: string | number,
  attributes?: Record<string, unknown>,
];

function given(events: readonly Sent[], contacts: readonly string[] = []): Oracle {
  const oracle = new Oracle();
  for (const id of contacts) oracle.writeContact({ id, fields: {} }, at);
  for (const [contact, event, time, attributes = {}] of events) {
    const outcome = oracle.writeEvent({ contact, event, time, attributes }, at);
    if (outcome !== 'accepted') throw new Error(`${event} of ${contact} is ${outcome}`);
  }
  return oracle;
}

function members(oracle: Oracle, rule: unknown, timezone = 'UTC', moment = at): string {
  return oracle.members(rule, { at: moment, timezone }).join(' ');
}

describe('patterns', () => {
  const oracle = given([
    ['a', 'MailSent', at],
    ['b', 'mailopen', at],
    ['c', 'purchase', at],
  ]);
  it.each([
    ['MailSent', 'a'],
    ['MAILOPEN', 'b'],
    ['Mail*', 'a b'],
    ['mailS*', 'a'],
    ['*', 'a b c'],
    [['purchase', 'MailO*'], 'b c'],
    ['never', ''],
  ])('%j: %s', (event, expected) => {
    expect(members(oracle, { event })).toBe(expected);
  });
});

describe('where', () => {
  const oracle = given([
    ['a', 'buy', at, { sku: 'x', price: 5, tags: ['t'] }],
    ['b', 'buy', at, { sku: 'x', price: 50 }],
    ['b', 'buy', at, { sku: 'y', price: 5 }],
    ['c', 'buy', at, { price: 5 }],
    ['d', 'sell', at, { sku: 7, price: 5 }],
  ]);
  const x = { attr: 'SKU', op: 'eq', value: 'x' };
  const cheap = { attr: 'price', op: 'lt', value: 10 };
  it.each([
    ['every condition holds on one occurrence', { all: [x, cheap] }, 'a'],
    ['any', { any: [x, { attr: 'tags', op: 'has_any', value: ['t'] }] }, 'a b'],
    ['none', { none: [x, { attr: 'sku', op: 'eq', value: 'y' }] }, 'c'],
    ['not', { not: x }, 'b c'],
    ['a missing attribute satisfies the negative', { attr: 'sku', op: 'neq', value: 'x' }, 'b c'],
    ['an unknown attribute is missing', { attr: 'unknown', op: 'exists' }, ''],
    ['nothing asked', { all: [] }, 'a b c'],
  ])('%s', (_, where, expected) => {
    expect(members(oracle, { event: 'buy', where })).toBe(expected);
  });

  it('counts another type as without the attribute', () => {
    expect(members(oracle, { event: '*', where: x })).toBe('a b');
    expect(members(oracle, { event: '*', where: { ...x, op: 'neq' } })).toBe('b c d');
    expect(members(oracle, { event: '*', where: { attr: 'sku', op: 'gt', value: 1 } })).toBe('d');
  });

  it('is about time in the time zone too', () => {
    const held = given([], []);
    held.declareAttribute('visit', 'day', 'date');
    held.declareAttribute('visit', 'when', 'datetime');
    held.writeEvent(
      { contact: 'a', event: 'visit', time: 0, attributes: { day: '2024-05-15', when: at } },
      at,
    );
    const ask = (where: unknown, timezone?: string): string =>
      members(held, { event: 'visit', where }, timezone);
    expect(ask({ attr: 'day', op: 'eq', value: 'today' })).toBe('a');
    expect(ask({ attr: 'when', op: 'within_last', value: 'PT1S' })).toBe('a');
    expect(ask({ attr: 'when', op: 'eq', value: '2024-05-16' }, 'Pacific/Apia')).toBe('a');
  });
});

describe('windows', () => {
  const times = {
    a: '2024-05-15T12:00:00Z', // at
    b: '2024-05-15T12:00:00.001Z', // after at
    c: '2024-05-14T12:00:00Z', // a day ago
    d: '2024-05-14T12:00:00.001Z',
    e: '2024-05-13T00:00:00Z', // Monday
    f: '2024-05-12T23:59:59.999Z', // Sunday
    g: '2024-04-01T00:00:00Z', // start of the quarter
    h: '2023-12-31T23:59:59.999Z',
    i: '2024-05-01T00:00:00Z',
    j: '2024-03-31T23:59:59.999Z',
  };
  const oracle = given(Object.entries(times).map(([id, time]) => [id, 'e', time] as const));
  it.each([
    [undefined, 'a c d e f g h i j'],
    [{ last: 'P1D' }, 'a d'],
    [{ last: 'P1M' }, 'a c d e f i'],
    [{ from: { ago: 'P1D' } }, 'a c d'],
    [{ to: 'now' }, 'c d e f g h i j'],
    [{ from: '2024-05-13', to: '2024-05-14T12:00:00Z' }, 'e'],
    [{ from: '2024-05-13', to: { ahead: 'P1D' } }, 'a c d e'],
    [{ from: 'today', to: '2024-05-14' }, ''],
    [{ current: 'day' }, 'a'],
    [{ current: 'week' }, 'a c d e'],
    [{ current: 'month' }, 'a c d e f i'],
    [{ current: 'quarter' }, 'a c d e f g i'],
    [{ current: 'year' }, 'a c d e f g i j'],
    [{ previous: 'day' }, 'c d'],
    [{ previous: 'week' }, 'f'],
    [{ previous: 'month' }, 'g'],
    [{ previous: 'quarter' }, 'j'],
    [{ previous: 'year' }, 'h'],
  ])('%j: %s', (within, expected) => {
    expect(members(oracle, { event: 'e', ...(within ? { within } : {}) })).toBe(expected);
  });

  it('follow the time zone', () => {
    const night = given([['a', 'e', '2024-05-14T22:30:00Z']]);
    const today = { event: 'e', within: { current: 'day' } };
    expect(members(night, today)).toBe('');
    expect(members(night, today, 'Europe/Warsaw')).toBe('a');
  });

  it('of months have edges that stand still at the end of a month', () => {
    const end = given([['a', 'e', '2024-02-29T12:00:00Z']]);
    const month = { event: 'e', within: { last: 'P1M' } };
    const moments = ['03-29T12:00', '03-30T11:00', '03-30T12:00', '03-31T11:59', '03-31T12:00'];
    const answers = moments.map((m) => members(end, month, 'UTC', Date.parse(`2024-${m}:00Z`)));
    expect(answers).toEqual(['', 'a', '', 'a', '']);
  });
});

describe('aggregates', () => {
  const oracle = given(
    [
      ['a', 'buy', at - 3000, { price: 0.1, sku: 'x', tags: ['x', 'y'] }],
      ['a', 'buy', at - 2000, { price: 0.2, sku: 'y', tags: ['y'] }],
      ['a', 'buy', at - 1000, { price: 0.3, sku: 'x' }],
      ['b', 'buy', at, { price: 5 }],
      ['c', 'buy', at - 5000, { sku: 'z' }],
      ['c', 'sell', at - 500, { sku: 7, price: 1 }],
      ['c', 'sell', at - 500, { sku: 7 }],
    ],
    ['-'],
  );
  it.each([
    [{}, 'a b c'],
    [{ op: 'gte', value: 3 }, 'a'],
    [{ value: 3 }, 'a'],
    [{ op: 'lt', value: 3 }, '- b c'],
    [{ op: 'eq', value: 0 }, '-'],
    [{ aggregate: 'count', op: 'neq', value: 1 }, '- a'],
    [{ op: 'in', value: [0, 3] }, '- a'],
    [{ op: 'not_in', value: [0, 3] }, 'b c'],
    [{ op: 'between', value: [2, 3] }, 'a'],
    [{ op: 'exists' }, '- a b c'],
    [{ op: 'not_exists' }, ''],
    [{ aggregate: 'sum', of: 'price' }, 'b'],
    [{ aggregate: 'sum', of: 'price', op: 'eq', value: 0.6 }, 'a'],
    [{ aggregate: 'sum', of: 'price', op: 'eq', value: 0 }, '- c'],
    [{ aggregate: 'sum', of: 'sku', op: 'lte', value: 0 }, '- a b c'],
    [{ aggregate: 'avg', of: 'price', op: 'eq', value: 0.2 }, 'a'],
    [{ aggregate: 'avg', of: 'price', op: 'neq', value: 0.2 }, '- b c'],
    [{ aggregate: 'avg', of: 'price', op: 'exists' }, 'a b'],
    [{ aggregate: 'min', of: 'price', op: 'lte', value: 0.1 }, 'a'],
    [{ aggregate: 'max', of: 'price', op: 'gt', value: 0.2 }, 'a b'],
    [{ aggregate: 'max', of: 'price', op: 'not_exists' }, '- c'],
    [{ aggregate: 'distinct', of: 'sku', op: 'eq', value: 2 }, 'a'],
    [{ aggregate: 'distinct', of: 'sku' }, 'a c'],
    [{ aggregate: 'distinct', of: 'tags', op: 'eq', value: 2 }, 'a'],
    [{ aggregate: 'distinct', of: 'tags', op: 'lt', value: 1 }, '- b c'],
    [{ aggregate: 'first' }, 'a b c'],
    [{ aggregate: 'first', op: 'not_exists' }, '-'],
    [{ aggregate: 'first', op: 'eq', value: at - 3000 }, 'a'],
    [{ aggregate: 'last', op: 'eq', value: { ago: 'PT1S' } }, 'a'],
    [{ aggregate: 'last', op: 'neq', value: 'now' }, '- a c'],
    [{ aggregate: 'first', op: 'before', value: at - 3000 }, 'c'],
    [{ aggregate: 'last', op: 'after', value: at - 1000 }, 'b'],
    [{ aggregate: 'last', op: 'between', value: [at - 1000, 'now'] }, 'a b'],
    [{ aggregate: 'last', op: 'within_last', value: 'PT1S' }, 'b'],
    [{ aggregate: 'last', op: 'within_next', value: 'P1D' }, ''],
    [{ aggregate: 'first', op: 'older_than', value: 'PT3S' }, 'a c'],
    [{ aggregate: 'first', op: 'anniversary', value: { from: 0, to: 0 } }, 'a b c'],
    [{ aggregate: 'first', op: 'anniversary', value: { month: 4 } }, ''],
    [{ aggregate: 'first', op: 'eq', value: 'today' }, 'a b c'],
  ])('%j: %s', (asked, expected) => {
    expect(members(oracle, { event: 'buy', ...asked })).toBe(expected);
  });

  it('of several types take what fits', () => {
    const both = { event: ['buy', 'sell'] };
    expect(members(oracle, { ...both, aggregate: 'distinct', of: 'sku', value: 2 })).toBe('a c');
    const seven = { ...both, aggregate: 'max', of: 'sku', op: 'eq', value: 7 };
    expect(members(oracle, seven)).toBe('c');
  });

  it('tell the same text in a list from the same number', () => {
    const mixed = given([
      ['a', 'e', at, { v: '1' }],
      ['a', 'f', at, { v: ['1', '2'] }],
      ['a', 'g', at, { v: 1 }],
      ['a', 'h', at, { v: -0 }],
      ['a', 'h', at, { v: 0 }],
      ['a', 'i', at, { v: true }],
    ]);
    const rule = { event: '*', aggregate: 'distinct', of: 'v', op: 'eq', value: 5 };
    expect(members(mixed, rule)).toBe('a');
  });
});

describe('sequences', () => {
  const hour = 3_600_000;
  const abandoned = {
    sequence: [{ event: 'cart_add' }, { not: { event: 'purchase' }, gap: 'PT2H' }],
    within: { last: 'P1D' },
  };

  it('find the abandoned cart of the contract', () => {
    const oracle = given([
      ['never bought', 'cart_add', at - 5 * hour],
      ['bought in time', 'cart_add', at - 5 * hour],
      ['bought in time', 'purchase', at - 3 * hour],
      ['bought late', 'cart_add', at - 5 * hour],
      ['bought late', 'purchase', at - 3 * hour + 1],
      ['may still buy', 'cart_add', at - 2 * hour + 1],
      ['just over', 'cart_add', at - 2 * hour],
      ['too long ago', 'cart_add', at - 24 * hour],
      ['the second cart counts', 'cart_add', at - 6 * hour],
      ['the second cart counts', 'purchase', at - 5 * hour],
      ['the second cart counts', 'cart_add', at - 4 * hour],
      ['bought at once', 'cart_add', at - 5 * hour],
      ['bought at once', 'purchase', at - 5 * hour],
    ]);
    expect(oracle.members(abandoned, { at })).toEqual([
      'never bought',
      'bought late',
      'just over',
      'the second cart counts',
      'bought at once', // at the same moment is not after it
    ]);
  });

  it('need strictly later events, within the gap', () => {
    const oracle = given([
      ['same', 'x', at - 100],
      ['same', 'y', at - 100],
      ['edge', 'x', at - 60_000],
      ['edge', 'y', at],
      ['late', 'x', at - 60_001],
      ['late', 'y', at],
      ['other start', 'x', at - 60_001],
      ['other start', 'x', at - 1],
      ['other start', 'y', at],
      ['backwards', 'y', at - 2],
      ['backwards', 'x', at - 1],
    ]);
    const sequence = [{ event: 'x' }, { event: 'y', gap: 'PT1M' }];
    expect(oracle.members({ sequence }, { at })).toEqual(['edge', 'other start']);
    const free = { sequence: [{ event: 'x' }, { event: 'y' }] };
    expect(oracle.members(free, { at })).toEqual(['edge', 'late', 'other start']);
    expect(oracle.members({ sequence: [{ event: 'x' }] }, { at: at - 60_001 })).toEqual([
      'late',
      'other start',
    ]);
  });

  it('may have to pass over the nearest event', () => {
    const oracle = given([
      ['a', 'x', 0],
      ['a', 'y', 10_000],
      ['a', 'y', 50_000],
      ['a', 'z', 100_000],
    ]);
    const sequence = (gap: string): unknown => ({
      sequence: [{ event: 'x' }, { event: 'y', gap: 'PT60S' }, { event: 'z', gap }],
    });
    expect(members(oracle, sequence('PT50S'))).toBe('a');
    expect(members(oracle, sequence('PT49S'))).toBe('');
  });

  it('keep the chain, but not the closing step, in the window', () => {
    const oracle = given([
      ['a', 'x', at - 3 * hour],
      ['a', 'y', at - hour],
    ]);
    const two = (within: unknown): unknown => ({
      sequence: [{ event: 'x' }, { event: 'y' }],
      within,
    });
    expect(members(oracle, two({ last: 'PT4H' }))).toBe('a');
    expect(members(oracle, two({ last: 'PT3H' }))).toBe('');
    const closing = (gap: string): unknown => ({
      sequence: [{ event: 'x' }, { not: { event: 'y' }, gap }],
      within: { to: { ago: 'PT2H' } },
    });
    expect(members(oracle, closing('PT1H'))).toBe('a');
    expect(members(oracle, closing('PT2H'))).toBe(''); // included, out of the window
    expect(members(oracle, closing('PT4H'))).toBe(''); // not over yet
  });

  it('without a gap at the closing step look up to at', () => {
    const oracle = given([
      ['a', 'x', at - 2],
      ['a', 'y', at],
      ['b', 'x', at - 2],
      ['b', 'y', at + 1],
      ['c', 'x', at],
    ]);
    const rule = { sequence: [{ event: 'x' }, { not: { event: 'y' } }] };
    expect(members(oracle, rule)).toBe('b c');
    expect(members(oracle, rule, 'UTC', at + 1)).toBe('c');
  });

  it('add the gap in the time zone', () => {
    // From 31 January a month reaches to 29 February, by the wall clock of the zone.
    const oracle = given([
      ['a', 'x', '2024-01-30T23:30:00Z'], // 31 January 00:30 in Warsaw
      ['a', 'y', '2024-02-28T23:30:00Z'],
      ['b', 'x', '2024-01-30T23:30:00Z'],
      ['b', 'y', '2024-02-29T23:30:00Z'],
    ]);
    const rule = { sequence: [{ event: 'x' }, { event: 'y', gap: 'P1M' }] };
    expect(members(oracle, rule, 'Europe/Warsaw')).toBe('a');
    expect(members(oracle, rule, 'UTC')).toBe('a b'); // 30 January to 29 February, clamped
  });

  it('look at attributes of each step', () => {
    const oracle = given([
      ['a', 'x', 1, { k: 'u' }],
      ['a', 'x', 2, { k: 'v' }],
      ['b', 'x', 1, { k: 'v' }],
      ['b', 'x', 2, { k: 'u' }],
    ]);
    const step = (value: string): unknown => ({
      event: 'x',
      where: { attr: 'k', op: 'eq', value },
    });
    expect(members(oracle, { sequence: [step('u'), step('v')] })).toBe('a');
    expect(members(oracle, { sequence: [step('u'), { not: step('v') }] })).toBe('b');
  });
});
