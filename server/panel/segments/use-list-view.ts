/** What of the list is shown, as a part of the location: coming back, one finds it as it was. */
import { useLocation, useSearch } from 'wouter';
import { SORT_KEYS, type Sort, type SortKey } from './list-order.ts';

export type ListView = {
  readonly search: string;
  readonly sort: Sort;
  /** Whose reach is shown; an empty text: of none. */
  readonly channel: string;
};

/** Every server has it. */
const DEFAULT_CHANNEL = 'email';

export function useListView(): readonly [ListView, (change: Partial<ListView>) => void] {
  const [path, navigate] = useLocation();
  const view = viewOf(new URLSearchParams(useSearch()));
  const change = (next: Partial<ListView>) => {
    const query = queryOf({ ...view, ...next });
    navigate(query === '' ? path : `${path}?${query}`, { replace: true });
  };
  return [view, change];
}

function viewOf(query: URLSearchParams): ListView {
  const sort = query.get('sort') ?? '';
  const by = sort.replace('-', '') as SortKey;
  return {
    search: query.get('search') ?? '',
    channel: query.get('channel') ?? DEFAULT_CHANNEL,
    sort: SORT_KEYS.includes(by)
      ? { by, isDescending: sort.startsWith('-') }
      : { by: 'name', isDescending: false },
  };
}

function queryOf({ search, sort, channel }: ListView): string {
  const query = new URLSearchParams();
  if (search !== '') query.set('search', search);
  if (channel !== DEFAULT_CHANNEL) query.set('channel', channel);
  if (sort.by !== 'name' || sort.isDescending) {
    query.set('sort', `${sort.isDescending ? '-' : ''}${sort.by}`);
  }
  return query.toString();
}
