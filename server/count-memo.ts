/**
 * Counts that are known to be right without asking the shards again: as long as nothing was written
 * and no edge of the question has moved past what would change the answer.
 */
import { edgesOf, type Plan, type Position } from '../engine/index.ts';

export type Counts = { readonly total: number; readonly counts: readonly number[] };

type Entry = Counts & {
  readonly position: Position;
  /** Where the edges stood, and how far each may move. */
  readonly edges: readonly number[];
  readonly stable: readonly number[];
};

/** Questions remembered: a key is some hundred bytes. */
const MAX_ENTRIES = 4096;

export class CountMemo {
  /** By the key of a plan, the least recently used first. */
  readonly #entries = new Map<string, Entry>();

  /** The counts of a plan as of a position, if they are known. */
  find(plan: Plan, position: Position): Counts | undefined {
    if (plan.key === undefined) return undefined;
    const entry = this.#entries.get(plan.key);
    if (entry === undefined || entry.position !== position) return undefined;
    const edges = edgesOf(plan);
    const isSame =
      edges.length === entry.edges.length &&
      edges.every((edge, i) => {
        return edge >= (entry.edges[i] as number) && edge <= (entry.stable[i] as number);
      });
    return isSame ? entry : undefined;
  }

  /** Remembers what the shards have answered at a position. */
  remember(plan: Plan, position: Position, counts: Counts, stable: readonly number[]): void {
    if (plan.key === undefined) return;
    this.#entries.delete(plan.key);
    this.#entries.set(plan.key, { ...counts, position, edges: edgesOf(plan), stable });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_ENTRIES && oldest !== undefined) this.#entries.delete(oldest);
  }
}
