/** Upkeep at its times: what is done in which round, and what follows a failure. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Kept, UpkeepRounds } from '../../server/upkeep.ts';

const MINUTE = 60_000;
const TIMES = {
  checkpointEveryMs: 10 * MINUTE,
  compactEveryMs: 60 * MINUTE,
  retentionMs: undefined,
  logKeepMs: undefined,
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is asked for, in order; `fails` says whether the next of its kind does. */
function keptWith(fails: (what: string) => boolean) {
  const done: string[] = [];
  const run = (what: string) => async () => {
    const isFailing = fails(what);
    done.push(isFailing ? `${what} failed` : what);
    if (isFailing) throw new Error('not now');
    return { checkpoint: 0 as never, trimmed: 0 };
  };
  const kept: Kept = {
    checkpoint: run('checkpoint'),
    compact: run('compact'),
    expireEvents: run('expire'),
    trimLog: run('trim'),
  };
  return { kept, done };
}

it('tries a compaction that failed again in the next round, and takes checkpoints meanwhile', async () => {
  let failures = 2;
  const { kept, done } = keptWith((what) => what === 'compact' && failures-- > 0);
  const reports: string[] = [];
  const rounds = new UpkeepRounds(kept, TIMES, (message) => reports.push(message));
  rounds.start();
  await vi.advanceTimersByTimeAsync(55 * MINUTE);
  expect(done).toEqual(Array.from({ length: 6 }, () => 'checkpoint'));
  done.length = 0;
  await vi.advanceTimersByTimeAsync(30 * MINUTE);
  expect(done).toEqual(['compact failed', 'checkpoint', 'compact failed', 'checkpoint', 'compact']);
  expect(reports).toEqual(
    Array.from({ length: 2 }, () => 'the data could not be compacted: not now'),
  );
  done.length = 0;
  await vi.advanceTimersByTimeAsync(50 * MINUTE);
  expect(done).toEqual(Array.from({ length: 5 }, () => 'checkpoint'));
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(done.at(-1)).toBe('compact');
  await rounds.stop();
});
