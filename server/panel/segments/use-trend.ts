/** What a segment counted at the start of some days of the last four weeks. */
import { useQuery } from '@tanstack/react-query';
import type { SegmentListing } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { countTogether } from './count-batches.ts';

/** Days before today; the last is the start of today. */
const DAYS_BACK = [28, 24, 20, 16, 12, 8, 4, 0];
const KEPT_MS = 600_000;

export function useTrend({ id, updated_at: version }: SegmentListing) {
  const client = useClient();
  // The same moments all day: the answers can be kept, here and on the server.
  const moments = DAYS_BACK.map(startOfDay);
  return useQuery({
    queryKey: ['trend', id, version, moments.at(-1)],
    queryFn: () =>
      countTogether(
        client,
        moments.map((at) => ({ segment: id, at })),
      ),
    staleTime: KEPT_MS,
    gcTime: KEPT_MS,
    // One that was deleted meanwhile takes the others of its request with it; it is gone the next time.
    retry: 1,
    retryDelay: 5000,
  });
}

/** Where whoever looks is. */
function startOfDay(daysBack: number): string {
  const now = new Date();
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack);
  return day.toISOString();
}
