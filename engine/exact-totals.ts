/**
 * Running sums of float64 values by place, to which values are added and from which they are
 * taken again: exact at every moment, so the order of changes never matters.
 *
 * A sum is kept as an unevaluated pair `high + low` (Knuth's two-sum) as long as the pair holds it
 * exactly, which it does for values whose bits span less than about 106: amounts of money always.
 * Then `high`, renormalized after each change, is the exact sum rounded once. The few sums that a
 * pair cannot hold are continued in integers, since every finite float64 is a multiple of 2^−1074;
 * `high` is then what they round to.
 */
import { exactQuotient, scaled } from './exact-sum.ts';
import { grown } from './growable.ts';

export class ExactTotals {
  #high = new Float64Array(0);
  #low = new Float64Array(0);
  /** By place, sums that a pair does not hold, as multiples of 2^−1074. */
  readonly #wide = new Map<number, bigint>();

  get bytes(): number {
    return this.#high.byteLength + this.#low.byteLength;
  }

  reserve(places: number): void {
    this.#high = grown(this.#high, places);
    this.#low = grown(this.#low, places);
  }

  clear(): void {
    this.#high.fill(0);
    this.#low.fill(0);
    this.#wide.clear();
  }

  /** By place, the exact sum rounded once; borrowed until the next change. */
  get sums(): Float64Array {
    return this.#high;
  }

  /** Adds a value, which is finite; to take one away, add its negative. */
  add(place: number, value: number): void {
    const high = this.#high[place] as number;
    const low = this.#low[place] as number;
    // high + value = sum + lost, and low + lost = rest + gone, all exactly.
    const sum = high + value;
    const shadow = sum - high;
    const lost = high - (sum - shadow) + (value - shadow);
    const rest = low + lost;
    const restShadow = rest - low;
    const gone = low - (rest - restShadow) + (lost - restShadow);
    const total = sum + rest;
    const totalShadow = total - sum;
    if (gone !== 0 || !Number.isFinite(total) || (this.#wide.size > 0 && this.#wide.has(place))) {
      this.#addWide(place, value);
      return;
    }
    this.#high[place] = total;
    this.#low[place] = sum - (total - totalShadow) + (rest - totalShadow);
  }

  /** The exact sum divided by a count, rounded once. */
  mean(place: number, count: number): number {
    // The division of a sum that is a float64 itself is the one rounding.
    if (this.#low[place] === 0 && !this.#wide.has(place))
      return (this.#high[place] as number) / count;
    return exactQuotient(this.#exact(place), count);
  }

  #exact(place: number): bigint {
    return (
      this.#wide.get(place) ??
      scaled(this.#high[place] as number) + scaled(this.#low[place] as number)
    );
  }

  #addWide(place: number, value: number): void {
    const total = this.#exact(place) + scaled(value);
    this.#wide.set(place, total);
    this.#high[place] = exactQuotient(total, 1);
    this.#low[place] = 0;
  }
}
