/**
 * The names and types that have been declared or seen: fields of contacts, types of events and
 * their attributes. Names match by Unicode simple case folding and keep their first spelling.
 *
 * Numbers are dense, given in order and never reused: a field that is dropped and declared again
 * is a new field. All changes come as `SchemaChange` values through `apply`, so that every copy
 * of the schema (the writer's, each worker's) passes through the same states.
 */

import { assert, assertNever } from './assert.ts';
import { fold } from './fold.ts';
import type { EventPattern } from './rule.ts';
import { MAX_ATTRIBUTES, MAX_EVENT_TYPES, MAX_FIELDS } from './rule-limits.ts';
import type { ValueType } from './value.ts';

export type Field = { readonly id: number; readonly name: string; readonly type: ValueType };
export type Attribute = { readonly id: number; readonly name: string; readonly type: ValueType };

export type EventType = {
  readonly id: number;
  readonly name: string;
  /** By folded name. */
  readonly attributes: ReadonlyMap<string, Attribute>;
};

export type SchemaChange =
  | { readonly kind: 'field-declared'; readonly name: string; readonly type: ValueType }
  | { readonly kind: 'field-dropped'; readonly field: number }
  | { readonly kind: 'event-declared'; readonly name: string }
  | {
      readonly kind: 'attribute-declared';
      readonly event: number;
      readonly name: string;
      readonly type: ValueType;
    }
  | { readonly kind: 'attribute-dropped'; readonly event: number; readonly attribute: number }
  /** Events before a midnight of UTC, in milliseconds since the epoch, are no longer kept. */
  | { readonly kind: 'events-expired'; readonly before: number };

/** A schema as plain data; names stand in the order of their declaration. */
export type SchemaState = {
  readonly fields: readonly Field[];
  /** The number of an event type is its place. */
  readonly events: readonly { readonly name: string; readonly attributes: readonly Attribute[] }[];
  readonly nextField: number;
  readonly nextAttribute: number;
  /** Null when events are kept for ever. */
  readonly eventsFrom: number | null;
};

/** The built-in field: the moment of a contact's first write, unless a write gives it. */
export const CREATED_AT = 0;

type MutableEventType = EventType & { readonly attributes: Map<string, Attribute> };

export class Schema {
  readonly #fields = new Map<string, Field>();
  readonly #events = new Map<string, MutableEventType>();
  readonly #eventsById: MutableEventType[] = [];
  readonly #fieldsById = new Map<number, Field>();
  readonly #attributesById = new Map<number, Attribute>();
  #nextField = 0;
  #nextAttribute = 0;
  #eventsFrom = -Infinity;

  constructor() {
    this.apply({ kind: 'field-declared', name: 'created_at', type: 'datetime' });
  }

  /** The moment from which on events are kept, in milliseconds since the epoch; −Infinity at first. */
  get eventsFrom(): number {
    return this.#eventsFrom;
  }

  /** Everything as plain data, which `restore` takes. */
  dump(): SchemaState {
    return {
      fields: [...this.#fields.values()],
      events: this.#eventsById.map(({ name, attributes }) => ({
        name,
        attributes: [...attributes.values()],
      })),
      nextField: this.#nextField,
      nextAttribute: this.#nextAttribute,
      eventsFrom: this.#eventsFrom === -Infinity ? null : this.#eventsFrom,
    };
  }

  /** Puts what `dump` gave in the place of everything. */
  restore({ fields, events, nextField, nextAttribute, eventsFrom }: SchemaState): void {
    this.#fields.clear();
    this.#fieldsById.clear();
    this.#events.clear();
    this.#eventsById.length = 0;
    this.#attributesById.clear();
    for (const field of fields) {
      this.#fields.set(fold(field.name), field);
      this.#fieldsById.set(field.id, field);
    }
    for (const [id, { name, attributes }] of events.entries()) {
      const byName = new Map(attributes.map((attribute) => [fold(attribute.name), attribute]));
      const type = { id, name, attributes: byName };
      this.#events.set(fold(name), type);
      this.#eventsById.push(type);
      for (const attribute of attributes) this.#attributesById.set(attribute.id, attribute);
    }
    this.#nextField = nextField;
    this.#nextAttribute = nextAttribute;
    this.#eventsFrom = eventsFrom ?? -Infinity;
  }

  /** Why there can be no further field, event type, or attribute of a type; undefined when there can. */
  fullness(what: 'field' | 'event type' | EventType): string | undefined {
    if (what === 'field') {
      return this.#fields.size < MAX_FIELDS ? undefined : `there are ${MAX_FIELDS} fields`;
    }
    if (what === 'event type') {
      const isFull = this.#eventsById.length >= MAX_EVENT_TYPES;
      return isFull ? `there are ${MAX_EVENT_TYPES} event types` : undefined;
    }
    const isFull = what.attributes.size >= MAX_ATTRIBUTES;
    return isFull ? `the event type has ${MAX_ATTRIBUTES} attributes` : undefined;
  }

  fields(): Iterable<Field> {
    return this.#fields.values();
  }

  eventTypes(): Iterable<EventType> {
    return this.#events.values();
  }

  field(name: string): Field | undefined {
    return this.#fields.get(fold(name));
  }

  eventType(name: string): EventType | undefined {
    return this.#events.get(fold(name));
  }

  fieldById(id: number): Field {
    const field = this.#fieldsById.get(id);
    assert(field !== undefined, `field ${id} exists`);
    return field;
  }

  eventTypeById(id: number): EventType {
    return this.#mutableEventType(id);
  }

  attributeById(id: number): Attribute {
    const attribute = this.#attributesById.get(id);
    assert(attribute !== undefined, `attribute ${id} exists`);
    return attribute;
  }

  attribute(event: string, name: string): Attribute | undefined {
    return this.eventType(event)?.attributes.get(fold(name));
  }

  /** The event types that any of the patterns names, each once. */
  matchingEventTypes(patterns: readonly EventPattern[]): readonly EventType[] {
    const folded = patterns.map(({ name, prefix }) => ({ name: fold(name), prefix }));
    const matching: EventType[] = [];
    for (const [key, type] of this.#events) {
      const isMeant = folded.some(({ name, prefix }) =>
        prefix ? key.startsWith(name) : key === name,
      );
      if (isMeant) matching.push(type);
    }
    return matching;
  }

  apply(change: SchemaChange): void {
    switch (change.kind) {
      case 'field-declared': {
        const { name, type } = change;
        assert(this.field(name) === undefined, `field ${name} is new`);
        const field = { id: this.#nextField++, name, type };
        this.#fields.set(fold(name), field);
        this.#fieldsById.set(field.id, field);
        return;
      }
      case 'field-dropped': {
        this.#fields.delete(fold(this.fieldById(change.field).name));
        this.#fieldsById.delete(change.field);
        return;
      }
      case 'event-declared': {
        const { name } = change;
        assert(this.eventType(name) === undefined, `event type ${name} is new`);
        const type = { id: this.#eventsById.length, name, attributes: new Map() };
        this.#events.set(fold(name), type);
        this.#eventsById.push(type);
        return;
      }
      case 'attribute-declared': {
        const { name, type } = change;
        const { attributes } = this.#mutableEventType(change.event);
        assert(!attributes.has(fold(name)), `attribute ${name} is new`);
        const attribute = { id: this.#nextAttribute++, name, type };
        attributes.set(fold(name), attribute);
        this.#attributesById.set(attribute.id, attribute);
        return;
      }
      case 'attribute-dropped': {
        const { attributes } = this.#mutableEventType(change.event);
        attributes.delete(fold(this.attributeById(change.attribute).name));
        this.#attributesById.delete(change.attribute);
        return;
      }
      case 'events-expired':
        this.#eventsFrom = Math.max(this.#eventsFrom, change.before);
        return;
      default:
        assertNever(change);
    }
  }

  /** Takes back the newest declaration: for a write that is refused as a whole. */
  undo(change: SchemaChange): void {
    switch (change.kind) {
      case 'field-declared':
        assert(this.field(change.name)?.id === this.#nextField - 1, 'the newest field is undone');
        this.#nextField -= 1;
        this.#fields.delete(fold(change.name));
        this.#fieldsById.delete(this.#nextField);
        return;
      case 'event-declared':
        this.#events.delete(fold(change.name));
        this.#eventsById.pop();
        return;
      case 'attribute-declared':
        this.#nextAttribute -= 1;
        this.#mutableEventType(change.event).attributes.delete(fold(change.name));
        this.#attributesById.delete(this.#nextAttribute);
        return;
      case 'field-dropped':
      case 'attribute-dropped':
      case 'events-expired':
        throw new Error('assertion failed: only declarations are undone');
      default:
        assertNever(change);
    }
  }

  #mutableEventType(id: number): MutableEventType {
    const type = this.#eventsById[id];
    assert(type !== undefined, `event type ${id} exists`);
    return type;
  }
}
