/** What is acknowledged is synced, with the folders it is in. Longer: `npm run soak -- power`. */
import { describe, expect, it } from 'vitest';
import { BUSY_FLAGS } from './busy-flags.ts';
import { shimObstacle } from './disk-shim.ts';
import { runPowerLoss } from './power-loss.ts';
import { seedFrom } from './random.ts';

const ROUNDS = 6;
const seed = seedFrom('KILL_SEED');

describe.skipIf(shimObstacle !== undefined)('a loss of power', () => {
  it(`takes nothing that was acknowledged (KILL_SEED=${seed})`, async () => {
    const report = await runPowerLoss({
      seed,
      rounds: ROUNDS,
      rulesPerCheck: 20,
      flags: BUSY_FLAGS,
    });
    expect(report.rounds).toBe(ROUNDS);
    expect(report.acknowledged).toBeGreaterThan(0);
  }, 240_000);
});
