/**
 * The breakdown of a count: for each group, `not` and condition of a rule the rule that asks for
 * it alone, and the whole rule without it.
 *
 * Left out, a node leaves its group; an only child takes its group with it, the child of a `not`
 * its `not`; without the root everyone is left.
 */
import { err, ok, type Result, type Rule } from '../engine/index.ts';
import type { Failure } from './service.ts';

const MAX_BREAKDOWN_NODES = 200;

export type BreakdownRules = {
  readonly path: string;
  readonly alone: Rule;
  readonly without: Rule;
};

const EVERYONE: Rule = { kind: 'all', children: [], path: '' };

export function breakdownRules(root: Rule): Result<readonly BreakdownRules[], Failure> {
  const nodes = [...nodesOf(root)];
  if (nodes.length > MAX_BREAKDOWN_NODES) {
    const message = `a breakdown is of at most ${MAX_BREAKDOWN_NODES} nodes, not ${nodes.length}`;
    return err({ kind: 'invalid', errors: [{ path: '/breakdown', message }] });
  }
  return ok(
    nodes.map((node) => ({
      path: node.path,
      alone: node,
      without: without(root, node) ?? EVERYONE,
    })),
  );
}

function* nodesOf(rule: Rule): Iterable<Rule> {
  yield rule;
  if (rule.kind === 'not') yield* nodesOf(rule.child);
  if (rule.kind === 'all' || rule.kind === 'any' || rule.kind === 'none') {
    for (const child of rule.children) yield* nodesOf(child);
  }
}

/** What is left of a rule when a node below it, or it itself, is taken out. */
function without(rule: Rule, node: Rule): Rule | undefined {
  if (rule === node) return undefined;
  if (!node.path.startsWith(`${rule.path}/`)) return rule;
  switch (rule.kind) {
    case 'not': {
      const child = without(rule.child, node);
      return child && { ...rule, child };
    }
    case 'all':
    case 'any':
    case 'none': {
      const children = rule.children.flatMap((child) => without(child, node) ?? []);
      return children.length === 0 ? undefined : { ...rule, children };
    }
    default:
      return rule;
  }
}
