/** How many contacts there are at all: shares are of this. */
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../api/client-context.ts';
import { LIVE_MS } from '../api/queries.ts';

export function useTotal(): number | undefined {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['total'],
    queryFn: async ({ signal }) => {
      const { total } = await client.count({ rule: { all: [] } }, { signal });
      return total;
    },
    refetchInterval: LIVE_MS,
  });
  return data;
}
