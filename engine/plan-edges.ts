/**
 * The edges of a plan: what of it moves with the clock. Two plans of one key differ in their edges
 * only, and as long as no edge passes anything, they have one answer.
 */
import type { Plan, PlanNode, Span, ValueTest } from './plan.ts';

/** The span of values, `from ≤ v < to` in whole numbers, of a test of one range; else undefined. */
export function spanOfTest(test: ValueTest): Span | undefined {
  if (test.kind !== 'ranges') return undefined;
  const [range, more] = test.ranges;
  if (range === undefined || more !== undefined) return undefined;
  return { from: range[0], to: range[1] + 1 };
}

/** Where the edges of a node stand, in milliseconds, in the order that its form gives them. */
export function edgesOfNode(node: PlanNode): readonly number[] {
  switch (node.kind) {
    case 'event':
      return [node.window.from, node.window.to];
    case 'sequence':
      return [node.window.from, node.window.to, node.at];
    case 'field': {
      const span = node.isMoving ? spanOfTest(node.test) : undefined;
      return span === undefined ? [] : [span.from, span.to];
    }
    default:
      return [];
  }
}

export function edgesOf({ nodes }: Plan): readonly number[] {
  return nodes.flatMap(edgesOfNode);
}
