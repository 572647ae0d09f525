/**
 * The shards of one worker, with the copy of the schema they share: applies updates and answers
 * tasks, synchronously. Inline or in a thread, this is the same object.
 */
import { assertNever } from './assert.ts';
import { bitmapBytes, emptyBitmap, serialize, shifted } from './bitmap.ts';
import type { Position, ShardIndex } from './brands.ts';
import { extractContact } from './contact-extract.ts';
import { costOf } from './leaf-access.ts';
import { shardOfPiece } from './piece.ts';
import type { Plan } from './plan.ts';
import { edgesOf } from './plan-edges.ts';
import { Evaluation } from './plan-evaluate.ts';
import { emptyExplanation, explainOn, sumOfExplanations } from './plan-explain.ts';
import type { RowChunk } from './row.ts';
import { RowEncoder } from './row-encode.ts';
import { Schema, type SchemaChange } from './schema.ts';
import { Shard } from './shard.ts';
import { decodeBatch, encodeBatch } from './shard-batch.ts';
import { faultsOf, fingerprintOf } from './shard-fingerprint.ts';
import { fieldReaders, latestEvents, memberOf } from './shard-read.ts';
import { SHARD_SIZES, type ShardSizes } from './shard-sizes.ts';
import { ShardSnapshots } from './shard-snapshot.ts';
import { StatisticsSum, statisticsSteps } from './shard-statistics.ts';
import type {
  CountReply,
  Reply,
  Request,
  ShardTask,
  ShardTasks,
  ShardUpdate,
} from './shard-tasks.ts';
import type { ReadBudget } from './standing-condition.ts';
import { StandingCounts } from './standing-counts.ts';
import { StandingMemory } from './standing-memory.ts';
import { postponedLeaves } from './survivors.ts';

type Handlers = {
  readonly [Task in ShardTask]: (request: Request<Task>) => ShardTasks[Task]['answer'];
};

/**
 * Rows of each question of several: one that has a lot to read does not keep the others from an
 * answer, and what a write or two have changed is always taken in.
 */
const LEAST_ROWS = 16_384;

export class ShardSet {
  readonly #shardBits: number;
  readonly #sizes: ShardSizes;
  readonly #schema = new Schema();
  readonly #shards = new Map<number, Shard>();
  readonly #standing: StandingMemory;
  /** By shard. */
  readonly #counts = new Map<number, StandingCounts>();
  readonly #snapshots: ShardSnapshots;
  readonly #micros: () => number;
  /** Of the last record that was applied. */
  #position = 0 as Position;
  #erasing: Iterator<void> | undefined;
  #surveying: Iterator<void, Reply<'statistics'>> | undefined;

  /**
   * Each shard has 2^`shardBits` ordinals. What is kept of standing questions may take
   * `standingBytes` of memory. `micros`, a stopwatch, is for explanations.
   */
  constructor(
    shardBits: number,
    sizes: ShardSizes = SHARD_SIZES,
    standingBytes = 0,
    micros: () => number = () => 0,
  ) {
    this.#shardBits = shardBits;
    this.#micros = micros;
    this.#standing = new StandingMemory(standingBytes);
    this.#sizes = sizes;
    this.#snapshots = new ShardSnapshots(this.#shards, sizes.stepBytes, () => this.#position);
  }

  run<Task extends ShardTask>(task: Task, request: Request<Task>): Reply<Task> {
    return this.#handlers[task](request);
  }

  readonly #handlers: Handlers = {
    apply: (update) => this.#apply(update),
    count: ({ plan }) => this.#count(plan),
    prepare: ({ plan, maxRows, isLasting = false }) => ({
      done: this.#prepare(plan, { rows: maxRows }, isLasting),
    }),
    countPrepared: ({ plans, maxRows }) => {
      let left = maxRows;
      return plans.map((plan) => {
        const budget = { rows: Math.max(left, LEAST_ROWS) };
        const isReady = this.#prepare(plan, budget);
        left = budget.rows;
        return isReady ? this.#count(plan) : undefined;
      });
    },
    cost: ({ plan }) => {
      let rows = 0;
      for (const shard of this.#shards.values()) rows += costOf(plan, shard);
      return rows;
    },
    explain: ({ plan }) => this.#explain(plan),
    members: (request) => this.#members(request),
    rows: (request) => this.#rows(request),
    preview: (request) => this.#preview(request),
    contact: (request) => this.#contact(request),
    extract: ({ id }) => this.#extract(id),
    list: ({ ordinal, field }) => {
      const shard = this.#shards.get(ordinal >>> this.#shardBits);
      const list = shard?.field(field)?.get(ordinal - this.#firstOrdinal(shard));
      return (list as readonly string[] | undefined) ?? [];
    },
    statistics: ({ limit }) => {
      const survey = this.#survey(limit);
      for (;;) {
        const step = survey.next();
        if (step.done) return step.value;
      }
    },
    survey: ({ limit, start }) => {
      if (start) this.#surveying = this.#survey(limit);
      const step = this.#surveying?.next();
      if (step?.done !== true) return undefined;
      this.#surveying = undefined;
      return step.value;
    },
    snapshot: ({ start }) => this.#snapshots.step(start),
    restore: (request) => this.#restore(request),
    erase: ({ start }) => this.#erase(start),
    figures: () => this.#figures(),
    fingerprint: () =>
      this.#inOrder().map((shard) => ({
        shard: shard.index,
        digest: fingerprintOf(shard, this.#schema),
      })),
    check: () =>
      this.#inOrder().flatMap((shard) =>
        Array.from(faultsOf(shard, this.#schema), (fault) => ({ shard: shard.index, fault })),
      ),
  };

  #apply({ records }: ShardUpdate): void {
    for (const { position, schema, batches } of records) {
      for (const change of schema) this.#changeSchema(change);
      for (const [index, batch] of batches) {
        this.#shardAt(index).apply(decodeBatch(batch), position);
      }
      this.#position = position;
    }
  }

  #changeSchema(change: SchemaChange): void {
    this.#schema.apply(change);
    for (const shard of this.#shards.values()) {
      if (change.kind === 'field-dropped') shard.dropField(change.field);
      if (change.kind === 'attribute-dropped') {
        shard.events.dropAttribute(change.event, change.attribute);
      }
      if (change.kind === 'events-expired') shard.events.dropBefore(change.before);
    }
  }

  #inOrder(): readonly Shard[] {
    return [...this.#shards.values()].sort((a, b) => a.index - b.index);
  }

  #shardAt(index: number): Shard {
    let shard = this.#shards.get(index);
    if (shard === undefined) {
      shard = new Shard(index as ShardIndex, this.#schema, this.#sizes, this.#standing);
      this.#shards.set(index, shard);
    }
    return shard;
  }

  #restore(request: Request<'restore'>): void {
    switch (request.step) {
      case 'schema':
        return this.#schema.restore(request.schema);
      case 'pieces':
        for (const piece of request.pieces) {
          this.#shardAt(shardOfPiece(piece.name)).restorePiece(piece);
        }
        return;
      case 'finish':
        for (const shard of this.#shards.values()) shard.finishRestore();
        return;
      default:
        assertNever(request);
    }
  }

  #erase(start: boolean): Reply<'erase'> {
    if (start) this.#erasing = this.#eraseAll();
    const done = this.#erasing?.next().done !== false;
    if (done) this.#erasing = undefined;
    return { done };
  }

  *#eraseAll(): Generator<void> {
    for (const shard of this.#shards.values()) yield* shard.erase();
  }

  *#survey(limit: number): Generator<void, Reply<'statistics'>> {
    const sum = new StatisticsSum();
    for (const shard of this.#shards.values()) {
      sum.add(yield* statisticsSteps(shard, this.#schema));
    }
    return sum.commonest(limit);
  }

  #figures(): Reply<'figures'> {
    let contacts = 0;
    let events = 0;
    for (const shard of this.#shards.values()) {
      contacts += shard.alive.size;
      for (const [, { rows }] of shard.events.types()) {
        for (const page of rows.pages) events += page.rows;
      }
    }
    return {
      shards: this.#shards.size,
      contacts,
      events,
      standingBytes: this.#standing.usedBytes,
      standingMaxBytes: this.#standing.maxBytes,
      bitmapBytes: bitmapBytes(),
    };
  }

  /** What is to last is not left to be tested for few survivors. */
  #prepare(plan: Plan, budget: ReadBudget, isLasting = false): boolean {
    if (!plan.isStanding) return true;
    for (const shard of this.#shards.values()) {
      const postponed = isLasting ? undefined : () => postponedLeaves(plan, shard);
      if (!shard.standing.advance(plan, budget, postponed)) return false;
    }
    return true;
  }

  #count(plan: Plan): CountReply {
    let total = 0;
    const counts = plan.roots.map(() => 0);
    const stable = edgesOf(plan).map(() => Infinity);
    for (const shard of this.#shards.values()) {
      total += shard.alive.size;
      const own = this.#countsOf(shard).of(plan);
      for (const [root, count] of own.counts.entries()) {
        counts[root] = (counts[root] as number) + count;
      }
      for (const [edge, moment] of own.stable.entries()) {
        if (moment < (stable[edge] as number)) stable[edge] = moment;
      }
    }
    return { total, counts, stable };
  }

  #explain(plan: Plan): Reply<'explain'> {
    let total = 0;
    let explanation = emptyExplanation(plan);
    for (const shard of this.#inOrder()) {
      total += shard.alive.size;
      const own = explainOn(plan, shard, this.#micros);
      explanation = sumOfExplanations(explanation, own);
    }
    return { total, explanation };
  }

  #countsOf(shard: Shard): StandingCounts {
    let counts = this.#counts.get(shard.index);
    if (counts === undefined) {
      counts = new StandingCounts(shard);
      this.#counts.set(shard.index, counts);
    }
    return counts;
  }

  #members({ plan, after }: Request<'members'>): Reply<'members'> {
    let count = 0;
    const all = emptyBitmap();
    for (const shard of this.#shards.values()) {
      this.#evaluate(plan, shard, (evaluation) => {
        const members = evaluation.members(0);
        count += members.size;
        const ordinals = shifted(members, this.#firstOrdinal(shard));
        all.orInPlace(ordinals);
        ordinals.dispose();
      });
    }
    if (after !== undefined) all.removeRange(0, after + 1);
    const bitmap = serialize(all);
    all.dispose();
    return { count, bitmap };
  }

  #rows({ ordinals, fields, format }: Request<'rows'>): RowChunk {
    const encoder = new RowEncoder(format);
    const [first] = ordinals;
    const shard = first === undefined ? undefined : this.#shards.get(first >>> this.#shardBits);
    if (shard !== undefined) {
      const readers = fieldReaders(fields, shard, this.#schema);
      const offset = this.#firstOrdinal(shard);
      for (const ordinal of ordinals) {
        const local = ordinal - offset;
        if (!shard.alive.has(local)) continue;
        const values = readers.map(({ name, read }) => [name, read(local)] as const);
        encoder.add({ ordinal, id: shard.ids.textOf(local), fields: values });
      }
    }
    return encoder.finish();
  }

  #preview({ plan, limit }: Request<'preview'>): Reply<'preview'> {
    let count = 0;
    const members: Reply<'preview'>['members'][number][] = [];
    for (const shard of this.#shards.values()) {
      this.#evaluate(plan, shard, (evaluation) => {
        const matching = evaluation.members(0);
        count += matching.size;
        const offset = this.#firstOrdinal(shard);
        for (const { local, hash } of smallestHashes(matching, offset, limit)) {
          members.push({ ...memberOf(local, offset, shard, this.#schema), hash });
        }
      });
    }
    return { count, members: members.sort(byHash).slice(0, limit) };
  }

  #contact({ id, ...request }: Request<'contact'>): Reply<'contact'> {
    for (const shard of this.#shards.values()) {
      const local = shard.localOf(id);
      if (local !== undefined) return this.#describe(shard, local, request);
    }
    return undefined;
  }

  #extract(id: string): Reply<'extract'> {
    for (const shard of this.#shards.values()) {
      const local = shard.localOf(id);
      if (local === undefined) continue;
      const batch = encodeBatch(extractContact(shard, local, this.#schema));
      // A copy: the encoder goes on with its buffer.
      return { ordinal: this.#firstOrdinal(shard) + local, batch: batch.slice() };
    }
    return undefined;
  }

  #describe(
    shard: Shard,
    local: number,
    { plan, events, at }: Omit<Request<'contact'>, 'id'>,
  ): Reply<'contact'> {
    const selectedBy = plan.roots.map(() => false);
    this.#evaluate(plan, shard, (evaluation) => {
      for (const root of plan.roots.keys()) selectedBy[root] = evaluation.members(root).has(local);
    });
    return {
      member: memberOf(local, this.#firstOrdinal(shard), shard, this.#schema),
      events: latestEvents(local, { limit: events, at }, shard, this.#schema),
      selectedBy,
    };
  }

  #evaluate(plan: Plan, shard: Shard, read: (evaluation: Evaluation) => void): void {
    const evaluation = new Evaluation(plan, shard);
    try {
      read(evaluation);
    } finally {
      evaluation.dispose();
    }
  }

  #firstOrdinal(shard: Shard): number {
    return shard.index * 2 ** this.#shardBits;
  }
}

function byHash(a: { readonly hash: number }, b: { readonly hash: number }): number {
  return a.hash - b.hash;
}

/** The members with the smallest hashes of their ordinals: a stable pseudo-random pick. */
function smallestHashes(
  members: Iterable<number>,
  offset: number,
  limit: number,
): readonly { readonly local: number; readonly hash: number }[] {
  const picked: { local: number; hash: number }[] = [];
  if (limit === 0) return picked;
  for (const local of members) {
    const hash = mixed(offset + local);
    if (picked.length >= limit && hash >= (picked.at(-1) as { hash: number }).hash) continue;
    let place = picked.length;
    while (place > 0 && (picked[place - 1] as { hash: number }).hash > hash) place -= 1;
    picked.splice(place, 0, { local, hash });
    if (picked.length > limit) picked.pop();
  }
  return picked;
}

/** The finalizer of MurmurHash3: a permutation of u32, so no two ordinals share a hash. */
function mixed(ordinal: number): number {
  let hash = ordinal + 0x9e3779b9;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
