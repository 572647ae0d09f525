/**
 * What the writer hands to one shard: operations on its contacts in order, all checked, names
 * replaced by numbers. Encoded (msgpack) it is part of the log's record and what travels to the
 * worker, so the same bytes serve both.
 *
 * An operation is a short array that starts with its code; contacts are local ordinals.
 */
import { Packr, Unpackr } from 'msgpackr';
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
  | readonly [code: typeof OP.create, local: number, id: string]
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
