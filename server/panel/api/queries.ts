/**
 * What pages ask again and again. TanStack Query keeps the answers by question, so that an answer to an
 * earlier question never takes the place of one to a later, and gives up what nobody waits for.
 */
import { useQuery } from '@tanstack/react-query';
import { useClient } from './client-context.ts';

/** How often counts on the screen are asked again. */
export const LIVE_MS = 5000;

export function useSegments() {
  const client = useClient();
  return useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => client.segments({ signal }),
    refetchInterval: LIVE_MS,
  });
}

export function useSegment(id: string) {
  const client = useClient();
  return useQuery({
    queryKey: ['segment', id],
    queryFn: ({ signal }) => client.segment(id, { signal }),
  });
}

export function useCatalog() {
  const client = useClient();
  return useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }) => client.catalog({ signal }),
    staleTime: 60_000,
  });
}

export function useChannels() {
  const client = useClient();
  return useQuery({
    queryKey: ['channels'],
    queryFn: ({ signal }) => client.channels({ signal }),
    staleTime: 60_000,
  });
}

export function useGroups() {
  const client = useClient();
  return useQuery({
    queryKey: ['groups'],
    queryFn: ({ signal }) => client.groups({ signal }),
    staleTime: 60_000,
  });
}
