/**
 * Seeded random numbers for the sample data: a generator and the distributions drawn from it.
 *
 * Invariant: the same seed, stream and number give the same draws, whatever was drawn elsewhere.
 *
 * Sources: sfc32, Chris Doty-Humphrey, PractRand 0.95 (public domain); the finaliser `fmix32` of
 * MurmurHash3, Austin Appleby (public domain); normal draws by Box and Muller (1958).
 */

/** Every bit of the result depends on every bit of `word`. */
function fmix32(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Rounds that its author asks for before the first use, so that close seeds part. */
const WARM_UP_ROUNDS = 12;

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /** `stream` keeps draws for different purposes apart; `number` is the contact's. */
  constructor(seed: number, stream: number, number: number) {
    this.a = fmix32(seed | 0) ^ fmix32(Math.floor(seed / 2 ** 32) ^ 0x9e3779b9);
    this.b = fmix32(number | 0);
    this.c = fmix32((stream + 1) | 0);
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.uint32();
  }

  uint32(): number {
    const out = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + out) | 0;
    return out >>> 0;
  }

  /** From 0 to below 1. */
  unit(): number {
    return this.uint32() / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** From `low` to below `high`. */
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.unit());
  }

  /** Mean 0, deviation 1. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }

  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** A whole number from 1: how many times something is done that goes on with `again`. */
  repeats(again: number, most: number): number {
    let times = 1;
    while (times < most && this.chance(again)) times++;
    return times;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(choices.length * this.unit())] as T;
  }

  weighted<T>(table: Weighted<T>): T {
    const target = this.unit() * table.total;
    const { upTo } = table;
    let low = 0;
    let high = upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (target < (upTo[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return table.choices[low] as T;
  }
}

/** Choices with the running sum of their weights. */
export type Weighted<T> = {
  readonly choices: readonly T[];
  readonly upTo: Float64Array;
  readonly total: number;
};

export function weightedChoices<T>(pairs: readonly (readonly [T, number])[]): Weighted<T> {
  const upTo = new Float64Array(pairs.length);
  let total = 0;
  pairs.forEach(([, weight], index) => {
    total += weight;
    upTo[index] = total;
  });
  return { choices: pairs.map(([choice]) => choice), upTo, total };
}

/** A long tail by rank: the choice at place `k` (from 1) weighs `k^-exponent` (Zipf). */
export function rankedChoices<T>(choices: readonly T[], exponent: number): Weighted<T> {
  return weightedChoices(choices.map((choice, index) => [choice, (index + 1) ** -exponent]));
}
