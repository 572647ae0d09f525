/** A number of contacts, with its share of all as words and as a bar. */
import { useText } from '../text/use-text.ts';

export function CountOf({
  count,
  total,
}: {
  readonly count: number;
  readonly total: number | undefined;
}) {
  const { t, f } = useText();
  return (
    <span className="count">
      <strong className="number">{f.number(count)}</strong>
      {total !== undefined && total > 0 && (
        <span className="muted">
          {t('common.unit.ofTotal', { percent: f.percent(count / total), total: f.number(total) })}
        </span>
      )}
    </span>
  );
}

/** A bar of a share from 0 to 1; what it shows is beside it in words. */
export function Bar({
  share,
  tone = 'accent',
}: {
  readonly share: number;
  readonly tone?: string;
}) {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return (
    <span className={`meter meter-${tone}`} aria-hidden="true">
      <span style={{ width }} />
    </span>
  );
}
