/** MurmurHash3 x86 32-bit against published vectors, and places in a sample. */
import { describe, expect, test } from 'vitest';
import { murmur3, samplePlace, sampleSeed } from '../../engine/sample-hash.ts';

describe('MurmurHash3', () => {
  test.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['', 0x9747b28c, 0xebb6c228],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['aa', 0x9747b28c, 0x5d211726],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['abc', 0x9747b28c, 0xc84a62dd],
    ['abcd', 0x9747b28c, 0xf0478627],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('of %j with seed %i is %i', (text, seed, expected) => {
    const bytes = Buffer.from(text);
    expect(murmur3(bytes, 0, bytes.length, seed)).toBe(expected);
  });

  test.each([
    [[0xff, 0xff, 0xff, 0xff], 0, 0x76293b50],
    [[0x21, 0x43, 0x65, 0x87], 0, 0xf55b516b],
    [[0x21, 0x43, 0x65, 0x87], 0x5082edee, 0x2362f9de],
    [[0x21, 0x43, 0x65], 0, 0x7e4a8634],
    [[0x21, 0x43], 0, 0xa0f7b07a],
    [[0x21], 0, 0x72661cf4],
    [[0, 0, 0, 0], 0, 0x2362f9de],
    [[0, 0, 0], 0, 0x85f0b427],
    [[0, 0], 0, 0x30f4c306],
    [[0], 0, 0x514e28b7],
  ])('of the bytes %j with seed %i is %i', (bytes, seed, expected) => {
    expect(murmur3(Uint8Array.from(bytes), 0, bytes.length, seed)).toBe(expected);
  });

  test('is the same wherever the bytes stand', () => {
    const bytes = Buffer.from('xyHello, world!z');
    expect(murmur3(bytes, 2, 15, 0x9747b28c)).toBe(0x24884cba);
  });
});

describe('a sample', () => {
  test('takes the hash of its seed text with seed 0', () => {
    expect(sampleSeed('')).toBe(0);
    expect(sampleSeed('!')).toBe(0x72661cf4);
  });

  test('has ten thousand places, from the first hash to the last', () => {
    expect(samplePlace(0)).toBe(0);
    expect(samplePlace(2 ** 32 - 1)).toBe(9999);
    expect(samplePlace(2 ** 31)).toBe(5000);
    expect(samplePlace(2 ** 31 - 1)).toBe(4999);
    // 2^32 / 10 000 is 429 496.7296: the first hash of place 1 is 429 497.
    expect(samplePlace(429_496)).toBe(0);
    expect(samplePlace(429_497)).toBe(1);
  });
});
