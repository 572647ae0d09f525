/** The versions of a segment, what changed in each, and the way back to one. */
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import type { Segment, SegmentVersion, Tagged } from '../../client.ts';
import { Button } from '../parts/button.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import type { T } from '../text/text.ts';
import { useText } from '../text/use-text.ts';
import { RestoreDialog } from './restore-dialog.tsx';
import { RuleSentence } from './rule-sentence.tsx';
import { useHistory, useKeyNames } from './use-history.ts';

export function SegmentHistory({ segment }: { readonly segment: Segment & Tagged }) {
  const { t } = useText();
  const { id, etag } = segment;
  const { data, error, refetch } = useHistory(id);
  return (
    <div className="stack">
      <p className="muted">{t('segments.history.intro')}</p>
      <ErrorNote error={error} onRetry={() => void refetch()} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <Versions id={id} versions={data} etag={etag} />
      )}
    </div>
  );
}

export function Versions({
  id,
  versions,
  etag,
}: {
  readonly id: string;
  /** The newest first. */
  readonly versions: readonly SegmentVersion[];
  /** Of the segment as it is now; undefined when it is deleted. */
  readonly etag: string | undefined;
}) {
  const { t, f } = useText();
  const keyNames = useKeyNames(versions);
  const [restoring, setRestoring] = useState<SegmentVersion | undefined>(undefined);
  return (
    <>
      <ol className="versions">
        {versions.map((version, index) => {
          const { updated_at: changed, by } = version;
          const isNow = index === 0 && etag !== undefined;
          return (
            <li key={version.version}>
              <div className="stack">
                <p className="row small">
                  <time dateTime={changed} title={f.relative(changed)}>
                    <strong>{f.moment(changed)}</strong>
                  </time>
                  {by !== undefined && (
                    <span className="muted">
                      {t('segments.history.by', { key: keyNames.get(by) ?? by })}
                    </span>
                  )}
                  {isNow && (
                    <span className="badge badge-accent">{t('segments.history.current')}</span>
                  )}
                  {changesOf(version, versions[index + 1], t).map((change) => (
                    <span key={change} className="muted">
                      {change}
                    </span>
                  ))}
                </p>
                <p>
                  <RuleSentence rule={version.rule} />
                </p>
              </div>
              {!isNow && (
                <Button
                  icon={<RotateCcw aria-hidden="true" />}
                  aria-label={t('segments.history.restoreOf', { when: f.moment(changed) })}
                  onClick={() => setRestoring(version)}
                >
                  {t('segments.history.restore')}
                </Button>
              )}
            </li>
          );
        })}
      </ol>
      {restoring !== undefined && (
        <RestoreDialog
          id={id}
          version={restoring}
          etag={etag}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </>
  );
}

/** In words, against the version before. */
function changesOf(
  now: SegmentVersion,
  before: SegmentVersion | undefined,
  t: T,
): readonly string[] {
  if (before === undefined) return [t('segments.history.created')];
  const changes: string[] = [];
  if (now.name !== before.name) {
    changes.push(t('segments.history.changed.name', { from: before.name, to: now.name }));
  }
  if (now.description !== before.description) {
    changes.push(t('segments.history.changed.description'));
  }
  if (JSON.stringify(now.rule) !== JSON.stringify(before.rule)) {
    changes.push(t('segments.history.changed.rule'));
  }
  if (now.timezone !== before.timezone) {
    const zones = { from: before.timezone, to: now.timezone };
    changes.push(t('segments.history.changed.timezone', zones));
  }
  return changes.length === 0 ? [t('segments.history.changed.nothing')] : changes;
}
