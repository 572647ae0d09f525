/**
 * Running sums of float64 values by contact, to which values are added and from which they are
 * taken again: exact at every moment, so the order of changes never matters.
 *
 * A sum is kept as an unevaluated pair `high + low` (Knuth's two-sum) as long as the pair holds it
 * exactly, which it does for values whose bits span less than about 106: amounts of money always.
 * Then `high`, renormalized after each change, is the exact sum rounded once. The few sums that a
 * pair cannot hold are continued in integers: every finite float64 is a multiple of 2^−1074.
 */
import { exactQuotient, scaled } from './exact-sum.ts';
import { grown } from './growable.ts';

export class ExactTotals {
  #high: Float64Array;
  #low: Float64Array;
  /** By contact, sums that a pair does not hold, as multiples of 2^−1074. */
  readonly #wide = new Map<number, bigint>();

  constructor(contacts: number) {
    this.#high = new Float64Array(contacts);
    this.#low = new Float64Array(contacts);
  }

  get bytes(): number {
    return this.#high.byteLength + this.#low.byteLength;
  }

  reserve(contacts: number): void {
    this.#high = grown(this.#high, contacts);
    this.#low = grown(this.#low, contacts);
  }

  clear(): void {
    this.#high.fill(0);
    this.#low.fill(0);
    this.#wide.clear();
  }

  /** Adds a value, which is finite; to take one away, add its negative. */
  add(contact: number, value: number): void {
    const high = this.#high[contact] as number;
    const low = this.#low[contact] as number;
    // high + value = sum + lost, and low + lost = rest + gone, all exactly.
    const sum = high + value;
    const shadow = sum - high;
    const lost = high - (sum - shadow) + (value - shadow);
    const rest = low + lost;
    const restShadow = rest - low;
    const gone = low - (rest - restShadow) + (lost - restShadow);
    const total = sum + rest;
    const totalShadow = total - sum;
    if (gone !== 0 || !Number.isFinite(total) || (this.#wide.size > 0 && this.#wide.has(contact))) {
      this.#addWide(contact, value);
      return;
    }
    this.#high[contact] = total;
    this.#low[contact] = sum - (total - totalShadow) + (rest - totalShadow);
  }

  /** The exact sum of a contact, rounded once; 0 when nothing was added. */
  sum(contact: number): number {
    if (this.#wide.size > 0) {
      const wide = this.#wide.get(contact);
      if (wide !== undefined) return exactQuotient(wide, 1);
    }
    return this.#high[contact] as number;
  }

  /** The exact sum divided by a count, rounded once. */
  mean(contact: number, count: number): number {
    // The division of a sum that is a float64 itself is the one rounding.
    if (this.#low[contact] === 0 && !this.#wide.has(contact)) return this.sum(contact) / count;
    return exactQuotient(this.#exact(contact), count);
  }

  #exact(contact: number): bigint {
    return (
      this.#wide.get(contact) ??
      scaled(this.#high[contact] as number) + scaled(this.#low[contact] as number)
    );
  }

  #addWide(contact: number, value: number): void {
    const before = this.#exact(contact);
    this.#wide.set(contact, before + scaled(value));
    this.#high[contact] = 0;
    this.#low[contact] = 0;
  }
}
