/** Asks before a segment is deleted, and tells what still needs it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { Link } from 'wouter';
import { MusterError } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { useSegments } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useToast } from '../parts/toast.tsx';
import { channelName } from '../text/channel-name.ts';
import { useText } from '../text/use-text.ts';
import { CloseButton } from './close-button.tsx';
import { segmentPath } from './segment-paths.ts';

export function DeleteDialog({
  segment,
  onClose,
  onDeleted,
}: {
  readonly segment: { readonly id: string; readonly name: string; readonly count?: number };
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}) {
  const { t, f } = useText();
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const { id, name, count } = segment;
  const deletion = useMutation({
    mutationFn: () => client.deleteSegment(id),
    onSuccess: async () => {
      toast(t('segments.delete.done', { name }));
      onDeleted?.();
      onClose();
      queries.removeQueries({ queryKey: ['segment', id] });
      await queries.invalidateQueries({ queryKey: ['segments'] });
    },
  });
  const { error } = deletion;
  const users = error instanceof MusterError && error.status === 409 ? error.ids : undefined;
  return (
    <Dialog
      title={t('segments.delete.title')}
      onClose={onClose}
      actions={
        <>
          <CloseButton>
            {t(users === undefined ? 'common.action.cancel' : 'common.action.close')}
          </CloseButton>
          {users === undefined && (
            <Button
              kind="danger"
              icon={<Trash2 aria-hidden="true" />}
              disabled={deletion.isPending}
              onClick={() => deletion.mutate()}
            >
              {t('segments.delete.confirm')}
            </Button>
          )}
        </>
      }
    >
      {users === undefined ? (
        <div className="stack">
          <p>
            {count === undefined
              ? name
              : t('segments.delete.explain', { name, count, formatted: f.number(count) })}
          </p>
          <p className="muted">{t('segments.delete.later')}</p>
          <ErrorNote error={error} />
        </div>
      ) : (
        <UsedBy name={name} users={users} />
      )}
    </Dialog>
  );
}

/** Ids of segments and of channels. */
function UsedBy({ name, users }: { readonly name: string; readonly users: readonly string[] }) {
  const { t } = useText();
  const { data: segments = [] } = useSegments();
  return (
    <div className="stack" role="alert">
      <p>{t('segments.delete.used', { name })}</p>
      <ul className="segment-users">
        {users.map((id) => {
          const user = segments.find((segment) => segment.id === id);
          return (
            <li key={id}>
              {user === undefined ? (
                t('segments.delete.channel', { name: channelName(id, t) })
              ) : (
                <Link href={segmentPath(id)}>{user.name}</Link>
              )}
            </li>
          );
        })}
      </ul>
      <p className="muted">{t('segments.delete.usedNext')}</p>
    </div>
  );
}
