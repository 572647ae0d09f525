/**
 * What the writer hands to one shard: operations on its contacts in order, all checked, names
 * replaced by numbers. Encoded (msgpack) it is part of the log's record and what travels to the
 * worker, so the same bytes serve both.
 *
 * An operation is a short array that starts with its code; contacts are local ordinals.
 */
import { Packr, Unpackr } from 'msgpackr';
import { assertNever } from './assert.ts';
import type { StoredValue } from './value.ts';

export const OP = {
  create: 0,
  set: 1,
  clear: 2,
  edit: 3,
  remove: 4,
  event: 5,
  groupSet: 6,
  groupEdit: 7,
  groupDrop: 8,
} as const;

export type ShardOp =
  /** Without an id: a contact whose deletion has been taken out of the log, never alive. */
  | readonly [code: typeof OP.create, local: number, id: string | null]
  | readonly [code: typeof OP.set, local: number, field: number, value: StoredValue]
  | readonly [code: typeof OP.clear, local: number, field: number]
  /** A list changed in place. */
  | readonly [
      code: typeof OP.edit,
      local: number,
      field: number,
      add: readonly string[],
      remove: readonly string[],
    ]
  /** The contact is deleted. */
  | readonly [code: typeof OP.remove, local: number]
  /** `attributes` is attribute, value, attribute, value, …; `id` the client's, or null. */
  | readonly [
      code: typeof OP.event,
      local: number,
      event: number,
      time: number,
      attributes: readonly (number | StoredValue)[],
      id: string | null,
    ]
  | readonly [code: typeof OP.groupSet, group: string, locals: readonly number[]]
  | readonly [
      code: typeof OP.groupEdit,
      group: string,
      add: readonly number[],
      remove: readonly number[],
    ]
  | readonly [code: typeof OP.groupDrop, group: string];

const packr = new Packr({ useRecords: false });
const unpackr = new Unpackr({ useRecords: false, int64AsType: 'number' });

export function encodeBatch(ops: readonly ShardOp[]): Uint8Array {
  return packr.pack(ops);
}

export function decodeBatch(bytes: Uint8Array): readonly ShardOp[] {
  return unpackr.unpack(bytes) as readonly ShardOp[];
}

/** What is left out of a batch when the log is compacted. */
export type Redaction = {
  /** Whether a contact of the shard has been deleted, be it after this batch. */
  readonly isErased: (local: number) => boolean;
  /** Events before it (milliseconds since the epoch) have expired. */
  readonly eventsFrom: number;
};

/**
 * A batch without what deleted contacts and expired events have left in it, or undefined when there
 * is nothing of them. The creation of a deleted contact keeps its place without the id, since local
 * ordinals are given in order. Its removal stays too: a checkpoint from before it still has the
 * contact.
 */
export function redactBatch(batch: Uint8Array, redaction: Redaction): Uint8Array | undefined {
  const ops = decodeBatch(batch);
  const kept: ShardOp[] = [];
  let isChanged = false;
  for (const op of ops) {
    const redacted = redactOp(op, redaction);
    if (redacted !== undefined) kept.push(redacted);
    if (redacted !== op) isChanged = true;
  }
  return isChanged ? encodeBatch(kept) : undefined;
}

function redactOp(op: ShardOp, { isErased, eventsFrom }: Redaction): ShardOp | undefined {
  switch (op[0]) {
    case OP.create:
      return op[2] !== null && isErased(op[1]) ? [OP.create, op[1], null] : op;
    case OP.set:
    case OP.clear:
    case OP.edit:
      return isErased(op[1]) ? undefined : op;
    case OP.event:
      return isErased(op[1]) || op[3] < eventsFrom ? undefined : op;
    case OP.remove:
    case OP.groupSet:
    case OP.groupEdit:
    case OP.groupDrop:
      return op;
    default:
      return assertNever(op);
  }
}
