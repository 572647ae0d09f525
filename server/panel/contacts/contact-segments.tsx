/** The segments that a contact is in, and those it is not, with the reason for each. */
import { useState } from 'react';
import { Link } from 'wouter';
import { useSegment, useSegments } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useText } from '../text/use-text.ts';
import { WhyContact } from './why-contact.tsx';

export function ContactSegments({
  contact,
  isIn,
}: {
  readonly contact: string;
  /** Ids of segments. */
  readonly isIn: readonly string[];
}) {
  const { t } = useText();
  const segments = useSegments().data ?? [];
  const [asked, setAsked] = useState<string | undefined>(undefined);
  const inside = segments.filter(({ id }) => isIn.includes(id));
  const outside = segments.filter(({ id }) => !isIn.includes(id));
  const list = (shown: typeof segments) => (
    <ul className="segment-list">
      {shown.map(({ id, name }) => (
        <li key={id} className="row spread">
          <Link href={`/segments/${encodeURIComponent(id)}`}>{name}</Link>
          <Button
            kind="quiet"
            onClick={() => setAsked(id)}
            aria-label={`${t('contacts.why.ask')} ${name}`}
          >
            {t('contacts.why.ask')}
          </Button>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {inside.length === 0 ? <p className="muted">{t('contacts.inNone')}</p> : list(inside)}
      {outside.length > 0 && (
        <details>
          <summary>
            {t('contacts.notIn', { count: outside.length, formatted: String(outside.length) })}
          </summary>
          {list(outside)}
        </details>
      )}
      {asked !== undefined && (
        <WhyDialog contact={contact} segment={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function WhyDialog({
  contact,
  segment,
  onClose,
}: {
  readonly contact: string;
  readonly segment: string;
  readonly onClose: () => void;
}) {
  const { data, error } = useSegment(segment);
  return (
    <Dialog title={data?.name ?? segment} onClose={onClose}>
      <ErrorNote error={error} />
      {data === undefined && error === null && <Loading />}
      {data && <WhyContact question={{ segment }} rule={data.rule} contact={contact} />}
    </Dialog>
  );
}
