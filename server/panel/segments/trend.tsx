/** How a segment has grown lately, small, for a row of the list. */
import type { SegmentListing } from '../../client.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { useText } from '../text/use-text.ts';
import { useTrend } from './use-trend.ts';

export function Trend({ segment }: { readonly segment: SegmentListing }) {
  const { t, f } = useText();
  const { data: past, isPending } = useTrend(segment);
  if (past === undefined || past === null) {
    return (
      <span
        className="segment-trend muted"
        aria-busy={isPending}
        title={past === null ? t('segments.trend.slow') : undefined}
      >
        {isPending ? <span className="only-heard">{t('segments.trend.counting')}</span> : '–'}
      </span>
    );
  }
  const [first = segment.count] = past;
  const change = segment.count - first;
  const label = t('segments.trend.label', {
    from: f.number(first),
    to: f.number(segment.count),
  });
  return (
    <span className="segment-trend" title={label}>
      <Sparkline values={[...past, segment.count]} label={label} />
      <span className="number small muted">{change === 0 ? '0' : f.signed(change)}</span>
    </span>
  );
}
