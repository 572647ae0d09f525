/**
 * What a shard holds, for the catalog: how many contacts have each field, how many events of each
 * type there are, and how often each value occurs. Events of deleted contacts do not count. Everything
 * there is is read for it, so it goes in steps of some ten thousand values or a page of events, between
 * which others have their turn; what is written meanwhile is in it or not.
 */
import { cellAt, valueOfCell } from './event-rows.ts';
import type { Schema } from './schema.ts';
import type { Shard } from './shard.ts';
import { jsonValue } from './shard-read.ts';
import type { EventStatistics, FieldStatistics, Reply, ValueCount } from './shard-tasks.ts';
import type { JsonValue, StoredValue, ValueType } from './value.ts';

/** Occurrences of values of one type; values are told apart as JSON shows them. */
class ValueCounts {
  #counts: Map<JsonValue, number> = new Map();

  add(value: JsonValue, count: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
  }

  merge(other: ValueCounts): void {
    for (const [value, count] of other.#counts) this.add(value, count);
  }

  keepCommonest(most: number): void {
    this.#counts = new Map(commonestOf(this.#counts, most));
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

/** Values told apart of one shard: of more only the commonest are kept, which lie far above 20. */
const KEPT_VALUES = 20_000;
/** Of one step. */
const STEP_VALUES = 16_384;

/** Returns when all is read. */
export function* statisticsSteps(shard: Shard, schema: Schema): Generator<void, Statistics> {
  const fields = new Map<number, FieldSum>();
  for (const { id, type } of schema.fields()) {
    // Whether a field without a value has an index depends on how the shard came about.
    const index = shard.field(id);
    const counts = new Map<StoredValue, number>();
    for (const [value, count] of index?.valueCounts() ?? []) {
      counts.set(value, count);
      if (counts.size % STEP_VALUES === 0) yield;
    }
    const values = new ValueCounts();
    for (const [value, count] of commonestOf(counts, KEPT_VALUES)) {
      values.add(jsonValue(value, type), count);
    }
    fields.set(id, { contacts: index?.present.size ?? 0, values });
    yield;
  }
  const events = new Map<number, EventSum>();
  for (const { id } of schema.eventTypes()) {
    events.set(id, yield* eventStatistics(id, shard, schema));
  }
  return { fields, events };
}

function* eventStatistics(event: number, shard: Shard, schema: Schema): Generator<void, EventSum> {
  const attributes = [...schema.eventTypeById(event).attributes.values()];
  const sums = new Map<number, AttributeSum>(
    attributes.map(({ id }) => [id, { events: 0, values: new ValueCounts() }]),
  );
  let events = 0;
  const seen = new Uint8Array(shard.size);
  for (const page of shard.events.rowsOf(event)?.pages ?? []) {
    const isAlive = aliveRows(page.contacts, page.rows, shard);
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
    yield;
  }
  for (const sum of sums.values()) {
    sum.values.keepCommonest(KEPT_VALUES);
    yield;
  }
  const contacts = seen.reduce((count, flag) => count + flag, 0);
  return { events, contacts, attributes: sums };
}

/** At most so many, the commonest ones; which of equally common ones is left to their order. */
function commonestOf<V>(counts: ReadonlyMap<V, number>, most: number): ReadonlyMap<V, number> {
  if (counts.size <= most) return counts;
  const valuesByCount = new Map<number, number>();
  for (const count of counts.values()) {
    valuesByCount.set(count, (valuesByCount.get(count) ?? 0) + 1);
  }
  let left = most;
  let least = 0;
  for (const count of [...valuesByCount.keys()].sort((a, b) => b - a)) {
    least = count;
    const values = valuesByCount.get(count) as number;
    if (values >= left) break;
    left -= values;
  }
  const kept = new Map<V, number>();
  for (const [value, count] of counts) {
    if (count < least || (count === least && left-- <= 0)) continue;
    kept.set(value, count);
  }
  return kept;
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

function aliveRows(contacts: Uint32Array, rows: number, { alive, size }: Shard): Uint8Array {
  const isAlive = new Uint8Array(rows);
  // Mostly nobody is deleted, and to ask for each takes longer than to count.
  if (alive.size === size) return isAlive.fill(1);
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
