/**
 * Plays random worlds to the oracle and to a subject, and compares their answers.
 *
 * A failure shrinks to a small world and a small rule; its message has the seed and the path that
 * bring it back.
 */
import fc from 'fast-check';

import { Oracle } from '../oracle/oracle.ts';
import { type Plan, settingArbitrary } from './fuzz-plan.ts';
import { shape } from './fuzz-pool.ts';
import { type Query, queryArbitrary } from './fuzz-rule.ts';
import { compare, json, playSteps, type Subject, startOfLater } from './fuzz-subject.ts';
import { Tally } from './fuzz-tally.ts';
import { ALL_REFERENCES, STEP_INTERVAL, type World, worldArbitrary } from './fuzz-world.ts';

/** Smaller worlds tried after a failure; those beyond pass unseen, so that shrinking ends. */
const MAX_SHRINKS = 1500;

export type FuzzOptions = {
  readonly seed: number;
  readonly worlds: number;
  /** Each is asked twice: of the world, and again after more has happened. */
  readonly rulesPerWorld: number;
  readonly open: () => Promise<Subject>;
  /** Asks each again and again, at moments that go on and now and then back, while things happen. */
  readonly wanders?: boolean;
  /** Of a failure's message: goes straight to it. */
  readonly path?: string;
};

export type FuzzStatistics = {
  readonly worlds: number;
  /** Rules asked, each time counted. */
  readonly compared: number;
  /** Of these, the share whose answer is neither nobody nor everyone. */
  readonly telling: number;
  /** How often each part of the grammar was asked; keys as in `Tally`. */
  readonly tally: ReadonlyMap<string, number>;
};

/** A world with the questions that are valid in it, by the plan that holds when they are asked. */
export type FuzzCase = {
  readonly plan: Plan;
  readonly world: World;
  readonly queries: readonly Query[];
};

export function caseArbitrary(rulesPerWorld: number): fc.Arbitrary<FuzzCase> {
  return settingArbitrary.chain((setting) => {
    const query = queryArbitrary(setting.after, ALL_REFERENCES);
    return shape<FuzzCase>({
      plan: fc.constant(setting.after),
      world: worldArbitrary(setting),
      queries: queriesArbitrary(query, rulesPerWorld),
    }).map(readable);
  });
}

/** As many as wanted, though each can shrink away. */
function queriesArbitrary(query: fc.Arbitrary<Query>, count: number): fc.Arbitrary<Query[]> {
  const removable = fc.option(query, { nil: undefined, freq: 1_000_000 });
  return fc
    .array(removable, { minLength: count, maxLength: count })
    .map((queries) => queries.filter((drawn) => drawn !== undefined));
}

/** Failures show what was played and asked, without the pools that it was drawn from. */
function readable(drawn: FuzzCase): FuzzCase {
  const { world, queries } = drawn;
  const text = (): string => json({ world, queries });
  return Object.defineProperty(drawn, fc.toStringMethod, { value: text, enumerable: false });
}

export async function runFuzz(options: FuzzOptions): Promise<FuzzStatistics> {
  const tally = new Tally();
  const totals = { worlds: 0, compared: 0, telling: 0 };
  let shrinks = -1;
  const property = fc.asyncProperty(caseArbitrary(options.rulesPerWorld), async (drawn) => {
    if (shrinks >= 0 && ++shrinks > MAX_SHRINKS) return;
    totals.worlds++;
    for (const { rule } of drawn.queries) tally.addRule(rule, drawn.plan);
    const subject = await options.open();
    try {
      const run = options.wanders === true ? runWandering : runCase;
      for await (const { count, total } of run(drawn, subject)) {
        totals.compared++;
        if (count > 0 && count < total) totals.telling++;
      }
    } catch (error) {
      shrinks = Math.max(shrinks, 0);
      throw error;
    } finally {
      await subject.close();
    }
  });
  await fc.assert(property, {
    seed: options.seed,
    numRuns: options.worlds,
    includeErrorInReport: true,
    ...(options.path === undefined ? {} : { path: options.path }),
  });
  const { worlds, compared, telling } = totals;
  return { worlds, compared, telling: telling / compared, tally: tally.counts };
}

async function* runCase(
  drawn: FuzzCase,
  subject: Subject,
): AsyncGenerator<{ count: number; total: number }> {
  const { world, queries } = drawn;
  const oracle = new Oracle();
  await playSteps(world.steps, world.start, oracle, subject);
  for (const query of queries) yield await compare(query, oracle, subject);
  await playSteps(world.later, startOfLater(world), oracle, subject);
  for (const query of queries) {
    yield await compare({ ...query, at: query.later }, oracle, subject);
  }
}

/** Steps that are played between two rounds of questions. */
const STEPS_PER_ROUND = 3;
const MINUTE = 60_000;

async function* runWandering(
  drawn: FuzzCase,
  subject: Subject,
): AsyncGenerator<{ count: number; total: number }> {
  const { world, queries } = drawn;
  const oracle = new Oracle();
  await playSteps(world.steps, world.start, oracle, subject);
  const rounds = Math.ceil(world.later.length / STEPS_PER_ROUND);
  for (let round = 0; round <= rounds; round++) {
    for (const query of queries) {
      // In equal steps from the one moment to the other, each a little beside its place; and there
      // once more, so that what stood still is asked for too.
      const share = rounds === 0 ? 0 : round / rounds;
      const near = Math.round(query.at + (query.later - query.at) * share);
      const aside = ((round * 7919) % 5) - 2;
      for (const at of [near, near + aside * MINUTE, near + aside * MINUTE + 1]) {
        yield await compare({ ...query, at }, oracle, subject);
      }
    }
    const next = round * STEPS_PER_ROUND;
    const steps = world.later.slice(next, next + STEPS_PER_ROUND);
    await playSteps(steps, startOfLater(world) + next * STEP_INTERVAL, oracle, subject);
  }
}
