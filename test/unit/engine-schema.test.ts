/** The schema and the definitions as plain data, and back. */
import { describe, expect, test } from 'vitest';
import { Definitions } from '../../engine/definitions.ts';
import { ItemReader } from '../../engine/item.ts';
import { Schema, type SchemaChange } from '../../engine/schema.ts';

const MIDNIGHT = Date.UTC(2026, 2, 1);

const CHANGES: readonly SchemaChange[] = [
  { kind: 'field-declared', name: 'City', type: 'text' },
  { kind: 'field-declared', name: 'age', type: 'number' },
  { kind: 'field-dropped', field: 1 },
  { kind: 'event-declared', name: 'Buy' },
  { kind: 'event-declared', name: '__proto__' },
  { kind: 'attribute-declared', event: 1, name: 'a', type: 'list' },
  { kind: 'attribute-declared', event: 0, name: 'b', type: 'date' },
  { kind: 'attribute-dropped', event: 1, attribute: 0 },
  { kind: 'events-expired', before: MIDNIGHT },
];

/** As it comes back from a file. */
function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

describe('a schema', () => {
  test('comes back from plain data, with what it gives next', () => {
    const schema = new Schema();
    for (const change of CHANGES) schema.apply(change);
    const copy = new Schema();
    copy.apply({ kind: 'field-declared', name: 'left over', type: 'text' });
    copy.restore(stored(schema.dump()));
    expect(copy.dump()).toEqual(schema.dump());
    expect(copy.eventsFrom).toBe(MIDNIGHT);
    expect(copy.field('left over')).toBeUndefined();
    for (const one of [schema, copy]) {
      one.apply({ kind: 'field-declared', name: 'CITY 2', type: 'text' });
      one.apply({ kind: 'attribute-declared', event: 1, name: 'a', type: 'text' });
    }
    expect(copy.dump()).toEqual(schema.dump());
    expect(copy.field('city')).toEqual(schema.field('City'));
    expect(copy.eventType('__PROTO__')).toEqual(schema.eventType('__proto__'));
    expect(copy.attributeById(1)).toEqual({ id: 1, name: 'b', type: 'date' });
  });

  test('keeps events for ever until it is told otherwise', () => {
    const schema = new Schema();
    expect(stored(schema.dump()).eventsFrom).toBeNull();
    schema.restore(stored(schema.dump()));
    expect(schema.eventsFrom).toBe(-Infinity);
  });

  test('never takes back what has expired, and items are held to it', () => {
    const schema = new Schema();
    schema.apply({ kind: 'events-expired', before: MIDNIGHT });
    schema.apply({ kind: 'events-expired', before: MIDNIGHT - 1 });
    const reader = new ItemReader(schema);
    const event = (time: number) => reader.event({ contact: 'c', event: 'buy', time }, 0);
    expect(event(MIDNIGHT - 1)).toEqual({
      ok: false,
      error: { path: '/time', message: 'events are kept from 2026-03-01T00:00:00.000Z on' },
    });
    expect(reader.declared).toEqual([]);
    expect(event(MIDNIGHT).ok).toBe(true);
  });
});

test('definitions come back from plain data', () => {
  const definitions = new Definitions();
  const rule = { field: 'a', op: 'exists' };
  definitions.apply({ kind: 'channel-put', name: 'letter', rule });
  definitions.apply({ kind: 'group-put', group: { id: '__proto__', name: 'g' } });
  definitions.apply({
    kind: 'segment-put',
    segment: {
      id: 's',
      name: 's',
      description: '',
      rule,
      timezone: 'UTC',
      updatedAt: 5 as never,
      version: 7,
    },
  });
  const copy = new Definitions();
  copy.apply({ kind: 'group-put', group: { id: 'left over', name: 'g' } });
  copy.restore(stored(definitions.dump()));
  expect(copy.dump()).toEqual(definitions.dump());
  expect([...copy.channels]).toEqual([...definitions.channels]);
  expect([...copy.segments]).toEqual([...definitions.segments]);
  expect([...copy.groups]).toEqual([...definitions.groups]);
});
