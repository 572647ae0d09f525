/** An audience as bars: from the segment down through each step to whom the channel reaches. */
import type { Audience, Rule } from '../../client.ts';
import type { Draft } from '../rule/draft.ts';
import { nodesByPath } from '../rule/nodes-by-path.ts';
import { nodeClause } from '../rule/sentence.ts';
import type { Words } from '../rule/words.ts';

export type WaterfallBar = {
  readonly name: string;
  readonly kind: 'start' | 'step' | 'end';
  /** Of a step: its number, and whom it takes away. */
  readonly step?: number;
  readonly removed: number;
  /** Who is left behind it. */
  readonly left: number;
};

/** `channelRule`: of the channel, to tell its requirements in words. */
export function waterfallBars(
  { matched, steps, recipients }: Audience,
  channelRule: Rule | undefined,
  segment: string,
  words: Words,
): readonly WaterfallBar[] {
  const { t } = words;
  const nodes = channelRule === undefined ? new Map<string, never>() : nodesByPath(channelRule);
  return [
    { name: segment, kind: 'start', removed: 0, left: matched },
    ...steps.map(({ kind, name, path, segment: excluded, removed, left }, step): WaterfallBar => {
      const node = path === undefined ? undefined : nodes.get(path);
      const what =
        excluded !== undefined
          ? words.nameOfSegment(excluded)
          : node === undefined
            ? name
            : nodeClause(unnamed(node), words);
      return { name: t(`audience.step.${kind}`, { what }), kind: 'step', step, removed, left };
    }),
    { name: t('audience.step.reached'), kind: 'end', removed: 0, left: recipients },
  ];
}

/** What it says, not what somebody called it. */
function unnamed(node: Draft): Draft {
  const { name: _name, ...rest } = node;
  return rest as Draft;
}
