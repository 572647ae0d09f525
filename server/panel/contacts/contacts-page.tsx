/** Looking for contacts. */
import { Search } from 'lucide-react';
import { useState } from 'react';
import { Field } from '../parts/field.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { ColumnPicker } from './column-picker.tsx';
import { ContactTable } from './contact-table.tsx';
import { useColumns } from './use-columns.ts';
import { useContactSearch } from './use-contact-search.ts';
import './contacts.css';

const LIMIT = 50;

export default function ContactsPage() {
  const { t, f } = useText();
  const [typed, setTyped] = useState('');
  const { columns, choose } = useColumns();
  const { data, error, isPlaceholderData, refetch } = useContactSearch(typed, LIMIT);
  const isSearch = typed.trim() !== '';
  return (
    <>
      <div className="page-head">
        <h1>{t('contacts.title')}</h1>
        <ColumnPicker columns={columns} onChange={choose} />
      </div>
      <div className="card stack">
        <Field label={t('contacts.search.label')} hint={t('contacts.search.hint')}>
          {(field) => (
            <span className="search-box">
              <Search aria-hidden="true" />
              <input
                {...field}
                type="search"
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            </span>
          )}
        </Field>
        <ErrorNote error={error} onRetry={() => void refetch()} />
        {data === undefined && error === null && <Loading />}
        {data !== undefined && (
          <>
            <p className="muted small" role="status">
              {isSearch
                ? t('contacts.search.found', { count: data.count, formatted: f.number(data.count) })
                : t('contacts.search.examples', { formatted: f.number(data.count) })}
            </p>
            {data.members.length > 0 && (
              <ContactTable
                contacts={data.members}
                columns={columns}
                caption={t('contacts.title')}
                isOld={isPlaceholderData}
              />
            )}
          </>
        )}
      </div>
    </>
  );
}
