/**
 * Snapshots of shards that go on changing while they are taken: random worlds, with erasure, expiry
 * and compaction of the log in between, broken off and opened again from the last snapshot that was
 * done and the records after it, against shards that were given everything straight.
 *
 * `FUZZ_SEED` repeats a run, `FUZZ_SNAPSHOTS` makes it longer or shorter.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Piece,
  type Plan,
  redactBatch,
  type SchemaState,
  type ShardRecord,
  ShardSet,
  type ShardSizes,
} from '../../engine/index.ts';
import { RecordMaker, type ShardStep } from './fuzz-records.ts';
import { caseArbitrary, type FuzzCase } from './fuzz-run.ts';
import { GROUPS } from './fuzz-step.ts';
import { STEP_INTERVAL } from './fuzz-world.ts';

const WORLDS = Number(process.env['FUZZ_SNAPSHOTS'] ?? 30);
const RULES_PER_WORLD = 12;
const SHARD_BITS = 3;
const DAY = 86_400_000;

/** So small that a handful of contacts and events has parts of every kind. */
const SIZES: ShardSizes = {
  pageRows: 5,
  chunkContacts: 3,
  chunkTexts: 4,
  blockDays: 2,
  savedPosting: 2,
  stepBytes: 1,
};

/** What is done after a record, by number; each time one is drawn. */
const ACTS = ['nothing', 'step', 'steps', 'start', 'erase', 'expire', 'group', 'crash'] as const;
type Act = { readonly kind: (typeof ACTS)[number]; readonly number: number };

const actArbitrary: fc.Arbitrary<Act> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant('nothing' as const) },
    { weight: 14, arbitrary: fc.constant('step' as const) },
    { weight: 8, arbitrary: fc.constant('steps' as const) },
    { weight: 3, arbitrary: fc.constant('start' as const) },
    { weight: 4, arbitrary: fc.constant('erase' as const) },
    { weight: 1, arbitrary: fc.constant('expire' as const) },
    { weight: 1, arbitrary: fc.constant('group' as const) },
    { weight: 1, arbitrary: fc.constant('crash' as const) },
  ),
  number: fc.nat(1000),
});

type Saved = {
  readonly position: number;
  readonly schema: SchemaState;
  readonly pieces: ReadonlyMap<string, Uint8Array>;
};

/** A snapshot on its way. */
type Taking = {
  readonly position: number;
  readonly schema: SchemaState;
  readonly pieces: Piece[];
};

/** Shards whose snapshots are kept as a store would, and that can be lost and opened again. */
class Subject {
  shards = new ShardSet(SHARD_BITS, SIZES);
  readonly #records: ShardRecord[] = [];
  readonly #maker: RecordMaker;
  #saved: Saved | undefined;
  #taking: Taking | undefined;
  #isErasing = false;
  opened = 0;
  carriedOver = 0;

  constructor(maker: RecordMaker) {
    this.#maker = maker;
  }

  apply(record: ShardRecord): void {
    this.#records.push(record);
    this.shards.run('apply', { records: [record] });
  }

  start(isFull: boolean): void {
    this.#taking = {
      schema: this.#maker.schema.dump(),
      position: this.#records.length,
      pieces: [],
    };
    this.#step(isFull ? 'full' : 'changed');
  }

  /** Goes on with the snapshot; a new one begins when there is none. */
  step(): void {
    if (this.#taking === undefined) this.start(false);
    else this.#step(undefined);
  }

  #step(start: 'full' | 'changed' | undefined): void {
    const taking = this.#taking as Taking;
    const step = this.shards.run('snapshot', start === undefined ? {} : { start });
    taking.pieces.push(...step.pieces);
    if (!step.done) return;
    const kept = taking.pieces.map(({ name, bytes }) => {
      const before = this.#saved?.pieces.get(name);
      if (bytes === undefined) this.carriedOver += 1;
      if (bytes === undefined && before === undefined) throw new Error(`${name} was never saved`);
      return [name, bytes ?? (before as Uint8Array)] as const;
    });
    const pieces = new Map(kept);
    if (pieces.size !== kept.length) throw new Error('a piece comes twice');
    this.#saved = { ...taking, pieces };
    this.#taking = undefined;
  }

  erase(): void {
    const { done } = this.shards.run('erase', { start: !this.#isErasing });
    this.#isErasing = !done;
  }

  eraseAll(): void {
    this.#isErasing = false;
    do this.erase();
    while (this.#isErasing);
  }

  /** Everything in memory is gone; pieces and records come in the order that `number` picks. */
  crash(number: number): void {
    this.opened += 1;
    this.#taking = undefined;
    this.#isErasing = false;
    this.shards = new ShardSet(SHARD_BITS, SIZES);
    const from = this.#saved?.position ?? 0;
    if (this.#saved !== undefined) {
      const pieces = [...this.#saved.pieces].map(([name, bytes]) => ({ name, bytes }));
      if (number % 2 === 1) pieces.reverse();
      this.shards.run('restore', { step: 'schema', schema: this.#saved.schema });
      for (const piece of pieces) this.shards.run('restore', { step: 'pieces', pieces: [piece] });
      this.shards.run('restore', { step: 'finish' });
    }
    const rest = this.#records.slice(from);
    const isCompacted = number % 3 === 0;
    const records = isCompacted ? rest.map((record) => this.#compacted(record)) : rest;
    this.shards.run('apply', { records });
    this.#saved = undefined;
  }

  #compacted({ position, schema, batches }: ShardRecord): ShardRecord {
    const redacted = batches.map(([shard, batch]) => {
      const isErased = (local: number) => this.#maker.deleted.has(shard * 2 ** SHARD_BITS + local);
      const { eventsFrom } = this.#maker.schema;
      return [shard, redactBatch(batch, { isErased, eventsFrom }) ?? batch] as const;
    });
    return { position, schema, batches: redacted };
  }
}

function stepsOf({ world }: FuzzCase): readonly ShardStep[] {
  return [...world.steps, ...world.later];
}

/** What an act does to the world itself. */
function stepOf({ kind, number }: Act, arrived: number, ids: readonly string[]): ShardStep {
  if (kind === 'expire') {
    return { do: 'expire', before: (Math.floor(arrived / DAY) - 20 + (number % 22)) * DAY };
  }
  const id = GROUPS[number % GROUPS.length] as string;
  if (number % 4 === 0) return { do: 'drop-group', id };
  return { do: 'edit-group', id, contacts: ids.filter((_, i) => (number >> (i % 10)) % 2 === 0) };
}

function answersOf(shards: ShardSet, plan: Plan): unknown {
  const { total, counts } = shards.run('count', { plan });
  const members = plan.roots.map((root) => {
    const one = { nodes: plan.nodes, roots: [root] };
    return Buffer.from(shards.run('members', { plan: one, after: undefined }).bitmap).toString(
      'hex',
    );
  });
  return { total, counts, members, statistics: sorted(shards.run('statistics', { limit: 1000 })) };
}

/** Statistics in an order of their own: by number. */
function sorted({ fields, events }: ReturnType<typeof statistics>): unknown {
  return {
    fields: [...fields].sort((a, b) => a.field - b.field),
    events: [...events].sort((a, b) => a.event - b.event),
  };
}

function statistics(shards: ShardSet) {
  return shards.run('statistics', { limit: 1000 });
}

test('what is opened again is what was lost', { timeout: 900_000 }, () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`FUZZ_SEED=${seed} FUZZ_SNAPSHOTS=${WORLDS}`);
  const totals = { opened: 0, carriedOver: 0 };
  const acts = fc.array(actArbitrary, { minLength: 20, maxLength: 120, size: 'max' });
  fc.assert(
    fc.property(caseArbitrary(RULES_PER_WORLD), acts, (drawn, drawnActs) => {
      const maker = new RecordMaker(SHARD_BITS);
      const twin = new ShardSet(SHARD_BITS, { ...SIZES, pageRows: 1000, chunkContacts: 1000 });
      const subject = new Subject(maker);
      const apply = (step: ShardStep, arrived: number): void => {
        const record = maker.record(step, arrived);
        if (record === undefined) return;
        twin.run('apply', { records: [record] });
        subject.apply(record);
      };
      const compare = (): void => {
        expect(subject.shards.run('check', {})).toEqual([]);
        expect(subject.shards.run('fingerprint', {})).toEqual(twin.run('fingerprint', {}));
      };
      const { world, queries } = drawn;
      for (const [index, step] of stepsOf(drawn).entries()) {
        const arrived = world.start + index * STEP_INTERVAL;
        apply(step, arrived);
        const act = drawnActs[index % drawnActs.length] as Act;
        if (act.kind === 'step') subject.step();
        if (act.kind === 'steps') for (let i = 0; i < act.number % 60; i++) subject.step();
        if (act.kind === 'start') subject.start(act.number % 3 === 0);
        if (act.kind === 'erase') subject.erase();
        if (act.kind === 'expire' || act.kind === 'group') {
          apply(stepOf(act, arrived, drawn.plan.ids), arrived);
        }
        if (act.kind !== 'crash') continue;
        subject.crash(act.number);
        compare();
      }
      subject.crash(1);
      if (drawnActs.length % 2 === 0) subject.eraseAll();
      compare();
      for (const query of queries) {
        const plan = maker.plan([query], query.at);
        expect(answersOf(subject.shards, plan)).toEqual(answersOf(twin, plan));
      }
      expect(twin.run('check', {})).toEqual([]);
      totals.opened += subject.opened;
      totals.carriedOver += subject.carriedOver;
    }),
    { seed, numRuns: WORLDS, includeErrorInReport: true, endOnFailure: true },
  );
  console.log(`opened ${totals.opened} times, ${totals.carriedOver} pieces carried over`);
  expect(totals.opened).toBeGreaterThan(WORLDS);
  expect(totals.carriedOver).toBeGreaterThan(WORLDS);
});
