/** The server's errors of a rule, at the nodes of the tree that they are about. */
import type { Issue } from '../../client.ts';
import type { Draft } from '../rule/draft.ts';
import { findNode } from '../rule/draft-edit.ts';

/** By key of the node, paths relative to it; what is about no node is under an empty key. */
export type PlacedIssues = ReadonlyMap<string, readonly Issue[]>;

/**
 * Paths are those of a request with the rule at `/rule`; `keys` of the rule as it was sent. An error goes
 * to the deepest node of the tree that its path goes through.
 */
export function placeIssues(
  issues: readonly Issue[],
  keys: ReadonlyMap<string, string>,
  draft: Draft,
): PlacedIssues {
  const placed = new Map<string, Issue[]>();
  for (const { path, message } of issues) {
    const inRule = path.replace(/^\/rule(?=\/|$)/, '');
    const isOfRule = inRule !== path;
    const [key, rest] = isOfRule ? nodeOf(inRule, keys, draft) : ['', path];
    placed.set(key, [...(placed.get(key) ?? []), { path: rest, message }]);
  }
  return placed;
}

function nodeOf(
  path: string,
  keys: ReadonlyMap<string, string>,
  draft: Draft,
): readonly [key: string, rest: string] {
  for (let end = path.length; end >= 0; end = path.lastIndexOf('/', end - 1)) {
    const key = keys.get(path.slice(0, end));
    if (key !== undefined && findNode(draft, key) !== undefined) return [key, path.slice(end)];
    if (end === 0) break;
  }
  return [draft.key, path];
}
