/** Contacts that fit what somebody types; an answer to an earlier text is never taken for one to a later. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { useCatalog } from '../api/queries.ts';
import { searchRule } from './search-rule.ts';

/** Between letters that follow each other quickly. */
const PAUSE_MS = 150;
const EVERYONE: Rule = { all: [] };

export function useContactSearch(typed: string, limit: number) {
  const client = useClient();
  const catalog = useCatalog().data;
  const text = useSettled(typed.trim(), PAUSE_MS);
  const found = useQuery({
    queryKey: ['contact-search', text, limit],
    queryFn: ({ signal }) => {
      const rule = text === '' || catalog === undefined ? EVERYONE : searchRule(text, catalog);
      return client.preview({ rule, limit }, { signal });
    },
    enabled: catalog !== undefined,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  // Of what is typed now, not of what was a moment ago.
  const isCurrent = text === typed.trim() && !found.isPlaceholderData;
  return { ...found, isCurrent };
}

/** The value that has been the same for so long. */
function useSettled<V>(value: V, ms: number): V {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
