/**
 * Places of contacts in a stable sample: MurmurHash3 x86 32-bit (Austin Appleby, public domain)
 * over the UTF-8 bytes of the id, seeded by the same hash of the seed text.
 */

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

/** MurmurHash3 x86 32-bit of `bytes[start, end)`: a u32. */
export function murmur3(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed | 0;
  const blocksEnd = start + ((end - start) & ~3);
  for (let i = start; i < blocksEnd; i += 4) {
    const block =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    hash ^= scramble(block);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = end - 1; i >= blocksEnd; i--) tail = (tail << 8) | (bytes[i] as number);
  if (end > blocksEnd) hash ^= scramble(tail);
  hash ^= end - start;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(block: number): number {
  const mixed = Math.imul(block, C1);
  return Math.imul((mixed << 15) | (mixed >>> 17), C2);
}

/** The seed of a sample's hash: the hash of the seed text with seed 0. */
export function sampleSeed(text: string): number {
  const bytes = Buffer.from(text);
  return murmur3(bytes, 0, bytes.length, 0);
}

/** Place of a hash on the line from 0 to 9999 hundredths of a percent. */
export function samplePlace(hash: number): number {
  return Math.floor((hash * 10_000) / 2 ** 32);
}
