/** How the values of a field are spread, among everyone or in a segment. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Catalog, Rule } from '../../client.ts';
import { useClient } from '../api/client-context.ts';
import { useWords } from '../rule/use-words.ts';
import { fieldLabel } from '../rule/value-words.ts';
import { BarList } from './bar-list.tsx';
import { ChartFrame } from './chart-frame.tsx';
import { ColumnChart } from './column-chart.tsx';
import { useHistogram } from './use-histogram.ts';

type CatalogField = Catalog['fields'][number];

export function Distribution({
  field,
  among,
}: {
  readonly field: CatalogField;
  readonly among: Rule;
}) {
  return field.type === 'number' ? (
    <NumberDistribution field={field} among={among} />
  ) : (
    <ValueDistribution field={field} among={among} />
  );
}

function NumberDistribution({
  field: { name },
  among,
}: {
  readonly field: CatalogField;
  readonly among: Rule;
}) {
  const words = useWords();
  const { t, f } = words;
  const { data, error, isPlaceholderData, refetch } = useHistogram(name, among);
  const bars = data?.bins.map(({ from, to, count }) => ({
    count,
    name: !Number.isFinite(from)
      ? t('charts.distribution.below', { bound: f.number(to) })
      : Number.isFinite(to)
        ? `${f.number(from)}–${f.number(to)}`
        : t('charts.distribution.above', { bound: f.number(from) }),
  }));
  return (
    <ChartFrame
      title={t('charts.distribution.of', { field: fieldLabel(name, words) })}
      caption={
        data && (
          <>
            {t('charts.distribution.edges')}{' '}
            {t('charts.distribution.without', {
              count: data.withoutValue,
              formatted: f.number(data.withoutValue),
            })}
          </>
        )
      }
      error={error}
      onRetry={() => void refetch()}
      isOld={isPlaceholderData}
      table={bars && tableOf(bars, t('charts.distribution.value'), t('charts.contacts'), f.number)}
    >
      <ColumnChart columns={bars ?? []} />
    </ChartFrame>
  );
}

/** The commonest values among everyone, and how many of those looked at have each. */
function ValueDistribution({
  field: { name, type, values },
  among,
}: {
  readonly field: CatalogField;
  readonly among: Rule;
}) {
  const words = useWords();
  const { t, f } = words;
  const client = useClient();
  const { data, error, isPlaceholderData, refetch } = useQuery({
    queryKey: ['distribution', name, JSON.stringify(among)],
    queryFn: async ({ signal }) => {
      const questions = values.map(({ value }) => {
        const rule: Rule =
          type === 'list'
            ? { field: name, op: 'has_any', value: [value] }
            : { field: name, op: 'eq', value };
        return { rule: { all: [among, rule] } };
      });
      const { counts } = await client.counts({ questions }, { signal });
      return values.map(({ value }, index) => ({
        name:
          typeof value === 'boolean'
            ? t(value ? 'rule.value.true' : 'rule.value.false')
            : String(value),
        count: counts[index]?.count ?? 0,
      }));
    },
    enabled: values.length > 0,
    placeholderData: keepPreviousData,
  });
  const bars = values.length === 0 ? [] : data;
  return (
    <ChartFrame
      title={t('charts.distribution.of', { field: fieldLabel(name, words) })}
      caption={t('charts.distribution.commonest')}
      error={error}
      onRetry={() => void refetch()}
      isOld={isPlaceholderData}
      table={bars && tableOf(bars, t('charts.distribution.value'), t('charts.contacts'), f.number)}
    >
      <BarList bars={bars ?? []} />
    </ChartFrame>
  );
}

function tableOf(
  bars: readonly { readonly name: string; readonly count: number }[],
  value: string,
  contacts: string,
  format: (count: number) => string,
) {
  return { head: [value, contacts], rows: bars.map(({ name, count }) => [name, format(count)]) };
}
