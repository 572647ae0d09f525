/** A disk whose fsync fails or is slow. With figures: `npm run soak -- sync`. */
import { describe, expect, it } from 'vitest';
import { BUSY_FLAGS } from './busy-flags.ts';
import { shimObstacle } from './disk-shim.ts';
import { runRangeFailure, runSlowSync, runSyncFailure } from './failing-sync.ts';
import { seedFrom } from './random.ts';

const seed = seedFrom('KILL_SEED');
const options = { seed, flags: BUSY_FLAGS };

describe.skipIf(shimObstacle !== undefined)(`fsync (KILL_SEED=${seed})`, () => {
  it.each(['failsOnce', 'fails'] as const)(
    'that %s ends the server with a reason, and nothing acknowledged is lost',
    async (mode) => {
      const { ended, acknowledgedAfter, failures } = await runSyncFailure(options, mode);
      expect(failures).toBeGreaterThan(0);
      expect(acknowledgedAfter).toBe(0);
      expect(ended.status).toBe(1);
      expect(ended.stderr).toMatch(/^muster: .*(written|disk)/m);
    },
  );

  it.each([0, 1, 2, 3, 4, 5])(
    'that fails after %i that pass while a range of the log is made ends the server at once',
    async (passing) => {
      const { ended, endedAfterMs, statuses, found } = await runRangeFailure(passing);
      const acknowledged = statuses.filter((status) => status === 200).length;
      const refused = statuses.findIndex((status) => status !== 200);
      expect(refused).toBe(acknowledged);
      expect([acknowledged, acknowledged + 1]).toContain(found);
      expect(ended.status).toBe(1);
      expect(ended.stderr).toMatch(/^muster: stopping, nothing can be written any more/m);
      expect(endedAfterMs).toBeLessThan(1000);
    },
  );

  it('that takes long holds back acknowledgements, and no count', async () => {
    // A repeat writes nothing, so it need not wait for what is saved in the background.
    const flags = ['--threads', '2', '--checkpoint-every', 'P1D'];
    const { countsMs, early } = await runSlowSync({ seed, flags }, 1500);
    expect(countsMs.length).toBeGreaterThan(0);
    expect(early).toBe(0);
  });
});
