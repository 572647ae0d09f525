/**
 * Everything acknowledged survives kill -9 at any moment, is there once, and every count equals
 * the oracle's. Longer, and with other options: `npm run soak -- kill`.
 */
import { expect, it } from 'vitest';
import { BUSY_FLAGS } from './busy-flags.ts';
import { runKillRounds } from './kill-rounds.ts';
import { seedFrom } from './random.ts';

const ROUNDS = 20;
const seed = seedFrom('KILL_SEED');

it(`nothing acknowledged is lost in ${ROUNDS} kills (KILL_SEED=${seed})`, async () => {
  const report = await runKillRounds({
    seed,
    rounds: ROUNDS,
    roundsPerWorld: 10,
    rulesPerCheck: 30,
    flags: BUSY_FLAGS,
  });
  expect(report).toMatchObject({ rounds: ROUNDS, rules: ROUNDS * 30 });
  expect(report.acknowledged).toBeGreaterThan(ROUNDS);
  expect(report.unknown).toBeGreaterThan(0);
}, 240_000);
