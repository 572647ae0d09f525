/**
 * What a shard holds, for the catalog: how many contacts have each field, how many events of each
 * type there are, and how often each value occurs. Events of deleted contacts do not count.
 */
import type { Bitmap } from './bitmap.ts';
import { cellAt, valueOfCell } from './event-rows.ts';
import type { Schema } from './schema.ts';
import type { Shard } from './shard.ts';
import { jsonValue } from './shard-read.ts';
import type { EventStatistics, FieldStatistics, Reply, ValueCount } from './shard-tasks.ts';
import type { JsonValue, ValueType } from './value.ts';

/** Occurrences of values of one type; values are told apart as JSON shows them. */
class ValueCounts {
  readonly #counts = new Map<JsonValue, number>();

  add(value: JsonValue, count: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
  }

  merge(other: ValueCounts): void {
    for (const [value, count] of other.#counts) this.add(value, count);
  }

  /** The commonest values, equally common ones in the order of their text. */
  commonest(limit: number): readonly ValueCount[] {
    return [...this.#counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
      .slice(0, limit);
  }
}

type FieldSum = { contacts: number; readonly values: ValueCounts };
type AttributeSum = { events: number; readonly values: ValueCounts };
type EventSum = {
  events: number;
  contacts: number;
  readonly attributes: Map<number, AttributeSum>;
};

type Statistics = {
  readonly fields: ReadonlyMap<number, FieldSum>;
  readonly events: ReadonlyMap<number, EventSum>;
};

export function shardStatistics(shard: Shard, schema: Schema): Statistics {
  const fields = new Map<number, FieldSum>();
  for (const { id, type } of schema.fields()) {
    // Whether a field without a value has an index depends on how the shard came about.
    const index = shard.field(id);
    const values = new ValueCounts();
    for (const [value, count] of index?.valueCounts() ?? []) {
      values.add(jsonValue(value, type), count);
    }
    fields.set(id, { contacts: index?.present.size ?? 0, values });
  }
  const events = new Map<number, EventSum>();
  for (const { id } of schema.eventTypes()) events.set(id, eventStatistics(id, shard, schema));
  return { fields, events };
}

function eventStatistics(event: number, shard: Shard, schema: Schema): EventSum {
  const attributes = [...schema.eventTypeById(event).attributes.values()];
  const sums = new Map<number, AttributeSum>(
    attributes.map(({ id }) => [id, { events: 0, values: new ValueCounts() }]),
  );
  let events = 0;
  const seen = new Uint8Array(shard.size);
  for (const page of shard.events.rowsOf(event)?.pages ?? []) {
    const isAlive = aliveRows(page.contacts, page.rows, shard.alive);
    for (let row = 0; row < page.rows; row++) {
      if (isAlive[row] === 0) continue;
      events += 1;
      seen[page.contacts[row] as number] = 1;
    }
    for (const { id, type } of attributes) {
      const cells = page.columns.get(id);
      if (cells === undefined) continue;
      const counts = new Map<number, number>();
      for (let row = 0; row < page.rows; row++) {
        if (isAlive[row] === 0) continue;
        const cell = cellAt(cells, row);
        counts.set(cell, (counts.get(cell) ?? 0) + 1);
      }
      countCells(counts, type, shard, sums.get(id) as AttributeSum);
    }
  }
  const contacts = seen.reduce((count, flag) => count + flag, 0);
  return { events, contacts, attributes: sums };
}

function countCells(
  counts: ReadonlyMap<number, number>,
  type: ValueType,
  shard: Shard,
  sum: AttributeSum,
): void {
  for (const [cell, count] of counts) {
    const value = valueOfCell(cell, type, shard.events.values);
    if (value === undefined) continue;
    sum.events += count;
    const parts = typeof value === 'object' ? value : [jsonValue(value, type)];
    for (const part of parts) sum.values.add(part, count);
  }
}

function aliveRows(contacts: Uint32Array, rows: number, alive: Bitmap): Uint8Array {
  const isAlive = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) if (alive.has(contacts[row] as number)) isAlive[row] = 1;
  return isAlive;
}

/** Adds up the statistics of several shards. */
export class StatisticsSum {
  readonly #fields = new Map<number, FieldSum>();
  readonly #events = new Map<number, EventSum>();

  add({ fields, events }: Statistics): void {
    for (const [id, part] of fields) {
      const sum = getOrCreate(this.#fields, id, () => ({ contacts: 0, values: new ValueCounts() }));
      sum.contacts += part.contacts;
      sum.values.merge(part.values);
    }
    for (const [id, part] of events) this.#addEvent(id, part);
  }

  commonest(limit: number): Reply<'statistics'> {
    const fields: FieldStatistics[] = [...this.#fields].map(([field, { contacts, values }]) => ({
      field,
      contacts,
      values: values.commonest(limit),
    }));
    const events: EventStatistics[] = [...this.#events].map(([event, sum]) => ({
      event,
      events: sum.events,
      contacts: sum.contacts,
      attributes: [...sum.attributes].map(([attribute, { events, values }]) => ({
        attribute,
        events,
        values: values.commonest(limit),
      })),
    }));
    return { fields, events };
  }

  #addEvent(id: number, part: EventSum): void {
    const sum = getOrCreate(this.#events, id, () => ({
      events: 0,
      contacts: 0,
      attributes: new Map<number, AttributeSum>(),
    }));
    sum.events += part.events;
    sum.contacts += part.contacts;
    for (const [attribute, { events, values }] of part.attributes) {
      const total = getOrCreate(sum.attributes, attribute, () => ({
        events: 0,
        values: new ValueCounts(),
      }));
      total.events += events;
      total.values.merge(values);
    }
  }
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
