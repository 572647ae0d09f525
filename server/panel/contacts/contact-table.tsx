/** Contacts as rows, each with a link to its page. */
import { Link } from 'wouter';
import type { Recipient } from '../../client.ts';
import { useWords } from '../rule/use-words.ts';
import { fieldLabel } from '../rule/value-words.ts';
import { contactPath } from './contact-path.ts';
import { ValueText } from './value-text.tsx';

export function ContactTable({
  contacts,
  columns,
  caption,
  isOld = false,
}: {
  readonly contacts: readonly Recipient[];
  readonly columns: readonly string[];
  /** Heard: what the table is of. */
  readonly caption: string;
  /** Of an earlier question. */
  readonly isOld?: boolean;
}) {
  const words = useWords();
  const { t } = words;
  return (
    // Focusable, so that it can be scrolled from the keyboard.
    <section className="scroll" tabIndex={0} aria-label={caption} aria-busy={isOld}>
      <table className={isOld ? 'is-old' : undefined}>
        <thead>
          <tr>
            <th scope="col">{t('contacts.id')}</th>
            {columns.map((name) => (
              <th key={name} scope="col">
                {fieldLabel(name, words)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {contacts.map(({ ordinal, id, fields }) => (
            <tr key={ordinal}>
              <th scope="row">
                <Link href={contactPath(id)}>{id}</Link>
              </th>
              {columns.map((name) => (
                <td key={name}>
                  <ValueText value={fields[name]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
