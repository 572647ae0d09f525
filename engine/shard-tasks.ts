/**
 * What can be asked of the shards of a worker: for each kind of task the request and the answer,
 * plain data that travels between threads. `shard-set.ts` answers them.
 */
import type { Plan } from './plan.ts';
import type { RowChunk, RowFormat } from './row.ts';
import type { SchemaChange } from './schema.ts';
import type { JsonValue } from './value.ts';

/** A step of the log for the shards: first the schema, then the batches by shard. */
export type ShardUpdate = {
  readonly schema: readonly SchemaChange[];
  readonly batches: readonly (readonly [shard: number, batch: Uint8Array])[];
};

export type FieldValues = Readonly<Record<string, JsonValue>>;

export type MemberAnswer = {
  readonly ordinal: number;
  readonly id: string;
  readonly fields: FieldValues;
};

export type EventAnswer = {
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly attributes: FieldValues;
};

export type ValueCount = { readonly value: JsonValue; readonly count: number };

/** Counts by value are the commonest of the worker's shards, at most `limit` of them. */
export type FieldStatistics = {
  readonly field: number;
  readonly contacts: number;
  readonly values: readonly ValueCount[];
};

export type EventStatistics = {
  readonly event: number;
  readonly events: number;
  readonly contacts: number;
  readonly attributes: readonly {
    readonly attribute: number;
    readonly events: number;
    readonly values: readonly ValueCount[];
  }[];
};

export type ShardTasks = {
  readonly apply: { readonly request: ShardUpdate; readonly answer: void };
  /** Contacts in all, and for each root of the plan. */
  readonly count: {
    readonly request: { readonly plan: Plan };
    readonly answer: { readonly total: number; readonly counts: readonly number[] };
  };
  /** The ordinals that the first root selects: how many, and those above `after`, serialized. */
  readonly members: {
    readonly request: { readonly plan: Plan; readonly after: number | undefined };
    readonly answer: { readonly count: number; readonly bitmap: Uint8Array };
  };
  /** Rows of those of the ascending ordinals, all of one shard, that are alive. */
  readonly rows: {
    readonly request: {
      readonly ordinals: Uint32Array;
      readonly fields: readonly string[];
      readonly format: RowFormat;
    };
    readonly answer: RowChunk;
  };
  /** `limit` members with the smallest hash of their ordinal, in that order. */
  readonly preview: {
    readonly request: { readonly plan: Plan; readonly limit: number };
    readonly answer: {
      readonly count: number;
      readonly members: readonly (MemberAnswer & { readonly hash: number })[];
    };
  };
  /**
   * One contact: its fields, its newest events up to a moment, which roots select it; undefined
   * when the shard does not (or not yet) have it.
   */
  readonly contact: {
    readonly request: {
      readonly ordinal: number;
      readonly plan: Plan;
      readonly events: number;
      readonly at: number;
    };
    readonly answer:
      | {
          readonly member: MemberAnswer;
          readonly events: readonly EventAnswer[];
          readonly selectedBy: readonly boolean[];
        }
      | undefined;
  };
  /** The elements of a contact's list. */
  readonly list: {
    readonly request: { readonly ordinal: number; readonly field: number };
    readonly answer: readonly string[];
  };
  readonly statistics: {
    readonly request: { readonly limit: number };
    readonly answer: {
      readonly fields: readonly FieldStatistics[];
      readonly events: readonly EventStatistics[];
    };
  };
};

export type ShardTask = keyof ShardTasks;
export type Request<Task extends ShardTask> = ShardTasks[Task]['request'];
export type Reply<Task extends ShardTask> = ShardTasks[Task]['answer'];
