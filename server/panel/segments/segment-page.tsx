/** One segment: how many, who, why, and what it has been. */
import { ChevronLeft } from 'lucide-react';
import { Link } from 'wouter';
import { MusterError } from '../../client.ts';
import { useSegment } from '../api/queries.ts';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { MissingSegment } from './missing-segment.tsx';
import { SegmentActions } from './segment-actions.tsx';
import { SegmentHead } from './segment-head.tsx';
import { SegmentSections } from './segment-sections.tsx';
import './segments.css';

export default function SegmentPage({ id }: { readonly id: string }) {
  const { t } = useText();
  const { data: segment, error, refetch } = useSegment(id);
  const isMissing = error instanceof MusterError && error.status === 404;
  return (
    <>
      <Link className="segment-back small" href="/segments">
        <ChevronLeft aria-hidden="true" /> {t('segments.page.all')}
      </Link>
      {isMissing ? (
        <MissingSegment id={id} />
      ) : segment === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <ErrorNote error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <>
          <div className="page-head">
            <div className="segment-title">
              <h1>{segment.name}</h1>
              {segment.description !== '' && <p className="muted">{segment.description}</p>}
            </div>
            <SegmentActions segment={segment} />
          </div>
          <ErrorNote error={error} onRetry={() => void refetch()} />
          <SegmentHead segment={segment} />
          <SegmentSections segment={segment} />
        </>
      )}
    </>
  );
}
