/** How many there are, at every change: in all, by channel, and what saving would change. */
import { Link } from 'wouter';
import { Bar } from '../parts/count.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { channelName } from '../text/channel-name.ts';
import { useText } from '../text/use-text.ts';
import type { LiveCount } from './use-live-count.ts';
import type { useChanges, useReach } from './use-side-counts.ts';

export function CountPanel({
  live,
  reach,
  changes,
}: {
  readonly live: LiveCount;
  readonly reach: ReturnType<typeof useReach>;
  /** Undefined: nothing is saved to compare with. */
  readonly changes: ReturnType<typeof useChanges> | undefined;
}) {
  const { t, f } = useText();
  const { count, total, tookUs, isOld, isSlow, error } = live;
  // Errors of conditions are shown at these.
  const isElsewhere = [...live.issues.keys()].some((key) => key !== '');
  return (
    // Focusable, since it scrolls on a small screen.
    <aside className="card count-panel" aria-label={t('wizard.panel.label')} tabIndex={0}>
      <p className="muted small">{t('wizard.panel.matching')}</p>
      <p
        className={`big-count number ${isOld || error ? 'is-old' : ''}`}
        aria-busy={isOld}
        data-testid="count"
        data-settled={!isOld && !error}
      >
        {count === undefined ? '–' : f.number(count)}
      </p>
      <p className="only-heard" role="status">
        {!isOld && count !== undefined
          ? t('common.unit.contacts', { count, formatted: f.number(count) })
          : ''}
      </p>
      <p className="muted number">
        {count !== undefined && total !== undefined && total > 0
          ? t('common.unit.ofTotal', { percent: f.percent(count / total), total: f.number(total) })
          : ' '}
      </p>
      <Bar share={count === undefined || !total ? 0 : count / total} />
      {isSlow ? (
        <div className="count-progress">
          <div className="progress" aria-hidden="true" />
          <p className="small" role="status">
            {t('common.state.counting')} {t('common.state.firstCount')}
          </p>
        </div>
      ) : (
        <p className="muted small count-progress">
          {tookUs !== undefined && !isOld
            ? t('wizard.panel.took', { ms: f.number(Math.round(tookUs / 10) / 100) })
            : ' '}
        </p>
      )}
      {isElsewhere ? (
        <p className="error" role="alert">
          {t('wizard.panel.faulty')}
        </p>
      ) : (
        <ErrorNote error={error} onRetry={live.retry} />
      )}
      <Reach reach={reach} count={count} />
      {changes && <Changes changes={changes} />}
    </aside>
  );
}

function Reach({
  reach,
  count,
}: {
  readonly reach: ReturnType<typeof useReach>;
  readonly count: number | undefined;
}) {
  const { t, f } = useText();
  if (reach.data === undefined) return <ErrorNote error={reach.error} />;
  return (
    <section className="panel-part" aria-label={t('wizard.panel.reach')}>
      <h2>{t('wizard.panel.reach')}</h2>
      <dl className={`reach ${reach.isPlaceholderData ? 'is-old' : ''}`}>
        {reach.data.map(({ channel, count: reached }) => (
          <div key={channel}>
            <dt>{channelName(channel, t)}</dt>
            <dd className="number">{f.number(reached)}</dd>
            <Bar share={count ? reached / count : 0} tone="good" />
          </div>
        ))}
      </dl>
    </section>
  );
}

function Changes({ changes }: { readonly changes: ReturnType<typeof useChanges> }) {
  const { t, f } = useText();
  const { data, error, isPlaceholderData } = changes;
  return (
    <section className="panel-part" aria-label={t('wizard.panel.changes')}>
      <h2>{t('wizard.panel.changes')}</h2>
      <ErrorNote error={error} />
      {data && (
        <div className={isPlaceholderData ? 'is-old' : ''}>
          {(['added', 'removed'] as const).map((side) => (
            <div key={side} className="change">
              <p>
                <span className={`badge badge-${side === 'added' ? 'good' : 'bad'} number`}>
                  {f.signed(side === 'added' ? data.added.count : -data.removed.count)}
                </span>{' '}
                {t(`wizard.panel.${side}`, {
                  count: data[side].count,
                  formatted: f.number(data[side].count),
                })}
              </p>
              {data[side].members.length > 0 && (
                <ul className="examples small">
                  {data[side].members.map(({ id }) => (
                    <li key={id}>
                      <Link href={`/contacts/${encodeURIComponent(id)}`}>{id}</Link>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
