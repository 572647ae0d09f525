/** One contact: what is known of it, which segments it is in, and what it did. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { type Contact, MusterError, type Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { LIVE_MS, useCatalog, useChannels } from '../api/queries.ts';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useWords } from '../rule/use-words.ts';
import { fieldLabel } from '../rule/value-words.ts';
import { channelName } from '../text/channel-name.ts';
import { useText } from '../text/use-text.ts';
import { ContactSegments } from './contact-segments.tsx';
import { EventTimeline } from './event-timeline.tsx';
import { ValueText } from './value-text.tsx';
import './contacts.css';

const EVENTS = 50;
const MORE_EVENTS = 500;

export default function ContactPage({ id }: { readonly id: string }) {
  const { t } = useText();
  const client = useClient();
  const [events, setEvents] = useState(EVENTS);
  const { data, error, refetch } = useQuery({
    queryKey: ['contact', id, events],
    queryFn: ({ signal }) => client.contact(id, { segments: true, events, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
  if (error instanceof MusterError && error.status === 404) {
    return (
      <div className="empty">
        <h1>{t('contacts.unknown', { id })}</h1>
        <Link href="/contacts">{t('contacts.toSearch')}</Link>
      </div>
    );
  }
  if (error !== null && data === undefined) {
    return <ErrorNote error={error} onRetry={() => void refetch()} />;
  }
  if (data === undefined) return <Loading />;
  return (
    <>
      <div className="page-head">
        <h1>{id}</h1>
        <Reach id={id} />
      </div>
      <div className="contact-columns">
        <div className="stack">
          <section className="card" aria-labelledby="contact-fields">
            <h2 id="contact-fields">{t('contacts.fields')}</h2>
            <Fields contact={data} />
          </section>
          <section className="card" aria-labelledby="contact-segments">
            <h2 id="contact-segments">{t('contacts.segments')}</h2>
            <ContactSegments contact={id} isIn={data.segments ?? []} />
          </section>
        </div>
        <section className="card" aria-labelledby="contact-events">
          <h2 id="contact-events">{t('contacts.events')}</h2>
          <EventTimeline
            events={data.events ?? []}
            mayBeMore={(data.events ?? []).length >= events && events < MORE_EVENTS}
            onMore={() => setEvents(MORE_EVENTS)}
          />
        </section>
      </div>
    </>
  );
}

function Fields({ contact: { fields } }: { readonly contact: Contact }) {
  const words = useWords();
  const { t } = words;
  const catalog = useCatalog().data;
  return (
    <dl className="fields">
      {Object.entries(fields).map(([name, value]) => {
        const type = catalog?.fields.find((field) => field.name === name)?.type;
        return (
          <div key={name}>
            <dt>
              {fieldLabel(name, words)}
              {type && <span className="muted small"> {t(`conditions.type.${type}`)}</span>}
            </dt>
            <dd>
              <ValueText value={value} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Which channels reach the contact. */
function Reach({ id }: { readonly id: string }) {
  const { t } = useText();
  const client = useClient();
  const channels = useChannels().data?.map(({ name }) => name) ?? [];
  const { data } = useQuery({
    queryKey: ['contact-reach', id, channels],
    queryFn: async ({ signal }) => {
      const rule: Rule = { contacts: [id] };
      const questions = channels.map((channel) => ({ rule, channel }));
      const { counts } = await client.counts({ questions }, { signal });
      return channels.map((channel, index) => ({ channel, isReached: counts[index]?.count === 1 }));
    },
    enabled: channels.length > 0,
    refetchInterval: LIVE_MS,
  });
  return (
    <ul className="row" aria-label={t('contacts.reach')}>
      {(data ?? []).map(({ channel, isReached }) => (
        <li key={channel} className={`badge ${isReached ? 'badge-good' : ''}`}>
          {t(isReached ? 'contacts.reached' : 'contacts.notReached', {
            channel: channelName(channel, t),
          })}
        </li>
      ))}
    </ul>
  );
}
