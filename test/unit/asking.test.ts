/** What is asked of the shards, and when: against an executor that answers when it is told to. */
import { beforeEach, expect, test } from 'vitest';
import type { Executor, Millis, Plan, Position, Request, ShardTask } from '../../engine/index.ts';
import { Asking } from '../../server/asking.ts';
import type { CountQuestion } from '../../server/count-memo.ts';

type Call = {
  readonly task: ShardTask;
  readonly plans: readonly Plan[];
  readonly answer: (replies: readonly (number | undefined)[]) => Promise<void>;
  readonly fail: () => Promise<void>;
};

let calls: Call[] = [];
let position = 1;
/** What questions mean, as of how many changes. */
let meaning = 0;
let asking: Asking;

beforeEach(() => {
  calls = [];
  position = 1;
  meaning = 0;
  asking = new Asking(fakeExecutor(), () => position as Position);
});

test('questions that arrive while others are under way travel in one message', async () => {
  const first = ask('a');
  const others = [ask('b'), ask('c')];
  expect(keysOf(calls)).toEqual([['a']]);
  await calls[0]?.answer([1]);
  expect(keysOf(calls)).toEqual([['a'], ['b', 'c']]);
  await calls[1]?.answer([2, 3]);
  expect(await Promise.all([first, ...others])).toEqual([1, 2, 3]);
});

test('what is known to be right is not asked again, until something is written', async () => {
  await answeredBy(ask('a'), 7);
  expect(await ask('a')).toBe(7);
  expect(calls).toHaveLength(1);
  position = 2;
  await answeredBy(ask('a'), 8);
  expect(calls).toHaveLength(2);
});

test('the same question shares the answer that is under way, if that sees as much', async () => {
  const both = [ask('a'), ask('a')];
  position = 2;
  const later = ask('a');
  await calls[0]?.answer([7]);
  expect(await Promise.all(both)).toEqual([7, 7]);
  expect(keysOf(calls)).toEqual([['a'], ['a']]);
  await calls[1]?.answer([8]);
  expect(await later).toBe(8);
});

test('what was asked again is counted after a write before somebody asks, the rest is not', async () => {
  await answeredBy(ask('often'), 1);
  await ask('often');
  await answeredBy(ask('once'), 2);
  write();
  expect(keysOf(calls)).toEqual([['often'], ['once'], ['often']]);
  const meanwhile = ask('often');
  await calls[2]?.answer([3]);
  expect([await meanwhile, await ask('often')]).toEqual([3, 3]);
  expect(calls).toHaveLength(3);
  // Asked since, so it is worth it once more; and then not, as long as nobody asks.
  write();
  await calls[3]?.answer([4]);
  write();
  expect(calls).toHaveLength(4);
});

test('a write while questions are under way is seen by those asked after it', async () => {
  await answeredBy(ask('a'), 1);
  await ask('a');
  const other = ask('b');
  write();
  const after = ask('a');
  await calls[1]?.answer([2]);
  expect(await other).toBe(2);
  expect(keysOf(calls)).toEqual([['a'], ['b'], ['a']]);
  await calls[2]?.answer([5]);
  expect(await after).toBe(5);
});

test('the same question waits once, whoever asks it, and sees what was written meanwhile', async () => {
  const first = ask('first');
  const waiting = [ask('a'), ask('a'), ask('a')];
  position = 2;
  await calls[0]?.answer([0]);
  await first;
  expect(keysOf(calls)).toEqual([['first'], ['a']]);
  await calls[1]?.answer([6]);
  expect(await Promise.all(waiting)).toEqual([6, 6, 6]);
  expect(calls).toHaveLength(2);
});

test('what has to be read first is read once, however many ask', async () => {
  const asked = [ask('a'), ask('a')];
  await calls[0]?.answer([undefined]);
  asked.push(ask('a'));
  await calls[1]?.answer([undefined]);
  expect(calls.map(({ task }) => task)).toEqual(['countPrepared', 'prepare', 'countPrepared']);
});

test('one that has to be read first does not keep the others, and is prepared', async () => {
  const [first, slow, quick] = [ask('first'), ask('slow'), ask('quick')];
  await calls[0]?.answer([0]);
  await first;
  await calls[1]?.answer([undefined, 4]);
  expect(await quick).toBe(4);
  expect(calls[2]?.task).toBe('prepare');
  await calls[2]?.answer([1]);
  await calls[3]?.answer([9]);
  expect(await slow).toBe(9);
});

test('a failure is told to those who asked, and to nobody else', async () => {
  await answeredBy(ask('a'), 1);
  await ask('a');
  write();
  await calls[1]?.fail();
  const asked = ask('a');
  await Promise.all([expect(asked).rejects.toThrow('gone'), calls[2]?.fail()]);
  await answeredBy(ask('a'), 6);
});

test('one that fails is not the end of the others in its message', async () => {
  const [first, good, bad] = [ask('first'), ask('good'), ask('bad')];
  await calls[0]?.answer([0]);
  await first;
  await calls[1]?.fail();
  expect(keysOf(calls).slice(2)).toEqual([['good'], ['bad']]);
  await calls[2]?.answer([5]);
  await Promise.all([expect(bad).rejects.toThrow('gone'), calls[3]?.fail()]);
  expect(await good).toBe(5);
});

test('what nobody waits for is read on for when it is not prepared', async () => {
  await answeredBy(ask('a'), 1);
  await ask('a');
  write();
  await calls[1]?.answer([undefined]);
  expect(calls[2]?.task).toBe('prepare');
  await calls[2]?.answer([]);
  expect(calls).toHaveLength(3);
});

test('what has much to it is not counted unasked', async () => {
  const question = questionOf('a', { values: 5000 });
  for (let i = 0; i < 2; i++) {
    const counting = asking.count(question);
    if (i === 0) await calls[0]?.answer([1]);
    expect((await counting).counts).toEqual([1]);
  }
  write();
  expect(calls).toHaveLength(1);
});

test('a message has so many questions, and the next one the rest', async () => {
  const first = ask('first');
  const others = Array.from({ length: 100 }, (_, i) => ask(`q${i}`));
  await calls[0]?.answer([0]);
  await first;
  expect(calls[1]?.plans).toHaveLength(64);
  await calls[1]?.answer(Array.from({ length: 64 }, () => 1));
  expect(calls[2]?.plans).toHaveLength(36);
  await calls[2]?.answer(Array.from({ length: 36 }, () => 2));
  expect((await Promise.all(others)).filter((count) => count === 2)).toHaveLength(36);
});

test('what waits is bound again when its meaning changes', async () => {
  const first = ask('first');
  const waiting = ask('a');
  meaning = 1;
  position = 2;
  asking.noteWritten({ isMeaningChanged: true });
  await calls[0]?.answer([0]);
  await first;
  expect(keysOf(calls)).toEqual([['first'], ['a 1']]);
  await calls[1]?.answer([3]);
  expect(await waiting).toBe(3);
});

test('after a change of meaning nothing is counted unasked', async () => {
  await answeredBy(ask('a'), 1);
  await ask('a');
  position += 1;
  asking.noteWritten({ isMeaningChanged: true });
  expect(calls).toHaveLength(1);
});

async function ask(key: string): Promise<number | undefined> {
  const { counts } = await asking.count(questionOf(key));
  return counts[0];
}

/** Some have much to them, and some are bound to another plan when their meaning has changed. */
function questionOf(key: string, { values = 1 } = {}): CountQuestion {
  const ids = Array.from({ length: values }, (_, i) => `c${i}`);
  const bind = (at = 0 as Millis): CountQuestion => ({
    rules: [{ kind: 'contacts', ids }],
    at,
    plan: planOf(meaning === 0 ? key : `${key} ${meaning}`),
    bind,
  });
  return bind();
}

async function answeredBy(asked: Promise<number | undefined>, count: number): Promise<void> {
  await calls.at(-1)?.answer([count]);
  expect(await asked).toBe(count);
}

function write(): void {
  position += 1;
  asking.noteWritten({ isMeaningChanged: false });
}

function planOf(key: string): Plan {
  return { nodes: [{ kind: 'everyone' }], roots: [0], key, isStanding: true };
}

function keysOf(made: readonly Call[]) {
  return made.map(({ plans }) => plans.map(({ key }) => key));
}

function fakeExecutor(): Executor {
  const all = (task: ShardTask, request: Request<ShardTask>) => {
    const { plans, plan } = request as { plans?: readonly Plan[]; plan?: Plan };
    const asked = plans ?? (plan === undefined ? [] : [plan]);
    return new Promise((resolve, reject) => {
      const answer = async (replies: readonly (number | undefined)[]) => {
        const counted = replies.map(
          (count) => count !== undefined && { total: 100, counts: [count], stable: [] },
        );
        const reply = counted.map((one) => one || undefined);
        resolve([task === 'prepare' ? { done: true } : reply]);
        await turn();
      };
      const fail = async () => {
        reject(new Error('gone'));
        await turn();
      };
      calls.push({ task, plans: asked, answer, fail });
    });
  };
  return { all } as unknown as Executor;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
