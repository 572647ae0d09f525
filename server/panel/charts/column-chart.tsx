/** Bars that stand, in an order of their own: days, or the bins of a histogram. */
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useText } from '../text/use-text.ts';
import type { NamedCount } from './bar-list.tsx';
import { AXIS, TOOLTIP } from './chart-style.ts';

const HEIGHT_PX = 280;

export function ColumnChart({ columns }: { readonly columns: readonly NamedCount[] }) {
  const { t, f } = useText();
  return (
    <ResponsiveContainer width="100%" height={HEIGHT_PX}>
      <BarChart
        data={[...columns]}
        margin={{ top: 8, right: 8, left: 8 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis {...AXIS} dataKey="name" />
        <YAxis {...AXIS} width={64} tickFormatter={(value: number) => f.number(value)} />
        <Tooltip {...TOOLTIP} formatter={(value) => f.number(Number(value))} />
        <Bar
          dataKey="count"
          name={t('charts.contacts')}
          fill="var(--series-1)"
          radius={[3, 3, 0, 0]}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
