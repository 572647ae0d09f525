/** What every node of the tree needs: the whole it is in, how to change it, and what is known of it. */
import { createContext, useContext } from 'react';
import type { Draft, DraftGroup } from '../rule/draft.ts';
import type { PlacedIssues } from './place-issues.ts';
import type { NodeCount } from './use-live-count.ts';

export type Tree = {
  readonly draft: DraftGroup;
  /** The tree as it is to be; `place` as in `wizard-state.ts`. */
  readonly edit: (draft: Draft, place?: string) => void;
  /** By key of the node. */
  readonly counts: ReadonlyMap<string, NodeCount>;
  readonly missing: ReadonlyMap<string, number>;
  readonly issues: PlacedIssues;
  readonly incomplete: ReadonlySet<string>;
  /** Whether the counts are of an earlier rule. */
  readonly isOld: boolean;
  /** Whether what is incomplete is to be pointed out. */
  readonly isStrict: boolean;
  /** Tells what was done to whoever does not see it, and puts the focus on a node. */
  readonly announce: (message: string, focus?: string) => void;
};

export const TreeContext = createContext<Tree | undefined>(undefined);

export function useTree(): Tree {
  const tree = useContext(TreeContext);
  if (tree === undefined) throw new Error('nodes are shown within a tree');
  return tree;
}
