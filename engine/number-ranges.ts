/** Arithmetic of closed ranges of float64 values. */
import type { NumberRange } from './rule.ts';

const bits = new DataView(new ArrayBuffer(8));

/** The smallest float64 above one that is not Infinity. */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}

/** The largest float64 below one that is not −Infinity. */
export function nextDown(value: number): number {
  return -nextUp(-value);
}

/** The values next to one in what ranges are made of: whole numbers, say. */
export type Neighbours = {
  readonly below: (value: number) => number;
  readonly above: (value: number) => number;
};

/** What of a range lies in none of the others, as disjoint ranges, ascending. */
export function remainingRanges(
  [min, max]: NumberRange,
  ranges: readonly NumberRange[],
  { below, above }: Neighbours,
): readonly NumberRange[] {
  const remaining: NumberRange[] = [];
  let next = min;
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (low > next) remaining.push([next, Math.min(max, below(low))]);
    if (high >= max) return remaining.filter(([from, to]) => from <= to);
    if (high >= next) next = above(high);
  }
  return [...remaining, [next, max] as const].filter(([from, to]) => from <= to);
}
