/** Draws for one request: they depend on the seed of the run and on the request's number alone. */
import { Random } from '../recovery/random.ts';

export class Draw {
  readonly #random: Random;
  readonly #index: number;
  #tokens = 0;

  constructor(seed: number, index: number) {
    this.#index = index;
    this.#random = new Random(mixed(seed, index));
  }

  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number {
    return this.#random.below(bound);
  }

  /** True in so many of a thousand cases. */
  perMille(share: number): boolean {
    return this.below(1000) < share;
  }

  pick<const T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** Text that is nowhere else in a run and tells which request it came with. */
  token(): string {
    const parts = [[this.#index, 8] as const, [this.#tokens++, 2] as const];
    return `z${parts.map(([n, digits]) => n.toString(16).padStart(digits, '0')).join('')}z`;
  }
}

/** A token, wherever it stands in a text. */
export const TOKEN = /z[0-9a-f]{10}z/;

/** Neighbouring numbers lead to seeds far from each other (the finalizer of MurmurHash3). */
function mixed(seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index + 1, 0x9e37_79b1)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 2_147_483_646;
}
