/** Which saved things a rule names directly. */
import type { Rule } from './rule.ts';

export type RuleReferences = {
  readonly segments: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly channels: ReadonlySet<string>;
};

export function referencesOf(rule: Rule): RuleReferences {
  const segments = new Set<string>();
  const groups = new Set<string>();
  const channels = new Set<string>();
  visit(rule);
  return { segments, groups, channels };

  function visit(node: Rule): void {
    switch (node.kind) {
      case 'all':
      case 'any':
      case 'none':
        node.children.forEach(visit);
        return;
      case 'not':
        visit(node.child);
        return;
      case 'segment':
        segments.add(node.id);
        return;
      case 'group':
        groups.add(node.id);
        return;
      case 'reachable':
        channels.add(node.channel);
        return;
      case 'field':
      case 'event':
      case 'sequence':
      case 'contacts':
      case 'sample':
        return;
    }
  }
}
