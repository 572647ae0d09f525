/** One segment in the list. */
import { Copy, Pencil, Trash2 } from 'lucide-react';
import { Link } from 'wouter';
import type { SegmentListing } from '../../client.ts';
import { Button } from '../parts/button.tsx';
import { Bar } from '../parts/count.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { editPath, segmentPath } from './segment-paths.ts';
import { Trend } from './trend.tsx';
import { useDuplicate } from './use-duplicate.ts';
import type { Reach } from './use-reach.ts';
import { WarningsBadge } from './warnings-badge.tsx';

export function SegmentRow({
  segment,
  total,
  reach,
  columns,
  onDelete,
}: {
  readonly segment: SegmentListing;
  readonly total: number | undefined;
  /** Undefined: not asked for; null: not counted yet. */
  readonly reach: Reach | null | undefined;
  readonly columns: number;
  readonly onDelete: (segment: SegmentListing) => void;
}) {
  const { t, f } = useText();
  const duplicate = useDuplicate();
  const { id, name, description, timezone, updated_at: changed, count, warnings } = segment;
  return (
    <>
      <tr>
        <th scope="row" className="segments-name">
          <Link href={segmentPath(id)}>{name}</Link>{' '}
          <WarningsBadge name={name} warnings={warnings} />
          {description !== '' && <p className="muted small">{description}</p>}
        </th>
        <td className="segments-count">
          <span className="cell-label">{t('segments.column.count')}</span>
          <ShareOf count={count} of={total} />
        </td>
        {reach !== undefined && (
          <td className="segments-reach">
            <span className="cell-label">{t('segments.reach.reachable')}</span>
            {reach === null ? (
              <span aria-busy="true" className="muted">
                …
              </span>
            ) : (
              <ShareOf count={reach.count} of={reach.matched} tone="good" />
            )}
          </td>
        )}
        <td className="segments-trend">
          <span className="cell-label">{t('segments.column.trend')}</span>
          <Trend segment={segment} />
        </td>
        <td className="segments-timezone muted small">{timezone}</td>
        <td className="segments-changed muted small">
          <span className="cell-label">{t('segments.column.changed')}</span>
          <time dateTime={changed} title={f.moment(changed)}>
            {f.relative(changed)}
          </time>
        </td>
        <td className="segments-actions">
          <Link
            className="button button-quiet button-icon"
            href={editPath(id)}
            aria-label={t('segments.action.editOf', { name })}
            title={t('common.action.edit')}
          >
            <Pencil aria-hidden="true" />
          </Link>
          <Button
            kind="quiet"
            icon={<Copy aria-hidden="true" />}
            label={t('segments.action.duplicateOf', { name })}
            title={t('common.action.duplicate')}
            disabled={duplicate.isPending}
            onClick={() => duplicate.mutate(id)}
          />
          <Button
            kind="quiet"
            icon={<Trash2 aria-hidden="true" />}
            label={t('segments.action.deleteOf', { name })}
            title={t('common.action.delete')}
            onClick={() => onDelete(segment)}
          />
        </td>
      </tr>
      {duplicate.error !== null && (
        <tr>
          <td colSpan={columns}>
            <ErrorNote error={duplicate.error} />
          </td>
        </tr>
      )}
    </>
  );
}

function ShareOf({
  count,
  of,
  tone,
}: {
  readonly count: number;
  readonly of: number | undefined;
  readonly tone?: string;
}) {
  const { f } = useText();
  const share = of === undefined || of === 0 ? undefined : count / of;
  return (
    <>
      <span className="segments-share">
        <strong className="number">{f.number(count)}</strong>
        <span className="muted small number">{share === undefined ? '' : f.percent(share)}</span>
      </span>
      <Bar share={share ?? 0} {...(tone !== undefined && { tone })} />
    </>
  );
}
