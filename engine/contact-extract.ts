/** All that a shard knows of one contact, as the operations that would make it the first of another. */
import { cellAt, type EventPage, valueOfCell } from './event-rows.ts';
import type { Schema } from './schema.ts';
import type { Shard } from './shard.ts';
import { OP, type ShardOp } from './shard-batch.ts';
import type { StoredValue } from './value.ts';

export function extractContact(shard: Shard, local: number, schema: Schema): readonly ShardOp[] {
  const ops: ShardOp[] = [[OP.create, 0, shard.ids.textOf(local)]];
  for (const { id } of schema.fields()) {
    const value = shard.field(id)?.get(local);
    if (value !== undefined) ops.push([OP.set, 0, id, value]);
  }
  for (const group of shard.groupIds()) {
    if (shard.group(group)?.has(local)) ops.push([OP.groupSet, group, [0]]);
  }
  for (const { id, attributes } of schema.eventTypes()) {
    const types = [...attributes.values()];
    for (const page of shard.events.rowsOf(id)?.pages ?? []) {
      for (let row = 0; row < page.rows; row++) {
        if (page.contacts[row] !== local) continue;
        const time = page.times[row] as number;
        ops.push([OP.event, 0, id, time, attributesOf(page, row, types, shard), null]);
      }
    }
  }
  return ops;
}

function attributesOf(
  page: EventPage,
  row: number,
  attributes: readonly { readonly id: number; readonly type: Parameters<typeof valueOfCell>[1] }[],
  shard: Shard,
): readonly (number | StoredValue)[] {
  return attributes.flatMap(({ id, type }) => {
    const cells = page.columns.get(id);
    const value = cells && valueOfCell(cellAt(cells, row), type, shard.events.values);
    return value === undefined ? [] : [id, value];
  });
}
