/**
 * Sums and means rounded once, against fractions of big integers that are rounded by looking for
 * the two neighbouring float64 values.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  certainMean,
  certainSum,
  exactMean,
  exactSum,
  type PairSum,
} from '../../engine/exact-sum.ts';

const { MAX_VALUE, MIN_VALUE } = Number;

/** A whole number of 2^−1074ths. */
function units(value: number): bigint {
  let halved = value;
  let doublings = 0;
  while (!Number.isInteger(halved)) {
    halved *= 2;
    doublings += 1;
  }
  return BigInt(halved) << BigInt(1074 - doublings);
}

const bits = new DataView(new ArrayBuffer(8));

/** The float64 values from 0 up, numbered: the last number is that of Infinity. */
function nth(index: bigint): number {
  bits.setBigUint64(0, index);
  return bits.getFloat64(0);
}
const INFINITY_INDEX = 0x7ff0000000000000n;

/** Where Infinity would stand if the exponents went on: beyond half way to it numbers round up. */
function unitsOfNth(index: bigint): bigint {
  return index === INFINITY_INDEX ? 1n << (1024n + 1074n) : units(nth(index));
}

/** `numerator / denominator` 2^−1074ths, to the nearest float64 with ties to even. */
function nearest(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -nearest(-numerator, denominator);
  let low = 0n;
  let high = INFINITY_INDEX;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (unitsOfNth(middle) * denominator <= numerator) low = middle;
    else high = middle;
  }
  const fromLow = numerator - unitsOfNth(low) * denominator;
  const toHigh = unitsOfNth(high) * denominator - numerator;
  if (fromLow === toHigh) return nth(low % 2n === 0n ? low : high);
  return nth(fromLow < toHigh ? low : high);
}

function twin(values: readonly number[], count: number): number {
  return nearest(
    values.reduce((sum, value) => sum + units(value), 0n),
    BigInt(count),
  );
}

/** The pair sum as a reader of rows keeps it. */
function pairOf(values: readonly number[]): PairSum {
  let [high, low, magnitude] = [0, 0, 0];
  for (const value of values) {
    const sum = high + value;
    const shadow = sum - high;
    const lost = high - (sum - shadow) + (value - shadow);
    high = sum;
    low += lost;
    magnitude += Math.abs(lost);
  }
  return { high, low, error: magnitude * values.length * 2 ** -52 };
}

const money = fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100);
const power = fc
  .record({ exponent: fc.integer({ min: -130, max: 4 }), isNegative: fc.boolean() })
  .map(({ exponent, isNegative }) => (isNegative ? -1 : 1) * 2 ** exponent);
const extreme = fc.constantFrom(
  MAX_VALUE,
  -MAX_VALUE,
  2 ** 970,
  -(2 ** 970),
  2 ** 969,
  MIN_VALUE,
  -MIN_VALUE,
  2 ** -1022,
  1,
  0,
);
const any = fc.double({ noNaN: true, noDefaultInfinity: true });
const values = fc.oneof(
  fc.array(money, { minLength: 1, maxLength: 40 }),
  fc.array(power, { minLength: 1, maxLength: 8 }),
  fc.array(extreme, { minLength: 1, maxLength: 8 }),
  fc.array(any, { minLength: 1, maxLength: 8 }),
  fc.array(fc.oneof(money, power, extreme, any), { minLength: 1, maxLength: 12 }),
);

/** As the contract has it, −0 equals 0. */
function unsigned(value: number): number {
  return value + 0;
}

describe('the exact sum', () => {
  test('is the nearest float64 to the sum of fractions', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        expect(unsigned(exactSum(numbers))).toBe(unsigned(twin(numbers, 1)));
      }),
      { numRuns: 1500 },
    );
  });

  test('does not depend on the order', () => {
    const shuffled = values.chain((numbers) =>
      fc.record({
        numbers: fc.constant(numbers),
        other: fc.shuffledSubarray(numbers, { minLength: numbers.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ numbers, other }) => {
        expect(exactSum(other)).toBe(exactSum(numbers));
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['nothing is 0', [], 0],
    ['tenths', [0.1, 0.2], 0.30000000000000004],
    ['ten tenths', Array.from({ length: 10 }, () => 0.1), 1],
    ['small next to large', [1e16, 1, -1e16], 1],
    ['overflow', [MAX_VALUE, MAX_VALUE], Infinity],
    ['overflow below', [-MAX_VALUE, -MAX_VALUE], -Infinity],
    ['overflow and back', [MAX_VALUE, MAX_VALUE, -MAX_VALUE], MAX_VALUE],
    ['half a unit above the largest', [MAX_VALUE, 2 ** 970], Infinity],
    ['less than half a unit above it', [MAX_VALUE, 2 ** 970, -MIN_VALUE], MAX_VALUE],
    ['a tie goes to even, down', [1, 2 ** -53], 1],
    ['a tie goes to even, up', [1 + 2 ** -52, 2 ** -53], 1 + 2 ** -51],
    ['just above a tie', [1, 2 ** -53, MIN_VALUE], 1 + 2 ** -52],
    ['just below a tie', [1 + 2 ** -52, 2 ** -53, -MIN_VALUE], 1 + 2 ** -52],
    ['subnormals', [MIN_VALUE, MIN_VALUE], 1e-323],
    ['cancelling', [3, -3], 0],
  ])('of %s', (_, numbers, expected) => {
    expect(unsigned(exactSum(numbers))).toBe(unsigned(expected));
  });
});

describe('the exact mean', () => {
  test('is the nearest float64 to the quotient of fractions', () => {
    const count = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 1_000_000 }));
    fc.assert(
      fc.property(values, count, (numbers, divisor) => {
        expect(unsigned(exactMean(numbers, divisor))).toBe(unsigned(twin(numbers, divisor)));
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    [[MAX_VALUE, MAX_VALUE], MAX_VALUE],
    [[MAX_VALUE, -MAX_VALUE], 0],
    [[0.1, 0.1, 0.1], 0.1],
    [[1, 2], 1.5],
    [[1, 1, 2], 4 / 3],
    [[MIN_VALUE, 0], 0],
    [[MIN_VALUE, 2 * MIN_VALUE], 2 * MIN_VALUE],
  ])('of %j is %d', (numbers, expected) => {
    expect(unsigned(exactMean(numbers, numbers.length))).toBe(unsigned(expected));
  });
});

describe('the quick way', () => {
  test('gives the exact sum whenever it answers', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const exact = unsigned(exactSum(numbers));
        expect(unsigned(certainSum(pairOf(numbers)) ?? exact)).toBe(exact);
      }),
      { numRuns: 30_000 },
    );
  });

  test('gives the exact mean whenever it answers', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const exact = unsigned(exactMean(numbers, numbers.length));
        expect(unsigned(certainMean(pairOf(numbers), numbers.length) ?? exact)).toBe(exact);
      }),
      { numRuns: 30_000 },
    );
  });

  test('answers for most amounts of money', () => {
    const amounts = Array.from({ length: 1000 }, (_, i) =>
      Array.from(
        { length: 1 + (i % 30) },
        (_unused, j) => ((i * 7919 + j * 104_729) % 99_991) / 100,
      ),
    );
    const certain = amounts.filter((numbers) => certainSum(pairOf(numbers)) !== undefined);
    expect(certain.length).toBeGreaterThan(900);
  });

  test('never answers where the error that it is told decides the rounding', () => {
    const error = 2 ** -120;
    const sums = [error, -error].map((off) => exactSum([1, 2 ** -53, off]));
    expect(new Set(sums).size).toBe(2);
    expect(certainSum({ high: 1, low: 2 ** -53, error })).toBeUndefined();
  });
});
