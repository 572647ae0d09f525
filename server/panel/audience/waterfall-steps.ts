/** An audience as bars: from the segment down through each step to whom the channel reaches. */
import type { Audience, Rule } from '../../client.ts';
import { nodesByPath } from '../rule/nodes-by-path.ts';
import { conditionPhrase } from '../rule/sentence.ts';
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
            : conditionPhrase(node, words);
      return { name: t(`audience.step.${kind}`, { what }), kind: 'step', step, removed, left };
    }),
    { name: t('audience.step.reached'), kind: 'end', removed: 0, left: recipients },
  ];
}
