/**
 * Asking the shards of all workers: at one moment for all of them, without keeping a worker long,
 * and not at all when the answer is known.
 */
import type { Executor, Plan, Position } from '../engine/index.ts';
import { answerOf, CountBatches, TASK_ROWS } from './count-batches.ts';
import { type Answered, type Bind, CountMemo, type Counts } from './count-memo.ts';

/** A question that is not prepared after so many rounds, for writes that keep coming, is answered. */
const MAX_ROUNDS = 4;

/** What is not read by then, for conditions that have to give way to others, is read at once. */
const MAX_TASKS = 20_000;

export class Asking {
  readonly #executor: Executor;
  /** The newest position that a question asked now sees. */
  readonly #position: () => Position;
  readonly #memo = new CountMemo();
  readonly #batches: CountBatches;
  /** By key of a plan. */
  readonly #preparing = new Map<string, Promise<void>>();

  constructor(executor: Executor, position: () => Position) {
    this.#executor = executor;
    this.#position = position;
    this.#batches = new CountBatches(executor, position, this.#memo);
  }

  /** Counts what a plan selects, now; `bind` makes the plan of the same question later on. */
  async count(plan: Plan, bind: Bind): Promise<Counts> {
    for (let round = 0; plan.isStanding && round < MAX_ROUNDS; round++) {
      const counts = await this.#countStanding(plan, bind);
      if (counts !== undefined) return counts;
      await this.prepare(plan);
    }
    const position = this.#position();
    const replies = await this.#executor.all('count', { plan });
    return (answerOf(plan, position, replies) as Answered).counts;
  }

  /** Has the shards read what a standing question needs, in tasks that others come in between. */
  async prepare(plan: Plan): Promise<void> {
    if (!plan.isStanding) return;
    const { key } = plan;
    if (key === undefined) return this.#prepare(plan);
    // However many ask the same, at whatever moments, it is read once.
    let preparing = this.#preparing.get(key);
    if (preparing === undefined) {
      preparing = this.#prepare(plan).finally(() => this.#preparing.delete(key));
      this.#preparing.set(key, preparing);
    }
    return preparing;
  }

  async #prepare(plan: Plan): Promise<void> {
    for (let task = 0; task < MAX_TASKS; task++) {
      const replies = await this.#executor.all('prepare', { plan, maxRows: TASK_ROWS });
      if (replies.every(({ done }) => done)) return;
    }
  }

  /** Something was written, after which questions may mean something else. */
  noteWritten({ isMeaningChanged }: { readonly isMeaningChanged: boolean }): void {
    if (isMeaningChanged) this.#memo.clear();
    this.#batches.renew();
  }

  /** Undefined when it is not prepared. */
  async #countStanding(plan: Plan, bind: Bind): Promise<Counts | undefined> {
    const position = this.#position();
    const known = this.#memo.find(plan, position);
    if (known !== undefined) return known;
    const underWay = this.#batches.underWay(plan, position);
    if (underWay !== undefined) {
      await underWay;
      const found = this.#memo.find(plan, position);
      if (found !== undefined) return found;
    }
    return (await this.#batches.count(plan, bind))?.counts;
  }
}
