/**
 * Standing questions that are counted by the shards: those that arrive while others are under way
 * travel together, in one message to each worker. With them travel the questions that have been
 * asked again and again and that a write has made stale, so that most of them are known before
 * they are asked.
 */
import type { CountReply, Executor, Plan, Position } from '../engine/index.ts';
import type { Answered, Bind, CountMemo } from './count-memo.ts';

/** Rows that a task reads for questions not asked before: one or two milliseconds. */
export const TASK_ROWS = 49_152;
/** Questions that travel with others, unasked. */
const MAX_STALE = 256;

/** Undefined when the shards have more to read first. */
type Settle = (answered: Answered | undefined) => void;

type Asked = {
  readonly plan: Plan;
  readonly bind: Bind;
  readonly settle: Settle;
  readonly fail: (reason: unknown) => void;
};

export class CountBatches {
  readonly #executor: Executor;
  readonly #position: () => Position;
  readonly #memo: CountMemo;
  #waiting: Asked[] = [];
  /** Of the batch that is with the shards, by key. */
  #underWay = new Map<string, Promise<unknown>>();
  #underWayPosition: Position | undefined;
  /** Of those that wait, by key. */
  #nextByKey = new Map<string, Promise<unknown>>();

  /** `position` tells the newest that a question asked now sees. */
  constructor(executor: Executor, position: () => Position, memo: CountMemo) {
    this.#executor = executor;
    this.#position = position;
    this.#memo = memo;
  }

  /**
   * Counts a plan, remembers the answer, and how to ask it again. Undefined when it is not prepared:
   * the shards have read a part of what it needs.
   */
  count(plan: Plan, bind: Bind): Promise<Answered | undefined> {
    const answer = new Promise<Answered | undefined>((settle, fail) => {
      this.#waiting.push({ plan, bind, settle, fail });
    });
    if (plan.key !== undefined) this.#nextByKey.set(plan.key, answer);
    this.#send();
    return answer;
  }

  /** The end of the same question, when it is asked already and sees what was written up to `position`. */
  underWay({ key }: Plan, position: Position): Promise<unknown> | undefined {
    if (key === undefined) return undefined;
    const isSeen = this.#underWayPosition !== undefined && this.#underWayPosition >= position;
    return (isSeen ? this.#underWay.get(key) : undefined) ?? this.#nextByKey.get(key);
  }

  /** Something was written: counts what has been asked for before. */
  renew(): void {
    this.#send();
  }

  #send(): void {
    if (this.#underWayPosition !== undefined) return;
    const position = this.#position();
    const asked = [...this.#waiting, ...this.#staleOf(position)];
    this.#waiting = [];
    this.#nextByKey.clear();
    if (asked.length === 0) return;
    const ended = this.#ask(asked, position).finally(() => {
      this.#underWay.clear();
      this.#underWayPosition = undefined;
      this.#send();
    });
    this.#underWayPosition = position;
    for (const { plan } of asked) if (plan.key !== undefined) this.#underWay.set(plan.key, ended);
  }

  #staleOf(position: Position): readonly Asked[] {
    const waiting = new Set(this.#waiting.map(({ plan }) => plan.key));
    const stale: Asked[] = [];
    for (const bind of this.#memo.takeStale(position, MAX_STALE)) {
      const plan = planOf(bind);
      if (plan === undefined || waiting.has(plan.key)) continue;
      stale.push({ plan, bind, settle: () => {}, fail: () => {} });
    }
    return stale;
  }

  async #ask(asked: readonly Asked[], position: Position): Promise<void> {
    try {
      const plans = asked.map(({ plan }) => plan);
      const workers = await this.#executor.all('countPrepared', { plans, maxRows: TASK_ROWS });
      for (const [i, { plan, bind, settle }] of asked.entries()) {
        const answered = answerOf(
          plan,
          position,
          workers.map((replies) => replies[i]),
        );
        if (answered !== undefined) this.#memo.remember(answered, bind);
        settle(answered);
      }
    } catch (error) {
      for (const { fail } of asked) fail(error);
    }
  }
}

/** What goes wrong with a question that nobody has asked shows to whoever does. */
function planOf(bind: Bind): Plan | undefined {
  try {
    return bind();
  } catch {
    return undefined;
  }
}

/** What the workers have counted, together; undefined when one of them has not. */
export function answerOf(
  plan: Plan,
  position: Position,
  replies: readonly (CountReply | undefined)[],
): Answered | undefined {
  const [first, ...others] = replies;
  if (first === undefined) return undefined;
  let { total } = first;
  const counts = [...first.counts];
  const stable = [...first.stable];
  for (const other of others) {
    if (other === undefined) return undefined;
    total += other.total;
    for (const [root, count] of other.counts.entries()) counts[root] = (counts[root] ?? 0) + count;
    // An edge may move as far as every worker allows.
    for (const [edge, moment] of other.stable.entries()) {
      if (moment < (stable[edge] as number)) stable[edge] = moment;
    }
  }
  return { plan, position, counts: { total, counts }, stable };
}
