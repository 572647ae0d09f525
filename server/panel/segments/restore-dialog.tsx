/** Asks before a segment becomes again what it was. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { MusterError, type SegmentVersion } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useToast } from '../parts/toast.tsx';
import { useText } from '../text/use-text.ts';
import { CloseButton } from './close-button.tsx';
import { RuleSentence } from './rule-sentence.tsx';

export function RestoreDialog({
  id,
  version: { version, name, rule, updated_at: changed },
  etag,
  onClose,
}: {
  readonly id: string;
  readonly version: SegmentVersion;
  /** Of the segment as it was shown; undefined when it is deleted. */
  readonly etag: string | undefined;
  readonly onClose: () => void;
}) {
  const { t, f } = useText();
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const when = f.moment(changed);
  const refresh = () =>
    Promise.all(
      [['segment', id], ['history', id], ['segments'], ['segment-count', id]].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  const restoring = useMutation({
    mutationFn: () =>
      client.restoreSegment(id, version, etag === undefined ? {} : { ifMatch: etag }),
    onSuccess: async () => {
      toast(t('segments.history.done', { when }));
      onClose();
      await refresh();
    },
    onError: (error) => {
      if (isOvertaken(error)) void refresh();
    },
  });
  return (
    <Dialog
      title={t('segments.history.confirmTitle')}
      onClose={onClose}
      actions={
        <>
          <CloseButton>{t('common.action.cancel')}</CloseButton>
          <Button
            kind="primary"
            icon={<RotateCcw aria-hidden="true" />}
            disabled={restoring.isPending}
            onClick={() => restoring.mutate()}
          >
            {t('segments.history.restore')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>
          {etag === undefined
            ? t('segments.history.confirmDeleted', { when })
            : t('segments.history.confirm', { when })}
        </p>
        <div className="note">
          <p>
            <strong>{name}</strong>
            <br />
            <RuleSentence rule={rule} />
          </p>
        </div>
        {restoring.error !== null && isOvertaken(restoring.error) ? (
          <p className="note note-warn" role="alert">
            {t('segments.history.overtaken')}
          </p>
        ) : (
          <ErrorNote error={restoring.error} />
        )}
      </div>
    </Dialog>
  );
}

/** Saved by somebody else after it was shown here. */
function isOvertaken(error: Error): boolean {
  return error instanceof MusterError && error.status === 412;
}
