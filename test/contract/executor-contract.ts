/** What every executor does, wherever its shards live. Shards are of four contacts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  deserializeOwn,
  type Executor,
  encodeBatch,
  OP,
  type Plan,
  type Position,
  type Reply,
  type Request,
  type SchemaChange,
  type ShardOp,
  type ShardUpdate,
} from '../../engine/index.ts';

export const SHARD_BITS = 2;
const SHARD_SIZE = 2 ** SHARD_BITS;

/** The first field after the built-in one. */
const NUMBER = 1;
const TAGS = 2;
const VISIT = 0;
const PAGE = 0;

const SCHEMA: readonly SchemaChange[] = [
  { kind: 'field-declared', name: 'number', type: 'number' },
  { kind: 'field-declared', name: 'tags', type: 'list' },
  { kind: 'event-declared', name: 'visit' },
  { kind: 'attribute-declared', event: VISIT, name: 'page', type: 'text' },
];

export const EVERYONE: Plan = { nodes: [{ kind: 'everyone' }], roots: [0] };

/** Those whose number is exactly this. */
function withNumber(number: number): Plan {
  const test = { kind: 'ranges', ranges: [[number, number]] } as const;
  return { nodes: [{ kind: 'field', field: NUMBER, test }], roots: [0] };
}

const VISITORS: Plan = {
  nodes: [
    {
      kind: 'event',
      sources: [{ event: VISIT, where: { kind: 'true' } }],
      window: { from: -Infinity, to: Infinity },
      aggregate: 'count',
      test: { kind: 'ranges', ranges: [[1, Infinity]] },
    },
  ],
  roots: [0],
};

/** Operations `[ordinal, op without its local]`, in order, as one update. */
function updateOf(...ops: readonly (readonly [ordinal: number, op: ShardOp])[]): ShardUpdate {
  const byShard = new Map<number, ShardOp[]>();
  for (const [ordinal, op] of ops) {
    const shard = Math.floor(ordinal / SHARD_SIZE);
    byShard.set(shard, [...(byShard.get(shard) ?? []), op]);
  }
  return record(
    [],
    [...byShard].map(([shard, own]) => [shard, encodeBatch(own)]),
  );
}

/** An update of one record; positions go up from test to test. */
function record(
  schema: readonly SchemaChange[],
  batches: readonly (readonly [number, Uint8Array])[],
): ShardUpdate {
  position += 1;
  return { records: [{ position: position as Position, schema, batches }] };
}

let position = 0;

const local = (ordinal: number): number => ordinal % SHARD_SIZE;

const create = (ordinal: number) => [ordinal, [OP.create, local(ordinal), `c${ordinal}`]] as const;
const setNumber = (ordinal: number, value: number) =>
  [ordinal, [OP.set, local(ordinal), NUMBER, value]] as const;
const setTags = (ordinal: number, tags: readonly string[]) =>
  [ordinal, [OP.set, local(ordinal), TAGS, tags]] as const;
const remove = (ordinal: number) => [ordinal, [OP.remove, local(ordinal)]] as const;
const visit = (ordinal: number, time: number, page: string) =>
  [ordinal, [OP.event, local(ordinal), VISIT, time, [PAGE, page], null]] as const;

export function createContacts(count: number, first = 0): ShardUpdate {
  return updateOf(...Array.from({ length: count }, (_, i) => create(first + i)));
}

export async function countOf(executor: Executor, plan: Plan): Promise<readonly number[]> {
  const answers = await executor.all('count', { plan });
  return plan.roots.map((_, i) =>
    answers.reduce((sum, { counts }) => sum + (counts[i] as number), 0),
  );
}

export function describeExecutor(name: string, open: () => Executor): void {
  describe(`${name}:`, () => {
    let executor: Executor;

    beforeEach(async () => {
      executor = open();
      await executor.apply(record(SCHEMA, []));
    });
    afterEach(() => executor.close());

    const membersOf = async (plan: Plan, after?: number): Promise<number[]> => {
      const answers = await executor.all('members', { plan, after });
      return answers
        .flatMap(({ bitmap }) => deserializeOwn(bitmap).toArray())
        .sort((a, b) => a - b);
    };
    const contactOf = async (asked: Request<'contact'>): Promise<Reply<'contact'>> => {
      const answers = await executor.all('contact', asked);
      return answers.find((answer) => answer !== undefined);
    };
    const totalOf = async (): Promise<number> => {
      const answers = await executor.all('count', { plan: EVERYONE });
      return answers.reduce((sum, { total }) => sum + total, 0);
    };

    it('has nobody at first', async () => {
      expect(await totalOf()).toBe(0);
      expect(await countOf(executor, EVERYONE)).toEqual([0]);
      expect(await membersOf(EVERYONE)).toEqual([]);
      expect(await executor.at(77, 'list', { ordinal: 77, field: TAGS })).toEqual([]);
    });

    it('shows each count exactly the updates before it, without waiting in between', async () => {
      const contacts = 40;
      const steps = 1000;
      await executor.apply(createContacts(contacts));
      const applied: Promise<void>[] = [];
      const asked: Promise<readonly number[]>[] = [];
      // Each contact in turn gets the number of the step, in the place of an older one.
      for (let step = contacts; step < contacts + steps; step++) {
        applied.push(executor.apply(updateOf(setNumber((step * 7) % contacts, step))));
        asked.push(
          countOf(executor, withNumber(step + 1)),
          countOf(executor, withNumber(step)),
          countOf(executor, withNumber(step - contacts)),
        );
      }
      const expected = Array.from({ length: steps }, () => [[0], [1], [0]]).flat();
      expect(await Promise.all(asked)).toEqual(expected);
      await Promise.all(applied);
      expect(await countOf(executor, withNumber(steps + 1))).toEqual([1]);
    });

    it('shows each count those who are created and deleted before it', async () => {
      const asked: Promise<readonly number[]>[] = [];
      for (let i = 0; i < 60; i++) {
        void executor.apply(createContacts(2, 2 * i));
        asked.push(countOf(executor, EVERYONE));
        void executor.apply(updateOf(remove(2 * i)));
        asked.push(countOf(executor, EVERYONE));
      }
      const expected = Array.from({ length: 60 }, (_, i) => [[i + 2], [i + 1]]).flat();
      expect(await Promise.all(asked)).toEqual(expected);
    });

    it('changes all shards of an update before the next question', async () => {
      await executor.apply(createContacts(40));
      const asked: Promise<readonly number[]>[] = [];
      for (let round = 1; round <= 300; round++) {
        const ops = Array.from({ length: 40 }, (_, ordinal) => setNumber(ordinal, round));
        void executor.apply(updateOf(...ops));
        asked.push(countOf(executor, withNumber(round)), countOf(executor, withNumber(round - 1)));
      }
      expect(new Set((await Promise.all(asked)).map(String))).toEqual(new Set(['40', '0']));
    });

    it('keeps the order of schema changes and values', async () => {
      await executor.apply(createContacts(8));
      const counts: Promise<readonly number[]>[] = [];
      void executor.apply(updateOf(setNumber(0, 5), setNumber(7, 5)));
      counts.push(countOf(executor, withNumber(5)));
      void executor.apply(record([{ kind: 'field-dropped', field: NUMBER }], []));
      const declared = { kind: 'field-declared', name: 'number', type: 'text' } as const;
      const five = encodeBatch([[OP.set, 0, 3, 'five']]);
      void executor.apply(record([declared], [[1, five]]));
      const text: Plan = {
        nodes: [{ kind: 'field', field: 3, test: { kind: 'exists' } }],
        roots: [0],
      };
      counts.push(countOf(executor, text));
      expect(await Promise.all(counts)).toEqual([[2], [1]]);
    });

    it('answers at an ordinal what a task on its shard saw', async () => {
      await executor.apply(createContacts(40));
      const lists: Promise<readonly string[]>[] = [];
      for (let ordinal = 0; ordinal < 40; ordinal++) {
        for (const tag of ['first', 'second']) {
          void executor.apply(updateOf(setTags(ordinal, [tag, String(ordinal)])));
          lists.push(executor.at(ordinal, 'list', { ordinal, field: TAGS }));
        }
      }
      expect(await Promise.all(lists)).toEqual(
        Array.from({ length: 40 }, (_, ordinal) => [
          ['first', String(ordinal)],
          ['second', String(ordinal)],
        ]).flat(),
      );
    });

    it('names members by ordinal over all shards, above any', async () => {
      await executor.apply(createContacts(30));
      await executor.apply(updateOf(...[3, 4, 11, 29].map((ordinal) => setNumber(ordinal, 7))));
      await executor.apply(updateOf(remove(11)));
      expect(await membersOf(withNumber(7))).toEqual([3, 4, 29]);
      expect(await membersOf(withNumber(7), 3)).toEqual([4, 29]);
      expect(await membersOf(withNumber(7), 29)).toEqual([]);
      const answers = await executor.all('members', { plan: withNumber(7), after: 3 });
      expect(answers.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    });

    it('gives rows of those that are alive, in order', async () => {
      await executor.apply(createContacts(8));
      await executor.apply(updateOf(setNumber(6, 1.5), remove(5)));
      const chunk = await executor.at(4, 'rows', {
        ordinals: Uint32Array.of(4, 5, 6, 7),
        fields: ['NUMBER', 'missing'],
        format: 'ndjson',
      });
      expect(chunk.rows).toBe(3);
      expect(Buffer.from(chunk.bytes).toString()).toBe(
        [
          '{"ordinal":4,"id":"c4","fields":{}}\n',
          '{"ordinal":6,"id":"c6","fields":{"number":1.5}}\n',
          '{"ordinal":7,"id":"c7","fields":{}}\n',
        ].join(''),
      );
    });

    it('picks previews by the smallest hashes, the same each time', async () => {
      await executor.apply(createContacts(60));
      const pick = async (limit: number): Promise<readonly number[]> => {
        const answers = await executor.all('preview', { plan: EVERYONE, limit });
        expect(answers.reduce((sum, { count }) => sum + count, 0)).toBe(60);
        return answers
          .flatMap(({ members }) => members)
          .sort((a, b) => a.hash - b.hash)
          .slice(0, limit)
          .map(({ ordinal }) => ordinal);
      };
      const all = await pick(60);
      expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
      for (const limit of [0, 1, 9, 59]) expect(await pick(limit)).toEqual(all.slice(0, limit));
    });

    it('shows one contact with its newest events and what selects it', async () => {
      await executor.apply(createContacts(8));
      await executor.apply(
        updateOf(setTags(6, ['a']), visit(6, 10, '/a'), visit(6, 30, '/c'), visit(6, 20, '/b')),
      );
      const nodes = [...VISITORS.nodes, ...withNumber(1).nodes];
      const asked = { id: 'c6', plan: { nodes, roots: [0, 1] }, events: 2, at: 29 };
      expect(await contactOf(asked)).toEqual({
        member: { ordinal: 6, id: 'c6', fields: { tags: ['a'] } },
        events: [
          { event: 'visit', time: 20, attributes: { page: '/b' } },
          { event: 'visit', time: 10, attributes: { page: '/a' } },
        ],
        selectedBy: [true, false],
      });
      await executor.apply(updateOf(remove(6)));
      expect(await contactOf(asked)).toBeUndefined();
      expect(await contactOf({ ...asked, id: 'c99' })).toBeUndefined();
      expect(await contactOf({ ...asked, id: '\ud800' })).toBeUndefined();
    });

    it('counts what the shards hold', async () => {
      await executor.apply(createContacts(20));
      await executor.apply(
        updateOf(
          ...[1, 6, 13].map((ordinal) => setNumber(ordinal, 4)),
          setTags(6, ['x', 'y']),
          setTags(19, ['y']),
          visit(2, 10, '/a'),
          visit(9, 11, '/a'),
          visit(9, 12, '/b'),
        ),
      );
      await executor.apply(updateOf(remove(13)));
      const answers = await executor.all('statistics', { limit: 10 });
      expect(await surveyed(executor, 10)).toEqual(answers);
      const fields = answers.flatMap((answer) => answer.fields);
      const events = answers.flatMap((answer) => answer.events);
      const pages = events.flatMap(({ attributes }) => attributes);
      expect([
        sumOf(
          fields.filter(({ field }) => field === NUMBER),
          'contacts',
        ),
        sumOf(
          fields.filter(({ field }) => field === TAGS),
          'contacts',
        ),
        sumOf(events, 'events'),
        sumOf(events, 'contacts'),
        sumOf(pages, 'events'),
        countsOf(fields.filter(({ field }) => field === TAGS)),
        countsOf(pages),
      ]).toEqual([2, 2, 3, 2, 3, { x: 1, y: 2 }, { '/a': 2, '/b': 1 }]);
    });

    it('settles everything it was given when it is closed', async () => {
      const given = [
        executor.apply(createContacts(12)),
        ...Array.from({ length: 50 }, () => executor.all('count', { plan: EVERYONE })),
      ];
      const settled = Promise.allSettled(given);
      await executor.close();
      expect((await settled).map(({ status }) => status)).toEqual(given.map(() => 'fulfilled'));
    });
  });
}

function sumOf<Key extends string>(
  parts: readonly { readonly [K in Key]: number }[],
  key: Key,
): number {
  return parts.reduce((sum, part) => sum + part[key], 0);
}

function countsOf(
  parts: readonly { readonly values: readonly { readonly value: unknown; count: number }[] }[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { value, count } of parts.flatMap(({ values }) => values)) {
    counts[String(value)] = (counts[String(value)] ?? 0) + count;
  }
  return counts;
}

/** The same, step by step. */
async function surveyed(executor: Executor, limit: number) {
  const found: unknown[] = [];
  for (let step = 0; step < 1000; step++) {
    const replies = await executor.all('survey', { limit, start: step === 0 });
    for (const [worker, reply] of replies.entries()) if (reply) found[worker] = reply;
    if (replies.every((_, worker) => found[worker] !== undefined)) return found;
  }
  throw new Error('a survey without end');
}
