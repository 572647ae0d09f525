/** Reading contacts out of a shard: their fields and events as JSON values. */

import type { EpochDay, Millis } from './brands.ts';
import { cellAt, type EventPage, valueOfCell } from './event-rows.ts';
import { formatDate, formatInstant } from './instant.ts';
import type { Schema } from './schema.ts';
import type { Shard } from './shard.ts';
import type { EventAnswer, FieldValues, MemberAnswer } from './shard-tasks.ts';
import type { JsonValue, StoredValue, ValueType } from './value.ts';

export function jsonValue(value: StoredValue, type: ValueType): JsonValue {
  if (type === 'date') return formatDate(value as EpochDay);
  if (type === 'datetime') return formatInstant(value as Millis);
  return value;
}

export type FieldReader = {
  readonly name: string;
  readonly read: (local: number) => JsonValue | undefined;
};

/** Readers of fields, under their declared names; one that is unknown never has a value. */
export function fieldReaders(
  names: readonly string[],
  shard: Shard,
  schema: Schema,
): readonly FieldReader[] {
  return names.map((asked) => {
    const declared = schema.field(asked);
    const index = declared && shard.field(declared.id);
    if (declared === undefined || index === undefined) {
      return { name: declared?.name ?? asked, read: () => undefined };
    }
    const { name, type } = declared;
    const read = (local: number) => {
      const value = index.get(local);
      return value === undefined ? undefined : jsonValue(value, type);
    };
    return { name, read };
  });
}

/** A contact with all its fields, in the order of their declaration. */
export function memberOf(
  local: number,
  offset: number,
  shard: Shard,
  schema: Schema,
): MemberAnswer {
  const values: [string, JsonValue][] = [];
  for (const { id, name, type } of schema.fields()) {
    const value = shard.field(id)?.get(local);
    if (value !== undefined) values.push([name, jsonValue(value, type)]);
  }
  return { ordinal: offset + local, id: shard.ids.textOf(local), fields: record(values) };
}

/** The newest events of a contact that have happened by `at`, the latest first. */
export function latestEvents(
  local: number,
  { limit, at }: { readonly limit: number; readonly at: number },
  shard: Shard,
  schema: Schema,
): readonly EventAnswer[] {
  if (limit === 0) return [];
  const found: { event: number; time: number; page: EventPage; row: number }[] = [];
  for (const { id } of schema.eventTypes()) {
    const source = { event: id, where: { kind: 'true' } } as const;
    shard.events.scan(source, { from: -Infinity, to: at + 1 }, (contact, time, page, row) => {
      if (contact === local) found.push({ event: id, time, page, row });
    });
  }
  // Of equal times, the one that arrived last comes first.
  found.reverse().sort((a, b) => b.time - a.time);
  return found
    .slice(0, limit)
    .map(({ event, page, row }) => describeEvent(event, page, row, shard, schema));
}

/** An event by its row, with names. */
export function describeEvent(
  event: number,
  page: EventPage,
  row: number,
  shard: Shard,
  schema: Schema,
): EventAnswer {
  const type = schema.eventTypeById(event);
  const values: [string, JsonValue][] = [];
  for (const attribute of type.attributes.values()) {
    const cells = page.columns.get(attribute.id);
    const value = cells && valueOfCell(cellAt(cells, row), attribute.type, shard.events.values);
    if (value !== undefined) values.push([attribute.name, jsonValue(value, attribute.type)]);
  }
  return { event: type.name, time: page.times[row] as number, attributes: record(values) };
}

/** An object with these entries as its own, whatever their names. */
function record(entries: readonly (readonly [string, JsonValue])[]): FieldValues {
  return Object.fromEntries(entries);
}
