/**
 * The shards of one worker, with the copy of the schema they share: applies updates and answers
 * tasks, synchronously. Inline or in a thread, this is the same object.
 */
import { emptyBitmap, serialize, shifted } from './bitmap.ts';
import type { ShardIndex } from './brands.ts';
import { Evaluation } from './plan-evaluate.ts';
import type { RowChunk } from './row.ts';
import { RowEncoder } from './row-encode.ts';
import { Schema } from './schema.ts';
import { Shard } from './shard.ts';
import { decodeBatch } from './shard-batch.ts';
import { fieldReaders, latestEvents, memberOf } from './shard-read.ts';
import { StatisticsSum, shardStatistics } from './shard-statistics.ts';
import type { Reply, Request, ShardTask, ShardTasks, ShardUpdate } from './shard-tasks.ts';

type Handlers = {
  readonly [Task in ShardTask]: (request: Request<Task>) => ShardTasks[Task]['answer'];
};

export class ShardSet {
  readonly #shardBits: number;
  readonly #schema = new Schema();
  readonly #shards = new Map<number, Shard>();

  /** Each shard has 2^`shardBits` ordinals. */
  constructor(shardBits: number) {
    this.#shardBits = shardBits;
  }

  run<Task extends ShardTask>(task: Task, request: Request<Task>): Reply<Task> {
    return this.#handlers[task](request);
  }

  readonly #handlers: Handlers = {
    apply: (update) => this.#apply(update),
    count: ({ plan }) => this.#count(plan),
    members: (request) => this.#members(request),
    rows: (request) => this.#rows(request),
    preview: (request) => this.#preview(request),
    contact: (request) => this.#contact(request),
    list: ({ ordinal, field }) => {
      const shard = this.#shards.get(ordinal >>> this.#shardBits);
      const list = shard?.field(field)?.get(ordinal - this.#firstOrdinal(shard));
      return (list as readonly string[] | undefined) ?? [];
    },
    statistics: ({ limit }) => {
      const sum = new StatisticsSum();
      for (const shard of this.#shards.values()) sum.add(shardStatistics(shard, this.#schema));
      return sum.commonest(limit);
    },
  };

  #apply({ schema, batches }: ShardUpdate): void {
    for (const change of schema) {
      this.#schema.apply(change);
      for (const shard of this.#shards.values()) {
        if (change.kind === 'field-dropped') shard.dropField(change.field);
        if (change.kind === 'attribute-dropped') {
          shard.events.dropAttribute(change.event, change.attribute);
        }
      }
    }
    for (const [index, batch] of batches) {
      let shard = this.#shards.get(index);
      if (shard === undefined) {
        shard = new Shard(index as ShardIndex, this.#schema);
        this.#shards.set(index, shard);
      }
      shard.apply(decodeBatch(batch));
    }
  }

  #count(plan: Request<'count'>['plan']): Reply<'count'> {
    let total = 0;
    const counts = plan.roots.map(() => 0);
    for (const shard of this.#shards.values()) {
      total += shard.alive.size;
      this.#evaluate(plan, shard, (evaluation) => {
        for (const [root, count] of evaluation.counts().entries()) {
          counts[root] = (counts[root] as number) + count;
        }
      });
    }
    return { total, counts };
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

  #contact({ ordinal, plan, events, at }: Request<'contact'>): Reply<'contact'> {
    const shard = this.#shards.get(ordinal >>> this.#shardBits);
    if (shard === undefined) return undefined;
    const local = ordinal - this.#firstOrdinal(shard);
    if (!shard.alive.has(local)) return undefined;
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

  #evaluate(
    plan: Request<'count'>['plan'],
    shard: Shard,
    read: (evaluation: Evaluation) => void,
  ): void {
    const evaluation = new Evaluation(plan, shard, this.#firstOrdinal(shard));
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
