/** The way from a segment to its recipients as a picture, and whom each step takes away. */
import { Download } from 'lucide-react';
import {
  Bar,
  BarChart,
  Cell,
  LabelList,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Audience } from '../../client.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { AXIS, TOOLTIP } from '../charts/chart-style.ts';
import { Button } from '../parts/button.tsx';
import { useText } from '../text/use-text.ts';
import type { WaterfallBar } from './waterfall-steps.ts';

const ROW_PX = 40;
const NAMES_PX = 230;
/** The whole is in the table and in the list below. */
const MAX_NAME = 34;

export function Waterfall({
  audience,
  bars,
  isOld,
  onDownload,
}: {
  readonly audience: Audience;
  readonly bars: readonly WaterfallBar[];
  readonly isOld: boolean;
  /** Of whom a step takes away. */
  readonly onDownload: (step: number) => void;
}) {
  const { t, f } = useText();
  const share = (count: number) =>
    audience.matched === 0 ? '–' : f.percent(count / audience.matched);
  return (
    <>
      <ChartFrame
        title={t('audience.waterfall.title')}
        caption={t('audience.waterfall.caption')}
        isOld={isOld}
        table={{
          head: [
            t('audience.waterfall.step'),
            t('audience.waterfall.left'),
            t('audience.waterfall.share'),
            t('audience.waterfall.removed'),
          ],
          rows: bars.map(({ name, left, removed }) => [
            name,
            f.number(left),
            share(left),
            removed === 0 ? '0' : f.signed(-removed),
          ]),
        }}
      >
        <ResponsiveContainer width="100%" height={bars.length * ROW_PX + 30}>
          <BarChart
            layout="vertical"
            data={[...bars]}
            margin={{ right: 64 }}
            accessibilityLayer={false}
          >
            <XAxis {...AXIS} type="number" tickFormatter={(value: number) => f.number(value)} />
            <YAxis
              {...AXIS}
              type="category"
              dataKey="name"
              width={NAMES_PX}
              interval={0}
              tickFormatter={shortened}
            />
            <Tooltip {...TOOLTIP} formatter={(value) => f.number(Number(value))} />
            <Bar
              dataKey="left"
              stackId="all"
              name={t('audience.waterfall.left')}
              isAnimationActive={false}
            >
              {bars.map(({ name, kind }) => (
                <Cell
                  key={name}
                  fill={kind === 'step' ? 'var(--series-1)' : 'var(--good)'}
                  opacity={kind === 'step' ? 0.75 : 1}
                />
              ))}
              <LabelList
                dataKey="left"
                position="insideLeft"
                fill="var(--page)"
                formatter={(value) => f.number(Number(value))}
              />
            </Bar>
            <Bar
              dataKey="removed"
              stackId="all"
              name={t('audience.waterfall.removed')}
              fill="var(--bad)"
              fillOpacity={0.35}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </ChartFrame>
      <ul className="step-list">
        {bars.map(({ name, step, removed }) =>
          step === undefined || removed === 0 ? null : (
            <li key={step} className="row spread">
              <span>
                <span className="badge badge-bad number">{f.signed(-removed)}</span> {name}
              </span>
              <Button
                kind="quiet"
                icon={<Download aria-hidden="true" />}
                onClick={() => onDownload(step)}
                aria-label={t('audience.waterfall.downloadOf', { what: name })}
              >
                {t('audience.waterfall.who')}
              </Button>
            </li>
          ),
        )}
      </ul>
    </>
  );
}

function shortened(name: string): string {
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1).trimEnd()}…`;
}
