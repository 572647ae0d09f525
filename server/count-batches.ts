/**
 * Standing questions that are counted by the shards: those that arrive while others are under way
 * travel together, in one message to each worker. With them travel the questions that have been
 * asked again and again and that a write has made stale, so that most of them are known before
 * they are asked.
 */
import type { CountReply, Executor, Plan, Position } from '../engine/index.ts';
import type { Answered, CountMemo, CountQuestion } from './count-memo.ts';

/** Rows that a task reads for questions not asked before: one or two milliseconds. */
export const TASK_ROWS = 49_152;
/** Questions of a message: others come in between two. */
const MAX_QUESTIONS = 64;

type Asked = {
  question: CountQuestion;
  /** Undefined when the shards have more to read first. */
  readonly settle: (answered: Answered | undefined) => void;
  readonly fail: (reason: unknown) => void;
  readonly answer: Promise<Answered | undefined>;
  /** Nobody waits for it. */
  readonly isStale: boolean;
};

export type CountBatchesOptions = {
  readonly executor: Executor;
  /** The newest position that a question asked now sees. */
  readonly position: () => Position;
  readonly memo: CountMemo;
  /** Told of a question that nobody waits for, and that the shards have begun to read for. */
  readonly onUnprepared: (plan: Plan) => void;
};

export class CountBatches {
  readonly #options: CountBatchesOptions;
  #waiting: Asked[] = [];
  /** By key, those that wait. */
  readonly #waitingByKey = new Map<string, Asked>();
  /** By key, those that are with the shards. */
  readonly #underWay = new Map<string, Asked>();
  #underWayPosition: Position | undefined;

  constructor(options: CountBatchesOptions) {
    this.#options = options;
  }

  /**
   * Counts a question, and remembers the answer. Undefined when it is not prepared: the shards have
   * read a part of what it needs.
   */
  count(question: CountQuestion): Promise<Answered | undefined> {
    const asked = newAsked(question, false);
    this.#wait(asked);
    this.#send();
    return asked.answer;
  }

  /** The answer to the same question, when it is asked already and sees what was written up to `position`. */
  underWay({ key }: Plan, position: Position): Promise<Answered | undefined> | undefined {
    if (key === undefined) return undefined;
    const isSeen = this.#underWayPosition !== undefined && this.#underWayPosition >= position;
    const asked = (isSeen ? this.#underWay.get(key) : undefined) ?? this.#waitingByKey.get(key);
    return asked?.answer;
  }

  /** Something was written: counts what has been asked for before. */
  renew(): void {
    this.#send();
  }

  /** What questions mean has changed: those that wait are bound again, each at its own moment. */
  bindAnew(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingByKey.clear();
    for (const asked of waiting) {
      try {
        asked.question = asked.question.bind(asked.question.at);
        this.#wait(asked);
      } catch (error) {
        asked.fail(error);
      }
    }
  }

  #wait(asked: Asked): void {
    const { key } = asked.question.plan;
    this.#waiting.push(asked);
    if (key !== undefined) this.#waitingByKey.set(key, asked);
  }

  #send(): void {
    if (this.#underWayPosition !== undefined) return;
    const position = this.#options.position();
    const asked = this.#waiting.splice(0, MAX_QUESTIONS);
    for (const one of asked) {
      const { key } = one.question.plan;
      if (key === undefined) continue;
      if (this.#waitingByKey.get(key) === one) this.#waitingByKey.delete(key);
      this.#underWay.set(key, one);
    }
    for (const question of this.#staleAt(position, MAX_QUESTIONS - asked.length)) {
      const { key } = question.plan;
      if (key === undefined || this.#underWay.has(key)) continue;
      const stale = newAsked(question, true);
      asked.push(stale);
      this.#underWay.set(key, stale);
    }
    if (asked.length === 0) return;
    this.#underWayPosition = position;
    void this.#ask(asked, position).then(() => {
      this.#underWay.clear();
      this.#underWayPosition = undefined;
      this.#send();
    });
  }

  /** What goes wrong with a question that nobody has asked shows to whoever does. */
  #staleAt(position: Position, limit: number): readonly CountQuestion[] {
    return this.#options.memo.takeStale(position, limit).flatMap((question) => {
      try {
        return [question.bind()];
      } catch {
        return [];
      }
    });
  }

  /** Never rejects. */
  async #ask(asked: readonly Asked[], position: Position): Promise<void> {
    const { executor, memo, onUnprepared } = this.#options;
    const plans = asked.map(({ question }) => question.plan);
    try {
      const workers = await executor.all('countPrepared', { plans, maxRows: TASK_ROWS });
      for (const [i, { question, settle, isStale }] of asked.entries()) {
        const replies = workers.map((reply) => reply[i]);
        const answered = answerOf(question.plan, position, replies);
        if (answered !== undefined) memo.remember(answered, question);
        else if (isStale) onUnprepared(question.plan);
        settle(answered);
      }
    } catch (error) {
      const [first, ...others] = asked;
      if (others.length === 0) first?.fail(error);
      // One of them must not be the end of the others.
      else await Promise.all(asked.map((one) => this.#ask([one], position)));
    }
  }
}

function newAsked(question: CountQuestion, isStale: boolean): Asked {
  let settle: Asked['settle'] = () => {};
  let fail: Asked['fail'] = () => {};
  const answer = new Promise<Answered | undefined>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  // Told to whoever waits; of a stale question that may be nobody.
  answer.catch(() => {});
  return { question, settle, fail, answer, isStale };
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
