/** How segments have grown, and what becomes of them if nobody does anything: one line each. */
import { useState } from 'react';
import {
  CartesianGrid,
  Legend,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useText } from '../text/use-text.ts';
import { ChartFrame } from './chart-frame.tsx';
import { AXIS, TOOLTIP } from './chart-style.ts';
import { SPANS, type Span } from './growth-moments.ts';
import { type Asked, type GrowthPoint, useGrowth } from './use-growth.ts';

/** Lines that can be told apart. */
export const MAX_LINES = 4;
const HEIGHT_PX = 280;

export type Series = { readonly name: string; readonly asked: Asked };

export function GrowthLines({ series }: { readonly series: readonly Series[] }) {
  const { t, f } = useText();
  const [span, setSpan] = useState<Span>('days');
  const { data, error, isPlaceholderData, refetch } = useGrowth(
    series.map(({ asked }) => asked),
    span,
  );
  const now = data?.find(({ kind }) => kind === 'now')?.ms;
  return (
    <ChartFrame
      title={t('charts.growth.title')}
      caption={t('charts.growth.caption')}
      controls={
        <select
          aria-label={t('charts.growth.span')}
          value={span}
          onChange={({ target }) => setSpan(target.value as Span)}
        >
          {SPANS.map((one) => (
            <option key={one} value={one}>
              {t(`charts.growth.${one}`)}
            </option>
          ))}
        </select>
      }
      error={error}
      onRetry={() => void refetch()}
      isOld={isPlaceholderData}
      table={
        data && {
          head: [t('charts.growth.when'), ...series.map(({ name }) => name)],
          rows: data.map(({ ms, kind, counts }) => [
            kind === 'now' ? t('charts.growth.now') : f.moment(ms),
            ...counts.map(f.number),
          ]),
        }
      }
    >
      <ResponsiveContainer width="100%" height={HEIGHT_PX}>
        <LineChart
          data={(data ?? []).map(rowOf)}
          margin={{ top: 8, right: 16, left: 8 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            {...AXIS}
            dataKey="ms"
            type="number"
            scale="time"
            domain={['dataMin', 'dataMax']}
            tickFormatter={(ms: number) => f.shortDay(ms)}
          />
          <YAxis {...AXIS} width={64} tickFormatter={(value: number) => f.number(value)} />
          <Tooltip
            {...TOOLTIP}
            labelFormatter={(ms) => f.moment(Number(ms))}
            formatter={(value) => f.number(Number(value))}
          />
          {now !== undefined && (
            <ReferenceLine
              x={now}
              stroke="var(--line-strong)"
              label={{
                value: t('charts.growth.now'),
                fill: 'var(--muted)',
                position: 'insideTopLeft',
              }}
            />
          )}
          {series.length > 1 && <Legend />}
          {series.map(({ name }, index) => (
            <Line
              key={name}
              name={name}
              dataKey={`past${index}`}
              stroke={`var(--series-${index + 1})`}
              strokeWidth={2}
              dot={false}
              isAnimationActive={false}
            />
          ))}
          {series.map(({ name }, index) => (
            <Line
              key={`${name} ahead`}
              name={t('charts.growth.ahead', { name })}
              dataKey={`future${index}`}
              stroke={`var(--series-${index + 1})`}
              strokeWidth={2}
              strokeDasharray="5 4"
              dot={false}
              legendType="none"
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

/** Now is the end of one line and the beginning of the other. */
function rowOf({ ms, kind, counts }: GrowthPoint): Readonly<Record<string, number>> {
  const row: Record<string, number> = { ms };
  for (const [index, count] of counts.entries()) {
    if (kind !== 'future') row[`past${index}`] = count;
    if (kind !== 'past') row[`future${index}`] = count;
  }
  return row;
}
