/** How many are in a saved segment now, asked again and again. */
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/client-context.ts';
import { LIVE_MS } from '../api/queries.ts';

export function useSegmentCount(segment: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['segment-count', segment],
    queryFn: ({ signal }) => client.count({ segment }, { signal }),
    refetchInterval: LIVE_MS,
  });
}
