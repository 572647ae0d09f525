/**
 * What can be asked of the shards of a worker: for each kind of task the request and the answer,
 * plain data that travels between threads. `shard-set.ts` answers them.
 */
import type { Position } from './brands.ts';
import type { Piece, SavedPiece } from './piece.ts';
import type { Plan } from './plan.ts';
import type { Explanation } from './plan-explain.ts';
import type { RowChunk, RowFormat } from './row.ts';
import type { SchemaChange, SchemaState } from './schema.ts';
import type { JsonValue } from './value.ts';

/** What a record of the log is to the shards: first the schema, then the batches by shard. */
export type ShardRecord = {
  readonly position: Position;
  readonly schema: readonly SchemaChange[];
  readonly batches: readonly (readonly [shard: number, batch: Uint8Array])[];
};

/** Records in the order of their positions, applied one after the other without a break. */
export type ShardUpdate = { readonly records: readonly ShardRecord[] };

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

export type RestoreStep =
  | { readonly step: 'schema'; readonly schema: SchemaState }
  | { readonly step: 'pieces'; readonly pieces: readonly SavedPiece[] }
  | { readonly step: 'finish' };

export type CountReply = {
  readonly total: number;
  readonly counts: readonly number[];
  readonly stable: readonly number[];
};

/** How much there is in the shards of a worker, and what it takes. */
export type ShardFigures = {
  readonly shards: number;
  readonly contacts: number;
  /** Rows of events, with those of deleted contacts until the data is compacted. */
  readonly events: number;
  /** Memory that standing conditions take, and may take. */
  readonly standingBytes: number;
  readonly standingMaxBytes: number;
  /** Bitmaps in native memory, of all workers of the process. */
  readonly bitmapBytes: number;
  /** Of the thread that the shards live in, which adds it: the engine knows of none. */
  readonly thread?: ThreadFigures;
};

export type ThreadFigures = {
  /** Spent in tasks since the thread began. */
  readonly busySeconds: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  /** Pauses for garbage collection: how many up to each of the bounds agreed on, and in all. */
  readonly pauses: { readonly counts: readonly number[]; readonly sum: number };
};

export type ShardTasks = {
  readonly apply: { readonly request: ShardUpdate; readonly answer: void };
  /**
   * Contacts in all, and for each root of the plan; and for each edge of the plan (`edgesOf`) how far
   * it may move forward before they change, if nothing is written.
   */
  readonly count: {
    readonly request: { readonly plan: Plan };
    readonly answer: CountReply;
  };
  /**
   * Reads about `maxRows` rows of those that a standing question has to have read before it is
   * answered; to be repeated until it is done, so that other tasks come in between.
   */
  readonly prepare: {
    readonly request: {
      readonly plan: Plan;
      readonly maxRows: number;
      /** It will be asked again and again: all of it is read, whatever the first answer needs. */
      readonly isLasting?: boolean;
    };
    readonly answer: { readonly done: boolean };
  };
  /** For each plan as `prepare`, and when it is done as `count`; `maxRows` are of all together. */
  readonly countPrepared: {
    readonly request: { readonly plans: readonly Plan[]; readonly maxRows: number };
    readonly answer: readonly (CountReply | undefined)[];
  };
  /** Rows of events, about, that answering takes as long as, besides what stands already. */
  readonly cost: {
    readonly request: { readonly plan: Plan };
    readonly answer: number;
  };
  /** As `count`, and how it was done. */
  readonly explain: {
    readonly request: { readonly plan: Plan };
    readonly answer: { readonly total: number; readonly explanation: Explanation };
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
   * One contact by its id: its fields, its newest events up to a moment, which roots select it;
   * undefined when no shard of the worker has it. Asked of all workers, at most one of which does.
   */
  readonly contact: {
    readonly request: {
      readonly id: string;
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
  /**
   * All that is known of a contact, as a batch that makes it the first contact of a shard; undefined
   * when no shard of the worker has it.
   */
  readonly extract: {
    readonly request: { readonly id: string };
    readonly answer: { readonly ordinal: number; readonly batch: Uint8Array } | undefined;
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
  /**
   * The next step of the same: the first with `start`, and there is one at a time. The answer comes with
   * the last step, undefined before it and after it.
   */
  readonly survey: {
    readonly request: { readonly limit: number; readonly start: boolean };
    readonly answer: ShardTasks['statistics']['answer'] | undefined;
  };
  /**
   * The next step of a snapshot: the first with `start`, about 256 KiB each, until it is done
   * (and then nothing more). Every piece there is comes once. With `changed`, one that is as it was
   * in the snapshot before comes without bytes; that snapshot must have been done and kept. The
   * first of a process is full.
   * Updates may be applied between steps: the log is replayed from the position at the first step.
   */
  readonly snapshot: {
    readonly request: { readonly start?: 'full' | 'changed' };
    readonly answer: { readonly pieces: readonly Piece[]; readonly done: boolean };
  };
  /**
   * Puts a snapshot into shards that are empty: the schema as of the position that the log is then
   * replayed from, all pieces in any order, each to the worker of its shard (`shardOfPiece`), and the
   * finish. An error names the piece that is not sound; the shards are then of no use.
   */
  readonly restore: { readonly request: RestoreStep; readonly answer: void };
  /**
   * The next step of taking out of memory, and so of the snapshots to come, what deleted contacts,
   * dropped attributes and expired events have left; the first with `start`. Not during a replay.
   */
  readonly erase: {
    readonly request: { readonly start: boolean };
    readonly answer: { readonly done: boolean };
  };
  /** Numbers for whoever watches the process; quick, whatever there is. */
  readonly figures: {
    readonly request: Readonly<Record<string, never>>;
    readonly answer: ShardFigures;
  };
  /** By shard a digest of what it holds, the same for the same content however it came about. */
  readonly fingerprint: {
    readonly request: Readonly<Record<string, never>>;
    readonly answer: readonly { readonly shard: number; readonly digest: string }[];
  };
  /** Where an index disagrees with what it follows from; none in sound shards. */
  readonly check: {
    readonly request: Readonly<Record<string, never>>;
    readonly answer: readonly { readonly shard: number; readonly fault: string }[];
  };
};

export type ShardTask = keyof ShardTasks;
export type Request<Task extends ShardTask> = ShardTasks[Task]['request'];
export type Reply<Task extends ShardTask> = ShardTasks[Task]['answer'];
