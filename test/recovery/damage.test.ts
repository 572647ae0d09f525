/** Damaged files never give a wrong answer. All of them: `npm run soak -- damage`. */
import { expect, it } from 'vitest';
import { WHOLE_LOG_FLAGS } from './busy-flags.ts';
import { runDamage } from './damage.ts';
import { seedFrom } from './random.ts';

const seed = seedFrom('KILL_SEED');

it(`a damaged file is harmless or named (KILL_SEED=${seed})`, async () => {
  const report = await runDamage({
    seed,
    flags: WHOLE_LOG_FLAGS,
    livesMs: [200, 200],
    bits: { perFile: 8 },
    atMostCases: 24,
    parallel: 2,
  });
  expect(report.failures).toEqual([]);
  expect(report.cases).toBe(report.unharmed + report.refused);
  expect(report.refused).toBeGreaterThan(0);
}, 240_000);
