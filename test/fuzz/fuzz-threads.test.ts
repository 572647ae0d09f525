/**
 * The engine on two worker threads against the oracle: what crosses between threads, in which
 * order, and how shards in different workers add up. `FUZZ_SEED` repeats a run.
 */
import { expect, test } from 'vitest';
import { openSubject } from '../subject.ts';
import { runFuzz } from './fuzz-run.ts';

const WORLDS = 15;
const RULES_PER_WORLD = 20;

test('the engine in two threads answers random rules as the oracle does', async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`FUZZ_SEED=${seed}`);
  const { compared } = await runFuzz({
    seed,
    worlds: WORLDS,
    rulesPerWorld: RULES_PER_WORLD,
    open: () => openSubject({ shardBits: 3, threads: 2 }),
  });
  expect(compared).toBe(2 * WORLDS * RULES_PER_WORLD);
});
