/** A token bucket: so many a second on average, and a burst of so many at once. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #atMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, burst: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** Takes a token: 0, or the milliseconds until there is one. Time that goes back gives none. */
  take(nowMs: number): number {
    if (nowMs > this.#atMs) {
      const passedMs = nowMs - this.#atMs;
      this.#tokens = Math.min(this.#burst, this.#tokens + passedMs * this.#perMs);
      this.#atMs = nowMs;
    }
    if (this.#tokens < 1) return (1 - this.#tokens) / this.#perMs;
    this.#tokens -= 1;
    return 0;
  }
}
