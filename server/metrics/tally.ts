/**
 * Values counted by size, as a histogram of Prometheus has them, where each request passes by: a
 * `note` adds to an array, where prom-client's own `observe` hashes labels.
 */
export type TallyState = {
  /** How many lie above the bound before and not above this one; the last: above all of them. */
  readonly counts: readonly number[];
  readonly sum: number;
};

export class Tally implements TallyState {
  readonly counts: number[];
  readonly #bounds: readonly number[];
  #sum = 0;

  /** The bounds ascend. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  get sum(): number {
    return this.#sum;
  }

  note(value: number): void {
    const bounds = this.#bounds;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] as number)) place += 1;
    this.counts[place] = (this.counts[place] as number) + 1;
    this.#sum += value;
  }
}
