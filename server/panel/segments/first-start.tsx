/** What to do first, for a server that has no contacts or no segments yet. */
import { Check, Plus } from 'lucide-react';
import { Link } from 'wouter';
import { serverUrl, storedKey } from '../api/session.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { useText } from '../text/use-text.ts';
import { TemplateCards } from './template-cards.tsx';

export function FirstStart({ total }: { readonly total: number | undefined }) {
  const { t, f } = useText();
  const hasContacts = total !== undefined && total > 0;
  return (
    <div className="stack">
      <section className="card first-start">
        <h2>{t('segments.start.title')}</h2>
        <ol>
          <li>
            <h3>
              {hasContacts && <Check aria-hidden="true" className="first-start-done" />}{' '}
              {t('segments.start.contacts')}
            </h3>
            {hasContacts ? (
              <p className="muted" role="status">
                {t('segments.start.there', { count: total, formatted: f.number(total) })}
              </p>
            ) : (
              <FirstContacts />
            )}
          </li>
          <li>
            <h3>{t('segments.start.segment')}</h3>
            <p className="muted">{t('segments.start.segmentExplain')}</p>
            <Link className="button button-primary" href="/segments/new">
              <Plus aria-hidden="true" /> {t('segments.new')}
            </Link>
          </li>
        </ol>
      </section>
      <section className="stack" aria-label={t('segments.template.title')}>
        <h2>{t('segments.template.title')}</h2>
        <p className="muted">{t('segments.template.intro')}</p>
        <TemplateCards />
      </section>
    </div>
  );
}

/** The page asks again and again, so that it goes on by itself when they have come. */
export function FirstContacts() {
  const { t } = useText();
  return (
    <div className="stack">
      <p className="muted">{t('segments.start.contactsExplain')}</p>
      <CopyText text={command()} label={t('common.action.copy')} />
      {storedKey() !== undefined && <p className="hint">{t('segments.start.keyHint')}</p>}
      <p role="status" className="muted small">
        {t('segments.start.waiting')}
      </p>
      <div className="progress" aria-hidden="true" />
    </div>
  );
}

function command(): string {
  const contacts = [
    { id: 'ada', fields: { Email: 'ada@example.com', city: 'London', email_consent: true } },
    { id: 'jan', fields: { Email: 'jan@example.com', city: 'Kraków', email_consent: true } },
  ];
  const lines = [
    `curl -X POST '${serverUrl()}v1/contacts'`,
    `-H 'content-type: application/json'`,
    ...(storedKey() === undefined ? [] : [`-H "authorization: Bearer $MUSTER_KEY"`]),
    `-d '[${contacts.map((contact) => JSON.stringify(contact)).join(`,\n      `)}]'`,
  ];
  return lines.join(' \\\n  ');
}
