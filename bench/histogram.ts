/**
 * A histogram of latencies with buckets of equal relative width: 64 to each power of two, so a
 * percentile is off by at most 1.6 % whatever its size, and recording is one addition. Values are
 * microseconds, from 1 to 2^31.
 */
const SUB_BITS = 6;
const SUBS = 2 ** SUB_BITS;
const BUCKETS = SUBS * (32 - SUB_BITS);

/** Percentiles in microseconds. */
export type LatencySummary = {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
};

export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  /** Counts a latency of so many microseconds. */
  record(micros: number): void {
    const value = Math.min(Math.max(Math.round(micros), 0), 2 ** 31 - 1);
    const place = bucketOf(value);
    this.#counts[place] = (this.#counts[place] as number) + 1;
    this.#count += 1;
    if (value > this.#max) this.#max = value;
  }

  /** The latency that a share (0 to 1) of all is at or below; 0 when there are none. */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let passed = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      passed += this.#counts[bucket] as number;
      if (passed >= rank) return Math.min(highestOf(bucket), this.#max);
    }
    return this.#max;
  }

  summary(): LatencySummary {
    return {
      count: this.#count,
      p50: this.quantile(0.5),
      p99: this.quantile(0.99),
      p999: this.quantile(0.999),
      max: this.#max,
    };
  }
}

/** Values below 64 have a bucket each; from there on the leading 7 bits choose it. */
function bucketOf(value: number): number {
  const shift = Math.max(0, 31 - Math.clz32(value) - SUB_BITS);
  return shift * SUBS + (value >>> shift);
}

/** The largest value that falls into a bucket. */
function highestOf(bucket: number): number {
  if (bucket < 2 * SUBS) return bucket;
  const shift = Math.floor(bucket / SUBS) - 1;
  return (bucket - shift * SUBS + 1) * 2 ** shift - 1;
}
