/** How much there is to a rule: its nodes with all that they list, counted until it is enough. */
import type { CanonicalRule } from './rule-canonical.ts';

/** More than `most` when it is more, by whatever. */
export function weightOf(rules: readonly CanonicalRule[], most: number): number {
  return weightOfPart(rules, most);
}

function weightOfPart(part: unknown, most: number): number {
  if (typeof part !== 'object' || part === null) return 1;
  let weight = 1;
  for (const value of Object.values(part)) {
    weight += weightOfPart(value, most - weight);
    if (weight > most) break;
  }
  return weight;
}
