/** Rules in and out of the wizard: nothing of them is lost, and what is done to a tree does that alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CHANNELS, parseRule } from '../../engine/index.ts';
import { breakdownRules } from '../../server/breakdown.ts';
import { type Draft, newGroup, newLeaf } from '../../server/panel/rule/draft.ts';
import {
  asGroup,
  childrenOf,
  duplicateNode,
  findNode,
  insertNode,
  moveNode,
  placeAfterStep,
  placeOf,
  removeNode,
  replaceNode,
  setMode,
  setName,
  toggleNot,
  unwrapGroup,
  wrapNode,
} from '../../server/panel/rule/draft-edit.ts';
import { readRule, readRuleText, writeRule } from '../../server/panel/rule/draft-json.ts';
import { SHOP_SEGMENTS } from '../../server/sample/sample-segments.ts';
import { caseArbitrary } from '../fuzz/fuzz-run.ts';

const RANDOM_CASES = 60;

function draftOf(rule: unknown): Draft {
  const read = readRule(rule);
  if (!read.ok)
    throw new Error(`${read.fault.fault} at ${read.fault.path}: ${JSON.stringify(rule)}`);
  return read.draft;
}

/** Rules of the whole grammar. */
const RANDOM_RULES: readonly unknown[] = fc
  .sample(caseArbitrary(12), { numRuns: RANDOM_CASES, seed: 20_261_201 })
  .flatMap(({ queries }) => queries.map(({ rule }) => rule as unknown));

/** Every name in a rule, in order. */
function namesOf(rule: unknown): readonly unknown[] {
  if (typeof rule !== 'object' || rule === null) return [];
  return Object.entries(rule)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => (key === 'name' ? [value] : namesOf(value)));
}

/** Of nodes, those of `where`, too, and of steps. */
function allKeysOf(node: Draft): readonly string[] {
  const inner = childrenOf(node).flatMap(allKeysOf);
  const parts = node.kind === 'sequence' ? node.steps : node.kind === 'event' ? [node] : [];
  const steps = node.kind === 'sequence' ? node.steps.map(({ key }) => key) : [];
  const wheres = parts.flatMap(({ where }) => (where === undefined ? [] : allKeysOf(where)));
  return [node.key, ...inner, ...steps, ...wheres];
}

function keysOf(node: Draft): readonly string[] {
  return [node.key, ...childrenOf(node).flatMap(keysOf)];
}

describe('a rule', () => {
  it.each(SHOP_SEGMENTS)('of the sample comes back as it was: $id', ({ rule }) => {
    expect(writeRule(draftOf(rule)).rule).toEqual(rule);
  });

  it('of a channel comes back as it was', () => {
    for (const rule of DEFAULT_CHANNELS.values()) {
      expect(writeRule(draftOf(rule)).rule).toEqual(rule);
    }
  });

  it('of any kind comes back meaning the same', () => {
    expect(RANDOM_RULES.length).toBeGreaterThan(RANDOM_CASES);
    for (const rule of RANDOM_RULES) {
      const written = writeRule(draftOf(rule));
      expect(written.incomplete).toEqual([]);
      expect(parseRule(written.rule)).toEqual(parseRule(rule));
      expect(namesOf(written.rule)).toEqual(namesOf(rule));
    }
  });

  it('keeps every name, of steps, too', () => {
    const rule = {
      name: 'a',
      all: [
        {
          name: 'b',
          not: { name: 'c', event: 'x', where: { name: 'd', attr: 'y', op: 'exists' } },
        },
        {
          name: 'e',
          sequence: [
            { name: 'f', event: 'x' },
            { name: 'g', not: { name: 'h', event: 'y' }, gap: 'P1D' },
          ],
        },
      ],
    };
    expect(writeRule(draftOf(rule)).rule).toEqual(rule);
  });

  it('names each node in it once, with those of `where` and the steps of a sequence', () => {
    for (const rule of RANDOM_RULES) {
      const draft = draftOf(rule);
      const { keys } = writeRule(draft);
      expect([...keys.values()].toSorted()).toEqual([...allKeysOf(draft)].toSorted());
      expect(new Set(keys.values()).size).toBe(keys.size);
    }
  });

  it('names each of its nodes by the pointers that the server names them by', () => {
    for (const rule of RANDOM_RULES) {
      const draft = draftOf(rule);
      const { rule: written, keys } = writeRule(draft);
      const parsed = parseRule(written);
      const parts = parsed.ok ? breakdownRules(parsed.value) : undefined;
      // One with more nodes than a breakdown takes has none.
      for (const { path } of parts?.ok ? parts.value : []) {
        expect([path, findNode(draft, keys.get(path) ?? '') !== undefined]).toEqual([path, true]);
      }
    }
  });

  it.each([
    [{ field: 'a', op: 'eq', value: 1, extra: 1 }, 'unknown-key', '/extra'],
    [{ all: [{ any: [{ field: 'a', op: 'like' }] }] }, 'no-operator', '/all/0/any/0/op'],
    [{ all: {} }, 'wrong-shape', '/all'],
    [{ all: [1] }, 'not-a-rule', '/all/0'],
    [{}, 'not-a-rule', ''],
    [{ field: 'a' }, 'no-operator', ''],
    [{ event: 'a', within: { last: 'P1D', to: 'now' } }, 'unknown-key', '/within/to'],
    [{ event: 'a', where: { field: 'b', op: 'exists' } }, 'unknown-key', '/where/field'],
    [{ event: 'a', aggregate: 'median' }, 'wrong-shape', '/aggregate'],
    [{ sequence: [{ event: 'a' }, { not: 'b' }] }, 'wrong-shape', '/sequence/1/not'],
    [{ sample: { seed: 'a', from: 0 } }, 'wrong-shape', '/sample'],
    [{ contacts: ['a', 1] }, 'wrong-shape', '/contacts/1'],
    [{ sample: { seed: 'a', from: 0, to: 1, of: 2 } }, 'unknown-key', '/sample/of'],
    [{ sample: { seed: 'a', from: 0, to: 1, name: 'b' } }, 'unknown-key', '/sample/name'],
    [{ event: 'a', 'x/y~z': 1 }, 'unknown-key', '/x~1y~0z'],
    [{ event: 'a', aggregate: null }, 'wrong-shape', '/aggregate'],
    [{ event: 'a', op: null }, 'no-operator', '/op'],
    [{ event: 'a', within: { during: 'P1D' } }, 'wrong-shape', '/within'],
    [{ event: 1 }, 'wrong-shape', '/event'],
    [{ field: 'a', op: 'eq', value: 'b', ignore_case: 1 }, 'wrong-shape', '/ignore_case'],
    [{ all: [], name: 1 }, 'wrong-shape', '/name'],
    [{ all: [], any: [] }, 'unknown-key', '/any'],
    [{ not: [] }, 'not-a-rule', '/not'],
    [{ sequence: [{ event: 'a', name: 1 }] }, 'wrong-shape', '/sequence/0/name'],
    [{ sequence: ['a'] }, 'wrong-shape', '/sequence/0'],
  ])('that is none is refused with its place: %j', (rule, fault, path) => {
    expect(readRule(rule)).toMatchObject({ ok: false, fault: { fault, path } });
  });

  it('is read from what somebody typed', () => {
    expect(readRuleText('{"all": [')).toMatchObject({ ok: false, fault: { fault: 'not-json' } });
    expect(readRuleText('{"all": []}')).toMatchObject({ ok: true });
  });
});

describe('what is incomplete', () => {
  it('is left out, with the groups that have nothing else', () => {
    const draft = draftOf({ all: [{ field: 'a', op: 'eq', value: 1 }, { any: [{ event: 'b' }] }] });
    const emptied = insertNode(
      removeNode(draft, keysOf(draft)[3] ?? ''),
      { group: keysOf(draft)[2] ?? '', index: 0 },
      newLeaf('event'),
    );
    const { rule, incomplete } = writeRule(emptied);
    expect(rule).toEqual({ all: [{ field: 'a', op: 'eq', value: 1 }] });
    expect(incomplete.length).toBe(1);
  });

  it.each([
    { field: '', op: 'exists' },
    { field: 'a', op: 'eq' },
    { field: 'a', op: 'eq', value: '' },
    { field: 'a', op: 'in', value: [] },
    { field: 'a', op: 'between', value: [1] },
    { field: 'a', op: 'before', value: { ago: '' } },
    { field: 'a', op: 'anniversary', value: {} },
    { field: 'a', op: 'anniversary', value: { from: 0 } },
    { event: [] },
    { event: 'a', aggregate: 'sum' },
    { event: 'a', op: 'lt' },
    { event: 'a', within: { last: '' } },
    { event: 'a', within: { from: '' } },
    { sequence: [{ event: 'a' }, { event: [] }] },
    { sequence: [{ event: 'a' }, { event: 'b', gap: '' }] },
    { segment: '' },
    { group: '' },
    { reachable: '' },
  ])('is told from what is not: %j', (rule) => {
    expect(writeRule(draftOf(rule)).incomplete.length).toBe(1);
  });

  it('is left out of any rule as if it had never been there', () => {
    const choices = fc.sample(fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), {
      numRuns: 300,
      seed: 20_261_201,
    });
    const drafts = RANDOM_RULES.slice(0, choices.length).map((rule) => asGroup(draftOf(rule)));
    for (const [index, draft] of drafts.entries()) {
      const leaves = keysOf(draft).filter((key) => isLeaf(findNode(draft, key)));
      const missing = leaves.filter((_, at) => choices[index]?.[at % 40]);
      const emptied = missing.reduce<Draft>(
        (tree, key) => replaceNode(tree, key, () => ({ ...newLeaf('field'), key })),
        draft,
      );
      const { rule, incomplete, keys } = writeRule(emptied);
      expect(incomplete.toSorted()).toEqual(missing.toSorted());
      expect(rule).toEqual(writeRule(without(draft, missing) ?? newGroup('all')).rule);
      for (const key of missing) expect([...keys.values()]).not.toContain(key);
    }
  });

  function isLeaf(node: Draft | undefined): boolean {
    return node !== undefined && node.kind !== 'group' && node.kind !== 'not';
  }

  /** Without some leaves, and without what has nothing else. */
  function without(node: Draft, keys: readonly string[]): Draft | undefined {
    if (keys.includes(node.key)) return undefined;
    if (node.kind === 'not') {
      const child = without(node.child, keys);
      return child && { ...node, child };
    }
    if (node.kind !== 'group') return node;
    const children = node.children.flatMap((child) => without(child, keys) ?? []);
    return children.length === 0 && node.children.length > 0 ? undefined : { ...node, children };
  }

  it('is not what has no condition at all', () => {
    expect(writeRule(draftOf({ any: [] }))).toMatchObject({ rule: { any: [] }, incomplete: [] });
    expect(writeRule(draftOf({ all: [{ any: [] }] })).rule).toEqual({ all: [{ any: [] }] });
  });
});

describe('a tree', () => {
  it('keeps its nodes, each once, whatever is moved, and stays as it was before', () => {
    const steps = fc.array(
      fc.record({
        at: fc.nat(),
        to: fc.nat(),
        index: fc.nat(6),
        what: fc.constantFrom('move', 'up', 'down', 'in', 'out', 'mode', 'not'),
      }),
      { maxLength: 30 },
    );
    const [start] = SHOP_SEGMENTS.filter(({ id }) => id === 'sms-opt-in');
    fc.assert(
      fc.property(steps, (program) => {
        let draft: Draft = asGroup(draftOf(start?.rule));
        const leaves = (node: Draft): readonly string[] =>
          childrenOf(node).length === 0 && node.kind !== 'group'
            ? [node.key]
            : childrenOf(node).flatMap(leaves);
        const before = leaves(draft).toSorted();
        for (const { at, to, index, what } of program) {
          const keys = keysOf(draft);
          const key = keys[at % keys.length] as string;
          const other = keys[to % keys.length] as string;
          const text = JSON.stringify(draft);
          const next = step(draft, key, other, index, what);
          expect(JSON.stringify(draft)).toBe(text);
          expect(leaves(next).toSorted()).toEqual(before);
          expect(new Set(keysOf(next)).size).toBe(keysOf(next).length);
          draft = next;
        }
      }),
      { seed: 20_261_201, numRuns: 200 },
    );
  });

  function step(draft: Draft, key: string, other: string, index: number, what: string): Draft {
    switch (what) {
      case 'move':
        return findNode(draft, other)?.kind === 'group'
          ? moveNode(draft, key, { group: other, index })
          : draft;
      case 'mode':
        return setMode(draft, key, 'any');
      case 'not':
        return key === draft.key ? draft : toggleNot(draft, key);
      default: {
        const place = placeAfterStep(draft, key, what as 'up');
        return place === undefined ? draft : moveNode(draft, key, place);
      }
    }
  }

  it('keeps as they are, and not as copies, the nodes that nothing is done to', () => {
    const drafts = RANDOM_RULES.slice(0, 200).map((rule) =>
      asGroup(draftOf({ all: [rule, { any: [{ event: 'a' }, { event: 'b' }] }] })),
    );
    for (const draft of drafts) {
      for (const key of keysOf(draft)) {
        const place = { group: draft.key, index: 0 };
        for (const [next, about] of [
          [setMode(draft, key, 'none'), [key]],
          [setName(draft, key, 'b'), [key]],
          [toggleNot(draft, key), [key]],
          [wrapNode(draft, key, 'any'), [key]],
          [duplicateNode(draft, key), [key]],
          [unwrapGroup(draft, key), [key]],
          [removeNode(draft, key), [key]],
          [moveNode(draft, key, place), [key, draft.key]],
          [insertNode(draft, { group: key, index: 1 }, newLeaf('event')), [key]],
        ] as const) {
          const after = allKeysOf(next);
          expect([copied(draft, next, about), new Set(after).size]).toEqual([[], after.length]);
        }
      }
    }
  });

  /** Nodes that an edit has exchanged though it is neither about them nor about anything in them. */
  function copied(before: Draft, after: Draft, about: readonly string[]): readonly string[] {
    return keysOf(before).filter((key) => {
      const [node, now] = [findNode(before, key) as Draft, findNode(after, key)];
      const isAround = about.some((one) => findNode(node, one) !== undefined);
      return now !== undefined && !isAround && now !== node;
    });
  }

  it('stays as it is where there is nothing to do', () => {
    const draft = two();
    const [root = '', a = ''] = keysOf(draft);
    for (const place of ['nowhere', a]) {
      expect(moveNode(draft, a, { group: place, index: 0 })).toBe(draft);
    }
    expect(moveNode(draft, root, { group: root, index: 0 })).toBe(draft);
    expect(moveNode(draft, 'nobody', { group: root, index: 0 })).toBe(draft);
    expect(insertNode(draft, { group: a, index: 0 }, newLeaf('event'))).toBe(draft);
    expect([removeNode(draft, 'nobody'), duplicateNode(draft, root)]).toEqual([draft, draft]);
    expect([unwrapGroup(draft, a), unwrapGroup(draft, root)]).toEqual([draft, draft]);
    expect(placeAfterStep(draft, root, 'up')).toBeUndefined();
    expect(placeAfterStep(draft, a, 'up')).toBeUndefined();
    expect(placeAfterStep(draft, a, 'in')).toBeUndefined();
  });

  const two = () => draftOf({ all: [{ event: 'a' }, { not: { event: 'b' } }] });
  const written = (draft: Draft) => writeRule(draft).rule;

  it('has a node copied right behind, with keys of its own', () => {
    const draft = two();
    const copied = duplicateNode(draft, keysOf(draft)[3] ?? '');
    expect(written(copied)).toEqual({
      all: [{ event: 'a' }, { not: { event: 'b' } }, { not: { event: 'b' } }],
    });
    expect(new Set(keysOf(copied)).size).toBe(6);
  });

  it('has a node wrapped and unwrapped, turned around and back', () => {
    const draft = two();
    const [, a = ''] = keysOf(draft);
    const wrapped = wrapNode(draft, a, 'none');
    expect(written(wrapped)).toEqual({
      all: [{ none: [{ event: 'a' }] }, { not: { event: 'b' } }],
    });
    const group = placeOf(wrapped, a)?.group ?? '';
    expect(unwrapGroup(wrapped, group)).toEqual(draft);
    expect(toggleNot(toggleNot(draft, a), a)).toEqual(draft);
  });

  it('loses the `not` with its child, and becomes everyone without its root', () => {
    const draft = two();
    const [root = '', , , b = ''] = keysOf(draft);
    expect(written(removeNode(draft, b))).toEqual({ all: [{ event: 'a' }] });
    expect(written(removeNode(draft, root))).toEqual({ all: [] });
  });

  it('is not moved into itself', () => {
    const draft = draftOf({ all: [{ any: [{ event: 'a' }] }] });
    const [, group = ''] = keysOf(draft);
    expect(moveNode(draft, group, { group, index: 0 })).toBe(draft);
  });
});
