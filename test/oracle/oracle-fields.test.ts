/** Every field operator of SPEC on every type that has it, worked out by hand. */
import { beforeAll, describe, expect, it } from 'vitest';

import type { ValueType } from '../../engine/value.ts';
import { Oracle } from './oracle.ts';

// A Friday; 14:00 in Warsaw.
const at = Date.parse('2024-05-03T12:00:00Z');

type Case = readonly [op: string, value: unknown, expected: string, ignoreCase?: boolean];

/** Members of a condition on the field `f`, as one text of ids in order. */
function tabulate(
  type: ValueType,
  values: Record<string, unknown>,
  cases: readonly Case[],
  timezone = 'UTC',
): void {
  const oracle = new Oracle();
  beforeAll(() => {
    oracle.declareField('f', type);
    for (const [id, value] of Object.entries(values)) {
      const outcome = oracle.writeContact({ id, fields: { f: value } }, at);
      if (outcome !== 'accepted') throw new Error(`${id} is rejected`);
    }
    oracle.writeContact({ id: '-', fields: {} }, at);
  });
  it.each(cases)('%s %j: %s', (op, value, expected, ignoreCase) => {
    const rule = {
      field: 'f',
      op,
      ...(value === undefined ? {} : { value }),
      ...(ignoreCase ? { ignore_case: true } : {}),
    };
    expect(oracle.members(rule, { at, timezone }).join(' ')).toBe(expected);
  });
}

describe('text', () => {
  tabulate('text', { a: 'Łódź', b: 'łódź', c: 'Straße', d: 'STRAẞE', e: 'STRASSE', f: 'a|b' }, [
    ['eq', 'Łódź', 'a'],
    ['eq', 'Łódź', 'a b', true],
    ['eq', 'straße', 'c d', true],
    ['neq', 'Łódź', 'b c d e f -'],
    ['in', ['Łódź', 'STRASSE'], 'a e'],
    ['not_in', ['ŁÓDŹ', 'strasse'], 'c d f -', true],
    ['contains', 'ó', 'a b'],
    ['contains', ['ß', 'SS'], 'c e'],
    ['contains', ['ß', 'SS'], 'c d e', true],
    ['not_contains', 'ó', 'c d e f -'],
    ['not_contains', ['ó', '|'], 'c d e -'],
    ['starts_with', 'S', 'c d e'],
    ['starts_with', ['Ł', 's'], 'a'],
    ['starts_with', ['Ł', 's'], 'a b c d e', true],
    ['ends_with', 'E', 'd e'],
    ['ends_with', ['ź', '|b'], 'a b f'],
    ['matches', 'S*E', 'd e'],
    ['matches', 's+e', 'c d e', true],
    ['matches', 'a\\|b|Ł*', 'a f'],
    ['not_matches', '*S*', 'a b f -'],
    ['exists', undefined, 'a b c d e f'],
    ['not_exists', undefined, '-'],
  ]);
});

describe('number', () => {
  tabulate('number', { a: 0, b: -0, c: 0.1, d: 19.99, e: -2.5, f: 1e300 }, [
    ['eq', 0, 'a b'],
    ['eq', -0, 'a b'],
    ['neq', 0.1, 'a b d e f -'],
    ['in', [19.99, -2.5], 'd e'],
    ['not_in', [0, 1e300], 'c d e -'],
    ['gt', 0, 'c d f'],
    ['gte', 0, 'a b c d f'],
    ['lt', 0.1, 'a b e'],
    ['lte', 0.1, 'a b c e'],
    ['between', [0, 19.99], 'a b c d'],
    ['between', [19.99, 0], ''],
    ['exists', undefined, 'a b c d e f'],
    ['not_exists', undefined, '-'],
  ]);
});

describe('boolean', () => {
  tabulate('boolean', { a: true, b: false }, [
    ['eq', true, 'a'],
    ['eq', false, 'b'],
    ['neq', true, 'b -'],
    ['neq', false, 'a -'],
    ['exists', undefined, 'a b'],
    ['not_exists', undefined, '-'],
  ]);
});

describe('list', () => {
  tabulate('list', { a: ['x', 'y'], b: ['Y'], c: ['z', 'x'] }, [
    ['has_any', ['y', 'z'], 'a c'],
    ['has_any', ['y', 'z'], 'a b c', true],
    ['has_all', ['x', 'y'], 'a'],
    ['has_all', ['Y'], 'a b', true],
    ['has_none', ['y'], 'b c -'],
    ['has_none', ['y'], 'c -', true],
    ['exists', undefined, 'a b c'],
    ['not_exists', undefined, '-'],
  ]);
});

describe('date', () => {
  const dates = {
    a: '2024-05-02',
    b: '2024-05-03',
    c: '2024-05-04',
    d: '2000-02-29',
    e: '1990-05-10',
  };
  tabulate('date', dates, [
    ['eq', '2024-05-03', 'b'],
    ['eq', 'today', 'b'],
    ['eq', '2024-05-03T00:00:00Z', 'b'],
    ['eq', 'now', ''], // no day starts at noon
    ['neq', 'today', 'a c d e -'],
    ['in', ['2024-05-02', 'today'], 'a b'],
    ['not_in', ['2024-05-02', '2000-02-29'], 'b c e -'],
    ['between', ['2024-05-02', '2024-05-03'], 'a b'],
    ['between', ['2024-05-03', '2024-05-02'], ''],
    ['before', '2024-05-03', 'a d e'],
    ['before', 'now', 'a b d e'],
    ['after', '2024-05-03', 'c'],
    ['after', { ago: 'P1D' }, 'b c'], // after noon of the 2nd
    ['within_last', 'P1D', 'b'],
    ['within_last', 'PT36H', 'b'], // the 2nd began exactly then
    ['within_last', 'P2D', 'a b'],
    ['within_next', 'PT12H', 'c'],
    ['older_than', 'PT36H', 'a d e'],
    ['anniversary', { from: 0, to: 0 }, 'b'],
    ['anniversary', { from: 0, to: 7 }, 'b c e'],
    ['anniversary', { from: -1, to: 1 }, 'a b c'],
    ['anniversary', { from: -64, to: -64 }, 'd'], // 29 February 2024
    ['anniversary', { from: 301, to: 301 }, 'd'], // kept on 28 February 2025
    ['anniversary', { month: 5 }, 'a b c e'],
    ['anniversary', { month: 2 }, 'd'],
    ['exists', undefined, 'a b c d e'],
    ['not_exists', undefined, '-'],
  ]);
});

describe('date in the time zone', () => {
  tabulate(
    'date',
    { a: '2024-05-02', b: '2024-05-03', c: '2024-05-04' },
    [
      ['eq', '2024-05-02T22:00:00Z', 'b'],
      ['within_last', 'PT14H', ''], // 3 May began 14 hours ago
      ['within_last', 'PT15H', 'b'],
      ['within_next', 'PT10H', 'c'],
      ['older_than', 'PT14H', 'a b'],
    ],
    'Europe/Warsaw',
  );
});

describe('datetime', () => {
  const times = {
    a: '2024-05-03T12:00:00Z',
    b: '2024-05-03T11:59:59.999Z',
    c: '2024-05-03T12:00:00.001Z',
    d: '2024-05-02T12:00:00Z',
    e: '2024-05-02T22:30:00Z',
    f: '2023-05-03T22:30:00Z',
  };
  tabulate('datetime', times, [
    ['eq', 'now', 'a'],
    ['eq', '2024-05-03T14:00:00+02:00', 'a'],
    ['eq', at, 'a'],
    ['eq', { ago: 'P1D' }, 'd'],
    ['eq', '2024-05-03', 'a b c'],
    ['eq', 'today', 'a b c'],
    ['neq', 'now', 'b c d e f -'],
    ['neq', '2024-05-02', 'a b c f -'],
    ['between', [{ ago: 'P1D' }, 'now'], 'a b d e'],
    ['between', ['2024-05-02', '2024-05-03'], 'd e'],
    ['before', 'now', 'b d e f'],
    ['after', 'now', 'c'],
    ['within_last', 'P1D', 'a b e'],
    ['within_last', 'P1Y', 'a b d e f'],
    ['within_next', 'PT1S', 'c'],
    ['within_next', 'P1D', 'c'],
    ['older_than', 'P1D', 'd f'],
    ['anniversary', { from: 0, to: 0 }, 'a b c f'],
    ['anniversary', { month: 5 }, 'a b c d e f'],
    ['exists', undefined, 'a b c d e f'],
    ['not_exists', undefined, '-'],
  ]);
});

describe('datetime in the time zone', () => {
  tabulate(
    'datetime',
    { a: '2024-05-02T22:30:00Z', b: '2023-05-03T22:30:00Z', c: '2024-05-02T21:59:59.999Z' },
    [
      ['eq', 'today', 'a'],
      ['eq', '2024-05-02', 'c'],
      ['anniversary', { from: 0, to: 0 }, 'a'],
      ['anniversary', { from: 1, to: 1 }, 'b'],
    ],
    'Europe/Warsaw',
  );
});

describe('a day that a zone skipped', () => {
  tabulate(
    'datetime',
    { a: '2011-12-30T09:59:59.999Z', b: '2011-12-30T10:00:00Z' },
    [
      ['eq', '2011-12-29', 'a'],
      ['eq', '2011-12-30', ''],
      ['eq', '2011-12-31', 'b'],
      ['before', '2011-12-30', 'a'],
    ],
    'Pacific/Apia',
  );
});

describe('anniversaries over New Year', () => {
  const oracle = new Oracle();
  oracle.declareField('f', 'date');
  for (const [id, f] of [
    ['a', '1980-12-31'],
    ['b', '1990-01-01'],
    ['c', '2024-01-02'],
  ]) {
    oracle.writeContact({ id, fields: { f } }, at);
  }
  it.each([
    ['2023-12-31T00:00:00Z', { from: 0, to: 1 }, 'a b'],
    ['2024-01-01T00:00:00Z', { from: -1, to: 0 }, 'a b'],
    ['2024-01-01T00:00:00Z', { from: 365, to: 366 }, 'a b'], // 31 December 2024, 1 January 2025
    ['2024-01-01T00:00:00Z', { from: -366, to: -366 }, 'a'],
    ['2023-12-31T00:00:00Z', { from: 2, to: 2 }, 'c'],
    ['2023-12-31T00:00:00Z', { from: -366, to: 366 }, 'a b c'],
  ])('at %s %j: %s', (moment, value, expected) => {
    const rule = { field: 'f', op: 'anniversary', value };
    expect(oracle.members(rule, { at: Date.parse(moment) }).join(' ')).toBe(expected);
  });
});

describe('a field that nobody has', () => {
  const oracle = new Oracle();
  oracle.writeContact({ id: 'a', fields: {} }, at);
  it.each([
    'eq',
    'in',
    'contains',
    'starts_with',
    'ends_with',
    'matches',
    'gt',
    'gte',
    'lt',
    'lte',
    'between',
    'before',
    'after',
    'within_last',
    'within_next',
    'older_than',
    'anniversary',
    'has_any',
    'has_all',
    'exists',
  ])('satisfies no %s', (op) => {
    expect(oracle.members({ field: 'f', op, value: 'x' }, { at })).toEqual([]);
  });
  it.each(['neq', 'not_in', 'not_contains', 'not_matches', 'has_none', 'not_exists'])(
    'satisfies %s',
    (op) => {
      expect(oracle.members({ field: 'f', op, value: 'x' }, { at })).toEqual(['a']);
    },
  );
});
