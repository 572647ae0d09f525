/**
 * Random comparisons, `{ op, value, ignore_case }`, valid for a type: every operator that SPEC
 * gives it, with operands mostly from the world's own values.
 */
import fc from 'fast-check';

import type { ValueType } from '../../engine/value.ts';
import type { Comparison } from '../oracle/oracle-json.ts';
import { averageOf, sumOf } from '../oracle/oracle-sum.ts';
import type { Plan } from './fuzz-plan.ts';
import {
  DURATIONS,
  dateArbitrary,
  instantJson,
  momentArbitrary,
  shape,
  weighted,
} from './fuzz-pool.ts';

const EXISTENCE: fc.Arbitrary<Comparison> = shape<Comparison>({
  op: fc.constantFrom('exists', 'not_exists'),
});

export const durationArbitrary: fc.Arbitrary<string> = fc.constantFrom(...DURATIONS);

/** An instant as rules write it. */
export function instantArbitrary(plan: Plan): fc.Arbitrary<unknown> {
  return weighted<unknown>(
    [3, instantJson(momentArbitrary(plan.era))],
    [2, dayArbitrary(plan)],
    [1, fc.constant('now')],
    [3, shape<{ ago: string }>({ ago: durationArbitrary })],
    [1, shape<{ ahead: string }>({ ahead: durationArbitrary })],
  );
}

function dayArbitrary(plan: Plan): fc.Arbitrary<string> {
  return weighted([5, dateArbitrary(plan.era)], [1, fc.constant('today')]);
}

export function comparisonArbitrary(plan: Plan, type: ValueType): fc.Arbitrary<Comparison> {
  return weighted([9, valued(plan, type)], [1, EXISTENCE]);
}

function valued(plan: Plan, type: ValueType): fc.Arbitrary<Comparison> {
  switch (type) {
    case 'text':
      return textComparison(plan);
    case 'number':
      return numberComparison(fc.constantFrom(...plan.numbers));
    case 'boolean':
      return compare(['eq', 'neq'], fc.boolean());
    case 'date':
      return fc.oneof(
        { weight: 5, arbitrary: instantComparison(plan) },
        { weight: 1, arbitrary: compare(['in', 'not_in'], daysArbitrary(plan)) },
      );
    case 'datetime':
      return instantComparison(plan);
    case 'list':
      return folding(compare(['has_any', 'has_all', 'has_none'], textsOf(plan, 3)));
  }
}

function compare(ops: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Comparison> {
  return shape<Comparison & { value: unknown }>({ op: fc.constantFrom(...ops), value });
}

/** With or without `ignore_case`. */
function folding(comparison: fc.Arbitrary<Comparison>): fc.Arbitrary<Comparison> {
  const drawn = weighted<boolean | undefined>(
    [6, fc.constant(undefined)],
    [4, fc.constant(true)],
    [1, fc.constant(false)],
  );
  return fc
    .tuple(comparison, drawn)
    .map(([made, ignore_case]) => (ignore_case === undefined ? made : { ...made, ignore_case }));
}

function textsOf(plan: Plan, maxLength: number): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom(...plan.texts, 'nowhere written'), {
    minLength: 1,
    maxLength,
  });
}

function textComparison(plan: Plan): fc.Arbitrary<Comparison> {
  const part = partArbitrary(plan);
  const parts = fc.uniqueArray(part, { minLength: 1, maxLength: 3 });
  return folding(
    weighted(
      [4, compare(['eq', 'neq'], fc.constantFrom(...plan.texts))],
      [3, compare(['in', 'not_in'], textsOf(plan, 4))],
      [
        6,
        compare(
          ['contains', 'not_contains', 'starts_with', 'ends_with'],
          fc.oneof<fc.Arbitrary<unknown>[]>(part, parts),
        ),
      ],
      [4, compare(['matches', 'not_matches'], patternArbitrary(plan))],
    ),
  );
}

/** Some characters in a row of a text of the world. */
function partArbitrary(plan: Plan): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...plan.texts), fc.nat(5), fc.integer({ min: 1, max: 3 }))
    .map(([text, from, length]) => {
      const characters = [...text];
      const start = from % characters.length;
      return characters.slice(start, start + length).join('');
    });
}

function patternArbitrary(plan: Plan): fc.Arbitrary<string> {
  const alternative = fc
    .tuple(fc.constantFrom(...plan.texts), partArbitrary(plan), fc.nat(9), fc.nat(5))
    .map(([text, part, form, at]) => alternativeOf(text, part, form, at));
  return fc.array(alternative, { minLength: 1, maxLength: 3 }).map((all) => all.join('|'));
}

/** Whole, beginning, end, middle, hole in the middle; with `*` or `+`. */
function alternativeOf(text: string, part: string, form: number, at: number): string {
  const characters = [...text];
  const middle = at % characters.length;
  const head = escape(characters.slice(0, middle).join(''));
  const tail = escape(characters.slice(middle + 1).join(''));
  const forms = [
    escape(text),
    `*${escape(part)}*`,
    `${head}*`,
    `*${tail}`,
    `${head}+`,
    `+${tail}`,
    `${head}*${tail}`,
    `${head}+${tail}`,
    `+${escape(part)}*`,
    '++',
  ];
  return forms[form] as string;
}

function escape(text: string): string {
  return text.replace(/[*+|\\]/g, '\\$&');
}

/** Exact sums and averages of a few values, and what adding them one by one gives. */
function amountThreshold(plan: Plan): fc.Arbitrary<number> {
  const values = fc.array(fc.constantFrom(...plan.numbers), { minLength: 2, maxLength: 4 });
  return fc.oneof(
    fc.constantFrom(...plan.numbers),
    values.map(sumOf).filter(Number.isFinite),
    values.map(averageOf),
    values.map((added) => added.reduce((sum, value) => sum + value)).filter(Number.isFinite),
  );
}

const countThreshold = weighted(
  [12, fc.integer({ min: 0, max: 4 })],
  [1, fc.constantFrom(-1, 0.5, 1.5, 1000)],
);

function numberComparison(threshold: fc.Arbitrary<number>): fc.Arbitrary<Comparison> {
  const pair = fc.tuple(threshold, threshold);
  const ordered = pair.map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
  return weighted(
    [3, compare(['eq', 'neq'], threshold)],
    [2, compare(['in', 'not_in'], fc.array(threshold, { minLength: 1, maxLength: 3 }))],
    [6, compare(['gt', 'gte', 'lt', 'lte'], threshold)],
    [2, compare(['between'], weighted<number[]>([6, ordered], [1, pair]))],
  );
}

function daysArbitrary(plan: Plan): fc.Arbitrary<string[]> {
  return fc.uniqueArray(dayArbitrary(plan), { minLength: 1, maxLength: 4 });
}

/** Operators that dates and datetimes share. */
function instantComparison(plan: Plan): fc.Arbitrary<Comparison> {
  const instant = instantArbitrary(plan);
  return weighted(
    [2, compare(['eq', 'neq'], weighted([1, instant], [2, dayArbitrary(plan)]))],
    [3, compare(['before', 'after'], instant)],
    [2, compare(['between'], fc.tuple(instant, instant))],
    [4, compare(['within_last', 'within_next', 'older_than'], durationArbitrary)],
    [2, compare(['anniversary'], anniversaryArbitrary)],
  );
}

const dayDistance = weighted(
  [4, fc.constantFrom(-31, -30, -7, -1, 0, 1, 7, 28, 30, 31)],
  [1, fc.integer({ min: -366, max: 366 })],
);

const anniversaryArbitrary: fc.Arbitrary<unknown> = weighted<unknown>(
  [
    2,
    fc.tuple(dayDistance, dayDistance).map(([a, b]) => ({
      from: Math.min(a, b),
      to: Math.max(a, b),
    })),
  ],
  [1, fc.constantFrom(1, 2, 3, 10, 11, 12).map((month) => ({ month }))],
);

/** `op` and `value` of a count of occurrences or values, `op` left out at times. */
export const countComparison = withDefault(numberComparison(countThreshold), countThreshold);

/** Of a sum, an average, a smallest or largest value. */
export function amountComparison(plan: Plan): fc.Arbitrary<Partial<Comparison>> {
  const threshold = amountThreshold(plan);
  return withDefault(numberComparison(threshold), threshold);
}

/** Without `op` it is `gte`, and then `value` may be left out too: it is 1. */
function withDefault(
  comparison: fc.Arbitrary<Comparison>,
  threshold: fc.Arbitrary<number>,
): fc.Arbitrary<Partial<Comparison>> {
  return weighted<Partial<Comparison>>(
    [12, comparison],
    [2, threshold.map((value) => ({ value }))],
    [2, fc.constant({})],
    [1, fc.constant({ op: 'gte' })],
    [2, EXISTENCE],
  );
}

/** Of a first or last time; without `op` it is `exists`. */
export function timeComparison(plan: Plan): fc.Arbitrary<Partial<Comparison>> {
  return weighted<Partial<Comparison>>(
    [8, instantComparison(plan)],
    [1, fc.constant({})],
    [1, EXISTENCE],
  );
}
