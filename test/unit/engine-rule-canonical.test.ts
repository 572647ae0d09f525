/** One form for what is asked: laws of logic, constants, names, and rules that share parts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../engine/rule.ts';
import { Canonicalizer, type CanonicalRule, canonicalKey } from '../../engine/rule-canonical.ts';
import { parseRule } from '../../engine/rule-parse.ts';

function parsed(json: unknown): Rule {
  const rule = parseRule(json);
  if (!rule.ok) throw new Error(JSON.stringify(rule.error));
  return rule.value;
}

type Saved = { readonly [id: string]: { readonly rule: unknown; readonly zone?: string } };

function canonical(json: unknown, zone = 'UTC', saved: Saved = {}): CanonicalRule {
  const rules = new Map(Object.entries(saved).map(([id, { rule }]) => [id, parsed(rule)]));
  const references = {
    segment: (id: string) => ({ rule: rules.get(id) as Rule, zone: saved[id]?.zone ?? 'UTC' }),
    channel: (name: string) => rules.get(name) as Rule,
  };
  return new Canonicalizer(references).convert(parsed(json), zone);
}

function key(json: unknown, zone = 'UTC', saved: Saved = {}): string {
  return canonicalKey(canonical(json, zone, saved));
}

const A = { field: 'a', op: 'eq', value: 1 };
const B = { event: 'b', within: { last: 'P7D' } };
const C = { group: 'c' };

const leaf = fc.constantFrom<object>(
  A,
  B,
  C,
  { field: 'a', op: 'neq', value: 1 },
  { field: 'd', op: 'exists' },
  { contacts: ['x'] },
  { all: [] },
  { any: [] },
);
const { rule } = fc.letrec<{ rule: object }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('rule'), { maxLength: 4 }).map((all) => ({ all })),
    fc.array(tie('rule'), { maxLength: 4 }).map((any) => ({ any })),
    fc.array(tie('rule'), { maxLength: 3 }).map((none) => ({ none })),
    tie('rule').map((not) => ({ not })),
  ),
}));

describe('laws', () => {
  test.each<readonly [name: string, change: (json: object) => object]>([
    ['a double negation is none', (json) => ({ not: { not: json } })],
    ['all of one is that one', (json) => ({ all: [json] })],
    ['any of one is that one', (json) => ({ any: [json] })],
    ['none of one is its complement', (json) => ({ not: { none: [json] } })],
    ['a rule and itself is itself', (json) => ({ all: [json, json] })],
    ['a rule or itself is itself', (json) => ({ any: [json, json, json] })],
    ['everyone changes nothing in all', (json) => ({ all: [json, { none: [] }] })],
    ['nobody changes nothing in any', (json) => ({ any: [{ any: [] }, json] })],
    ['a name changes nothing', (json) => ({ ...json, name: 'a name' })],
  ])('%s', (_, change) => {
    fc.assert(
      fc.property(rule, (json) => {
        expect(key(change(json))).toBe(key(json));
      }),
      { numRuns: 500 },
    );
  });

  test('order and nesting of children do not matter', () => {
    fc.assert(
      fc.property(rule, rule, rule, fc.constantFrom('all', 'any', 'none'), (a, b, c, kind) => {
        const inner = kind === 'none' ? 'any' : kind;
        expect(key({ [kind]: [c, a, b] })).toBe(key({ [kind]: [a, b, c] }));
        expect(key({ [kind]: [{ [inner]: [a, b] }, c] })).toBe(key({ [kind]: [a, b, c] }));
      }),
      { numRuns: 300 },
    );
  });
});

describe('constants', () => {
  test.each([
    [{ all: [] }, 'everyone'],
    [{ none: [] }, 'everyone'],
    [{ any: [] }, 'nobody'],
    [{ not: { any: [] } }, 'everyone'],
    [{ all: [A, { any: [] }] }, 'nobody'],
    [{ any: [A, { all: [] }] }, 'everyone'],
    [{ none: [A, { all: [] }] }, 'nobody'],
    [{ none: [{ any: [] }, { any: [] }] }, 'everyone'],
    [{ contacts: [] }, 'nobody'],
    [{ sample: { seed: 's', from: 5, to: 5 } }, 'nobody'],
    [{ sample: { seed: 's', from: 0, to: 100 } }, 'everyone'],
  ])('%j is %s', (json, kind) => {
    expect(canonical(json)).toEqual({ kind });
  });
});

describe('what asks the same has the same key', () => {
  test.each([
    [
      { field: 'Straße', op: 'exists' },
      { field: 'STRAẞE', op: 'exists' },
    ],
    [{ field: 'a', op: 'neq', value: 1 }, { not: A }],
    [{ field: 'a', op: 'not_exists' }, { none: [{ field: 'a', op: 'exists' }] }],
    [
      { field: 'a', op: 'eq', value: -0 },
      { field: 'a', op: 'eq', value: 0 },
    ],
    [
      { field: 'a', op: 'within_last', value: 'P1W' },
      { field: 'a', op: 'within_last', value: 'P7D' },
    ],
    [
      { field: 'a', op: 'within_last', value: 'P1Y' },
      { field: 'a', op: 'within_last', value: 'P12M' },
    ],
    [{ event: 'e' }, { event: ['E'], aggregate: 'count', op: 'gte', value: 1 }],
    [
      { event: 'e', aggregate: 'first' },
      { event: 'e', aggregate: 'first', op: 'exists' },
    ],
    [{ contacts: ['x', 'y', 'x'] }, { contacts: ['y', 'x'] }],
  ])('%j and %j', (a, b) => {
    expect(key(a)).toBe(key(b));
  });
});

describe('what asks something else has another key', () => {
  test.each([
    [A, { field: 'a', op: 'eq', value: 2 }],
    [A, { field: 'a', op: 'gte', value: 1 }],
    [A, { field: 'b', op: 'eq', value: 1 }],
    [
      { field: 'a', op: 'gt', value: 1 },
      { field: 'a', op: 'lt', value: 1 },
    ],
    [
      { field: 'a', op: 'eq', value: 'x' },
      { field: 'a', op: 'eq', value: 'X' },
    ],
    [
      { field: 'a', op: 'eq', value: 'x' },
      { field: 'a', op: 'eq', value: 'x', ignore_case: true },
    ],
    [{ field: 'a', op: 'eq', value: '1' }, A],
    [
      { field: 'a', op: 'within_last', value: 'P30D' },
      { field: 'a', op: 'within_last', value: 'P1M' },
    ],
    [{ event: 'e' }, { event: 'e*' }],
    [{ event: 'e' }, { event: 'e', where: { attr: 'a', op: 'exists' } }],
    [
      { event: 'e', where: { all: [] } },
      { event: 'e', where: { any: [] } },
    ],
    [
      { event: 'e', within: { current: 'day' } },
      { event: 'e', within: { previous: 'day' } },
    ],
    [
      { event: 'e', within: { from: 'now' } },
      { event: 'e', within: { to: 'now' } },
    ],
    [{ event: 'e' }, { sequence: [{ event: 'e' }] }],
    [
      { sequence: [{ event: 'e' }, { event: 'f' }] },
      { sequence: [{ event: 'e' }, { not: { event: 'f' } }] },
    ],
    [{ group: 'x' }, { contacts: ['x'] }],
    [{ all: [A, B] }, { any: [A, B] }],
    [{ all: [A, B] }, { all: [A, B, C] }],
    [{ any: [{ all: [A, B] }, C] }, { all: [A, { any: [B, C] }] }],
    [{ sample: { seed: 's', from: 0, to: 10 } }, { sample: { seed: 't', from: 0, to: 10 } }],
  ])('%j and %j', (a, b) => {
    expect(key(a)).not.toBe(key(b));
    expect(key({ not: a })).not.toBe(key(a));
  });

  test('the time zone is part of a condition', () => {
    expect(key(B, 'UTC')).not.toBe(key(B, 'Europe/Warsaw'));
    expect(key(C, 'UTC')).toBe(key(C, 'Europe/Warsaw'));
  });
});

describe('references', () => {
  test('stand for their rules: a segment in its own zone, a channel in UTC', () => {
    const saved = { s: { rule: B, zone: 'Asia/Tokyo' }, mail: { rule: B } };
    expect(key({ segment: 's' }, 'Europe/Warsaw', saved)).toBe(key(B, 'Asia/Tokyo'));
    expect(key({ reachable: 'mail' }, 'Europe/Warsaw', saved)).toBe(key(B, 'UTC'));
    expect(key({ all: [{ segment: 's' }, B] }, 'Asia/Tokyo', saved)).toBe(key(B, 'Asia/Tokyo'));
  });

  test('that name the one before twice stay small, thirty deep', () => {
    const saved: Record<string, { rule: unknown }> = { s0: { rule: A } };
    for (let i = 1; i <= 30; i++) {
      const before = { segment: `s${i - 1}` };
      const other = { field: `f${i}`, op: 'exists' };
      saved[`s${i}`] = { rule: { any: [{ all: [before, other] }, { all: [{ not: before }, B] }] } };
    }
    const top = canonical({ segment: 's30' }, 'UTC', saved);
    expect(canonicalKey(top).length).toBeLessThan(200);
    const nodes = new Set<CanonicalRule>();
    const visit = (node: CanonicalRule): void => {
      if (nodes.has(node)) return;
      nodes.add(node);
      if (node.kind === 'not') visit(node.child);
      else if (node.kind === 'and' || node.kind === 'or') node.children.forEach(visit);
    };
    visit(top);
    expect(nodes.size).toBeLessThan(300);
  });
});
