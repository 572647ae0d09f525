/** Standing conditions where their reading, their edges or their memory end: found in review. */
import { describe, expect, test } from 'vitest';
import type { Position, ShardIndex } from '../../engine/brands.ts';
import { EdgeQueue } from '../../engine/edge-queue.ts';
import { NumberField } from '../../engine/field-number.ts';
import { TextField } from '../../engine/field-text.ts';
import type { EventLeaf, Plan, PlanNode } from '../../engine/plan.ts';
import { Evaluation } from '../../engine/plan-evaluate.ts';
import { Schema } from '../../engine/schema.ts';
import { Shard } from '../../engine/shard.ts';
import { OP, type ShardOp } from '../../engine/shard-batch.ts';
import { SHARD_SIZES } from '../../engine/shard-sizes.ts';
import { StandingField } from '../../engine/standing-field.ts';
import { StandingMemory } from '../../engine/standing-memory.ts';
import { openSubject } from '../subject.ts';

/** More than two stretches of 65 536 contacts. */
const CONTACTS = 140_000;
const TIME = 1000;

class World {
  readonly shard: Shard;
  #position = 0;

  constructor(contacts: number, standingBytes = 1e9) {
    const memory = new StandingMemory(standingBytes);
    this.shard = new Shard(0 as ShardIndex, new Schema(), SHARD_SIZES, memory);
    this.apply(Array.from({ length: contacts }, (_, i) => [OP.create, i, `c${i}`]));
  }

  apply(ops: readonly ShardOp[]): void {
    this.#position += 1;
    this.shard.apply(ops, this.#position as Position);
  }

  /** An event of each of the contacts `first ≤ contact < end`. */
  happen(first: number, end: number): void {
    const contacts = Array.from({ length: end - first }, (_, i) => first + i);
    this.apply(contacts.map((contact) => [OP.event, contact, 0, TIME, [], null]));
  }

  count(plan: Plan, isStanding: boolean): number | undefined {
    const evaluation = new Evaluation({ ...plan, isStanding }, this.shard);
    try {
      return evaluation.counts()[0];
    } finally {
      evaluation.dispose();
    }
  }
}

function atLeast(low: number): EventLeaf {
  return {
    kind: 'event',
    key: 'events',
    sources: [{ event: 0, where: { kind: 'true' } }],
    window: { from: 0, to: 5 * TIME },
    aggregate: 'count',
    test: { kind: 'ranges', ranges: [[low, Infinity]] },
  };
}

function planOf(...nodes: readonly PlanNode[]): Plan {
  return { nodes, roots: [nodes.length - 1], key: 'plan', isStanding: true };
}

describe('a reading that is added up in steps', () => {
  test('misses nothing that is written between them, of contacts known and new', () => {
    const world = new World(CONTACTS);
    world.happen(0, 130_000);
    const plan = planOf(atLeast(2));
    let steps = 0;
    while (!world.shard.standing.advance(plan, { rows: 20_000 })) {
      world.happen(steps * 100, steps * 100 + 100);
      world.happen(131_000 + steps * 100, 131_000 + steps * 100 + 200);
      steps += 1;
    }
    expect(steps).toBeGreaterThan(3);
    expect(world.count(plan, true)).toBe(world.count(plan, false));
    expect(world.count(plan, true)).toBeGreaterThan(400);
  });
});

describe('numbers that most contacts have come to later', () => {
  test('are not read again while an answer is made of them', () => {
    const world = new World(CONTACTS);
    world.happen(0, 1);
    world.happen(0, 1);
    const plan = planOf(
      atLeast(2),
      atLeast(3),
      { kind: 'not', child: 1 },
      {
        kind: 'and',
        children: [0, 2],
      },
    );
    expect(world.count(plan, true)).toBe(1);
    world.happen(1, CONTACTS);
    world.happen(1, CONTACTS);
    for (let asks = 0; asks < 3; asks++) {
      expect(world.count(plan, true)).toBe(world.count(plan, false));
      world.happen(asks, asks + 1);
    }
  });
});

describe('who ever had one of several events', () => {
  test('is not who was deleted before the next question', async () => {
    const subject = await openSubject({ asks: 'now' });
    const at = Date.UTC(2024, 0, 1);
    for (const [contact, event] of [
      ['a', 'A'],
      ['b', 'B'],
    ]) {
      await subject.writeEvent({ contact, event, time: at }, at);
    }
    const rule = { event: ['A', 'B'] };
    expect(await subject.count(rule, { at })).toBe(2);
    await subject.writeEvent({ contact: 'c', event: 'A', time: at }, at);
    await subject.deleteContact('c');
    expect(await subject.count(rule, { at })).toBe(2);
    expect(await subject.count({ none: [rule] }, { at })).toBe(0);
    await subject.close();
  });
});

describe('a moving range of a field', () => {
  test('passes every one of many values close together', () => {
    const field = new NumberField(SHARD_SIZES);
    const start = 1_700_000_000_000;
    const size = 100_000;
    // Four contacts a millisecond, as an import writes them.
    for (let i = 0; i < size; i++) field.set(i, start + Math.floor(i / 4));
    const leaf = (from: number) =>
      ({
        kind: 'field',
        key: 'field',
        field: 0,
        isMoving: true,
        test: { kind: 'ranges', ranges: [[from, Infinity]] },
      }) as const;
    const world = new World(0);
    const condition = new StandingField(leaf(start - 5), field, world.shard);
    for (let from = start - 5; from < start + 26_000; from += 97) {
      condition.advance(leaf(from), { rows: Infinity });
      const [reach] = condition.stable() as [number];
      for (const one of [from, reach]) {
        const expected = field.select(leaf(one).test);
        expect([one - start, condition.members().bitmap.size]).toEqual([
          one - start,
          expected.size,
        ]);
        expected.dispose();
      }
    }
  });
});

describe('a search in texts', () => {
  test.each([
    ['few', 40],
    ['more than are remembered', 3000],
  ])('gives way between its steps, and has what %s writes in between have changed', (_, writes) => {
    const field = new TextField(SHARD_SIZES);
    const size = 100_000;
    const textOf = (i: number) => `contact ${(i * 7919) % size} of the world`;
    for (let i = 0; i < size; i++) field.set(i, textOf(i));
    const test = { kind: 'text', match: 'contains', values: ['77'], ignoreCase: false } as const;
    const leaf = { kind: 'field', key: 'field', field: 0, test } as const;
    const condition = new StandingField(leaf, field, new World(0).shard);
    let next = 1;
    const write = () => {
      next = (next * 48_271) % 2_147_483_647;
      const contact = next % (size + 100);
      if (next % 5 === 0) field.clear(contact);
      else field.set(contact, next % 2 === 0 ? `new ${next} 77` : `other ${next}`);
    };
    for (let round = 0; round < 3; round++) {
      let tasks = 0;
      while (!condition.advance(leaf, { rows: 1000 })) {
        tasks += 1;
        for (let i = 0; i < writes; i++) write();
      }
      if (round === 0) expect(tasks).toBeGreaterThan(2);
      const expected = field.select(test);
      expect(condition.members().bitmap.isEqual(expected)).toBe(true);
      expected.dispose();
      for (let i = 0; i < 10; i++) write();
    }
  });
});

describe('a dropped field', () => {
  test('keeps no memory, also while it is being read', () => {
    const memory = new StandingMemory(1e9);
    const schema = new Schema();
    schema.apply({ kind: 'field-declared', name: 'city', type: 'text' });
    const field = schema.field('city')?.id as number;
    const shard = new Shard(0 as ShardIndex, schema, SHARD_SIZES, memory);
    const size = 40_000;
    const ops = Array.from({ length: size }, (_, i): ShardOp[] => [
      [OP.create, i, `c${i}`],
      [OP.set, i, field, `city ${i}`],
    ]);
    shard.apply(ops.flat(), 1 as Position);
    const test = { kind: 'text', match: 'contains', values: ['77'], ignoreCase: false } as const;
    const nodes = [{ kind: 'field', key: 'field', field, test } as const];
    const plan: Plan = { nodes, roots: [0], key: 'plan', isStanding: true };
    expect(shard.standing.advance(plan, { rows: 1 })).toBe(false);
    expect(memory.usedBytes).toBeGreaterThan(0);
    shard.dropField(field);
    expect(memory.usedBytes).toBe(0);
  });
});

describe('what waits for an edge', () => {
  test('is bounded, in whatever order it is written, and none of it is missed', () => {
    const rows: { time: number; contact: number; value: number }[] = [];
    const queue = new EdgeQueue(
      (from, to, take) => {
        const found = rows.filter((row) => row.time >= from && row.time < to);
        found.forEach(take);
        return found.length;
      },
      (time) => rows.some((row) => row.time >= time),
      0,
    );
    expect(queue.peek(0)).toBe(Infinity);
    const count = 40_000;
    for (let contact = 0; contact < count; contact++) {
      const row = { time: ((contact * 7919) % count) + 1, contact, value: 0 };
      rows.push(row);
      queue.insert(0, row);
    }
    expect(queue.length).toBeLessThan(20_000);
    const passed = new Set<number>();
    for (const edge of [10, 11, 9000, 9000.5, 30_000, count + 1]) {
      queue.advance(edge, ({ contact }) => passed.add(contact));
      expect(passed.size).toBe(rows.filter(({ time }) => time < edge).length);
    }
  });
});

describe('two questions that have no room beside each other', () => {
  test('are both answered', async () => {
    const subject = await openSubject({ asks: 'now', standingBytes: 1000 });
    const at = Date.UTC(2024, 0, 1);
    const events = Array.from({ length: 20_000 }, (_, i) => ({
      contact: `c${i % 500}`,
      event: i % 2 === 0 ? 'a' : 'b',
      time: at - i,
    }));
    for (let first = 0; first < 200_000; first += events.length)
      await subject.writeEvents(events, at);
    const counts = await Promise.all(
      ['a', 'b'].map((event) => subject.count({ event, op: 'gte', value: 2 }, { at })),
    );
    expect(counts).toEqual([250, 250]);
    await subject.close();
  });
});
