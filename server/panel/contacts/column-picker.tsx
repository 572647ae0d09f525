/** Which fields are columns. */
import { Columns3 } from 'lucide-react';
import { useCatalog } from '../api/queries.ts';
import { Popover } from '../parts/popover.tsx';
import { useWords } from '../rule/use-words.ts';
import { fieldLabel } from '../rule/value-words.ts';

export function ColumnPicker({
  columns,
  onChange,
}: {
  readonly columns: readonly string[];
  readonly onChange: (columns: readonly string[]) => void;
}) {
  const words = useWords();
  const { t } = words;
  const { fields } = useCatalog().data ?? { fields: [] };
  return (
    <Popover
      label={t('contacts.columns')}
      text={t('contacts.columns')}
      icon={<Columns3 aria-hidden="true" />}
      kind="plain"
    >
      <ul className="column-list">
        {fields.map(({ name }) => (
          <li key={name}>
            <label>
              <input
                type="checkbox"
                checked={columns.includes(name)}
                onChange={({ target }) =>
                  onChange(
                    target.checked
                      ? [...columns, name]
                      : columns.filter((column) => column !== name),
                  )
                }
              />
              {fieldLabel(name, words)}
            </label>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
