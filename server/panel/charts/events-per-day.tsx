/** How many contacts did something, day by day. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { useWords } from '../rule/use-words.ts';
import { eventLabel } from '../rule/value-words.ts';
import { ChartFrame } from './chart-frame.tsx';
import { ColumnChart } from './column-chart.tsx';
import { growthMoments } from './growth-moments.ts';

export function EventsPerDay({ event, among }: { readonly event: string; readonly among: Rule }) {
  const words = useWords();
  const { t, f } = words;
  const client = useClient();
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['events-per-day', event, JSON.stringify(among)],
    queryFn: async ({ signal }) => {
      const nowMs = Date.now();
      const days = growthMoments('days', nowMs).past;
      const questions = days.map((from, index) => {
        const within = { from, to: days[index + 1] ?? nowMs };
        const rule: Rule = { event, within };
        return { rule: { all: [among, rule] } };
      });
      const { counts } = await client.counts({ questions }, { signal });
      return days.map((ms, index) => ({ ms, count: counts[index]?.count ?? 0 }));
    },
    enabled: event !== '',
    placeholderData: keepPreviousData,
  });
  return (
    <ChartFrame
      title={t('charts.perDay.of', { event: eventLabel(event, words) })}
      caption={t('charts.perDay.caption')}
      error={error}
      onRetry={() => void refetch()}
      isOld={isPlaceholderData}
      table={
        data && {
          head: [t('charts.perDay.day'), t('charts.contacts')],
          rows: data.map(({ ms, count }) => [f.day(ms), f.number(count)]),
        }
      }
    >
      <ColumnChart
        columns={(data ?? []).map(({ ms, count }) => ({ name: f.shortDay(ms), count }))}
      />
    </ChartFrame>
  );
}
