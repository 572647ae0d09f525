/** Bars that lie, with their names before them. */
import { Bar, BarChart, LabelList, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useText } from '../text/use-text.ts';
import { AXIS, TOOLTIP } from './chart-style.ts';

const ROW_PX = 34;
const NAMES_PX = 150;

export type NamedCount = { readonly name: string; readonly count: number };

export function BarList({ bars }: { readonly bars: readonly NamedCount[] }) {
  const { t, f } = useText();
  return (
    <ResponsiveContainer width="100%" height={bars.length * ROW_PX + 30}>
      <BarChart
        layout="vertical"
        data={[...bars]}
        margin={{ right: 56 }}
        accessibilityLayer={false}
      >
        <XAxis {...AXIS} type="number" tickFormatter={(value: number) => f.number(value)} />
        <YAxis {...AXIS} type="category" dataKey="name" width={NAMES_PX} interval={0} />
        <Tooltip {...TOOLTIP} formatter={(value) => f.number(Number(value))} />
        <Bar
          dataKey="count"
          name={t('charts.contacts')}
          fill="var(--series-1)"
          radius={[0, 4, 4, 0]}
          isAnimationActive={false}
        >
          <LabelList
            dataKey="count"
            position="right"
            fill="var(--text)"
            formatter={(value) => f.number(Number(value))}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}
