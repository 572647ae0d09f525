/**
 * Asking the shards of all workers: at one moment for all of them, without keeping a worker long,
 * and not at all when the answer is known.
 */
import type { CountReply, Executor, Plan, Position } from '../engine/index.ts';
import { CountMemo, type Counts } from './count-memo.ts';

/** Rows that a task reads for a question not asked before: one or two milliseconds. */
const TASK_ROWS = 49_152;
/** A question that is not prepared after so many rounds, for writes that keep coming, is answered. */
const MAX_ROUNDS = 4;

/** What is not read by then, for conditions that have to give way to others, is read at once. */
const MAX_TASKS = 2000;

export class Asking {
  readonly #executor: Executor;
  /** The newest position that a question asked now sees. */
  readonly #position: () => Position;
  readonly #memo = new CountMemo();

  constructor(executor: Executor, position: () => Position) {
    this.#executor = executor;
    this.#position = position;
  }

  async count(plan: Plan): Promise<Counts> {
    const known = plan.isStanding ? this.#memo.find(plan, this.#position()) : undefined;
    if (known !== undefined) return known;
    const { position, replies } = await this.#replies(plan);
    const counts = {
      total: replies.reduce((sum, { total }) => sum + total, 0),
      counts: plan.roots.map((_, root) =>
        replies.reduce((sum, reply) => sum + (reply.counts[root] as number), 0),
      ),
    };
    if (plan.isStanding) this.#memo.remember(plan, position, counts, stableOf(replies));
    return counts;
  }

  /** Has the shards read what a standing question needs, in tasks that others come in between. */
  async prepare(plan: Plan): Promise<void> {
    if (!plan.isStanding) return;
    for (let task = 0; task < MAX_TASKS; task++) {
      const replies = await this.#executor.all('prepare', { plan, maxRows: TASK_ROWS });
      if (replies.every(({ done }) => done)) return;
    }
  }

  async #replies(
    plan: Plan,
  ): Promise<{ readonly position: Position; readonly replies: readonly CountReply[] }> {
    for (let round = 0; plan.isStanding && round < MAX_ROUNDS; round++) {
      const position = this.#position();
      const request = { plan, maxRows: TASK_ROWS };
      const replies = await this.#executor.all('countPrepared', request);
      if (replies.every((reply) => reply !== undefined)) return { position, replies };
      await this.prepare(plan);
    }
    const position = this.#position();
    return { position, replies: await this.#executor.all('count', { plan }) };
  }
}

/** How far each edge may move: as far as every worker allows. */
function stableOf(replies: readonly CountReply[]): readonly number[] {
  const [first, ...others] = replies;
  return (first?.stable ?? []).map((moment, edge) =>
    others.reduce((least, { stable }) => Math.min(least, stable[edge] as number), moment),
  );
}
