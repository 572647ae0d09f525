/** How many of each segment of the list a channel can reach now. */
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/client-context.ts';
import { LIVE_MS } from '../api/queries.ts';

/** Of one request: so many that its answer does not take long. */
const MAX_QUESTIONS = 200;

export type Reach = { readonly count: number; readonly matched: number };

export function useReach(segments: readonly string[], channel: string) {
  const client = useClient();
  // Whatever the order they are listed in.
  const ids = segments.toSorted();
  return useQuery({
    queryKey: ['reach', channel, ids],
    enabled: channel !== '' && ids.length > 0,
    queryFn: async ({ signal }) => {
      const found = new Map<string, Reach>();
      for (let start = 0; start < ids.length; start += MAX_QUESTIONS) {
        const asked = ids.slice(start, start + MAX_QUESTIONS);
        const questions = asked.map((segment) => ({ segment, channel }));
        const { counts } = await client.counts({ questions }, { signal });
        for (const [index, { count, matched = count }] of counts.entries()) {
          found.set(asked[index] as string, { count, matched });
        }
      }
      return found as ReadonlyMap<string, Reach>;
    },
    refetchInterval: LIVE_MS,
    // Numbers of one channel never stand in for those of another.
    placeholderData: (before, query) => (query?.queryKey[1] === channel ? before : undefined),
  });
}
