/** The words of the language that is chosen, with the names of what is saved. */
import { useGroups, useSegments } from '../api/queries.ts';
import { useText } from '../text/use-text.ts';
import type { Words } from './words.ts';

export function useWords(): Words {
  const { t, f } = useText();
  const segments = useSegments().data;
  const groups = useGroups().data;
  return {
    t,
    f,
    nameOfSegment: (id) => segments?.find((segment) => segment.id === id)?.name ?? id,
    nameOfGroup: (id) => groups?.find((group) => group.id === id)?.name ?? id,
  };
}
