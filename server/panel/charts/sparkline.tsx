/** A line so small that it only says up, down or level. */
import { Line, LineChart, YAxis } from 'recharts';

const WIDTH_PX = 96;
const HEIGHT_PX = 28;

export function Sparkline({
  values,
  label,
}: {
  readonly values: readonly number[];
  /** Heard in its place. */
  readonly label: string;
}) {
  return (
    <span role="img" aria-label={label} className="sparkline">
      <LineChart
        width={WIDTH_PX}
        height={HEIGHT_PX}
        data={values.map((value) => ({ value }))}
        margin={{ top: 3, right: 3, bottom: 3, left: 3 }}
        accessibilityLayer={false}
      >
        <YAxis hide domain={['dataMin', 'dataMax']} />
        <Line
          dataKey="value"
          stroke="var(--series-1)"
          strokeWidth={1.5}
          dot={false}
          isAnimationActive={false}
        />
      </LineChart>
    </span>
  );
}
