/** The saved segments with their counts of now, and where new ones begin. */
import { LayoutGrid, Plus } from 'lucide-react';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import type { SegmentListing } from '../../client.ts';
import { useChannels, useSegments } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { channelName } from '../text/channel-name.ts';
import { useText } from '../text/use-text.ts';
import { FirstContacts, FirstStart } from './first-start.tsx';
import { matches, useInOrder } from './list-order.ts';
import { SegmentsTable } from './segments-table.tsx';
import { TemplateCards } from './template-cards.tsx';
import { type ListView, useListView } from './use-list-view.ts';
import { useTotal } from './use-total.ts';
import './segments.css';

export default function SegmentsPage() {
  const { t } = useText();
  const { data: segments, error, refetch } = useSegments();
  const total = useTotal();
  const [isChoosing, setChoosing] = useState(false);
  const isEmpty = segments?.length === 0;
  return (
    <>
      <div className="page-head">
        <h1>{t('segments.title')}</h1>
        {!isEmpty && (
          <div className="row">
            <Button icon={<LayoutGrid aria-hidden="true" />} onClick={() => setChoosing(true)}>
              {t('segments.fromTemplate')}
            </Button>
            <Link className="button button-primary" href="/segments/new">
              <Plus aria-hidden="true" /> {t('segments.new')}
            </Link>
          </div>
        )}
      </div>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {segments === undefined ? (
        error === null && <Loading />
      ) : isEmpty ? (
        <FirstStart total={total} />
      ) : (
        <div className="stack">
          {total === 0 && (
            <section className="card stack" aria-label={t('segments.start.contacts')}>
              <h2>{t('segments.start.contacts')}</h2>
              <FirstContacts />
            </section>
          )}
          <SegmentList segments={segments} total={total} />
        </div>
      )}
      {isChoosing && (
        <Dialog title={t('segments.template.title')} onClose={() => setChoosing(false)}>
          <div className="stack">
            <p className="muted">{t('segments.template.intro')}</p>
            <TemplateCards />
          </div>
        </Dialog>
      )}
    </>
  );
}

function SegmentList({
  segments,
  total,
}: {
  readonly segments: readonly SegmentListing[];
  readonly total: number | undefined;
}) {
  const { t, language } = useText();
  const [view, change] = useListView();
  const { search, sort, channel } = view;
  const found = useInOrder(segments, sort, language).filter(
    (segment) => search.trim() === '' || matches(segment, search.trim()),
  );
  return (
    <>
      <ListControls view={view} found={found.length} onChange={change} />
      {found.length === 0 ? (
        <div className="empty">
          <p>{t('segments.nothingFound', { search })}</p>
          <Button onClick={() => change({ search: '' })}>{t('segments.clearSearch')}</Button>
        </div>
      ) : (
        <SegmentsTable
          segments={found}
          total={total}
          channel={channel}
          sort={sort}
          onSort={(next) => change({ sort: next })}
        />
      )}
    </>
  );
}

function ListControls({
  view: { search, channel },
  found,
  onChange,
}: {
  readonly view: ListView;
  readonly found: number;
  readonly onChange: (change: Partial<ListView>) => void;
}) {
  const { t, f } = useText();
  const { data: channels = [] } = useChannels();
  const id = useId();
  return (
    <div className="row segments-controls">
      <input
        type="search"
        aria-label={t('segments.search')}
        placeholder={t('segments.searchHint')}
        value={search}
        onChange={({ target }) => onChange({ search: target.value })}
      />
      <p className="muted small grow" role="status">
        {t('segments.found', { count: found, formatted: f.number(found) })}
      </p>
      <span className="row">
        <label className="small" htmlFor={id}>
          {t('segments.reach.choose')}
        </label>
        <select
          id={id}
          value={channel}
          onChange={({ target }) => onChange({ channel: target.value })}
        >
          <option value="">{t('segments.reach.none')}</option>
          {channels.map(({ name }) => (
            <option key={name} value={name}>
              {channelName(name, t)}
            </option>
          ))}
        </select>
      </span>
    </div>
  );
}
