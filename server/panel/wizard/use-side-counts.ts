/** Counts beside the main one, asked when that is there: reach, who has no value, what saving changes. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { LIVE_MS, useChannels } from '../api/queries.ts';
import type { Draft } from '../rule/draft.ts';
import type { Json } from '../rule/draft-json.ts';
import { missingValueRules } from './missing-values.ts';

type Asked = { readonly rule: Json; readonly timezone: string; readonly isReady: boolean };

/** How many of them each channel reaches. */
export function useReach({ rule, timezone, isReady }: Asked) {
  const client = useClient();
  const channels = useChannels().data?.map(({ name }) => name) ?? [];
  return useQuery({
    queryKey: ['live-reach', JSON.stringify(rule), timezone, channels],
    queryFn: async ({ signal }) => {
      const questions = channels.map((channel) => ({ rule: rule as Rule, timezone, channel }));
      const { counts } = await client.counts({ questions }, { signal });
      return channels.map((channel, index) => ({ channel, count: counts[index]?.count ?? 0 }));
    },
    enabled: isReady && channels.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
    gcTime: 30_000,
  });
}

/** By key of a condition that holds for them: how many have no value for it. */
export function useMissingValues(draft: Draft): ReadonlyMap<string, number> {
  const client = useClient();
  const rules = [...missingValueRules(draft)];
  const texts = [...new Set(rules.map(([, rule]) => JSON.stringify(rule)))].sort();
  const { data } = useQuery({
    queryKey: ['missing-values', texts],
    queryFn: async ({ signal }) => {
      const questions = texts.map((text) => ({ rule: JSON.parse(text) as Rule }));
      const { counts } = await client.counts({ questions }, { signal });
      return new Map(texts.map((text, index) => [text, counts[index]?.count ?? 0]));
    },
    enabled: texts.length > 0,
    placeholderData: keepPreviousData,
    staleTime: LIVE_MS,
    gcTime: 30_000,
  });
  return new Map(
    rules.flatMap(([key, rule]) => {
      const count = data?.get(JSON.stringify(rule));
      return count === undefined ? [] : [[key, count] as const];
    }),
  );
}

/** Whom saving would add to the segment and take out of it. */
export function useChanges(segment: string | undefined, { rule, timezone, isReady }: Asked) {
  const client = useClient();
  return useQuery({
    queryKey: ['changes', segment, JSON.stringify(rule), timezone],
    queryFn: ({ signal }) =>
      client.diff(
        {
          before: { segment: segment ?? '' },
          after: { rule: rule as Rule, timezone },
          limit: 5,
        },
        { signal },
      ),
    enabled: isReady && segment !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}
