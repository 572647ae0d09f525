/** How much segments share: every combination of them, and each with each. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../api/client-context.ts';
import { useSegments } from '../api/queries.ts';
import { BarList } from '../charts/bar-list.tsx';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { Choices } from '../parts/choices.tsx';
import { useWords } from '../rule/use-words.ts';

const MAX_SEGMENTS = 6;
/** Combinations that are drawn; the table of them has all. */
const MAX_BARS = 16;

export function Overlap({ start }: { readonly start: readonly string[] }) {
  const words = useWords();
  const { t, f, nameOfSegment } = words;
  const client = useClient();
  const segments = useSegments().data ?? [];
  const [chosen, setChosen] = useState(start);
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['overlap', chosen],
    queryFn: ({ signal }) => client.overlap({ segments: chosen, regions: true }, { signal }),
    enabled: chosen.length >= 2,
    placeholderData: keepPreviousData,
  });
  const regions = (data?.regions ?? [])
    .filter(({ segments: ids, count }) => ids.length > 0 && count > 0)
    .toSorted((a, b) => b.count - a.count)
    .map(({ segments: ids, count }) => ({
      name:
        ids.length === 1
          ? t('audience.overlap.only', { name: nameOfSegment(ids[0] ?? '') })
          : f.list(ids.map(nameOfSegment), 'and'),
      count,
    }));
  return (
    <div className="stack">
      <div className="field">
        <span className="label" aria-hidden="true">
          {t('audience.overlap.choose')}
        </span>
        <Choices
          label={t('audience.overlap.choose')}
          options={segments.map(({ id, name, count }) => ({
            value: id,
            label: name,
            detail: f.number(count),
          }))}
          values={chosen}
          onChange={(ids) => setChosen(ids.slice(-MAX_SEGMENTS))}
        />
      </div>
      {chosen.length < 2 ? (
        <p className="muted">{t('audience.overlap.two')}</p>
      ) : (
        <ChartFrame
          title={t('audience.overlap.regions')}
          caption={t('audience.overlap.caption')}
          error={error}
          onRetry={() => void refetch()}
          isOld={isPlaceholderData}
          table={
            data && {
              head: [t('audience.overlap.combination'), t('charts.contacts')],
              rows: regions.map(({ name, count }) => [name, f.number(count)]),
            }
          }
        >
          <BarList bars={regions.slice(0, MAX_BARS)} />
        </ChartFrame>
      )}
      {data && chosen.length >= 2 && (
        <section className="scroll" tabIndex={0} aria-label={t('audience.overlap.each')}>
          <table>
            <caption className="muted small">{t('audience.overlap.eachCaption')}</caption>
            <thead>
              <tr>
                <td />
                {data.segments.map((id) => (
                  <th key={id} scope="col">
                    {nameOfSegment(id)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.segments.map((id, row) => {
                const own = data.counts[row]?.[row] ?? 0;
                return (
                  <tr key={id}>
                    <th scope="row">{nameOfSegment(id)}</th>
                    {data.segments.map((other, column) => {
                      const shared = data.counts[row]?.[column] ?? 0;
                      return (
                        <td key={other} className="number">
                          {f.number(shared)}
                          {row !== column && own > 0 && (
                            <span className="muted small"> {f.percent(shared / own)}</span>
                          )}
                        </td>
                      );
                    })}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}
