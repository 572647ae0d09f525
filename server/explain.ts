/** An explained plan as a tree that people can read. */
import {
  type Access,
  type Explanation,
  isLeaf,
  type NodeExplanation,
  type Plan,
  type PlanNode,
  type Schema,
} from '../engine/index.ts';
import { leafInWords } from './plan-words.ts';
import type { ExplainedNode } from './service.ts';

const ACCESS_WORDS: Readonly<Record<Access, string>> = {
  constant: 'constant',
  combined: 'combined',
  index: 'index',
  scan: 'scan',
  standing: 'standing',
  survivors: 'survivors tested',
  counted: 'counted only',
};

/** The leaves of a plan in words, by node: of the schema that the plan was bound to. */
export function wordsOf({ nodes }: Plan, schema: Schema): readonly (string | undefined)[] {
  return nodes.map((node) => (isLeaf(node) ? leafInWords(node, schema) : undefined));
}

/**
 * The tree of a plan's first root, children in the order in which they were combined. A node that is a
 * part of several is told once, and named by its number from then on.
 */
export function explainedTree(
  plan: Plan,
  { nodes }: Explanation,
  words: readonly (string | undefined)[],
): ExplainedNode {
  const told = new Set<number>();
  return treeOf(plan.roots[0] as number);

  function treeOf(index: number): ExplainedNode {
    const node = plan.nodes[index] as PlanNode;
    const seen = nodes[index] as NodeExplanation;
    const children = childrenOf(node, seen);
    const isAgain = told.has(index);
    told.add(index);
    if (isAgain && children.length > 0) return { node: index, operator: node.kind, is_above: true };
    const ways = Object.entries(seen.access) as [Access, number][];
    const condition = words[index];
    return {
      node: index,
      operator: node.kind,
      ...(condition !== undefined && { condition }),
      access: ways.length === 0 ? 'not needed' : ways.map(wayInWords).join(', '),
      ...(seen.by !== undefined && { index: seen.by }),
      estimate: seen.estimate,
      ...(ways.length > 0 && { count: seen.count }),
      ...(seen.tested > 0 && { tested: seen.tested }),
      time_us: Math.round(seen.micros),
      ...(children.length > 0 && { children: children.map(treeOf) }),
    };

    /** Shards are told apart where they differ. */
    function wayInWords([way, shards]: [Access, number]): string {
      return ways.length === 1 ? ACCESS_WORDS[way] : `${ACCESS_WORDS[way]} in ${shards}`;
    }
  }

  function childrenOf(node: PlanNode, { order }: NodeExplanation): readonly number[] {
    if (node.kind === 'not') return [node.child];
    if (node.kind !== 'and' && node.kind !== 'or') return [];
    // The order names what is taken away by what it is taken away of.
    const places = new Map(order.map((index, place) => [index, place]));
    const placeOf = (child: number): number => {
      const inner = plan.nodes[child] as PlanNode;
      return places.get(inner.kind === 'not' ? inner.child : child) ?? places.size;
    };
    return [...node.children].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
