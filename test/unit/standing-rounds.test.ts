/** Rounds over the saved segments: one after the other, with pauses, until they are stopped. */
import { expect, test } from 'vitest';
import { keepStanding } from '../../server/standing-rounds.ts';

test('a round ends before the next begins, and none begins after a stop', async () => {
  const stop = new AbortController();
  let running = 0;
  let rounds = 0;
  const standBy = async () => {
    running += 1;
    expect(running).toBe(1);
    rounds += 1;
    await new Promise(setImmediate);
    if (rounds === 2) stop.abort();
    running -= 1;
  };
  await keepStanding({ standBy }, stop.signal);
  expect([rounds, running]).toEqual([2, 0]);
});
