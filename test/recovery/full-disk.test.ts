/** A full disk refuses writes and nothing else. With figures: `npm run soak -- full`. */
import { describe, expect, it } from 'vitest';
import { BUSY_FLAGS } from './busy-flags.ts';
import { fileLimit, runFullDisk, shimShortage, smallFileSystem } from './full-disk.ts';
import { seedFrom } from './random.ts';

const seed = seedFrom('KILL_SEED');
const SHORTAGES = [shimShortage(0), shimShortage(70_000), fileLimit, smallFileSystem];

describe(`(KILL_SEED=${seed})`, () => {
  for (const shortage of SHORTAGES) {
    const reason = shortage.obstacle === undefined ? '' : ` (not here: ${shortage.obstacle})`;
    it.skipIf(shortage.obstacle !== undefined)(
      `${shortage.name} refuses writes with 507 and nothing else${reason}`,
      async () => {
        const report = await runFullDisk({ seed, flags: BUSY_FLAGS }, shortage);
        expect(report.refused).toBeGreaterThan(0);
        expect(report.others).toEqual([]);
        expect(report.refusal).toMatchObject({
          type: expect.stringMatching(/^application\/problem\+json/),
          body: { status: 507, title: expect.any(String) },
        });
      },
      300_000,
    );
  }
});
