/**
 * The generators against the oracle itself: what they make can be played and asked, and nothing of
 * the grammar is left out.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { VALUE_TYPES, type ValueType } from '../../engine/value.ts';
import { Oracle } from '../oracle/oracle.ts';
import { fits } from '../oracle/oracle-operators.ts';
import { Clock } from '../oracle/oracle-time.ts';
import type { Value } from '../oracle/oracle-values.ts';
import { comparisonArbitrary } from './fuzz-comparison.ts';
import { oracleSubject } from './fuzz-oracle-subject.ts';
import { GHOST, settingArbitrary } from './fuzz-plan.ts';
import { caseArbitrary, type FuzzStatistics, runFuzz } from './fuzz-run.ts';
import { type Step, seedingSteps } from './fuzz-step.ts';
import { compare, play } from './fuzz-subject.ts';
import type { World } from './fuzz-world.ts';

const INSTANT_OPERATORS = [
  'eq',
  'neq',
  'between',
  'before',
  'after',
  'within_last',
  'within_next',
  'older_than',
  'anniversary',
];
const NUMBER_OPERATORS = ['eq', 'neq', 'in', 'not_in', 'gt', 'gte', 'lt', 'lte', 'between'];
const EXISTENCE = ['exists', 'not_exists'];

/** SPEC's table of field conditions, by type. */
const OPERATORS: { readonly [T in ValueType]: readonly string[] } = {
  text: [
    'eq',
    'neq',
    'in',
    'not_in',
    'contains',
    'not_contains',
    'starts_with',
    'ends_with',
    'matches',
    'not_matches',
    ...EXISTENCE,
  ],
  number: [...NUMBER_OPERATORS, ...EXISTENCE],
  boolean: ['eq', 'neq', ...EXISTENCE],
  date: [...INSTANT_OPERATORS, 'in', 'not_in', ...EXISTENCE],
  datetime: [...INSTANT_OPERATORS, ...EXISTENCE],
  list: ['has_any', 'has_all', 'has_none', ...EXISTENCE],
};

const EXAMPLES: readonly Value[] = [
  { type: 'text', value: 'a' },
  { type: 'number', value: 1 },
  { type: 'boolean', value: true },
  { type: 'date', value: '2024-01-01' },
  { type: 'datetime', value: 0 },
  { type: 'list', value: ['a'] },
];

/** Everything else of the grammar, as `Tally` names it. */
const FORMS = [
  ...['all', 'any', 'none', 'not', 'field', 'event', 'sequence'].map((kind) => `node:${kind}`),
  ...['segment', 'group', 'contacts', 'reachable', 'sample'].map((kind) => `node:${kind}`),
  ...['all', 'any', 'none', 'not'].map((kind) => `node:where:${kind}`),
  ...['all', 'any', 'none'].map((kind) => `node:${kind}:empty`),
  ...['none', 'last', 'from', 'to', 'from-to'].map((window) => `window:${window}`),
  ...['day', 'week', 'month', 'quarter', 'year'].flatMap((unit) => [
    `window:current:${unit}`,
    `window:previous:${unit}`,
  ]),
  ...['count', 'sum', 'avg', 'min', 'max', 'distinct'].flatMap((aggregate) =>
    [...NUMBER_OPERATORS, ...EXISTENCE, 'default'].map((op) => `aggregate:${aggregate}:${op}`),
  ),
  ...['first', 'last'].flatMap((aggregate) =>
    [...INSTANT_OPERATORS, ...EXISTENCE, 'default'].map((op) => `aggregate:${aggregate}:${op}`),
  ),
  ...['exact', 'prefix', 'any', 'several'].map((pattern) => `pattern:${pattern}`),
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((steps) => `sequence:steps:${steps}`),
  ...['happened', 'happened-gap', 'closing', 'closing-gap'].map((step) => `sequence:${step}`),
  ...['now', 'today', 'date', 'text', 'millis', 'ago', 'ahead'].map((form) => `instant:${form}`),
  ...['eq', 'neq', 'in', 'not_in', 'contains', 'not_contains', 'starts_with', 'ends_with'].map(
    (op) => `ignore_case:${op}`,
  ),
  ...['matches', 'not_matches', 'has_any', 'has_all', 'has_none'].map((op) => `ignore_case:${op}`),
  'attr:mixed',
  'name',
  'where:name',
];

describe('random worlds', () => {
  it('are played and asked, with every part of the grammar in 4000 rules', async () => {
    const statistics = await runFuzz({
      seed: 20240229,
      worlds: 160,
      rulesPerWorld: 25,
      open: async () => oracleSubject(),
    });
    expect(statistics.compared).toBe(8000);
    expect(statistics.telling).toBeGreaterThan(0.4);
    expect(missingFrom(statistics)).toEqual([]);
    expect(strangeIn(statistics)).toEqual([]);
  }, 120_000);

  it('show a fault, by a rule that is small', async () => {
    const spoil = (rule: unknown): unknown => JSON.parse(swapped(JSON.stringify(rule)));
    const swapped = (text: string): string => text.replaceAll('"has_all"', '"has_any"');
    const run = runFuzz({
      seed: 1,
      worlds: 50,
      rulesPerWorld: 25,
      open: async () => oracleSubject(spoil),
    });
    await expect(run).rejects.toThrow(/rule \{.*"has_all"/);
  }, 120_000);

  it('are the same for the same seed', () => {
    const draw = (): string =>
      fc.stringify(
        fc.sample(caseArbitrary(3), { seed: 7, numRuns: 3 }).map((drawn) => drawn.world),
      );
    expect(draw()).toBe(draw());
  });
});

function missingFrom({ tally }: FuzzStatistics): string[] {
  const conditions = VALUE_TYPES.flatMap((type) =>
    OPERATORS[type].flatMap((op) => [`field:${type}:${op}`, `attr:${type}:${op}`]),
  );
  return [...conditions, ...FORMS].filter((key) => !tally.has(key));
}

/** Operators on fields that have another type. */
function strangeIn({ tally }: FuzzStatistics): string[] {
  return [...tally.keys()].filter((key) => {
    const [subject, type, op] = key.split(':') as [string, ValueType | 'unknown', string];
    return subject === 'field' && type !== 'unknown' && !OPERATORS[type].includes(op);
  });
}

describe('a comparison', () => {
  const step = (contact: string, x: number): Step => ({
    do: 'write-contact',
    item: { id: contact, fields: { x } },
  });
  const world: World = { start: 0, steps: [step('a', 1)], later: [step('b', 2)] };
  const one = { field: 'x', op: 'eq', value: 1 };

  it('counts what matches and all there is', async () => {
    const [oracle, subject] = [new Oracle(), oracleSubject()];
    await play(world, oracle, subject);
    expect(await compare({ rule: one, at: 0 }, oracle, subject)).toEqual({ count: 1, total: 2 });
  });

  it('names the contacts in question and what is known of them', async () => {
    const [oracle, subject] = [new Oracle(), oracleSubject(() => ({ all: [] }))];
    await play(world, oracle, subject);
    const asked = compare({ rule: one, at: 0 }, oracle, subject);
    await expect(asked).rejects.toThrow(/missing \[\], extra \["b"\]\n {2}b: created_at=\d+ x=2/);
  });

  it('stops at a step that turns out otherwise', async () => {
    const subject = { ...oracleSubject(), writeContact: async () => 'rejected' as const };
    const played = play(world, new Oracle(), subject);
    await expect(played).rejects.toThrow('expected accepted, got rejected');
  });
});

describe('random comparisons', () => {
  it.each(EXAMPLES)('fit a $type', (example) => {
    const drawn = settingArbitrary.chain(({ before }) =>
      comparisonArbitrary(before, example.type).map((comparison) => ({ comparison, before })),
    );
    const property = fc.property(drawn, ({ comparison, before }) => {
      const clock = new Clock(before.era.anchor, before.era.timezone);
      expect(OPERATORS[example.type]).toContain(comparison.op);
      expect([comparison, fits(comparison, example, clock)]).toEqual([comparison, true]);
    });
    fc.assert(property, { seed: 3, numRuns: 300 });
  });
});

describe('plans', () => {
  it('have every attribute written or declared from the start', () => {
    const property = fc.property(settingArbitrary, ({ before }) => {
      const steps = seedingSteps(before);
      const isThere = (event: string, name: string): boolean =>
        steps.some(
          (step) =>
            (step.do === 'declare-attribute' && step.event === event && step.name === name) ||
            (step.do === 'write-event' && writes(step.item, event, name)),
        );
      const missing = before.events.flatMap(({ type, attributes }) =>
        attributes.filter(({ name }) => name !== GHOST && !isThere(type, name)),
      );
      expect(missing).toEqual([]);
    });
    fc.assert(property, { seed: 4, numRuns: 50 });
  });
});

function writes(item: unknown, event: string, name: string): boolean {
  const written = item as { event: string; attributes: object };
  return written.event === event && Object.hasOwn(written.attributes, name);
}
