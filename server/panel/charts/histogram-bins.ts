/**
 * The bins of a histogram of numbers that nobody has in hand: all that can be asked is how many are at
 * least so much. A first round of bounds at powers of ten finds out how large the numbers are, a second
 * one where most of them lie, and the bins are steps of 1, 2, 2.5 or 5 times a power of ten there.
 */

/** A bound, and how many numbers are at it or above. */
export type AtLeast = { readonly bound: number; readonly count: number };
/** From a bound (included; -Infinity: whatever is less) up to the next (excluded; Infinity: all above). */
export type Bin = { readonly from: number; readonly to: number };

const BINS = 20;
/** Shares that may lie beyond the bins on either side. */
const TAIL = 0.005;
const LARGEST_EXPONENT = 12;
const SMALLEST_EXPONENT = -3;

/** To be asked about first, in rising order. */
export function firstBounds(): readonly number[] {
  const positive: number[] = [];
  for (let exponent = SMALLEST_EXPONENT; exponent <= LARGEST_EXPONENT; exponent++) {
    positive.push(Number(`1e${exponent}`));
  }
  return [...positive.map((bound) => -bound).reverse(), 0, ...positive];
}

/** Of the answers (in rising order of bounds, of `all` numbers) the bounds that most lie between. */
export function mostBetween(
  answers: readonly AtLeast[],
  all: number,
): readonly [low: number, high: number] {
  const lowest = answers.findLast(({ count }) => all - count <= TAIL * all);
  const highest = answers.find(({ count }) => count <= TAIL * all);
  const low = lowest?.bound ?? answers[0]?.bound ?? 0;
  const high = highest?.bound ?? answers.at(-1)?.bound ?? 1;
  return low < high ? [low, high] : [low, low + 1];
}

/** Bounds at nice steps around a range: at most some twenty steps. */
export function niceBounds(low: number, high: number): readonly number[] {
  const step = niceStep((high - low) / BINS);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, index) => rounded((first + index) * step));
}

/** The smallest of 1, 2, 2.5, 5 times a power of ten that is not below. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return rounded(factor * power);
}

/** The bins between bounds, and one on either side for what lies beyond. */
export function binsOf(bounds: readonly number[]): readonly Bin[] {
  const edges = [Number.NEGATIVE_INFINITY, ...bounds, Number.POSITIVE_INFINITY];
  return edges.slice(1).map((to, index) => ({ from: edges[index] as number, to }));
}

/** How many numbers are in each bin, by how many are at least each bound. */
export function binCounts(answers: readonly AtLeast[], all: number): readonly number[] {
  const above = [all, ...answers.map(({ count }) => count), 0];
  return above.slice(1).map((count, index) => (above[index] as number) - count);
}

/** Without what adding tenths leaves behind. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
