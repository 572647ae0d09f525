/**
 * A line so small that it only says up, down or level. Drawn by itself: a list has a hundred of them, and
 * a charting library is too slow for that and too large for the first page.
 */

const WIDTH = 96;
const HEIGHT = 28;
const MARGIN = 3;

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
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
        <polyline
          points={pointsOf(values)}
          fill="none"
          stroke="var(--series-1)"
          strokeWidth={1.5}
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      </svg>
    </span>
  );
}

/** From the lowest to the highest; when nothing changes, in the middle. */
function pointsOf(values: readonly number[]): string {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  return values
    .map((value, index) => {
      const right = index / Math.max(1, values.length - 1);
      const up = range === 0 ? 0.5 : (value - low) / range;
      const x = MARGIN + right * (WIDTH - 2 * MARGIN);
      const y = HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
