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
  /** By place, high and low side by side. */
  #pairs = new Float64Array(0);
  /** By place, sums that a pair does not hold, as multiples of 2^−1074. */
  readonly #wide = new Map<number, bigint>();

  get bytes(): number {
    return this.#pairs.byteLength;
  }

  reserve(places: number): void {
    this.#pairs = grown(this.#pairs, 2 * places);
  }

  /**
   * Takes over what places of another have, and leaves nothing there: the places are `count` of
   * `places` from `first` on, less `offset`; they become `first`, `first + 1`, … here.
   */
  takeFrom(
    other: ExactTotals,
    places: Uint32Array,
    first: number,
    count: number,
    offset: number,
  ): void {
    this.reserve(first + count);
    const [from, to] = [other.#pairs, this.#pairs];
    for (let i = first; i < first + count; i++) {
      const place = (places[i] as number) - offset;
      to[2 * i] = from[2 * place] as number;
      to[2 * i + 1] = from[2 * place + 1] as number;
      from[2 * place] = 0;
      from[2 * place + 1] = 0;
      const wide = other.#wide.size === 0 ? undefined : other.#wide.get(place);
      if (wide !== undefined) this.#wide.set(i, wide);
    }
    other.#wide.clear();
  }

  /** Adds the first `count` values, each at its place. */
  addEach(places: Uint16Array, values: Float64Array, count: number): void {
    if (this.#wide.size > 0) {
      for (let i = 0; i < count; i++) this.add(places[i] as number, values[i] as number);
      return;
    }
    const pairs = this.#pairs;
    for (let i = 0; i < count; i++) {
      const place = places[i] as number;
      const value = values[i] as number;
      const at = 2 * place;
      // As `add`, in the same steps: written out, since this is where most of a reading's time goes.
      const high = pairs[at] as number;
      const low = pairs[at + 1] as number;
      const sum = high + value;
      const shadow = sum - high;
      const lost = high - (sum - shadow) + (value - shadow);
      const rest = low + lost;
      const restShadow = rest - low;
      const gone = low - (rest - restShadow) + (lost - restShadow);
      const total = sum + rest;
      // Not 0 also when it is not a number, as after an overflow.
      if (gone !== 0 || total - total !== 0) {
        this.#addWide(place, value);
        this.addEach(places.subarray(i + 1), values.subarray(i + 1), count - i - 1);
        return;
      }
      const totalShadow = total - sum;
      pairs[at] = total;
      pairs[at + 1] = sum - (total - totalShadow) + (rest - totalShadow);
    }
  }

  /** Adds a value, which is finite; to take one away, add its negative. */
  add(place: number, value: number): void {
    const pairs = this.#pairs;
    const high = pairs[2 * place] as number;
    const low = pairs[2 * place + 1] as number;
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
    pairs[2 * place] = total;
    pairs[2 * place + 1] = sum - (total - totalShadow) + (rest - totalShadow);
  }

  /** The exact sum of a place, rounded once; 0 when nothing was added. */
  sum(place: number): number {
    return this.#pairs[2 * place] as number;
  }

  /** The exact sum divided by a count, rounded once. */
  mean(place: number, count: number): number {
    // The division of a sum that is a float64 itself is the one rounding.
    if (this.#pairs[2 * place + 1] === 0 && !this.#wide.has(place)) return this.sum(place) / count;
    return exactQuotient(this.#exact(place), count);
  }

  #exact(place: number): bigint {
    return (
      this.#wide.get(place) ??
      scaled(this.#pairs[2 * place] as number) + scaled(this.#pairs[2 * place + 1] as number)
    );
  }

  #addWide(place: number, value: number): void {
    const total = this.#exact(place) + scaled(value);
    this.#wide.set(place, total);
    this.#pairs[2 * place] = exactQuotient(total, 1);
    this.#pairs[2 * place + 1] = 0;
  }
}
