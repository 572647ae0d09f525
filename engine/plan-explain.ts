/**
 * A plan explained: for each node how it was answered, how many contacts were expected and how many
 * it was, and how long it took. Plain data, that adds up over shards.
 */
import { assertNever } from './assert.ts';
import { accessOf, estimateOf, isLeaf } from './leaf-access.ts';
import type { Plan, PlanNode } from './plan.ts';
import { Evaluation } from './plan-evaluate.ts';
import { type Access, PlanTrace } from './plan-trace.ts';
import type { Shard } from './shard.ts';

export type NodeExplanation = {
  /** In how many shards it was answered in each way; in none when no answer needed it. */
  readonly access: Readonly<Partial<Record<Access, number>>>;
  /** For a leaf the part of the index that has the answer, standing or not. */
  readonly by: string | undefined;
  /** Contacts expected to be selected, in the shards that needed it; in all when none did. */
  readonly estimate: number;
  /** Contacts selected, in the shards that needed it: of the survivors, where those were tested. */
  readonly count: number;
  /** Survivors of the rest that were tested. */
  readonly tested: number;
  /** Without its children, of all shards together. */
  readonly micros: number;
  /** Its children in the order in which they were combined, as indexes, in the first such shard. */
  readonly order: readonly number[];
};

export type Explanation = {
  /** For each root of the plan. */
  readonly counts: readonly number[];
  /** For each node of the plan. */
  readonly nodes: readonly NodeExplanation[];
};

/** Answers a plan on one shard; `micros` tells the time from some moment on. */
export function explainOn(plan: Plan, shard: Shard, micros: () => number): Explanation {
  const estimates = estimatesOf(plan, shard);
  const trace = new PlanTrace(micros);
  const evaluation = new Evaluation(plan, shard, trace);
  try {
    const counts = evaluation.counts();
    const nodes = plan.nodes.map((node, index): NodeExplanation => {
      const seen = trace.nodes[index];
      const access: Partial<Record<Access, number>> = {};
      for (const one of seen?.access ?? []) access[one] = 1;
      return {
        access,
        by: isLeaf(node) ? accessOf(node, shard).by : undefined,
        estimate: estimates[index] as number,
        count: seen?.count ?? 0,
        tested: seen?.tested ?? 0,
        micros: seen?.micros ?? 0,
        order: seen?.order ?? [],
      };
    });
    return { counts, nodes };
  } finally {
    evaluation.dispose();
  }
}

/** What is the same for every shard, before the first. */
export function emptyExplanation({ nodes, roots }: Plan): Explanation {
  const node: NodeExplanation = {
    access: {},
    by: undefined,
    estimate: 0,
    count: 0,
    tested: 0,
    micros: 0,
    order: [],
  };
  return { counts: roots.map(() => 0), nodes: nodes.map(() => node) };
}

/** Of several shards together: numbers add up, the order is that of the first. */
export function sumOfExplanations(a: Explanation, b: Explanation): Explanation {
  return {
    counts: a.counts.map((count, root) => count + (b.counts[root] as number)),
    nodes: a.nodes.map((node, index) => sumOfNodes(node, b.nodes[index] as NodeExplanation)),
  };
}

function sumOfNodes(a: NodeExplanation, b: NodeExplanation): NodeExplanation {
  const access: Partial<Record<Access, number>> = { ...a.access };
  for (const [way, shards] of Object.entries(b.access) as [Access, number][]) {
    access[way] = (access[way] ?? 0) + shards;
  }
  const isOfA = isNeeded(a) || !isNeeded(b);
  const isOfB = isNeeded(b) || !isNeeded(a);
  return {
    access,
    by: a.by ?? b.by,
    estimate: (isOfA ? a.estimate : 0) + (isOfB ? b.estimate : 0),
    count: a.count + b.count,
    tested: a.tested + b.tested,
    micros: a.micros + b.micros,
    order: a.order.length > 0 ? a.order : b.order,
  };
}

function isNeeded({ access }: NodeExplanation): boolean {
  return Object.keys(access).length > 0;
}

/** Contacts expected by node: those of leaves from the index, logic as if leaves had nothing in common. */
function estimatesOf({ nodes }: Plan, shard: Shard): readonly number[] {
  const all = shard.alive.size;
  const shares: number[] = [];
  const shareOf = (index: number) => shares[index] as number;
  for (const node of nodes) shares.push(shareOfNode(node, shareOf, shard));
  return shares.map((share) => Math.round(share * all));
}

function shareOfNode(node: PlanNode, shareOf: (index: number) => number, shard: Shard): number {
  switch (node.kind) {
    case 'everyone':
      return 1;
    case 'nobody':
      return 0;
    case 'and':
      return node.children.reduce((share, child) => share * shareOf(child), 1);
    case 'or':
      return 1 - node.children.reduce((share, child) => share * (1 - shareOf(child)), 1);
    case 'not':
      return 1 - shareOf(node.child);
    case 'field':
    case 'event':
    case 'sequence':
    case 'group':
    case 'contacts':
    case 'sample': {
      const all = Math.max(1, shard.alive.size);
      return Math.min(1, estimateOf(node, accessOf(node, shard), shard) / all);
    }
    default:
      return assertNever(node);
  }
}
