/**
 * A kill at a chosen operation on the disk loses nothing. All points, one after the other, and with
 * other options: `npm run soak -- points`.
 */
import { describe, expect, it } from 'vitest';
import { BUSY_FLAGS } from './busy-flags.ts';
import { shimObstacle } from './disk-shim.ts';
import { runKillPoints } from './kill-points.ts';
import { seedFrom } from './random.ts';

const seed = seedFrom('KILL_SEED');

describe.skipIf(shimObstacle !== undefined)(`a server that dies (KILL_SEED=${seed})`, () => {
  it('at one of its first operations on a new folder', async () => {
    const points = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15];
    const report = await runKillPoints({
      seed,
      points,
      pointsPerFolder: 4,
      rulesPerCheck: 10,
      flags: BUSY_FLAGS,
    });
    expect(report).toMatchObject({ points: points.length });
    expect(report.starting).toBeGreaterThan(0);
  }, 240_000);

  it('at one of its later operations on a folder with data', async () => {
    const points = Array.from({ length: 24 }, (_, i) => 1 + Math.floor(i ** 1.6));
    const report = await runKillPoints({
      seed,
      points: [400, ...points],
      pointsPerFolder: points.length + 1,
      rulesPerCheck: 10,
      flags: BUSY_FLAGS,
    });
    expect(report).toMatchObject({ points: points.length + 1, unreached: 0 });
    expect(report.unknown).toBeGreaterThan(0);
  }, 240_000);
});
