/**
 * The table of the grammar and of what tests it, made from the code: operators and their types
 * from the engine, questions to DuckDB and random rules by walking them. The table is kept in
 * `docs/OPERATORS.md`; `npx vitest -u` writes it anew when this test says that it is stale.
 */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { operatorTypes } from '../../engine/condition-parse.ts';
import { AGGREGATES, OPERATORS } from '../../engine/rule.ts';
import { featuresOf } from '../duckdb/covers.ts';
import { QUESTIONS } from '../duckdb/questions.ts';
import { caseArbitrary } from '../fuzz/fuzz-run.ts';
import { Tally } from '../fuzz/fuzz-tally.ts';

const WORLDS = 200;
const RULES_PER_WORLD = 25;
const SEED = 1;

const questions = new Map<string, number>();
const tally = new Tally();

beforeAll(() => {
  for (const { rule } of QUESTIONS) {
    for (const feature of featuresOf(rule)) {
      questions.set(feature, (questions.get(feature) ?? 0) + 1);
    }
  }
  for (const { plan, queries } of fc.sample(caseArbitrary(RULES_PER_WORLD), {
    seed: SEED,
    numRuns: WORLDS,
  })) {
    for (const { rule } of queries) tally.addRule(rule, plan);
  }
});

test('every operator of every type is tested, and the table in docs says how often', async () => {
  const rows = [...fieldRows(), ...whereRows(), ...aggregateRows(), ...otherRows()];
  for (const { what, asked, random } of rows) {
    expect(asked, `questions to DuckDB about ${what}`).toBeGreaterThan(0);
    expect(random, `random rules about ${what}`).toBeGreaterThan(0);
  }
  await expect(document(rows)).toMatchFileSnapshot('../../docs/OPERATORS.md');
});

type Row = {
  readonly section: string;
  readonly what: string;
  readonly asked: number;
  readonly random: number;
};

function fieldRows(): readonly Row[] {
  return OPERATORS.flatMap((op) =>
    operatorTypes(op).map((type) => ({
      section: 'Fields',
      what: `\`${op}\` of ${type}`,
      asked: sum(formsOf(op).map((form) => questions.get(`field ${type} ${form}`))),
      random: tally.counts.get(`field:${type}:${op}`) ?? 0,
    })),
  );
}

function whereRows(): readonly Row[] {
  return OPERATORS.map((op) => ({
    section: 'Attributes of one event (`where`)',
    what: `\`${op}\``,
    asked: sum(formsOf(op).map((form) => questions.get(`where ${form}`))),
    random: sum(operatorTypes(op).map((type) => tally.counts.get(`attr:${type}:${op}`))),
  }));
}

function aggregateRows(): readonly Row[] {
  return AGGREGATES.map((aggregate) => ({
    section: 'Aggregates',
    what: `\`${aggregate}\``,
    asked: questions.get(aggregate) ?? 0,
    random: tally.counts.get(`aggregate:${aggregate}`) ?? 0,
  }));
}

/** What is said, the features of questions that say it, and the keys of random rules. */
const OTHERS: readonly (readonly [
  section: string,
  what: string,
  features: readonly string[],
  keys: readonly string[],
])[] = [
  ...['all', 'any', 'none', 'not'].map((kind) =>
    other('Logic', `\`${kind}\``, [kind], [`node:${kind}`]),
  ),
  ...['all', 'any', 'none', 'not'].map((kind) =>
    other('Logic', `\`${kind}\` in \`where\``, [`where ${kind}`], [`node:where:${kind}`]),
  ),
  other(
    'Logic',
    '`ignore_case`',
    ['field ignore_case'],
    ['ignore_case:eq', 'ignore_case:contains'],
  ),
  other('Events', 'one type', ['event type'], ['pattern:exact']),
  other('Events', 'a prefix', ['event prefix*'], ['pattern:prefix']),
  other('Events', 'every type', ['event *'], ['pattern:any']),
  other('Events', 'several types', ['event [several]'], ['pattern:several']),
  other('Windows', 'all time', ['within all time'], ['window:none']),
  other(
    'Windows',
    '`last`',
    ['exact', 'months', 'years', 'mixed'].map((kind) => `within last ${kind}`),
    ['window:last'],
  ),
  other('Windows', '`from`', ['within from'], ['window:from']),
  other('Windows', '`to`', ['within to'], ['window:to']),
  other('Windows', '`from` and `to`', ['within from to'], ['window:from-to']),
  ...['current', 'previous'].flatMap((kind) =>
    ['day', 'week', 'month', 'quarter', 'year'].map((unit) =>
      other(
        'Windows',
        `\`${kind}\` ${unit}`,
        [`within ${kind} ${unit}`],
        [`window:${kind}:${unit}`],
      ),
    ),
  ),
  other('Sequences', 'steps without a gap', ['sequence step without gap'], ['sequence:happened']),
  other(
    'Sequences',
    'steps within a gap',
    ['sequence step with exact gap', 'sequence step with calendar gap'],
    ['sequence:happened-gap'],
  ),
  other(
    'Sequences',
    'a closing `not` up to now',
    ['sequence closing not without gap'],
    ['sequence:closing'],
  ),
  other(
    'Sequences',
    'a closing `not` within a gap',
    ['sequence closing not with exact gap', 'sequence closing not with calendar gap'],
    ['sequence:closing-gap'],
  ),
  ...['segment', 'group', 'contacts', 'reachable', 'sample'].map((kind) =>
    other('References', `\`${kind}\``, [kind], [`node:${kind}`]),
  ),
];

function other(
  section: string,
  what: string,
  features: readonly string[],
  keys: readonly string[],
): (typeof OTHERS)[number] {
  return [section, what, features, keys];
}

function otherRows(): readonly Row[] {
  return OTHERS.map(([section, what, features, keys]) => ({
    section,
    what,
    asked: sum(features.map((feature) => questions.get(feature))),
    random: sum(keys.map((key) => tally.counts.get(key))),
  }));
}

/** An operator as the questions are told apart by. */
function formsOf(op: string): readonly string[] {
  return op === 'anniversary' ? ['anniversary', 'anniversary days', 'anniversary month'] : [op];
}

function sum(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((total, count) => total + (count ?? 0), 0);
}

function document(rows: readonly Row[]): string {
  const sections = [...new Set(rows.map(({ section }) => section))];
  return `# Operators and their tests

Made from the code by \`test/unit/operator-table.test.ts\`, which fails when this page is stale. For
each part of the rule grammar: how many of the ${QUESTIONS.length} hand-written questions about real data
(\`test/duckdb\`) use it, whose counts equal DuckDB's; and how often it stands in ${WORLDS * RULES_PER_WORLD} random
rules (seed ${SEED}) of the kind that \`test/fuzz\` compares with the oracle, new ones in every run.
Edges of windows, days and zones, and values that are missing or empty, have tables of their own in
\`test/unit/boundary-*.test.ts\`.
${sections
  .map((section) =>
    sectionOf(
      section,
      rows.filter((row) => row.section === section),
    ),
  )
  .join('')}`;
}

function sectionOf(section: string, rows: readonly Row[]): string {
  const lines = rows.map(({ what, asked, random }) => `| ${what} | ${asked} | ${random} |\n`);
  return `\n## ${section}\n\n| | questions to DuckDB | random rules |\n|---|--:|--:|\n${lines.join('')}`;
}
