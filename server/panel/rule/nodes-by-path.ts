/** The nodes of a rule by their JSON pointers in it: what the server names a condition by. */
import type { Draft } from './draft.ts';
import { findNode } from './draft-edit.ts';
import { readRule, writeRule } from './draft-json.ts';

export function nodesByPath(rule: unknown): ReadonlyMap<string, Draft> {
  const read = readRule(rule);
  if (!read.ok) return new Map();
  const { draft } = read;
  return new Map(
    Array.from(writeRule(draft).keys).flatMap(([path, key]) => {
      const node = findNode(draft, key);
      return node === undefined ? [] : [[path, node] as const];
    }),
  );
}
