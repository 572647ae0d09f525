/**
 * Muster's counts equal DuckDB's on real data: one test for each question of `questions.ts`. Both
 * are given the same items; Muster in several shards, with the types that JSON shows taken from the
 * first values.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ValueType } from '../../engine/index.ts';
import { openSubject } from '../subject.ts';
import { REQUIRED_FEATURES } from './covers.ts';
import { duckdbAnswers } from './duckdb-answers.ts';
import {
  TRAVEL_ATTRIBUTES,
  TRAVEL_CHANNELS,
  TRAVEL_FIELDS,
  TRAVEL_GROUPS,
  TRAVEL_SEGMENTS,
  travelContacts,
  travelEvents,
} from './load.ts';
import type { Question } from './question.ts';
import { QUESTIONS } from './questions.ts';

const LOADING_MS_MAX = 300_000;
const ANSWER_MS_MAX = 60_000;
const BATCH_ITEMS = 10_000;
/** Three shards for the contacts of the part. */
const SHARD_BITS = 12;
const ARRIVED = Date.parse('2017-09-01T00:00:00Z');
const DECLARED_TYPES: readonly ValueType[] = ['date', 'datetime'];

/** Questions whose point is that nobody, or everyone, answers them. */
const ONE_SIDED: readonly string[] = [
  'all of nothing and none of nothing is everyone',
  'any of nothing is nobody',
  'last second, the excluded edge on many events',
  'last within_next is nobody',
  'number between upside down is nobody',
  'sequence with a gap one second short of a day',
];

/** Published values of MurmurHash3 x86 32-bit: nothing, a block, a tail, a seed. */
const HASHES = [
  { name: 'hash of nothing', sql: `SELECT murmur3('', 0)`, value: 0 },
  { name: 'hash of a block', sql: `SELECT murmur3('test', 0)`, value: 0xba6bd213 },
  { name: 'hash with a tail', sql: `SELECT murmur3('Hello, world!', 0)`, value: 0xc0363e43 },
  {
    name: 'hash with a seed',
    sql: `SELECT murmur3('Hello, world!', 2538058380)`,
    value: 0x24884cba,
  },
];

type Muster = Awaited<ReturnType<typeof openSubject>>;

function* batchesOf<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === BATCH_ITEMS) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function openTravel(asks: 'now' | 'then'): Promise<Muster> {
  const muster = await openSubject({ shardBits: SHARD_BITS, asks });
  for (const { name, type } of TRAVEL_FIELDS) {
    if (DECLARED_TYPES.includes(type)) await muster.declareField(name, type);
  }
  for (const { event, name, type } of TRAVEL_ATTRIBUTES) {
    if (DECLARED_TYPES.includes(type)) await muster.declareAttribute(event, name, type);
  }
  for (const batch of batchesOf(travelContacts())) await muster.writeContacts(batch, ARRIVED);
  for (const batch of batchesOf(travelEvents())) await muster.writeEvents(batch, ARRIVED);
  for (const { id, contacts } of TRAVEL_GROUPS) await muster.putGroup(id, contacts);
  for (const { name, rule } of TRAVEL_CHANNELS) await muster.putChannel(name, rule);
  for (const { id, rule, timezone } of TRAVEL_SEGMENTS) {
    await muster.putSegment(id, rule, timezone);
  }
  return muster;
}

function optionsOf({ at, timezone }: Question): { at: number; timezone?: string } {
  return { at: Date.parse(at), ...(timezone === undefined ? {} : { timezone }) };
}

describe('the questions', () => {
  test('cover every operator, aggregate, window form, sequence form and reference', () => {
    const covered = new Set(QUESTIONS.flatMap((question) => question.covers));
    expect(REQUIRED_FEATURES.filter((feature) => !covered.has(feature))).toEqual([]);
  });

  test('are asked in zones east and west of UTC, and in UTC', () => {
    const zones = new Set(QUESTIONS.map((question) => question.timezone ?? 'UTC'));
    expect([...zones].sort()).toEqual(['America/New_York', 'Europe/Warsaw', 'UTC']);
  });

  test('have a name each', () => {
    expect(new Set(QUESTIONS.map((question) => question.name)).size).toBe(QUESTIONS.length);
  });
});

/** Asked about now, conditions stand, and the clock goes back and forth between the questions. */
describe.each(['then', 'now'] as const)(
  'Muster, asked about %s, counts what DuckDB counts',
  (asks) => {
    let muster: Muster;
    let expected: Map<string, number>;
    let hashes: (number | undefined)[];

    beforeAll(async () => {
      const answers = await duckdbAnswers([...QUESTIONS, ...HASHES]);
      hashes = HASHES.map(({ name }) => answers.get(name));
      expected = new Map(QUESTIONS.map(({ name }) => [name, answers.get(name) ?? Number.NaN]));
      muster = await openTravel(asks);
    }, LOADING_MS_MAX);

    afterAll(async () => {
      await muster.close();
    });

    test('where the hash that samples are checked with has its published values', () => {
      expect(hashes).toEqual(HASHES.map(({ value }) => value));
    });

    test('and the answers tell contacts apart', async () => {
      const total = await muster.count({ all: [] }, { at: ARRIVED });
      const oneSided = [...expected].filter(([, count]) => count === 0 || count === total);
      expect(oneSided.map(([name]) => name).sort()).toEqual(ONE_SIDED);
    });

    for (const question of QUESTIONS) {
      test(`${question.name}`, { timeout: ANSWER_MS_MAX }, async () => {
        const options = optionsOf(question);
        for (const ask of ['first', 'again']) {
          const count = await muster.count(question.rule, options);
          expect([ask, count]).toEqual([ask, expected.get(question.name)]);
        }
      });
    }
  },
);
