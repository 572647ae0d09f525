/** What says exactly that a condition does not hold, in words that people use: not "not is", but "is not". */
import type { Draft, DraftEvent, Operator } from './draft.ts';

/** Each is true of whoever the other is not true of, those without a value, too. */
const OPPOSITES: readonly (readonly [Operator, Operator])[] = [
  ['eq', 'neq'],
  ['in', 'not_in'],
  ['contains', 'not_contains'],
  ['matches', 'not_matches'],
  ['has_any', 'has_none'],
  ['exists', 'not_exists'],
];

/** Opposites where there always is a number. */
const OF_NUMBERS: readonly (readonly [Operator, Operator])[] = [
  ['lt', 'gte'],
  ['gt', 'lte'],
];

/** The condition that holds for everyone else; undefined if no single one does. */
export function complement(node: Draft): Draft | undefined {
  if (node.name) return undefined;
  switch (node.kind) {
    case 'not':
      return node.child;
    case 'field':
    case 'attr': {
      const op = oppositeOf(node.op, OPPOSITES);
      return op && { ...node, op };
    }
    case 'event': {
      const op = oppositeOf(node.op, [...OPPOSITES, ...(isNeverMissing(node) ? OF_NUMBERS : [])]);
      return op && { ...node, op };
    }
    default:
      return undefined;
  }
}

function isNeverMissing({ aggregate }: DraftEvent): boolean {
  return aggregate === 'count' || aggregate === 'sum' || aggregate === 'distinct';
}

function oppositeOf(
  op: Operator,
  pairs: readonly (readonly [Operator, Operator])[],
): Operator | undefined {
  for (const [one, other] of pairs) {
    if (op === one) return other;
    if (op === other) return one;
  }
  return undefined;
}
