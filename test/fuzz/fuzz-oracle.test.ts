/**
 * The engine against the oracle: random worlds and random rules over the whole grammar. Shards of
 * eight contacts make even small worlds span several.
 *
 * `FUZZ_SEED` repeats a run, `FUZZ_WORLDS` makes it longer or shorter.
 */
import { expect, test } from 'vitest';
import { openSubject } from '../subject.ts';
import { runFuzz } from './fuzz-run.ts';

const RULES_PER_WORLD = 25;
const WORLDS = Number(process.env['FUZZ_WORLDS'] ?? 650);
/** Each rule is asked of its world, and again after more has happened. */
const ASKED_TIMES = 2;

test('the engine answers random rules as the oracle does', { timeout: 900_000 }, async () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`FUZZ_SEED=${seed} FUZZ_WORLDS=${WORLDS}`);
  const { compared, telling } = await runFuzz({
    seed,
    worlds: WORLDS,
    rulesPerWorld: RULES_PER_WORLD,
    open: () => openSubject({ shardBits: 3 }),
  });
  const rules = WORLDS * RULES_PER_WORLD;
  console.log(
    `${rules} rules, ${compared} answers compared, ${Math.round(100 * telling)} % told some from others`,
  );
  // Once in a million, a rule is drawn as already shrunk away.
  expect(compared).toBeGreaterThan(0.999 * ASKED_TIMES * rules);
  expect(telling).toBeGreaterThan(0.25);
});
