/** Pictures for who would rather look: growth, how values are spread, what happens day by day. */
import { useState } from 'react';
import type { Rule } from '../../client.ts';
import { useCatalog, useSegments } from '../api/queries.ts';
import { Choice } from '../parts/choice.tsx';
import { Choices } from '../parts/choices.tsx';
import { Field } from '../parts/field.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { useWords } from '../rule/use-words.ts';
import { eventLabel, fieldLabel } from '../rule/value-words.ts';
import { Distribution } from './distribution.tsx';
import { EventsPerDay } from './events-per-day.tsx';
import { GrowthLines, MAX_LINES } from './growth-lines.tsx';

const EVERYONE: Rule = { all: [] };

export default function ChartsPage() {
  const { t } = useWords();
  const { data: segments, error, refetch } = useSegments();
  const catalog = useCatalog();
  if (segments === undefined || catalog.data === undefined) {
    const failed = error ?? catalog.error;
    return failed ? <ErrorNote error={failed} onRetry={() => void refetch()} /> : <Loading />;
  }
  return (
    <>
      <div className="page-head">
        <h1>{t('charts.title')}</h1>
      </div>
      <div className="stack">
        <GrowthCard />
        <SpreadCard />
        <PerDayCard />
      </div>
    </>
  );
}

function GrowthCard() {
  const { t, f } = useWords();
  const segments = useSegments().data ?? [];
  const [chosen, setChosen] = useState<readonly string[]>(() =>
    segments.slice(0, 1).map(({ id }) => id),
  );
  const series = chosen.flatMap((id) => {
    const found = segments.find((segment) => segment.id === id);
    return found === undefined ? [] : [{ name: found.name, asked: { segment: id } }];
  });
  return (
    <section className="card stack" aria-label={t('charts.growth.title')}>
      <div className="field">
        <span className="label" aria-hidden="true">
          {t('charts.growth.segments', { formatted: String(MAX_LINES) })}
        </span>
        <Choices
          label={t('charts.growth.segments', { formatted: String(MAX_LINES) })}
          options={segments.map(({ id, name, count }) => ({
            value: id,
            label: name,
            detail: f.number(count),
          }))}
          values={chosen}
          onChange={(ids) => setChosen(ids.slice(-MAX_LINES))}
        />
      </div>
      {series.length > 0 && <GrowthLines series={series} />}
    </section>
  );
}

function SpreadCard() {
  const words = useWords();
  const { t, f } = words;
  const fields = useCatalog().data?.fields ?? [];
  const [name, setName] = useState(
    () => (fields.find(({ type }) => type === 'number') ?? fields[0])?.name ?? '',
  );
  const [among, setAmong] = useState('');
  const field = fields.find((one) => one.name === name);
  return (
    <section className="card stack" aria-label={t('charts.distribution.title')}>
      <div className="row">
        <Field label={t('charts.distribution.field')}>
          {(props) => (
            <Choice
              field={props}
              options={fields
                .filter(({ type }) => type !== 'date' && type !== 'datetime')
                .map((one) => ({
                  value: one.name,
                  label: fieldLabel(one.name, words),
                  detail: f.number(one.contacts),
                }))}
              value={name}
              onChange={setName}
            />
          )}
        </Field>
        <AmongField value={among} onChange={setAmong} />
      </div>
      {field && <Distribution field={field} among={ruleOf(among)} />}
    </section>
  );
}

function PerDayCard() {
  const words = useWords();
  const { t, f } = words;
  const events = useCatalog().data?.events ?? [];
  const [event, setEvent] = useState(events[0]?.type ?? '');
  const [among, setAmong] = useState('');
  return (
    <section className="card stack" aria-label={t('charts.perDay.title')}>
      <div className="row">
        <Field label={t('charts.perDay.event')}>
          {(props) => (
            <Choice
              field={props}
              options={events.map(({ type, contacts }) => ({
                value: type,
                label: eventLabel(type, words),
                detail: f.number(contacts),
              }))}
              value={event}
              onChange={setEvent}
            />
          )}
        </Field>
        <AmongField value={among} onChange={setAmong} />
      </div>
      {event !== '' && <EventsPerDay event={event} among={ruleOf(among)} />}
    </section>
  );
}

/** Of whom: a segment, or everyone. */
function AmongField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (segment: string) => void;
}) {
  const { t } = useWords();
  const segments = useSegments().data ?? [];
  return (
    <Field label={t('charts.among')}>
      {(props) => (
        <Choice
          field={props}
          options={[
            { value: '', label: t('charts.everyone') },
            ...segments.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={value}
          onChange={onChange}
        />
      )}
    </Field>
  );
}

function ruleOf(segment: string): Rule {
  return segment === '' ? EVERYONE : { segment };
}
