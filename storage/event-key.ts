/**
 * The key that an event with an id is remembered by: 128 bits of MurmurHash3 x86 (Austin Appleby,
 * public domain) over the contact's ordinal and the id. Among 10^10 keys the chance that any two
 * different events share one is below 10^-18, so the ids themselves need not be kept.
 */
import type { Ordinal } from '../engine/index.ts';

/** Four 32-bit words, the unit in which keys are held. */
export const KEY_WORDS = 4;

const LONGEST_BYTES = 16 * 1024;
const scratch = Buffer.alloc(LONGEST_BYTES);

/** Writes the key into `key`. */
export function eventKey(contact: Ordinal, eventId: string, key: Uint32Array): void {
  scratch.writeUInt32LE(contact, 0);
  murmur3x128(scratch, 4 + scratch.write(eventId, 4), 0, key);
}

/** MurmurHash3 x86 128-bit of the first `length` bytes, as four words. */
export function murmur3x128(
  bytes: Uint8Array,
  length: number,
  seed: number,
  words: Uint32Array,
): void {
  let h1 = seed | 0;
  let h2 = seed | 0;
  let h3 = seed | 0;
  let h4 = seed | 0;
  const blocksEnd = length & ~15;
  for (let i = 0; i < blocksEnd; i += 16) {
    h1 ^= scramble(wordAt(bytes, i), 0x239b961b, 15, 0xab0e9789);
    h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= scramble(wordAt(bytes, i + 4), 0xab0e9789, 16, 0x38b34ae5);
    h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= scramble(wordAt(bytes, i + 8), 0x38b34ae5, 17, 0xa1e38b93);
    h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= scramble(wordAt(bytes, i + 12), 0xa1e38b93, 18, 0x239b961b);
    h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
  }
  const rest = length - blocksEnd;
  if (rest > 0) h1 ^= scramble(tailWord(bytes, blocksEnd, length), 0x239b961b, 15, 0xab0e9789);
  if (rest > 4) h2 ^= scramble(tailWord(bytes, blocksEnd + 4, length), 0xab0e9789, 16, 0x38b34ae5);
  if (rest > 8) h3 ^= scramble(tailWord(bytes, blocksEnd + 8, length), 0x38b34ae5, 17, 0xa1e38b93);
  if (rest > 12) {
    h4 ^= scramble(tailWord(bytes, blocksEnd + 12, length), 0xa1e38b93, 18, 0x239b961b);
  }
  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = mixed((h2 + h1) | 0);
  h3 = mixed((h3 + h1) | 0);
  h4 = mixed((h4 + h1) | 0);
  h1 = (mixed(h1) + h2 + h3 + h4) | 0;
  words[0] = h1;
  words[1] = h2 + h1;
  words[2] = h3 + h1;
  words[3] = h4 + h1;
}

function wordAt(bytes: Uint8Array, i: number): number {
  return (
    (bytes[i] as number) |
    ((bytes[i + 1] as number) << 8) |
    ((bytes[i + 2] as number) << 16) |
    ((bytes[i + 3] as number) << 24)
  );
}

/** A word of which only the bytes before `end` are there. */
function tailWord(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let i = Math.min(start + 4, end) - 1; i >= start; i--)
    word = (word << 8) | (bytes[i] as number);
  return word;
}

function scramble(word: number, before: number, rotation: number, after: number): number {
  const mixedWord = Math.imul(word, before);
  return Math.imul((mixedWord << rotation) | (mixedWord >>> (32 - rotation)), after);
}

function mixed(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
