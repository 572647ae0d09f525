/**
 * Exact arithmetic of the oracle: the sum and the average of float64 values, rounded once.
 *
 * Every finite float64 is a whole multiple of 2^-1074, so a BigInt counts them without any error;
 * the single rounding is to nearest, ties to even, as IEEE 754 does it.
 */
const FRACTION_BITS = 52n;
const FRACTION_MASK = (1n << FRACTION_BITS) - 1n;
const SIGNIFICANT_BITS = 53;
const SMALLEST_EXPONENT = -1074;

const bits = new DataView(new ArrayBuffer(8));

/** The value in units of 2^-1074. */
function toUnits(value: number): bigint {
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = (raw >> FRACTION_BITS) & 0x7ffn;
  const fraction = raw & FRACTION_MASK;
  const magnitude =
    exponent === 0n ? fraction : (fraction | (1n << FRACTION_BITS)) << (exponent - 1n);
  return value < 0 ? -magnitude : magnitude;
}

/** The float64 nearest to numerator / divisor units. */
function nearest(numerator: bigint, divisor: bigint): number {
  if (numerator < 0n) return -nearest(-numerator, divisor);
  const length = (numerator / divisor).toString(2).length;
  const dropped = Math.max(0, length - SIGNIFICANT_BITS);
  const unit = divisor << BigInt(dropped);
  const quotient = numerator / unit;
  const rest = 2n * (numerator % unit);
  const up = rest > unit || (rest === unit && quotient % 2n === 1n);
  return scale(Number(up ? quotient + 1n : quotient), dropped);
}

/** significand × 2^(dropped − 1074), in two exact steps because 2^1024 is no float64. */
function scale(significand: number, dropped: number): number {
  const exponent = dropped + SMALLEST_EXPONENT;
  if (exponent <= 900) return significand * 2 ** exponent;
  return significand * 2 ** 900 * 2 ** (exponent - 900);
}

function exactSum(values: readonly number[]): bigint {
  let units = 0n;
  for (const value of values) units += toUnits(value);
  return units;
}

/** 0 for no values. Beyond the largest float64: infinity, as rounding has it. */
export function sumOf(values: readonly number[]): number {
  return nearest(exactSum(values), 1n);
}

/** Of at least one value. */
export function averageOf(values: readonly number[]): number {
  return nearest(exactSum(values), BigInt(values.length));
}
