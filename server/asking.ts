/**
 * Asking the shards of all workers: at one moment for all of them, without keeping a worker long,
 * and not at all when the answer is known.
 */
import type { Executor, Plan, Position } from '../engine/index.ts';
import { answerOf, CountBatches, TASK_ROWS } from './count-batches.ts';
import { type Answered, CountMemo, type CountQuestion, type Counts } from './count-memo.ts';

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
  /** Counts that were known, and those that the shards were asked for. */
  readonly known = { hits: 0, misses: 0 };
  /** By key of a plan. */
  readonly #preparing = new Map<string, Promise<void>>();
  /** How often what questions mean has changed. */
  #meaning = 0;

  constructor(executor: Executor, position: () => Position) {
    this.#executor = executor;
    this.#position = position;
    // What goes wrong here shows to whoever asks.
    const onUnprepared = (plan: Plan) => void this.prepare(plan).catch(() => {});
    this.#batches = new CountBatches({ executor, position, memo: this.#memo, onUnprepared });
  }

  /** Counts what a question selects. */
  async count(asked: CountQuestion): Promise<Counts> {
    let question = asked;
    let meaning = this.#meaning;
    for (let round = 0; question.plan.isStanding && round < MAX_ROUNDS; round++) {
      const counts = await this.#countStanding(question);
      if (counts !== undefined) return counts;
      await this.prepare(question.plan);
      if (meaning !== this.#meaning) question = question.bind(question.at);
      meaning = this.#meaning;
    }
    const { plan } = question;
    const position = this.#position();
    const replies = await this.#executor.all('count', { plan });
    return (answerOf(plan, position, replies) as Answered).counts;
  }

  /** Has the shards read what a saved question stands on, for whoever asks it later. */
  async keepReady(plan: Plan): Promise<void> {
    if (plan.isStanding) await this.#prepare(plan, true);
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

  /** Something was written, after which questions may mean something else. */
  noteWritten({ isMeaningChanged }: { readonly isMeaningChanged: boolean }): void {
    if (isMeaningChanged) {
      this.#meaning += 1;
      this.#memo.clear();
      this.#batches.bindAnew();
    }
    this.#batches.renew();
  }

  async #prepare(plan: Plan, isLasting = false): Promise<void> {
    for (let task = 0; task < MAX_TASKS; task++) {
      const asked = { plan, maxRows: TASK_ROWS, isLasting };
      const replies = await this.#executor.all('prepare', asked);
      if (replies.every(({ done }) => done)) return;
    }
  }

  /** Undefined when it is not prepared. */
  async #countStanding(question: CountQuestion): Promise<Counts | undefined> {
    const { plan } = question;
    const position = this.#position();
    const known = this.#memo.find(plan, position);
    if (known !== undefined) return this.#noteHit(known);
    const underWay = this.#batches.underWay(plan, position);
    if (underWay !== undefined) {
      if ((await underWay) === undefined) return undefined;
      const found = this.#memo.find(plan, position);
      if (found !== undefined) return this.#noteHit(found);
    }
    this.known.misses += 1;
    return (await this.#batches.count(question))?.counts;
  }

  #noteHit(counts: Counts): Counts {
    this.known.hits += 1;
    return counts;
  }
}
