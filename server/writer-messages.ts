/**
 * What the main thread and the writer's thread say to each other, over one port each way in order.
 * All plain data.
 */
import type {
  DefinitionsState,
  Millis,
  Position,
  Request,
  SchemaState,
  ShardTask,
} from '../engine/index.ts';
import type { LogRecord, Upkeep } from '../storage/index.ts';
import type { WriteCall } from './writing.ts';

/** What the thread opens, said with the port when it begins. */
export type WriterOpening = {
  readonly data: string;
  readonly shardBits: number;
  readonly dedupeMs: number;
  readonly rangeBytes: number | undefined;
  readonly probe: string;
};

export type CallMessage = {
  readonly id: number;
  readonly call: WriteCall;
  readonly arrived: Millis;
};

/** An answer to what has a number: a value, or why there is none. */
export type Outcome =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string };

export type ToWriter =
  | { readonly kind: 'calls'; readonly calls: readonly CallMessage[] }
  | { readonly kind: 'upkeep'; readonly id: number; readonly upkeep: Upkeep }
  /** So many of the published groups have been taken. */
  | { readonly kind: 'taken'; readonly groups: number }
  | { readonly kind: 'told'; readonly outcome: Outcome }
  /** Nothing can be published any more. */
  | { readonly kind: 'shards-failed'; readonly message: string }
  | { readonly kind: 'close' };

export type ShardQuestion = {
  readonly id: number;
  /** Undefined: all of them. */
  readonly ordinal: number | undefined;
  readonly task: ShardTask;
  readonly request: Request<ShardTask>;
};

export type FromWriter =
  | {
      readonly kind: 'begin';
      readonly position: Position;
      readonly schema: SchemaState;
      readonly definitions: DefinitionsState;
    }
  | { readonly kind: 'publish'; readonly records: readonly LogRecord[] }
  | { readonly kind: 'ask'; readonly question: ShardQuestion }
  | { readonly kind: 'progress'; readonly message: string }
  | { readonly kind: 'opened' }
  | { readonly kind: 'outcomes'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'failed'; readonly message: string };
