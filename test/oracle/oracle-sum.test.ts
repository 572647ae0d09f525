/** Exact sums and averages, and hashes, against known values. */
import { describe, expect, it } from 'vitest';

import { inSample, murmur3, placeOf } from './oracle-sample.ts';
import { averageOf, sumOf } from './oracle-sum.ts';

describe('sums', () => {
  it('are rounded once', () => {
    expect(sumOf([0.1, 0.2])).toBe(0.30000000000000004);
    expect(sumOf([0.1, 0.2, 0.3])).toBe(0.6); // added one by one: 0.6000000000000001
    expect(sumOf(Array.from({ length: 10 }, () => 0.1))).toBe(1);
    expect(sumOf([1e16, 1, -1e16])).toBe(1);
    expect(sumOf([1e300, 0.1, -1e300])).toBe(0.1);
    expect(sumOf([19.99, -19.99])).toBe(0);
    expect(sumOf([-1, -2.5])).toBe(-3.5);
    expect(sumOf([])).toBe(0);
  });

  it('round ties to even', () => {
    expect(sumOf([2 ** 53, 1])).toBe(2 ** 53);
    expect(sumOf([2 ** 53 + 2, 1])).toBe(2 ** 53 + 4);
    expect(sumOf([2 ** 53, 1, 5e-324])).toBe(2 ** 53 + 2);
  });

  it('reach from the smallest to the largest', () => {
    expect(sumOf([5e-324, 5e-324])).toBe(1e-323);
    expect(sumOf([2.2250738585072014e-308, 5e-324])).toBe(2.225073858507202e-308);
    expect(sumOf([Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE])).toBe(Number.MAX_VALUE);
    expect(sumOf([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Infinity);
    expect(sumOf([-Number.MAX_VALUE, -Number.MAX_VALUE])).toBe(-Infinity);
  });

  it('of one value are that value', () => {
    for (const value of [0.1, 19.99, 1e300, 5e-324, -2.5, 1 / 3, Number.MAX_VALUE, 2 ** -1022]) {
      expect(sumOf([value])).toBe(value);
      expect(averageOf([value, value, value])).toBe(value);
    }
  });
});

describe('averages', () => {
  it('are the exact quotient, rounded once', () => {
    expect(averageOf([1, 2])).toBe(1.5);
    expect(averageOf([1, 1, 2])).toBe(4 / 3);
    expect(averageOf([0.1, 0.2, 0.3])).toBe(0.2);
    expect(averageOf([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Number.MAX_VALUE);
    expect(averageOf([5e-324, 0])).toBe(0); // half of the smallest: to even
    expect(averageOf([5e-324, 1e-323])).toBe(1e-323); // one and a half of it: to even
  });
});

describe('MurmurHash3 x86 32-bit', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['test', 0, 0xba6bd213],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('of %j with seed %d', (text, seed, expected) => {
    expect(murmur3(Buffer.from(text), seed)).toBe(expected);
  });
});

describe('samples', () => {
  it('put every contact into one of adjoining ranges', () => {
    for (let n = 0; n < 500; n++) {
      const ranges = [0, 12.5, 12.51, 80, 100];
      const hits = ranges
        .slice(1)
        .filter((to, index) =>
          inSample(`contact ${n}`, { seed: 's', from: ranges[index] as number, to }),
        );
      expect(hits).toHaveLength(1);
      expect(placeOf(`contact ${n}`, 's')).toBeLessThan(100);
    }
  });

  it('follow the formula', () => {
    const seed = murmur3(Buffer.from('test'), 0); // 0xba6bd213
    const hash = murmur3(Buffer.from('żółć'), seed);
    expect(placeOf('żółć', 'test')).toBe(Math.floor((hash * 10_000) / 4_294_967_296) / 100);
  });
});
