/** The columns of tables of contacts: what was chosen, or what suits the rule. */
import { useState } from 'react';
import { useCatalog } from '../api/queries.ts';
import type { Json } from '../rule/draft-json.ts';
import { storeColumns, storedColumns, suggestedColumns } from './columns.ts';

export function useColumns(rule?: Json): {
  readonly columns: readonly string[];
  readonly choose: (columns: readonly string[]) => void;
} {
  const [chosen, setChosen] = useState(storedColumns);
  const catalog = useCatalog().data;
  const suggested = catalog === undefined ? [] : suggestedColumns(catalog, rule);
  return {
    columns: chosen ?? suggested,
    choose: (columns) => {
      setChosen(columns);
      storeColumns(columns);
    },
  };
}
