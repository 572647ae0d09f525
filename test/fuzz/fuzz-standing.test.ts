/**
 * Standing conditions against the oracle: random rules asked again and again about now, while the
 * clock goes on (and now and then back) and things are written in between. `FUZZ_SEED` repeats a
 * run, `FUZZ_WORLDS` makes it longer or shorter.
 */
import { expect, test } from 'vitest';
import { openSubject, type SubjectOptions } from '../subject.ts';
import { runFuzz } from './fuzz-run.ts';

const WORLDS = Number(process.env['FUZZ_WORLDS'] ?? 40);
const RULES_PER_WORLD = 8;

const CASES: readonly (readonly [string, SubjectOptions, worlds: number])[] = [
  ['with room for all conditions', { shardBits: 3 }, WORLDS],
  ['in one shard', {}, WORLDS],
  ['with room for few conditions', { shardBits: 4, standingBytes: 4000 }, WORLDS],
  ['in one thread', { shardBits: 3, threads: 1 }, Math.ceil(WORLDS / 8)],
  ['in two threads', { shardBits: 3, threads: 2 }, Math.ceil(WORLDS / 8)],
  ['in five threads', { shardBits: 2, threads: 5 }, Math.ceil(WORLDS / 16)],
];

test.each(CASES)(
  'standing conditions %s stay right',
  { timeout: 900_000 },
  async (_, options, worlds) => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`FUZZ_SEED=${seed} FUZZ_WORLDS=${WORLDS}`);
    const { compared } = await runFuzz({
      seed,
      worlds,
      rulesPerWorld: RULES_PER_WORLD,
      open: () => openSubject({ ...options, asks: 'now' }),
      wanders: true,
    });
    expect(compared).toBeGreaterThan(worlds * RULES_PER_WORLD);
  },
);
