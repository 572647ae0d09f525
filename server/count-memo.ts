/**
 * Counts that are known to be right without asking the shards again: as long as nothing was written
 * and no edge of the question has moved past what would change the answer. And which of them are
 * worth being counted anew before somebody asks.
 */
import {
  type CanonicalRule,
  edgesOf,
  LruMap,
  type Millis,
  type Plan,
  type Position,
  weightOf,
} from '../engine/index.ts';

export type Counts = { readonly total: number; readonly counts: readonly number[] };

/** A standing question, bound to a moment. */
export type CountQuestion = {
  readonly rules: readonly CanonicalRule[];
  readonly at: Millis;
  readonly plan: Plan;
  /** The same question at another moment, by default now. */
  readonly bind: (at?: Millis) => CountQuestion;
};

type Entry = Counts & {
  readonly position: Position;
  /** Where the edges stood, and how far each may move. */
  readonly edges: readonly number[];
  readonly stable: readonly number[];
  /** Undefined for one that is too much to keep. */
  readonly question: CountQuestion | undefined;
};

/** What the shards have answered to a plan, with all that was written up to a position. */
export type Answered = {
  readonly plan: Plan;
  readonly position: Position;
  readonly counts: Counts;
  readonly stable: readonly number[];
};

/** Answers remembered: some kilobytes each with the question, some tens at most. */
const MAX_ENTRIES = 4096;
/** Questions that have more to them are not kept: they would take megabytes, and as much to send. */
const MAX_WEIGHT = 500;

export class CountMemo {
  /** By the key of a plan. */
  readonly #entries = new LruMap<string, Entry>(MAX_ENTRIES);
  /** Keys of entries that have answered a question since they were counted. */
  readonly #used = new Set<string>();

  /** The counts of a plan with all that was written up to a position at least, if they are known. */
  find(plan: Plan, position: Position): Counts | undefined {
    const { key } = plan;
    const entry = key === undefined ? undefined : this.#entries.get(key);
    if (key === undefined || entry === undefined || entry.position < position) return undefined;
    const edges = edgesOf(plan);
    const isSame =
      edges.length === entry.edges.length &&
      edges.every((edge, i) => {
        return edge >= (entry.edges[i] as number) && edge <= (entry.stable[i] as number);
      });
    if (!isSame) return undefined;
    if (entry.question !== undefined) this.#used.add(key);
    return entry;
  }

  /** Remembers an answer, and what was asked. */
  remember({ plan, position, counts, stable }: Answered, question: CountQuestion): void {
    const { key } = plan;
    if (key === undefined) return;
    this.#entries.set(key, {
      ...counts,
      position,
      edges: edgesOf(plan),
      stable,
      question: weightOf(question.rules, MAX_WEIGHT) > MAX_WEIGHT ? undefined : question,
    });
  }

  /**
   * Up to `limit` questions that were answered from here before and can not be at a position; each
   * once, until it has been answered again: what nobody asks for is not worth the work.
   */
  takeStale(position: Position, limit: number): readonly CountQuestion[] {
    const stale: CountQuestion[] = [];
    for (const key of this.#used) {
      if (stale.length >= limit) break;
      const entry = this.#entries.get(key);
      if (entry?.position === position) continue;
      this.#used.delete(key);
      if (entry?.question !== undefined) stale.push(entry.question);
    }
    return stale;
  }

  /** What questions mean has changed: forgets all of them. */
  clear(): void {
    this.#entries.clear();
    this.#used.clear();
  }
}
