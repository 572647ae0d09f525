/** What sets a segment apart: values and events that are commoner in it than among everyone. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Profile, Question } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { Button } from '../parts/button.tsx';
import { Bar } from '../parts/count.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useWords } from '../rule/use-words.ts';
import { eventLabel, fieldLabel } from '../rule/value-words.ts';
import './audience.css';

type Asked =
  | Omit<Extract<Question, { rule: unknown }>, 'at' | 'channel'>
  | { readonly segment: string };
type Trait = Profile['traits'][number];

const FEW = 12;
const MANY = 60;

export function ProfileBars({ question }: { readonly question: Asked }) {
  const words = useWords();
  const { t, f } = words;
  const client = useClient();
  const [limit, setLimit] = useState(FEW);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['profile', JSON.stringify(question), limit],
    queryFn: ({ signal }) => client.profile({ ...question, limit }, { signal }),
    placeholderData: keepPreviousData,
  });
  if (error !== null) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading />;
  if (data.traits.length === 0) return <p className="muted">{t('audience.profile.nothing')}</p>;
  return (
    <div className={`stack ${isPlaceholderData ? 'is-old' : ''}`}>
      <p className="muted small">{t('audience.profile.explain')}</p>
      <section className="scroll" tabIndex={0} aria-label={t('audience.profile.title')}>
        <table className="profile">
          <thead>
            <tr>
              <th scope="col">{t('audience.profile.trait')}</th>
              <th scope="col">{t('audience.profile.here')}</th>
              <th scope="col">{t('audience.profile.everyone')}</th>
              <th scope="col">{t('audience.profile.lift')}</th>
            </tr>
          </thead>
          <tbody>
            {data.traits.map((trait) => (
              <tr key={`${trait.field} ${trait.event} ${JSON.stringify(trait.value)}`}>
                <th scope="row">
                  <span className="muted small">
                    {trait.event === undefined
                      ? fieldLabel(trait.field ?? '', words)
                      : t('audience.profile.did')}
                  </span>
                  <br />
                  {nameOf(trait)}
                </th>
                <td>
                  <span className="number">{f.percent(trait.share)}</span>
                  <Bar share={trait.share} />
                </td>
                <td>
                  <span className="number">{f.percent(trait.everyone)}</span>
                  <Bar share={trait.everyone} tone="muted" />
                </td>
                <td className="number">
                  {t('audience.profile.times', { formatted: f.number(rounded(trait.lift)) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {limit < MANY && data.traits.length === limit && (
        <div>
          <Button onClick={() => setLimit(MANY)}>{t('audience.profile.more')}</Button>
        </div>
      )}
    </div>
  );

  function nameOf({ event, value }: Trait): string {
    if (event !== undefined) return eventLabel(event, words);
    if (value === undefined) return t('audience.profile.any');
    if (typeof value === 'boolean') return t(value ? 'rule.value.true' : 'rule.value.false');
    return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

/** Two digits that mean something. */
function rounded(lift: number): number {
  return Number(lift.toPrecision(2));
}
