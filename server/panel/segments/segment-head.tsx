/** How many are in a segment now, and its rule as a sentence. */
import { TriangleAlert } from 'lucide-react';
import type { Segment } from '../../client.ts';
import { Bar, CountOf } from '../parts/count.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { RuleSentence } from './rule-sentence.tsx';
import { useSegmentCount } from './use-segment-count.ts';
import { WarningList } from './warnings-badge.tsx';

export function SegmentHead({ segment }: { readonly segment: Segment }) {
  const { t, f } = useText();
  const { id, rule, timezone, updated_at: changed, warnings } = segment;
  return (
    <section className="card segment-head" aria-label={t('segments.page.live')}>
      <LiveCount id={id} />
      <div className="stack">
        <h2 className="muted small">{t('segments.page.sentence')}</h2>
        <p className="segment-sentence">
          <RuleSentence rule={rule} />
        </p>
        <ul className="segment-facts muted small">
          <li>{t('segments.page.timezone', { timezone })}</li>
          <li>
            <time dateTime={changed} title={f.moment(changed)}>
              {t('segments.page.changed', { when: f.relative(changed) })}
            </time>
          </li>
          <li>{t('segments.page.id', { id })}</li>
        </ul>
        {warnings.length > 0 && (
          <div className="note note-warn">
            <TriangleAlert aria-hidden="true" />
            <WarningList warnings={warnings} />
          </div>
        )}
      </div>
    </section>
  );
}

function LiveCount({ id }: { readonly id: string }) {
  const { t, f } = useText();
  const { data, error, refetch } = useSegmentCount(id);
  return (
    <div className="segment-live">
      <h2 className="muted small">{t('segments.page.live')}</h2>
      <div
        role="status"
        className={data && error ? 'is-old' : undefined}
        aria-busy={!data && !error}
      >
        {data === undefined ? (
          <span className="count">
            <strong className="number">…</strong>
            <span>&nbsp;</span>
          </span>
        ) : (
          <CountOf count={data.count} total={data.total} />
        )}
      </div>
      <Bar share={data === undefined || data.total === 0 ? 0 : data.count / data.total} />
      {data?.events_from !== undefined && (
        <p className="muted small">
          {t('segments.page.eventsFrom', { day: f.day(data.events_from) })}
        </p>
      )}
      <ErrorNote error={error} onRetry={() => void refetch()} />
    </div>
  );
}
