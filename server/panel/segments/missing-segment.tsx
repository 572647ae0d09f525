/** A segment that is not there: deleted, and then its history with the way back, or never there. */
import { Link } from 'wouter';
import { MusterError } from '../../client.ts';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { Versions } from './segment-history.tsx';
import { useHistory } from './use-history.ts';

export function MissingSegment({ id }: { readonly id: string }) {
  const { t } = useText();
  const { data: versions, error, refetch } = useHistory(id);
  const isUnknown = error instanceof MusterError && error.status === 404;
  const last = versions?.[0];
  if (isUnknown || (versions !== undefined && last === undefined)) {
    return (
      <div className="empty">
        <h1>{t('segments.missing.unknown', { id })}</h1>
        <p className="muted">{t('segments.missing.unknownExplain')}</p>
        <Link href="/segments">{t('common.state.home')}</Link>
      </div>
    );
  }
  if (versions === undefined || last === undefined) {
    return error === null ? (
      <Loading />
    ) : (
      <ErrorNote error={error} onRetry={() => void refetch()} />
    );
  }
  return (
    <div className="stack">
      <h1>{t('segments.missing.deleted', { name: last.name })}</h1>
      <p className="muted">{t('segments.missing.deletedExplain')}</p>
      <Versions id={id} versions={versions} etag={undefined} />
    </div>
  );
}
