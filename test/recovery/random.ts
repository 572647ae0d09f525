/** Numbers that look random and come back with their seed (Lehmer, modulus 2^31 − 1). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.abs(seed) % 2_147_483_646) + 1;
    for (let i = 0; i < 3; i++) this.#next();
  }

  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number {
    return Math.floor((this.#next() / 2_147_483_647) * bound);
  }

  #next(): number {
    this.#state = Number((BigInt(this.#state) * 48_271n) % 2_147_483_647n);
    return this.#state;
  }
}

/** From `name` in the environment, or a new one. */
export function seedFrom(name: string): number {
  return Number(process.env[name] ?? Math.floor(Math.random() * 2 ** 30));
}
