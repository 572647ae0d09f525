/**
 * Stable samples of the oracle: MurmurHash3 x86 32-bit (Austin Appleby's reference, public
 * domain) over UTF-8 bytes, and the share that SPEC defines with it.
 */
import type { SampleRange } from './oracle-json.ts';

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function scramble(block: number): number {
  return Math.imul(rotateLeft(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

/** Unsigned 32-bit hash. */
export function murmur3(bytes: Uint8Array, seed: number): number {
  let hash = seed;
  const blocks = Math.floor(bytes.length / 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let block = 0; block < blocks; block++) {
    hash ^= scramble(view.getUint32(block * 4, true));
    hash = (Math.imul(rotateLeft(hash, 13), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let index = bytes.length - 1; index >= blocks * 4; index--) {
    tail = (tail << 8) | (bytes[index] as number);
  }
  hash ^= scramble(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The contact's place in percent: 0 to 99.99 in steps of 0.01. */
export function placeOf(id: string, seed: string): number {
  const seedHash = murmur3(Buffer.from(seed, 'utf8'), 0);
  const hash = murmur3(Buffer.from(id, 'utf8'), seedHash);
  return Math.floor((hash * 10_000) / 2 ** 32) / 100;
}

export function inSample(id: string, range: SampleRange): boolean {
  const place = placeOf(id, range.seed);
  return range.from <= place && place < range.to;
}
