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

/** The tree of a plan's first root; children in the order in which they were combined. */
export function explainedTree(plan: Plan, { nodes }: Explanation, schema: Schema): ExplainedNode {
  return treeOf(plan.roots[0] as number);

  function treeOf(index: number): ExplainedNode {
    const node = plan.nodes[index] as PlanNode;
    const seen = nodes[index] as NodeExplanation;
    const ways = Object.keys(seen.access) as Access[];
    const children = childrenOf(node, seen);
    return {
      operator: node.kind,
      ...(isLeaf(node) && { condition: leafInWords(node, schema) }),
      access: ways.map((way) => ACCESS_WORDS[way]).join(', ') || 'not needed',
      ...(seen.by !== undefined && { index: seen.by }),
      estimate: seen.estimate,
      ...(ways.length > 0 && { count: seen.count }),
      ...(seen.tested > 0 && { tested: seen.tested }),
      time_us: Math.round(seen.micros),
      ...(children.length > 0 && { children: children.map(treeOf) }),
    };
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
