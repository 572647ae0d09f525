/**
 * Times several ways to do the same in turns, so that what the machine does meanwhile falls on all
 * of them: a round runs each once, in an order that is rotated from round to round, and ratios are
 * taken within a round.
 */
import { type Spread, spreadOf } from './report.ts';

export type Variant = {
  readonly name: string;
  /** Does it once; what it returns is the same for all. */
  readonly run: () => number;
};

export type Timed = {
  readonly name: string;
  /** One run. */
  readonly micros: Spread;
  /** By how much it takes longer than the variant that is listed first. */
  readonly ratio: Spread;
};

export type InterleavedOptions = {
  readonly rounds: number;
  /** A run is repeated within a round until it takes this long. */
  readonly leastMs: number;
};

export type InterleavedResult = {
  readonly timed: readonly Timed[];
  /** What each run returned. */
  readonly answer: number;
};

/** Throws when the variants do not return the same. */
export function timeInterleaved(
  variants: readonly Variant[],
  { rounds, leastMs }: InterleavedOptions,
): InterleavedResult {
  const answers = variants.map(({ run }) => run());
  const answer = answers[0] as number;
  variants.forEach(({ name }, i) => {
    if (answers[i] !== answer) throw new Error(`${name}: ${answers[i]} instead of ${answer}`);
  });
  const repeats = Math.max(...variants.map((variant) => repeatsFor(variant, leastMs)));
  const taken = variants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < variants.length; turn++) {
      const which = (round + turn) % variants.length;
      const { run } = variants[which] as Variant;
      const startedMs = performance.now();
      for (let repeat = 0; repeat < repeats; repeat++) run();
      const elapsedMs = performance.now() - startedMs;
      (taken[which] as number[]).push((elapsedMs * 1000) / repeats);
    }
  }
  const base = taken[0] as readonly number[];
  const timed = variants.map(({ name }, which) => {
    const own = taken[which] as readonly number[];
    const ratios = own.map((micros, round) => micros / (base[round] as number));
    return { name, micros: spreadOf(own), ratio: spreadOf(ratios) };
  });
  return { timed, answer };
}

/** Also warms it up. */
function repeatsFor({ run }: Variant, leastMs: number): number {
  let repeats = 0;
  const startedMs = performance.now();
  while (performance.now() - startedMs < leastMs) {
    run();
    repeats += 1;
  }
  return Math.max(repeats, 1);
}
