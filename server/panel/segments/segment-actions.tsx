/** What can be done with a segment. */
import { Copy, Pencil, Send, Snowflake, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { Segment } from '../../client.ts';
import { Button } from '../parts/button.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { FreezeDialog } from './freeze-dialog.tsx';
import { audiencePath, editPath } from './segment-paths.ts';
import { useDuplicate } from './use-duplicate.ts';
import { useSegmentCount } from './use-segment-count.ts';

export function SegmentActions({ segment }: { readonly segment: Segment }) {
  const { t } = useText();
  const [, navigate] = useLocation();
  const [opened, setOpened] = useState<'delete' | 'freeze' | undefined>(undefined);
  const duplicate = useDuplicate();
  const { data: now } = useSegmentCount(segment.id);
  const { id, name } = segment;
  const close = () => setOpened(undefined);
  return (
    <>
      <div className="row">
        <Link className="button button-primary" href={audiencePath(id)}>
          <Send aria-hidden="true" /> {t('segments.action.send')}
        </Link>
        <Link className="button" href={editPath(id)}>
          <Pencil aria-hidden="true" /> {t('common.action.edit')}
        </Link>
        <Button
          icon={<Copy aria-hidden="true" />}
          disabled={duplicate.isPending}
          onClick={() => duplicate.mutate(id)}
        >
          {t('common.action.duplicate')}
        </Button>
        <Button icon={<Snowflake aria-hidden="true" />} onClick={() => setOpened('freeze')}>
          {t('segments.action.freeze')}
        </Button>
        <Button
          kind="danger"
          icon={<Trash2 aria-hidden="true" />}
          onClick={() => setOpened('delete')}
        >
          {t('common.action.delete')}
        </Button>
      </div>
      <ErrorNote error={duplicate.error} />
      {opened === 'delete' && (
        <DeleteDialog
          segment={{ id, name, ...(now !== undefined && { count: now.count }) }}
          onClose={close}
          onDeleted={() => navigate('/segments')}
        />
      )}
      {opened === 'freeze' && <FreezeDialog segment={segment} onClose={close} />}
    </>
  );
}
