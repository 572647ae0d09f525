/** From a segment to its recipients: who is left and why, the file for the sender, overlap and profile. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { AudienceQuestion } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { LIVE_MS, useChannels, useSegments } from '../api/queries.ts';
import { useColumns } from '../contacts/use-columns.ts';
import { Choice } from '../parts/choice.tsx';
import { Choices } from '../parts/choices.tsx';
import { Field } from '../parts/field.tsx';
import { ErrorNote, Loading } from '../parts/states.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { useWords } from '../rule/use-words.ts';
import { channelName } from '../text/channel-name.ts';
import { useText } from '../text/use-text.ts';
import { ExportPanel, useDownload } from './export-panel.tsx';
import { Overlap } from './overlap.tsx';
import { ProfileBars } from './profile-bars.tsx';
import { Waterfall } from './waterfall.tsx';
import { waterfallBars } from './waterfall-steps.ts';
import './audience.css';

const VIEWS = ['send', 'overlap', 'profile'] as const;

export default function AudiencePage() {
  const { t, f } = useText();
  const [path, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('segment');
  const segments = useSegments();
  const [view, setView] = useState<(typeof VIEWS)[number]>('send');
  const all = segments.data ?? [];
  const chosen = asked ?? all[0]?.id ?? '';
  if (segments.data === undefined) {
    return segments.error ? (
      <ErrorNote error={segments.error} onRetry={() => void segments.refetch()} />
    ) : (
      <Loading />
    );
  }
  return (
    <>
      <div className="page-head">
        <h1>{t('audience.title')}</h1>
        <Field label={t('audience.segment')}>
          {(field) => (
            <Choice
              field={field}
              options={all.map(({ id, name, count }) => ({
                value: id,
                label: name,
                detail: f.number(count),
              }))}
              value={chosen}
              onChange={(id) =>
                navigate(`${path}?segment=${encodeURIComponent(id)}`, { replace: true })
              }
            />
          )}
        </Field>
      </div>
      {chosen === '' ? (
        <p className="muted">{t('audience.noSegments')}</p>
      ) : (
        <div className="card">
          <Tabs
            label={t('audience.views')}
            names={VIEWS}
            chosen={view}
            onChoose={setView}
            title={(one) => t(`audience.view.${one}`)}
          >
            {view === 'send' && <Send key={chosen} segment={chosen} />}
            {view === 'overlap' && (
              <Overlap
                key={chosen}
                start={[chosen, ...all.map(({ id }) => id).filter((id) => id !== chosen)].slice(
                  0,
                  3,
                )}
              />
            )}
            {view === 'profile' && <ProfileBars question={{ segment: chosen }} />}
          </Tabs>
        </div>
      )}
    </>
  );
}

/** Whom a channel reaches of a segment. */
function Send({ segment }: { readonly segment: string }) {
  const words = useWords();
  const { t, f } = words;
  const client = useClient();
  const segments = useSegments().data ?? [];
  const channels = useChannels().data ?? [];
  const [chosenChannel, setChannel] = useState<string | undefined>(undefined);
  const [exclude, setExclude] = useState<readonly string[]>([]);
  const channel = chosenChannel ?? channels[0]?.name ?? '';
  const question: AudienceQuestion = {
    segment,
    channel,
    ...(exclude.length > 0 && { exclude }),
  };
  const { columns } = useColumns();
  const download = useDownload(question, columns, true);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['audience', JSON.stringify(question)],
    queryFn: ({ signal }) => client.audience(question, { signal }),
    enabled: channel !== '',
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
  return (
    <div className="stack">
      <div className="row audience-controls">
        <Field label={t('audience.channel')}>
          {(field) => (
            <select {...field} value={channel} onChange={({ target }) => setChannel(target.value)}>
              {channels.map(({ name }) => (
                <option key={name} value={name}>
                  {channelName(name, t)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="field grow">
          <span className="label" aria-hidden="true">
            {t('audience.exclude')}
          </span>
          <Choices
            label={t('audience.exclude')}
            options={segments
              .filter(({ id }) => id !== segment)
              .map(({ id, name, count }) => ({ value: id, label: name, detail: f.number(count) }))}
            values={exclude}
            onChange={setExclude}
            placeholder={t('audience.excludeNone')}
          />
        </div>
      </div>
      <ErrorNote error={error ?? download.error} onRetry={() => void refetch()} />
      {data === undefined && error === null && <Loading />}
      {data && (
        <>
          <p className="recipients" role="status">
            <strong className="number">{f.number(data.recipients)}</strong>{' '}
            {t('audience.reached', {
              count: data.recipients,
              channel: channelName(channel, t),
              of: f.number(data.matched),
            })}
          </p>
          <Waterfall
            audience={data}
            bars={waterfallBars(
              data,
              channels.find(({ name }) => name === channel)?.rule,
              words.nameOfSegment(segment),
              words,
            )}
            isOld={isPlaceholderData}
            onDownload={(step) => void download.start('csv', step)}
          />
          <ExportPanel question={question} segment={segment} recipients={data.recipients} />
        </>
      )}
    </div>
  );
}
