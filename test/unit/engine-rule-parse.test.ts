/** What is no rule, and the place that the fault names; what just still is one. */
import { describe, expect, test } from 'vitest';
import { parseRule } from '../../engine/rule-parse.ts';

function faultPaths(rule: unknown): readonly string[] {
  const parsed = parseRule(rule);
  return parsed.ok ? [] : [...new Set(parsed.error.map(({ path }) => path))];
}

/** A rule and the places that are named as wrong. */
type Row = readonly [rule: unknown, ...paths: string[]];

const field = (op: unknown, value?: unknown, more: object = {}): object => ({
  field: 'f',
  op,
  ...(value !== undefined && { value }),
  ...more,
});
const event = (more: object): object => ({ event: 'e', ...more });
const within = (window: unknown): object => event({ within: window });
const where = (rule: unknown): object => event({ where: rule });
const sequence = (...steps: unknown[]): object => ({ sequence: steps });
const nested = (levels: number): unknown => {
  let rule: unknown = { all: [] };
  for (let level = 1; level < levels; level++) rule = { not: rule };
  return rule;
};

const SHAPES: readonly Row[] = [
  [null, ''],
  [[], ''],
  ['x', ''],
  [7, ''],
  [true, ''],
  [undefined, ''],
  [{}, ''],
  [{ name: 'only a name' }, ''],
  [{ op: 'eq', value: 1 }, ''],
  [{ All: [] }, ''],
  [{ toString: [] }, ''],
  [JSON.parse('{"__proto__":{"all":[]}}'), ''],
  [{ all: {} }, '/all'],
  [{ any: null }, '/any'],
  [{ none: 'x' }, '/none'],
  [{ not: [] }, '/not'],
  [{ not: null }, '/not'],
  [{ all: [{ all: [] }, null] }, '/all/1'],
  [{ any: [{}, { none: [1] }] }, '/any/0', '/any/1/none/0'],
  [{ all: [], any: [] }, '/any'],
  [{ not: { all: [] }, field: 'f' }, '/field'],
  [{ all: [], x: 1 }, '/x'],
  [{ all: [], 'a/b~c': 1 }, '/a~1b~0c'],
  [{ all: [], name: 7 }, '/name'],
  [{ all: [], name: '\ud800' }, '/name'],
  [{ all: [{ not: { all: [], y: 1 } }] }, '/all/0/not/y'],
];

const REFERENCES: readonly Row[] = [
  [{ segment: '' }, '/segment'],
  [{ segment: 7 }, '/segment'],
  [{ segment: null }, '/segment'],
  [{ segment: '\udc00' }, '/segment'],
  [{ segment: 'x'.repeat(257) }, '/segment'],
  [{ segment: 's', op: 'eq' }, '/op'],
  [{ group: '' }, '/group'],
  [{ group: ['g'] }, '/group'],
  [{ group: '\ud83d' }, '/group'],
  [{ reachable: '' }, '/reachable'],
  [{ reachable: true }, '/reachable'],
  [{ reachable: 'a\nb' }, '/reachable'],
  [{ contacts: 'a' }, '/contacts'],
  [{ contacts: ['a', ''] }, '/contacts/1'],
  [{ contacts: ['a', 7, null] }, '/contacts/1', '/contacts/2'],
  [{ contacts: ['\ud800'] }, '/contacts/0'],
  [{ contacts: ['ü'.repeat(129)] }, '/contacts/0'],
  [{ sample: null }, '/sample'],
  [{ sample: [] }, '/sample'],
  [{ sample: { from: 0, to: 10 } }, '/sample/seed'],
  [{ sample: { seed: 7, from: 0, to: 10 } }, '/sample/seed'],
  [{ sample: { seed: '\ud800', from: 0, to: 10 } }, '/sample/seed'],
  [{ sample: { seed: 's', to: 10 } }, '/sample/from'],
  [{ sample: { seed: 's', from: 0 } }, '/sample/to'],
  [{ sample: { seed: 's', from: -0.01, to: 10 } }, '/sample/from'],
  [{ sample: { seed: 's', from: 0.001, to: 10 } }, '/sample/from'],
  [{ sample: { seed: 's', from: 0, to: 33.333 } }, '/sample/to'],
  [{ sample: { seed: 's', from: 0, to: 100.01 } }, '/sample/to'],
  [{ sample: { seed: 's', from: 0, to: '10' } }, '/sample/to'],
  [{ sample: { seed: 's', from: Number.NaN, to: Infinity } }, '/sample/from', '/sample/to'],
  [{ sample: { seed: 's', from: 20, to: 10 } }, '/sample/to'],
  [{ sample: { seed: 's', from: 0, to: 10, name: 'n' } }, '/sample/name'],
];

const CONDITIONS: readonly Row[] = [
  [{ field: 'f' }, ''],
  [{ field: 'f', value: 1 }, ''],
  [{ field: '', op: 'exists' }, '/field'],
  [{ field: 7, op: 'exists' }, '/field'],
  [{ field: 'a\u0000', op: 'exists' }, '/field'],
  [{ field: 'a\u0085', op: 'exists' }, '/field'],
  [{ field: '\ud800', op: 'exists' }, '/field'],
  [{ field: 'x'.repeat(129), op: 'exists' }, '/field'],
  [field('equals', 1), '/op'],
  [field('EQ', 1), '/op'],
  [field('toString', 1), '/op'],
  [field(null, 1), '/op'],
  [field(['eq'], 1), '/op'],
  [field('eq'), '/value'],
  [field('eq', null), '/value'],
  [field('eq', ''), '/value'],
  [field('eq', []), '/value'],
  [field('eq', {}), '/value'],
  [field('eq', '\ud800'), '/value'],
  [field('eq', 'x'.repeat(4097)), '/value'],
  [field('eq', Number.NaN), '/value'],
  [field('neq', Infinity), '/value'],
  [field('eq', { ago: 'P0D' }), '/value/ago'],
  [field('eq', 1, { ignore_case: true }), '/value'],
  [field('eq', 'x', { ignore_case: 'yes' }), '/ignore_case'],
  [field('eq', 'x', { ignore_case: 1 }), '/ignore_case'],
  [field('eq', 'x', { ignore_case: null }), '/ignore_case'],
  [field('gt', 1, { ignore_case: true }), '/ignore_case'],
  [field('before', 'now', { ignore_case: false }), '/ignore_case'],
  [field('eq', 'x', { within: { last: 'P1D' } }), '/within'],
  [field('eq', 'x', { attr: 'a' }), '/attr'],
  [field('in', 'x'), '/value'],
  [field('in', []), '/value'],
  [field('not_in', []), '/value'],
  [field('in', ['x', '']), '/value/1'],
  [field('in', ['x', null]), '/value/1'],
  [field('in', [Number.NaN]), '/value/0'],
  [field('in', ['x', 1]), '/value/1'],
  [field('in', [[1]]), '/value/0'],
  [field('contains', ''), '/value'],
  [field('contains', 7), '/value'],
  [field('contains', []), '/value'],
  [field('not_contains', ['a', '']), '/value/1'],
  [field('starts_with', [7]), '/value/0'],
  [field('ends_with', ['a', '\udfff']), '/value/1'],
  [field('matches', ['a']), '/value'],
  [field('matches', ''), '/value'],
  [field('matches', 'a\\b'), '/value'],
  [field('not_matches', 'a\\'), '/value'],
  [field('matches', 'x'.repeat(1025)), '/value'],
  [field('gt', '7'), '/value'],
  [field('gte', Infinity), '/value'],
  [field('lt', -Infinity), '/value'],
  [field('lte', Number.NaN), '/value'],
  [field('gt', [1]), '/value'],
  [field('between', [1]), '/value'],
  [field('between', [1, 2, 3]), '/value'],
  [field('between', 1), '/value'],
  [field('between', []), '/value'],
  [field('between', { from: 1, to: 2 }), '/value'],
  [field('before', 'tomorrow'), '/value'],
  [field('before', ''), '/value'],
  [field('before', '2026-02-30'), '/value'],
  [field('after', '2026-03-01T12:00:00'), '/value'],
  [field('after', 1.5), '/value'],
  [field('after', { ago: 'P1D', ahead: 'P1D' }), '/value'],
  [field('after', { since: 'P1D' }), '/value'],
  [field('after', {}), '/value'],
  [field('after', { ago: '1 day' }), '/value/ago'],
  [field('after', { ahead: 'P0D' }), '/value/ahead'],
  [field('within_last', 7), '/value'],
  [field('within_last', 'P0D'), '/value'],
  [field('within_next', '-P7D'), '/value'],
  [field('within_next', 'P1.5D'), '/value'],
  [field('older_than', 'P101Y'), '/value'],
  [field('older_than', { ago: 'P1D' }), '/value'],
  [field('anniversary', 'today'), '/value'],
  [field('anniversary', {}), '/value'],
  [field('anniversary', { from: 0 }), '/value'],
  [field('anniversary', { to: 0 }), '/value'],
  [field('anniversary', { from: 0, to: 1, month: 3 }), '/value'],
  [field('anniversary', { from: 3, to: -3 }), '/value/to'],
  [field('anniversary', { from: -367, to: 0 }), '/value/from'],
  [field('anniversary', { from: 0, to: 367 }), '/value/to'],
  [field('anniversary', { from: 0.5, to: 1 }), '/value/from'],
  [field('anniversary', { from: '0', to: 1 }), '/value/from'],
  [field('anniversary', { month: 0 }), '/value/month'],
  [field('anniversary', { month: 13 }), '/value/month'],
  [field('anniversary', { month: 1.5 }), '/value/month'],
  [field('anniversary', { month: 'March' }), '/value/month'],
  [field('has_any', 'x'), '/value'],
  [field('has_any', []), '/value'],
  [field('has_all', [7]), '/value/0'],
  [field('has_none', ['a', '']), '/value/1'],
  [field('exists', true), '/value'],
  [field('exists', null), '/value'],
  [field('not_exists', 'x'), '/value'],
];

const EVENTS: readonly Row[] = [
  [{ event: '' }, '/event'],
  [{ event: 7 }, '/event'],
  [{ event: null }, '/event'],
  [{ event: [] }, '/event'],
  [{ event: ['e', ''] }, '/event/1'],
  [{ event: ['e', ['f']] }, '/event/1'],
  [{ event: 'a*b' }, '/event'],
  [{ event: 'a*b*' }, '/event'],
  [{ event: '**' }, '/event'],
  [{ event: '*a' }, '/event'],
  [{ event: ['e', 'a*b'] }, '/event/1'],
  [{ event: '\ud800' }, '/event'],
  [{ event: '\ud800*' }, '/event'],
  [{ event: 'a\tb' }, '/event'],
  [{ event: `${'x'.repeat(129)}*` }, '/event'],
  [event({ gap: 'P1D' }), '/gap'],
  [event({ ignore_case: true }), '/ignore_case'],
  [event({ field: 'f' }), '/event'],
  [event({ aggregate: 'median' }), '/aggregate'],
  [event({ aggregate: null }), '/aggregate'],
  [event({ aggregate: 'sum' }), ''],
  [event({ aggregate: 'distinct' }), ''],
  [event({ aggregate: 'sum', of: '' }), '/of'],
  [event({ aggregate: 'avg', of: 7 }), '/of'],
  [event({ aggregate: 'min', of: null }), '/of'],
  [event({ of: 'a' }), '/of'],
  [event({ aggregate: 'count', of: 'a' }), '/of'],
  [event({ aggregate: 'first', of: 'a' }), '/of'],
  [event({ aggregate: 'last', of: 'a' }), '/of'],
  [event({ op: 'most' }), '/op'],
  [event({ op: null }), '/op'],
  [event({ op: 'contains', value: 'x' }), '/op'],
  [event({ op: 'before', value: 'now' }), '/op'],
  [event({ op: 'has_any', value: ['x'] }), '/op'],
  [event({ aggregate: 'first', op: 'gte', value: 3 }), '/op'],
  [event({ aggregate: 'last', op: 'in', value: ['2026-01-01'] }), '/op'],
  [event({ aggregate: 'last', op: 'matches', value: 'x' }), '/op'],
  [event({ op: 'lt' }), '/value'],
  [event({ op: 'eq' }), '/value'],
  [event({ value: '3' }), '/value'],
  [event({ value: null }), '/value'],
  [event({ value: Number.NaN }), '/value'],
  [event({ op: 'exists', value: 1 }), '/value'],
  [event({ op: 'between', value: [1] }), '/value'],
  [event({ op: 'in', value: [] }), '/value'],
  [event({ aggregate: 'first', value: 1 }), '/value'],
  [event({ aggregate: 'last', op: 'before' }), '/value'],
  [event({ aggregate: 'last', op: 'eq', value: 'x' }), '/value'],
  [event({ aggregate: 'last', op: 'older_than', value: 'P0D' }), '/value'],
];

const WINDOWS: readonly Row[] = [
  [within(null), '/within'],
  [within('P1D'), '/within'],
  [within([]), '/within'],
  [within({}), '/within'],
  [within({ last: 'P0D' }), '/within/last'],
  [within({ last: 7 }), '/within/last'],
  [within({ last: null }), '/within/last'],
  [within({ last: 'P101Y' }), '/within/last'],
  [within({ last: 'P1D', from: 'now' }), '/within/from'],
  [within({ next: 'P1D' }), '/within/next'],
  [within({ last: 'P1D', name: 'n' }), '/within/name'],
  [within({ from: 'yesterday' }), '/within/from'],
  [within({ to: null }), '/within/to'],
  [within({ from: null, to: 'x' }), '/within/from', '/within/to'],
  [within({ from: { ago: 'P' } }), '/within/from/ago'],
  [within({ from: '2026-01-01', to: { ahead: 7 } }), '/within/to/ahead'],
  [within({ from: '2026-01-01', until: 'now' }), '/within/until'],
  [within({ from: '0000-01-01' }), '/within/from'],
  [within({ current: 'hour' }), '/within/current'],
  [within({ current: 'Month' }), '/within/current'],
  [within({ current: null }), '/within/current'],
  [within({ previous: 'fortnight' }), '/within/previous'],
  [within({ previous: ['day'] }), '/within/previous'],
  [within({ current: 'day', previous: 'day' }), '/within/previous'],
  [{ sequence: [{ event: 'e' }], within: { last: '7 days' } }, '/within/last'],
];

const WHERES: readonly Row[] = [
  [where(null), '/where'],
  [where([]), '/where'],
  [where({}), '/where'],
  [where({ field: 'f', op: 'exists' }), '/where'],
  [where({ event: 'e' }), '/where'],
  [where({ segment: 's' }), '/where'],
  [where({ attr: 'a' }), '/where'],
  [where({ attr: '', op: 'exists' }), '/where/attr'],
  [where({ attr: 'a', op: 'is' }), '/where/op'],
  [where({ attr: 'a', op: 'eq' }), '/where/value'],
  [where({ attr: 'a', op: 'in', value: [] }), '/where/value'],
  [where({ attr: 'a', op: 'exists', x: 1 }), '/where/x'],
  [where({ all: [], any: [] }), '/where/any'],
  [where({ all: [{ attr: 'a', op: 'exists' }, 7] }), '/where/all/1'],
  [where({ not: { none: [{ attr: 'a', op: 'gt', value: 'x' }] } }), '/where/not/none/0/value'],
  [where({ all: [], name: null }), '/where/name'],
];

const SEQUENCES: readonly Row[] = [
  [{ sequence: [] }, '/sequence'],
  [{ sequence: { event: 'e' } }, '/sequence'],
  [{ sequence: null }, '/sequence'],
  [sequence('e'), '/sequence/0'],
  [sequence({}), '/sequence/0/event'],
  [sequence({ event: 'e' }, null), '/sequence/1'],
  [sequence(...Array.from({ length: 9 }, () => ({ event: 'e' }))), '/sequence'],
  [
    sequence(...Array.from({ length: 8 }, () => ({ event: 'e' })), { not: { event: 'e' } }),
    '/sequence',
  ],
  [sequence({ event: 'e', gap: 'P1D' }), '/sequence/0/gap'],
  [sequence({ event: 'e', gap: 'P1D' }, { event: 'e' }), '/sequence/0/gap'],
  [sequence({ event: 'e' }, { event: 'e', gap: 'P0D' }), '/sequence/1/gap'],
  [sequence({ event: 'e' }, { event: 'e', gap: null }), '/sequence/1/gap'],
  [sequence({ not: { event: 'e' } }), '/sequence/0'],
  [sequence({ not: { event: 'e' } }, { event: 'e' }), '/sequence/0'],
  [sequence({ event: 'e' }, { not: { event: 'e' } }, { event: 'e' }), '/sequence/1'],
  [sequence({ event: 'e' }, { not: { event: 'e' } }, { not: { event: 'e' } }), '/sequence/1'],
  [sequence({ event: 'e' }, { not: null }), '/sequence/1/not'],
  [sequence({ event: 'e' }, { not: {} }), '/sequence/1/not/event'],
  [sequence({ event: 'e' }, { not: { event: 'e', gap: 'P1D' } }), '/sequence/1/not/gap'],
  [sequence({ event: 'e' }, { not: { event: 'e' }, gap: 'PT0S' }), '/sequence/1/gap'],
  [sequence({ event: 'e' }, { not: { event: 'e' }, event: 'f' }), '/sequence/1/event'],
  [sequence({ event: 'e' }, { not: { event: 'e' }, where: {} }), '/sequence/1/where'],
  [sequence({ event: 'e', within: { last: 'P1D' } }), '/sequence/0/within'],
  [sequence({ event: 'e', aggregate: 'count' }), '/sequence/0/aggregate'],
  [sequence({ event: 'e*f' }), '/sequence/0/event'],
  [sequence({ event: [] }), '/sequence/0/event'],
  [sequence({ event: 'e', where: { attr: 'a', op: 'x' } }), '/sequence/0/where/op'],
  [sequence({ event: 'e' }, { not: { event: 'e', where: 7 } }), '/sequence/1/not/where'],
  [{ sequence: [{ event: 'e' }], gap: 'P1D' }, '/gap'],
  [{ sequence: [{ event: 'e' }], event: 'e' }, '/sequence'],
];

describe.each([
  ['nodes', SHAPES],
  ['references', REFERENCES],
  ['conditions', CONDITIONS],
  ['event conditions', EVENTS],
  ['windows', WINDOWS],
  ['conditions on events', WHERES],
  ['sequences', SEQUENCES],
])('faults of %s', (_, rows) => {
  const cases = rows.map(([rule, ...paths]) => [shortened(rule), paths, rule] as const);

  test.each(cases)('%s is wrong at %j', (_text, paths, rule) => {
    expect(faultPaths(rule)).toEqual(paths);
  });

  test.each(cases)('%s is wrong at %j below, deeper down', (_text, paths, rule) => {
    expect(faultPaths({ all: [{ all: [] }, { not: rule }] })).toEqual(
      paths.map((path) => `/all/1/not${path}`),
    );
  });
});

function shortened(rule: unknown): string {
  const text = JSON.stringify(rule, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return text === undefined ? 'undefined' : text.length > 90 ? `${text.slice(0, 87)}…` : text;
}

describe('bounds', () => {
  test('64 levels are a rule, 65 are not, wherever they stand', () => {
    expect(faultPaths(nested(64))).toEqual([]);
    expect(faultPaths(nested(65))).toEqual(['/not'.repeat(64)]);
    const deepWhere = (levels: number): unknown => ({ event: 'e', where: nested(levels) });
    expect(faultPaths(deepWhere(63))).toEqual([]);
    expect(faultPaths(deepWhere(64))).toEqual([`/where${'/not'.repeat(63)}`]);
  });

  test('100 000 levels are refused without running out of stack', () => {
    expect(faultPaths(nested(100_000))).toEqual(['/not'.repeat(64)]);
  });

  test('10 000 nodes are a rule, 10 001 are not', () => {
    const wide = (nodes: number): unknown => ({
      any: Array.from({ length: nodes - 1 }, () => ({ event: 'e' })),
    });
    expect(faultPaths(wide(10_000))).toEqual([]);
    expect(faultPaths(wide(10_001))).toEqual(['']);
    expect(faultPaths(wide(200_000))).toEqual(['']);
  });

  test('conditions on events and steps count as nodes', () => {
    const wheres = Array.from({ length: 9_998 }, () => ({ attr: 'a', op: 'exists' }));
    expect(faultPaths({ event: 'e', where: { all: wheres } })).toEqual([]);
    expect(faultPaths({ event: 'e', where: { all: [...wheres, wheres[0]] } })).toEqual(['']);
  });

  test('faults are all named, up to a bound', () => {
    const faults = parseRule({ any: Array.from({ length: 5000 }, () => ({})) });
    expect(faults.ok).toBe(false);
    if (!faults.ok) {
      expect(faults.error.length).toBeGreaterThanOrEqual(100);
      expect(faults.error.length).toBeLessThan(5000);
      expect(faults.error[99]?.path).toBe('/any/99');
    }
  });
});

const GOOD: readonly unknown[] = [
  { all: [] },
  { any: [] },
  { none: [] },
  { not: { any: [] }, name: '' },
  { contacts: [] },
  { contacts: ['x'.repeat(256)] },
  { segment: '__proto__', name: 'a name' },
  { reachable: 'email' },
  { field: '__proto__', op: 'exists' },
  { field: '*', op: 'exists' },
  { field: '😀'.repeat(128), op: 'not_exists' },
  field('eq', 'x'.repeat(4096)),
  field('eq', -0),
  field('eq', 'x', { ignore_case: true }),
  field('has_all', ['x'], { ignore_case: false }),
  field('matches', 'x'.repeat(1024)),
  field('matches', '|'),
  field('between', [2, 1]),
  field('between', ['2026-02-01', '2026-01-01']),
  field('between', [{ ago: 'P1Y' }, 'now']),
  field('before', 'today'),
  field('after', 0),
  field('anniversary', { from: -366, to: 366 }),
  field('anniversary', { month: 12 }),
  field('within_last', 'P100Y'),
  { event: '*' },
  { event: ['a*', '*', 'b'], name: 'n' },
  { event: `${'x'.repeat(128)}*` },
  event({ op: 'gte' }),
  event({ op: 'exists' }),
  event({ aggregate: 'first' }),
  event({ aggregate: 'last', op: 'not_exists' }),
  event({ aggregate: 'last', op: 'anniversary', value: { month: 2 } }),
  event({ aggregate: 'distinct', of: 'a', op: 'in', value: [0, 1] }),
  event({ where: { all: [], name: 'n' } }),
  within({ from: 'now' }),
  within({ to: 'today' }),
  within({ from: '2027-01-01', to: '2026-01-01' }),
  within({ current: 'quarter' }),
  sequence({ event: 'e' }),
  sequence(...Array.from({ length: 8 }, () => ({ event: 'e', name: 'n' }))),
  sequence(...Array.from({ length: 7 }, () => ({ event: 'e' })), {
    not: { event: 'e' },
    gap: 'P1M',
  }),
  { sample: { seed: '', from: 0, to: 0 } },
  { sample: { seed: 's', from: 0.07, to: 99.99 } },
  { sample: { seed: 's', from: 0, to: 100 }, name: 'n' },
];

describe('rules', () => {
  test.each(GOOD.map((rule) => [shortened(rule), rule] as const))('%s is one', (_, rule) => {
    expect(faultPaths(rule)).toEqual([]);
  });

  test('every two-decimal share of a sample is one', () => {
    for (let hundredths = 0; hundredths <= 10_000; hundredths++) {
      const share = Number((hundredths / 100).toFixed(2));
      const parsed = parseRule({ sample: { seed: 's', from: 0, to: share } });
      expect(parsed).toMatchObject({ ok: true, value: { to: hundredths } });
    }
  });
});
