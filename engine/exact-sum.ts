/**
 * The exact sum of float64 values, and its exact quotient by a count, each rounded once to the
 * nearest float64 (ties to even).
 *
 * `exactSum` and `exactMean` work on integers: every finite float64 is a whole multiple of 2^−1074.
 * `certainSum` and `certainMean` are the quick way for sums kept as an unevaluated pair (Knuth's
 * two-sum; Dekker, "A floating-point technique for extending the available precision", 1971) with
 * a bound on the pair's error: they answer when the error cannot change the rounding.
 */

/** A sum `high + low`, off by at most `error`. */
export type PairSum = { readonly high: number; readonly low: number; readonly error: number };

const MIN_EXPONENT = 1074;
const MANTISSA_BITS = 52n;
const HIDDEN_BIT = 1n << MANTISSA_BITS;
/** Beyond these magnitudes the error terms of products would over- or underflow. */
const LARGEST = 2 ** 900;
const SMALLEST = 2 ** -900;
const SPLITTER = 2 ** 27 + 1;

const bits = new DataView(new ArrayBuffer(8));

export function exactSum(values: readonly number[]): number {
  return exactMean(values, 1);
}

/** The exact sum of the values divided by `count`, rounded once. */
export function exactMean(values: readonly number[], count: number): number {
  let total = 0n;
  for (const value of values) total += scaled(value);
  return exactQuotient(total, count);
}

/** A sum of scaled values divided by `count`, rounded once. */
export function exactQuotient(total: bigint, count: number): number {
  const magnitude = total < 0n ? -total : total;
  const rounded = roundQuotient(magnitude, BigInt(count));
  return total < 0n ? -rounded : rounded;
}

/** `value × 2^1074`. */
export function scaled(value: number): bigint {
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = (word >> MANTISSA_BITS) & 0x7ffn;
  const fraction = word & (HIDDEN_BIT - 1n);
  const magnitude = exponent === 0n ? fraction : (fraction | HIDDEN_BIT) << (exponent - 1n);
  return word >> 63n === 1n ? -magnitude : magnitude;
}

/** `numerator / denominator × 2^−1074` as the nearest float64. */
function roundQuotient(numerator: bigint, denominator: bigint): number {
  const bitLength = (numerator / denominator).toString(2).length;
  const shift = BigInt(Math.max(0, bitLength - 53));
  const unit = denominator << shift;
  let quotient = numerator / unit;
  const twiceRest = 2n * (numerator % unit);
  if (twiceRest > unit || (twiceRest === unit && (quotient & 1n) === 1n)) quotient += 1n;
  return quotient === 0n ? 0 : Number(quotient) * 2 ** (Number(shift) - MIN_EXPONENT);
}

/** The rounded sum when the pair's error cannot change it, otherwise undefined. */
export function certainSum({ high, low, error }: PairSum): number | undefined {
  return certain(high, low, error);
}

/** The rounded quotient of the sum by `count` when it is certain, otherwise undefined. */
export function certainMean({ high, low, error }: PairSum, count: number): number | undefined {
  if (high === 0 && low === 0 && error === 0) return 0;
  const magnitude = Math.abs(high);
  if (!(magnitude < LARGEST && magnitude > SMALLEST)) return undefined;
  const quotient = high / count;
  const rest = high - quotient * count - productError(quotient, count) + low;
  const correction = rest / count;
  return certain(quotient, correction, error / count + Math.abs(correction) * 2 ** -50);
}

function certain(high: number, low: number, error: number): number | undefined {
  // Wide enough not to vanish when it is added to `low`; without an error the sum is exact.
  const slack = error === 0 ? 0 : error * 2 + Math.abs(low) * 2 ** -51;
  const upper = high + (low + slack);
  return upper === high + (low - slack) && Number.isFinite(upper) ? upper : undefined;
}

/** `a × b` minus its rounded value, exactly. */
function productError(a: number, b: number): number {
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return aLow * bLow - (a * b - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** Two halves of a float64 that multiply without rounding (Veltkamp). */
function split(value: number): readonly [high: number, low: number] {
  const scaledUp = SPLITTER * value;
  const high = scaledUp - (scaledUp - value);
  return [high, value - high];
}
