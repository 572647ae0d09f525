/** Examples of who a rule selects, always the same ones as long as they are in it. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { Button } from '../parts/button.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { ColumnPicker } from './column-picker.tsx';
import { ContactTable } from './contact-table.tsx';
import { useColumns } from './use-columns.ts';
import './contacts.css';

const FEW = 10;
const MANY = 100;

export function Members({ rule, timezone }: { readonly rule: Rule; readonly timezone?: string }) {
  const { t, f } = useText();
  const client = useClient();
  const [limit, setLimit] = useState(FEW);
  const { columns, choose } = useColumns(rule);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['members', JSON.stringify(rule), timezone, limit],
    queryFn: ({ signal }) =>
      client.preview({ rule, limit, ...(timezone !== undefined && { timezone }) }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  if (error !== null) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  const shown = data.members.length;
  return (
    <div className="stack">
      <div className="row spread">
        <p className="muted small">
          {data.count === 0
            ? t('contacts.members.nobody')
            : t('contacts.members.shown', { shown: f.number(shown), all: f.number(data.count) })}
        </p>
        <ColumnPicker columns={columns} onChange={choose} />
      </div>
      {shown > 0 && (
        <ContactTable
          contacts={data.members}
          columns={columns}
          caption={t('contacts.members.caption')}
          isOld={isPlaceholderData}
        />
      )}
      {limit < MANY && data.count > limit && (
        <div>
          <Button onClick={() => setLimit(MANY)}>
            {t('contacts.members.more', { formatted: f.number(Math.min(MANY, data.count)) })}
          </Button>
        </div>
      )}
    </div>
  );
}
