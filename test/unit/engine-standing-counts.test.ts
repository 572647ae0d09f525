/** Counts that are kept until a condition changes, next to the same counted anew. */
import { expect, test } from 'vitest';
import type { Position, ShardIndex } from '../../engine/brands.ts';
import type { Plan, PlanNode } from '../../engine/plan.ts';
import { Evaluation } from '../../engine/plan-evaluate.ts';
import { Schema } from '../../engine/schema.ts';
import { Shard } from '../../engine/shard.ts';
import { OP, type ShardOp } from '../../engine/shard-batch.ts';
import { SHARD_SIZES } from '../../engine/shard-sizes.ts';
import { StandingCounts } from '../../engine/standing-counts.ts';
import { StandingMemory } from '../../engine/standing-memory.ts';

/** The first after `created_at`, which every schema has. */
const FIELD = 1;
const [OPENED, CLICKED] = [1, 2];
const DAY = 86_400_000;
const ALL_TIME = { from: -Infinity, to: Infinity };

/** Of a client whose clock is ahead, some events are yet to come. */
const SO_FAR = { from: -Infinity, to: 12 * DAY + 1 };

const events = (event: number | readonly number[], low = 1, window = ALL_TIME): PlanNode => ({
  kind: 'event',
  key: `events ${event} ${window.from} ${window.to}`,
  sources: [event].flat().map((one) => ({ event: one, where: { kind: 'true' } })),
  window,
  aggregate: 'count',
  test: { kind: 'ranges', ranges: [[low, Infinity]] },
});
const text = (...values: string[]): PlanNode => ({
  kind: 'field',
  key: `field ${values.join()}`,
  field: FIELD,
  test: { kind: 'text', match: 'equals', values, ignoreCase: false },
});

const NODES: Readonly<Record<string, readonly PlanNode[]>> = {
  everyone: [{ kind: 'everyone' }],
  'who ever had an event': [events(OPENED)],
  'who never had it': [events(OPENED), { kind: 'not', child: 0 }],
  'who ever had one so far': [events(OPENED, 1, SO_FAR)],
  'who ever had one of two so far': [events([OPENED, CLICKED], 1, SO_FAR)],
  'who never had one of two': [events([OPENED, CLICKED]), { kind: 'not', child: 0 }],
  'who had it twice': [events(OPENED, 2)],
  'who had it lately': [events(OPENED, 1, { from: 5 * DAY, to: 20 * DAY })],
  'a value that the index holds': [text('Rybnik')],
  'one of two values': [text('Rybnik', 'Kraków')],
  'of two events and a value': [
    events(OPENED),
    events(CLICKED),
    text('Rybnik'),
    { kind: 'or', children: [0, 1] },
    { kind: 'not', child: 2 },
    { kind: 'and', children: [3, 4] },
  ],
  'a group, which cannot tell': [{ kind: 'group', id: 'g' }],
};

let local = 0;
const newContact = (): ShardOp[] => [[OP.create, local, `c${local++}`]];
const event = (contact: number, type: number, day: number): ShardOp[] => [
  [OP.event, contact, type, day * DAY, [], null],
];

const STEPS: readonly (readonly [string, (shard: Shard) => readonly ShardOp[]])[] = [
  ['contacts', () => Array.from({ length: 40 }, newContact).flat()],
  ['values', () => Array.from({ length: 30 }, (_, i) => [OP.set, i, FIELD, 'Rybnik'] as const)],
  ['first events', () => Array.from({ length: 20 }, (_, i) => event(i, OPENED, 10)).flat()],
  ['an event of one who had some', () => event(3, OPENED, 11)],
  ['a first event', () => event(25, OPENED, 12)],
  ['a first event of another type', () => event(26, CLICKED, 12)],
  ['another value', () => [[OP.set, 3, FIELD, 'Kraków']]],
  ['no value', () => [[OP.clear, 4, FIELD]]],
  ['a new contact', () => newContact()],
  ['a group', () => [[OP.groupSet, 'g', [1, 2, 3]]]],
  ['a contact less', () => [[OP.remove, 2]]],
  ['a contact less who had nothing', () => [[OP.remove, 39]]],
  ['old events less', (shard) => (shard.events.dropBefore(11 * DAY), [])],
  ['an event yet to come', () => event(5, OPENED, 13)],
  ['a first event yet to come', () => event(30, OPENED, 13)],
  ['another of another type', () => event(31, CLICKED, 14)],
  ['one of who had one just now', () => [...event(32, CLICKED, 12), ...event(32, OPENED, 13)]],
  ['one that comes to be the first', () => event(30, CLICKED, 11.5)],
  ['one of these less', () => [[OP.remove, 31]]],
];

test.each(Object.entries(NODES))(
  '%s: as counted anew, after each of many changes',
  (key, nodes) => {
    local = 0;
    const memory = new StandingMemory(1e9);
    const schema = new Schema();
    schema.apply({ kind: 'field-declared', name: 'city', type: 'text' });
    expect(schema.field('city')?.id).toBe(FIELD);
    const shard = new Shard(0 as ShardIndex, schema, SHARD_SIZES, memory);
    const known = new StandingCounts(shard);
    const roots = [nodes.length - 1];
    for (const [i, [step, ops]] of STEPS.entries()) {
      shard.apply(ops(shard), (i + 1) as Position);
      const evaluation = new Evaluation({ nodes, roots }, shard);
      const expected = evaluation.counts();
      evaluation.dispose();
      const plan: Plan = { nodes, roots, key, isStanding: true };
      for (let ask = 0; ask < 3; ask++) {
        expect([step, known.of(plan).counts]).toEqual([step, expected]);
      }
    }
  },
);
