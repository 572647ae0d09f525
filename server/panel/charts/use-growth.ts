/** Counts of a question at past moments, now, and ahead if nobody does anything. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Question } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { growthMoments, type Span } from './growth-moments.ts';

export type Asked =
  | Omit<Extract<Question, { rule: unknown }>, 'at' | 'channel'>
  | { readonly segment: string };

export type GrowthPoint = {
  readonly ms: number;
  readonly kind: 'past' | 'now' | 'future';
  /** In the order of the questions. */
  readonly counts: readonly number[];
};

const KEPT_MS = 60_000;
/** Of one request, which may take seconds a moment among millions of contacts. */
const AT_ONCE = 8;

export function useGrowth(asked: readonly Asked[], span: Span) {
  const client = useClient();
  return useQuery({
    queryKey: ['growth', JSON.stringify(asked), span],
    queryFn: async ({ signal }): Promise<readonly GrowthPoint[]> => {
      const nowMs = Date.now();
      const { past, future } = growthMoments(span, nowMs);
      const moments = [
        ...past.map((ms) => ({ ms, kind: 'past' as const })),
        { ms: nowMs, kind: 'now' as const },
        ...future.map((ms) => ({ ms, kind: 'future' as const })),
      ];
      const questions = moments.flatMap(({ ms, kind }) =>
        asked.map((one): Question => (kind === 'now' ? one : { ...one, at: ms })),
      );
      const counts: { readonly count: number }[] = [];
      for (let start = 0; start < questions.length; start += AT_ONCE) {
        const some = questions.slice(start, start + AT_ONCE);
        counts.push(...(await client.counts({ questions: some }, { signal })).counts);
      }
      return moments.map((moment, index) => ({
        ...moment,
        counts: asked.map((_, series) => counts[index * asked.length + series]?.count ?? 0),
      }));
    },
    enabled: asked.length > 0,
    staleTime: KEPT_MS,
    placeholderData: keepPreviousData,
  });
}
