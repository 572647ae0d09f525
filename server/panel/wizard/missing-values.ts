/**
 * Conditions that hold for who has no value, too: who they are, as rules to be counted. A negative
 * operator is one, and so is whatever is under an odd number of `not` and `none`.
 */
import type { Draft } from '../rule/draft.ts';
import type { Json } from '../rule/draft-json.ts';
import { isNegative } from '../rule/operators.ts';

/** By key of the condition: those without a value for it. */
export function missingValueRules(draft: Draft): ReadonlyMap<string, Json> {
  const rules = new Map<string, Json>();
  collect(draft, false, rules);
  return rules;
}

function collect(node: Draft, isInverted: boolean, rules: Map<string, Json>): void {
  switch (node.kind) {
    case 'group': {
      const inverts = node.mode === 'none';
      for (const child of node.children) collect(child, isInverted !== inverts, rules);
      return;
    }
    case 'not':
      return collect(node.child, !isInverted, rules);
    case 'field': {
      const isAbout = node.field !== '' && node.op !== 'exists' && node.op !== 'not_exists';
      if (isAbout && isNegative(node.op) !== isInverted) {
        rules.set(node.key, { field: node.field, op: 'not_exists' });
      }
      return;
    }
    default:
  }
}
