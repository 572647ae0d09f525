/**
 * Counts of a shard that are known to be right: as long as all that a plan stands on has the members
 * that it had, there is nothing to count again. A write changes the members of few conditions.
 */
import { LruMap } from './lru-map.ts';
import type { Plan } from './plan.ts';
import { Evaluation } from './plan-evaluate.ts';
import type { Shard } from './shard.ts';

export type ShardCounts = {
  /** For each root of the plan. */
  readonly counts: readonly number[];
  /** See `Evaluation.stable`. */
  readonly stable: readonly number[];
};

type Known = {
  readonly counts: readonly number[];
  /** Undefined after the first question: its leaves may stand from the second on. */
  readonly versions: readonly number[] | undefined;
};

/** Plans remembered. */
const MAX_KNOWN = 1024;

export class StandingCounts {
  readonly #shard: Shard;
  /** By key of a plan. */
  readonly #known = new LruMap<string, Known>(MAX_KNOWN);

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  of(plan: Plan): ShardCounts {
    const evaluation = new Evaluation(plan, this.#shard);
    try {
      const counts = this.#countsOf(plan, evaluation);
      return { counts, stable: evaluation.stable() };
    } finally {
      evaluation.dispose();
    }
  }

  #countsOf({ key, isStanding }: Plan, evaluation: Evaluation): readonly number[] {
    if (key === undefined || isStanding !== true) return evaluation.counts();
    const known = this.#known.get(key);
    const versions = known && evaluation.versions();
    const isSame =
      versions !== undefined &&
      versions.length === known?.versions?.length &&
      versions.every((version, i) => version === known.versions?.[i]);
    const counts = isSame ? (known as Known).counts : evaluation.counts();
    this.#known.set(key, { counts, versions });
    return counts;
  }
}
