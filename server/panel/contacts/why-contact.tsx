/** Why one contact is in or out: condition by condition, with the events that decided. */
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { Explanation, Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { nodesByPath } from '../rule/nodes-by-path.ts';
import { conditionPhrase } from '../rule/sentence.ts';
import { useWords } from '../rule/use-words.ts';
import { useText } from '../text/use-text.ts';
import { contactPath } from './contact-path.ts';
import { ContactPicker } from './contact-picker.tsx';
import { EventLine } from './event-line.tsx';
import './contacts.css';

type Question = { readonly rule: Rule; readonly timezone?: string } | { readonly segment: string };
type Verdict = NonNullable<Explanation['contact']>;

export function WhyContact({
  question,
  rule,
  contact: given,
}: {
  readonly question: Question;
  /** What the question asks, to be put into words. */
  readonly rule: Rule;
  /** Who is asked about from the start. */
  readonly contact?: string;
}) {
  const { t } = useText();
  const client = useClient();
  const [contact, setContact] = useState(given);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['why', JSON.stringify(question), JSON.stringify(rule), contact],
    queryFn: ({ signal }) => client.explain({ ...question, contact: contact ?? '' }, { signal }),
    enabled: contact !== undefined,
    gcTime: 30_000,
  });
  return (
    <div className="stack why">
      {given === undefined && <ContactPicker label={t('contacts.why.label')} onPick={setContact} />}
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && isFetching && <Loading />}
      {data?.contact && <VerdictOf verdict={data.contact} rule={rule} />}
    </div>
  );
}

function VerdictOf({ verdict, rule }: { readonly verdict: Verdict; readonly rule: Rule }) {
  const { t, f } = useText();
  const { id, in: isIn, since, until } = verdict;
  const Icon = isIn ? CircleCheck : CircleX;
  const state = isIn ? 'in' : 'out';
  return (
    <>
      <p className={`verdict verdict-${state}`} role="status">
        <Icon aria-hidden="true" />
        <span>
          <Link href={contactPath(id)}>{id}</Link> {t(`contacts.why.${state}`)}
        </span>
      </p>
      <ul className="muted small">
        <li>
          {since === undefined
            ? t(`contacts.why.${state}Long`, { when: f.day(verdict.looked_from) })
            : t('contacts.why.since', { when: f.moment(since), ago: f.relative(since) })}
        </li>
        <li>
          {until === undefined
            ? t(`contacts.why.${state}Still`, { when: f.day(verdict.looked_until) })
            : t(`contacts.why.${state}Until`, { when: f.moment(until), ago: f.relative(until) })}
        </li>
      </ul>
      <Conditions verdict={verdict} rule={rule} />
    </>
  );
}

function Conditions({ verdict, rule }: { readonly verdict: Verdict; readonly rule: Rule }) {
  const words = useWords();
  const { t, f } = words;
  const nodes = useMemo(() => nodesByPath(rule), [rule]);
  return (
    <ol className="why-conditions">
      {verdict.conditions.map((condition) => {
        const { path, in: isIn, events = [], events_total: total = 0 } = condition;
        const node = nodes.get(path);
        const Icon = isIn ? CircleCheck : CircleX;
        const depth = path.split('/').filter((part) => /^(?:all|any|none|not)$/.test(part)).length;
        return (
          <li
            key={path}
            className={isIn ? 'is-true' : 'is-false'}
            style={{ marginInlineStart: `${depth * 1.25}rem` }}
          >
            <p>
              <Icon aria-label={t(isIn ? 'contacts.why.true' : 'contacts.why.false')} />
              <span>{node === undefined ? condition.condition : conditionPhrase(node, words)}</span>
            </p>
            {events.length > 0 && (
              <ul className="why-events">
                {events.map((event, index) => (
                  <li key={`${event.time} ${index}`}>
                    <EventLine event={event} />
                  </li>
                ))}
                {total > events.length && (
                  <li className="muted small">
                    {t('contacts.why.moreEvents', {
                      count: total - events.length,
                      formatted: f.number(total - events.length),
                    })}
                  </li>
                )}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
}
