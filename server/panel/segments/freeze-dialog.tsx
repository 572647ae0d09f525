/** Keeps who is in a segment at this moment as a group. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Snowflake } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { Segment } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { useGroups } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { ErrorNote } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { CloseButton } from './close-button.tsx';

export function FreezeDialog({
  segment,
  onClose,
}: {
  readonly segment: Pick<Segment, 'id' | 'name'>;
  readonly onClose: () => void;
}) {
  const { t, f } = useText();
  const client = useClient();
  const queries = useQueryClient();
  const { data: groups = [] } = useGroups();
  const form = useId();
  const [group, setGroup] = useState(() => `${segment.id}-${today()}`);
  const [isMissing, setMissing] = useState(false);
  const freezing = useMutation({
    mutationFn: (id: string) => client.freeze(segment.id, id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['groups'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const id = group.trim();
    setMissing(id === '');
    if (id !== '') freezing.mutate(id);
  };
  const { data: done, variables: frozen = '' } = freezing;
  const replaced = groups.find(({ id }) => id === group.trim());
  return (
    <Dialog
      title={t('segments.freeze.title')}
      onClose={onClose}
      actions={
        done === undefined ? (
          <>
            <CloseButton>{t('common.action.cancel')}</CloseButton>
            <Button
              kind="primary"
              type="submit"
              form={form}
              icon={<Snowflake aria-hidden="true" />}
              disabled={freezing.isPending}
            >
              {t('segments.freeze.confirm')}
            </Button>
          </>
        ) : (
          <CloseButton>{t('common.action.close')}</CloseButton>
        )
      }
    >
      {done === undefined ? (
        <form id={form} className="stack" onSubmit={submit}>
          <p className="muted">{t('segments.freeze.explain')}</p>
          <Field
            label={t('segments.freeze.id')}
            hint={t('segments.freeze.idHint')}
            error={isMissing && t('segments.freeze.idMissing')}
          >
            {(field) => (
              <input
                {...field}
                autoComplete="off"
                spellCheck={false}
                value={group}
                onChange={({ target }) => setGroup(target.value)}
              />
            )}
          </Field>
          {replaced !== undefined && (
            <p className="note note-warn" role="status">
              {t('segments.freeze.exists', {
                count: replaced.count,
                formatted: f.number(replaced.count),
              })}
            </p>
          )}
          <ErrorNote error={freezing.error} />
        </form>
      ) : (
        <div className="stack" role="status">
          <p>
            <strong>
              {t('segments.freeze.done', {
                group: frozen,
                count: done.count,
                formatted: f.number(done.count),
              })}
            </strong>
          </p>
          <p className="muted">{t('segments.freeze.next')}</p>
        </div>
      )}
    </Dialog>
  );
}

/** Where whoever looks is: `2026-12-01`. */
function today(): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
