/** What a segment has been, and by whom; also of one that is deleted. */
import { useQuery } from '@tanstack/react-query';
import type { SegmentVersion } from '../../client.ts';
import { useClient } from '../api/client-context.ts';

export function useHistory(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['history', id],
    queryFn: ({ signal }) => client.history(id, { signal }),
  });
}

/**
 * The names of access keys by their ids. They come with the audit, which not every key may see: then ids
 * have to do.
 */
export function useKeyNames(versions: readonly SegmentVersion[]): ReadonlyMap<string, string> {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['key-names'],
    enabled: versions.some(({ by }) => by !== undefined),
    queryFn: async ({ signal }) => {
      const { keys } = await client.audit({ limit: 1 }, { signal });
      return keys.map(({ id, name }) => [id, name] as const);
    },
    staleTime: 60_000,
  });
  return new Map(data);
}
