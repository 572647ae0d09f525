/**
 * The breakdown of a count against its slow twin: for each node the rule of that node, and the
 * whole rule rewritten as JSON without it, are counted as questions of their own.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Millis } from '../../engine/index.ts';
import { openSession, pathsOf, type Session, valueOf } from '../contract/muster-session.ts';
import { caseArbitrary } from '../fuzz/fuzz-run.ts';
import { playStep } from '../recovery/world-play.ts';

type Json = Readonly<Record<string, unknown>>;

const GROUPS = ['all', 'any', 'none'];

/** Every group, `not` and condition with its pointer, parents first. */
function nodesOf(rule: Json, path = ''): { path: string; rule: Json }[] {
  const below = GROUPS.flatMap((kind) => {
    const children = (rule[kind] ?? []) as readonly Json[];
    return children.flatMap((child, i) => nodesOf(child, `${path}/${kind}/${i}`));
  });
  const negated = 'not' in rule ? nodesOf(rule['not'] as Json, `${path}/not`) : [];
  return [{ path, rule }, ...below, ...(isSequence(rule) ? [] : negated)];
}

function isSequence(rule: Json): boolean {
  return 'sequence' in rule;
}

/** The rule without the node at a pointer; undefined when nothing is left. */
function without(rule: Json, [kind, index, ...rest]: readonly string[]): Json | undefined {
  if (kind === undefined) return undefined;
  if (kind === 'not') {
    const child = without(rule['not'] as Json, index === undefined ? [] : [index, ...rest]);
    return child && { ...rule, not: child };
  }
  const children = [...(rule[kind] as readonly Json[])];
  const child = without(children[Number(index)] as Json, rest);
  children.splice(Number(index), 1, ...(child === undefined ? [] : [child]));
  return children.length === 0 ? undefined : { ...rule, [kind]: children };
}

let session: Session;

beforeEach(async () => {
  session = await openSession();
  return () => session.close();
});

async function breakdownOf(rule: unknown, question = {}) {
  const { nodes } = await valueOf(session.muster.count({ rule, ...question }, { breakdown: true }));
  return nodes ?? [];
}

describe('a breakdown', () => {
  it('says of each node of random rules what its slow twin says', async () => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`FUZZ_SEED=${seed}`);
    const [drawn] = fc.sample(caseArbitrary(150), { seed, numRuns: 1 });
    if (drawn === undefined) throw new Error('a case was drawn');
    session.setClock(drawn.world.start);
    for (const step of drawn.world.steps) await playStep(step, session.muster);
    let compared = 0;
    for (const { rule: asJson, at, timezone } of drawn.queries) {
      const rule = asJson as unknown as Json;
      const asked = { at: at as Millis, ...(timezone !== undefined && { timezone }) };
      const countOf = async (part: unknown): Promise<number> => {
        const answer = session.muster.count({ rule: part, ...asked }, { breakdown: false });
        return (await valueOf(answer)).count;
      };
      const expected = [];
      for (const node of nodesOf(rule)) {
        const rest = without(rule, node.path.split('/').slice(1)) ?? { all: [] };
        const [count, left] = [await countOf(node.rule), await countOf(rest)];
        expected.push({ path: node.path, count, without: left });
      }
      const nodes = await breakdownOf(rule, asked);
      expect([rule, sorted(nodes)]).toEqual([rule, sorted(expected)]);
      compared += nodes.length;
    }
    expect(compared).toBeGreaterThan(150);
  });

  it('takes an only child with its group, and the child of a not with its not', async () => {
    await session.contacts(['a', { n: 1 }], ['b', { n: 2 }], ['c']);
    const one = { field: 'n', op: 'eq', value: 1 };
    const some = { field: 'n', op: 'exists' };
    expect(await breakdownOf(one)).toEqual([{ path: '', count: 1, without: 3 }]);
    expect(sorted(await breakdownOf({ all: [some, { not: { any: [one] } }] }))).toEqual(
      sorted([
        { path: '', count: 1, without: 3 },
        { path: '/all/0', count: 2, without: 2 },
        { path: '/all/1', count: 2, without: 2 },
        { path: '/all/1/not', count: 1, without: 2 },
        { path: '/all/1/not/any/0', count: 1, without: 2 },
      ]),
    );
    expect(sorted(await breakdownOf({ any: [{ none: [some] }] }))).toEqual(
      sorted([
        { path: '', count: 1, without: 3 },
        { path: '/any/0', count: 1, without: 3 },
        { path: '/any/0/none/0', count: 2, without: 3 },
      ]),
    );
    expect(await breakdownOf({ any: [] })).toEqual([{ path: '', count: 0, without: 3 }]);
  });

  it('leaves the channel out, and goes into saved segments as well', async () => {
    const { muster } = session;
    await session.contacts(['a', { n: 1 }], ['b', { n: 2 }], ['c']);
    await valueOf(muster.putChannel('post', { contacts: ['a'] }));
    const rule = { all: [{ field: 'n', op: 'exists' }] };
    await valueOf(muster.putSegment('s', { name: 's', rule }, undefined));
    const answer = muster.count({ segment: 's', channel: 'post' }, { breakdown: true });
    expect(await valueOf(answer)).toMatchObject({
      count: 1,
      matched: 2,
      nodes: [
        { path: '', count: 2, without: 3 },
        { path: '/all/0', count: 2, without: 3 },
      ],
    });
  });

  it('is of at most 200 nodes', async () => {
    const wide = (count: number) => ({ any: Array.from({ length: count }, () => ({ all: [] })) });
    expect(await breakdownOf(wide(199))).toHaveLength(200);
    const asked = session.muster.count({ rule: wide(200) }, { breakdown: true });
    expect(await pathsOf(asked)).toEqual(['/breakdown']);
    expect(await session.count(wide(200))).toBe(0);
  });
});

function sorted<T extends { readonly path: string }>(nodes: readonly T[]): T[] {
  return [...nodes].sort((a, b) => (a.path < b.path ? -1 : 1));
}
