/** Makes a new segment that is the same as another, and goes to where it is changed. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useClient } from '../api/client-context.ts';
import { useToast } from '../parts/toast.tsx';
import { useText } from '../text/use-text.ts';
import { freeId } from '../wizard/segment-id.ts';
import { editPath } from './segment-paths.ts';

/** The server's limit is 256 bytes; a number may come behind it. */
const MAX_ID_CHARACTERS = 50;

export function useDuplicate() {
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const [, navigate] = useLocation();
  const { t } = useText();
  return useMutation({
    mutationFn: async (id: string) => {
      const [source, others] = await Promise.all([client.segment(id), client.segments()]);
      const taken = new Set(others.map((other) => other.id));
      const copy = freeId(`${id.slice(0, MAX_ID_CHARACTERS)}-copy`, taken);
      const name = t('segments.copyOf', { name: source.name });
      const { description, rule, timezone } = source;
      await client.putSegment(copy, { name, description, rule, timezone });
      return { id: copy, name };
    },
    onSuccess: ({ id, name }) => {
      void queries.invalidateQueries({ queryKey: ['segments'] });
      toast(t('segments.duplicated', { name }));
      navigate(editPath(id));
    },
  });
}
