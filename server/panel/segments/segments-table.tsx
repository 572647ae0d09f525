/** The segments as a table whose columns can be sorted by; on a phone each row is a card. */
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { SegmentListing } from '../../client.ts';
import { Button } from '../parts/button.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { channelName } from '../text/channel-name.ts';
import { useText } from '../text/use-text.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { firstSort, type Sort, type SortKey } from './list-order.ts';
import { SegmentRow } from './segment-row.tsx';
import { useReach } from './use-reach.ts';

/** More are shown when asked for: each row asks for numbers of its own. */
const SHOWN_AT_FIRST = 50;

export function SegmentsTable({
  segments,
  total,
  channel,
  sort,
  onSort,
}: {
  readonly segments: readonly SegmentListing[];
  readonly total: number | undefined;
  readonly channel: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}) {
  const { t, f } = useText();
  const [limit, setLimit] = useState(SHOWN_AT_FIRST);
  const [deleting, setDeleting] = useState<SegmentListing | undefined>(undefined);
  const shown = segments.slice(0, limit);
  const reach = useReach(
    shown.map(({ id }) => id),
    channel,
  );
  const left = segments.length - shown.length;
  const head = { sort, onSort };
  return (
    <>
      <ErrorNote error={channel === '' ? null : reach.error} />
      <div className="card segments-card">
        <table className="segments-table">
          <caption className="only-heard">{t('segments.title')}</caption>
          <thead>
            <tr>
              <SortHeader by="name" {...head}>
                {t('segments.column.name')}
              </SortHeader>
              <SortHeader by="count" {...head}>
                {t('segments.column.count')}
              </SortHeader>
              {channel !== '' && (
                <th scope="col">{t('segments.reach.by', { channel: channelName(channel, t) })}</th>
              )}
              <th scope="col">{t('segments.column.trend')}</th>
              <th scope="col">{t('segments.column.timezone')}</th>
              <SortHeader by="changed" {...head}>
                {t('segments.column.changed')}
              </SortHeader>
              <th scope="col">
                <span className="only-heard">{t('segments.column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((segment) => (
              <SegmentRow
                key={segment.id}
                segment={segment}
                total={total}
                reach={channel === '' ? undefined : (reach.data?.get(segment.id) ?? null)}
                columns={channel === '' ? 6 : 7}
                onDelete={setDeleting}
              />
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && (
        <Button className="segments-more" onClick={() => setLimit(limit + SHOWN_AT_FIRST)}>
          {t('segments.showMore', { formatted: f.number(Math.min(left, SHOWN_AT_FIRST)) })}
        </Button>
      )}
      {deleting !== undefined && (
        <DeleteDialog segment={deleting} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
}

function SortHeader({
  by,
  sort,
  onSort,
  children,
}: {
  readonly by: SortKey;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly children: ReactNode;
}) {
  const isSorted = sort.by === by;
  const Icon = !isSorted ? ChevronsUpDown : sort.isDescending ? ArrowDown : ArrowUp;
  const direction = sort.isDescending ? 'descending' : 'ascending';
  return (
    <th scope="col" className="segments-sortable" aria-sort={isSorted ? direction : 'none'}>
      <button
        type="button"
        onClick={() => onSort(isSorted ? { by, isDescending: !sort.isDescending } : firstSort(by))}
      >
        {children} <Icon aria-hidden="true" />
      </button>
    </th>
  );
}
