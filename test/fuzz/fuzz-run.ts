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
import { ALL_REFERENCES, type World, worldArbitrary } from './fuzz-world.ts';

/** Smaller worlds tried after a failure; those beyond pass unseen, so that shrinking ends. */
const MAX_SHRINKS = 1500;

export type FuzzOptions = {
  readonly seed: number;
  readonly worlds: number;
  /** Each is asked twice: of the world, and again after more has happened. */
  readonly rulesPerWorld: number;
  readonly open: () => Promise<Subject>;
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
      for await (const { count, total } of runCase(drawn, subject)) {
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
