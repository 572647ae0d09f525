/**
 * What a segment counted at the start of some days of the last four weeks. The past stands ready nowhere:
 * a moment is counted from all events of its window. So one moment is asked for first, and where that
 * takes long among millions of contacts there is no trend: what somebody watches now goes first.
 */
import { useQuery } from '@tanstack/react-query';
import type { SegmentListing } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { inTurn } from './in-turn.ts';

/** Days before today; the last is the start of today. */
const DAYS_BACK = [28, 24, 20, 16, 12, 8, 4, 0];
const KEPT_MS = 600_000;
/** What took too long may do so no more, on a server that has less to do. */
const AGAIN_MS = 60_000;
/** Of one moment. */
const MOST_MS = 250;

/** Null: it takes too long. */
export function useTrend({ id, updated_at: version }: SegmentListing) {
  const client = useClient();
  // The same moments all day: the answers can be kept, here and on the server.
  const moments = DAYS_BACK.map(startOfDay);
  return useQuery({
    queryKey: ['trend', id, version, moments.at(-1)],
    queryFn: ({ signal }) =>
      inTurn(signal, async (): Promise<readonly number[] | null> => {
        const ask = async (asked: readonly string[]) => {
          const questions = asked.map((at) => ({ segment: id, at }));
          const { counts } = await client.counts({ questions }, { signal });
          return counts.map(({ count }) => count);
        };
        const startedMs = performance.now();
        const first = await ask(moments.slice(0, 1));
        if (performance.now() - startedMs > MOST_MS) return null;
        return [...first, ...(await ask(moments.slice(1)))];
      }),
    staleTime: ({ state }) => (state.data === null ? AGAIN_MS : KEPT_MS),
    gcTime: KEPT_MS,
  });
}

/** Where whoever looks is. */
function startOfDay(daysBack: number): string {
  const now = new Date();
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack);
  return day.toISOString();
}
