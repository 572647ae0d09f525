/**
 * Items of writes: contacts and events as JSON, checked against the schema. A good item comes out
 * with everything by number, and with the declarations that its first values make; a bad one
 * leaves nothing behind.
 */
import type { Millis } from './brands.ts';
import { isObject } from './condition-parse.ts';
import { fold } from './fold.ts';
import { formatInstant, parseInstant } from './instant.ts';
import { err, type Issue, ok, type Result } from './result.ts';
import { MAX_ATTRIBUTES, MAX_FIELDS } from './rule-limits.ts';
import type { Attribute, Schema, SchemaChange } from './schema.ts';
import { eventNameFault, idFault, nameFault, pointer } from './text.ts';
import type { StoredValue, ValueType } from './value.ts';
import { inferType, parseList, parseValue } from './value-parse.ts';

export type FieldChange =
  | { readonly kind: 'set'; readonly field: number; readonly value: StoredValue }
  | { readonly kind: 'clear'; readonly field: number }
  | {
      readonly kind: 'edit';
      readonly field: number;
      readonly add: readonly string[];
      readonly remove: readonly string[];
      /** Where the change stands in the item, for a fault that is found later. */
      readonly path: string;
    };

export type ContactItem = {
  readonly id: string;
  readonly changes: readonly FieldChange[];
};

export type EventItem = {
  readonly contact: string;
  readonly event: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly id: string | undefined;
  /** attribute, value, attribute, value, … */
  readonly attributes: readonly (number | StoredValue)[];
};

/** What is known of an event type by now, with its attributes by the spellings met so far. */
type KnownEvent = { readonly id: number; readonly attributes: Map<string, Attribute> };

/**
 * Reads the items of one write, one after the other. The schema grows with each good one; nobody
 * else changes it while a reader is in use.
 */
export class ItemReader {
  readonly #schema: Schema;
  /** Event types by the spellings met so far: few, while items are many. */
  readonly #knownEvents = new Map<string, KnownEvent>();
  /** What good items have declared, in order. */
  readonly declared: SchemaChange[] = [];

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  contact(json: unknown): Result<ContactItem, Issue> {
    const before = this.declared.length;
    return this.#wholly(before, this.#contact(json));
  }

  /** The body of a patch: fields without the id around them. */
  fields(id: string, json: unknown): Result<ContactItem, Issue> {
    const before = this.declared.length;
    const wrong = idFault(id);
    return this.#wholly(before, wrong === undefined ? this.#changes(id, json, '') : fault(wrong));
  }

  /** An event without a time happens when it arrives. */
  event(json: unknown, arrived: number): Result<EventItem, Issue> {
    const before = this.declared.length;
    return this.#wholly(before, this.#event(json, arrived));
  }

  /** Takes back what was declared beyond the first `length` declarations. */
  undoTo(length: number): void {
    if (this.declared.length > length) this.#knownEvents.clear();
    while (this.declared.length > length) this.#schema.undo(this.declared.pop() as SchemaChange);
  }

  /** An item that turned out bad has declared nothing beyond the first `before` declarations. */
  #wholly<T>(before: number, result: Result<T, Issue>): Result<T, Issue> {
    if (!result.ok) this.undoTo(before);
    return result;
  }

  #declare(change: SchemaChange): void {
    this.#schema.apply(change);
    this.declared.push(change);
  }

  #contact(json: unknown): Result<ContactItem, Issue> {
    const item = expectObject(json, CONTACT_KEYS);
    if (!item.ok) return item;
    const { id, fields } = item.value;
    const wrong = idFault(id);
    if (wrong !== undefined) return err({ path: '/id', message: wrong });
    return this.#changes(id as string, fields === undefined ? {} : fields, '/fields');
  }

  #changes(id: string, fields: unknown, path: string): Result<ContactItem, Issue> {
    if (!isObject(fields)) return err({ path, message: 'expected an object of fields' });
    if (Object.keys(fields).length > MAX_FIELDS) {
      return err({ path, message: `more than ${MAX_FIELDS} fields` });
    }
    const changes: FieldChange[] = [];
    const seen = new Set<string>();
    for (const [name, value] of Object.entries(fields)) {
      const isRepeated = seen.size === seen.add(fold(name)).size;
      const change = isRepeated
        ? fault('the same field is named twice')
        : this.#change(name, value);
      if (!change.ok) return below(pointer(path, name), change.error);
      if (change.value?.kind === 'edit') {
        changes.push({ ...change.value, path: pointer(path, name) });
      } else if (change.value !== undefined) {
        changes.push(change.value);
      }
    }
    return ok({ id, changes });
  }

  /** What an item does to one field; undefined when it does nothing. */
  #change(name: string, value: unknown): Result<FieldChange | undefined, Issue> {
    const wrong = nameFault(name);
    if (wrong !== undefined) return fault(wrong);
    const known = this.#schema.field(name);
    if (value === null) return ok(known && { kind: 'clear', field: known.id });
    if (isObject(value)) return this.#edit(name, value);
    const type = known?.type ?? inferType(value);
    if (type === undefined) return fault('no type of field has such a value');
    const stored = parseValue(value, type);
    if (!stored.ok) return fault(mismatch(stored.error, name, type));
    if (stored.value === undefined) return ok(known && { kind: 'clear', field: known.id });
    const full = known === undefined ? this.#schema.fullness('field') : undefined;
    if (full !== undefined) return fault(full);
    return ok({ kind: 'set', field: this.#fieldToWrite(name, type), value: stored.value });
  }

  #edit(
    name: string,
    json: Readonly<Record<string, unknown>>,
  ): Result<FieldChange | undefined, Issue> {
    const known = this.#schema.field(name);
    if (known !== undefined && known.type !== 'list') {
      return fault(mismatch(`expected a ${known.type}`, name, known.type));
    }
    const keys = expectObject(json, ['add', 'remove']);
    if (!keys.ok) return keys;
    if (Object.keys(json).length === 0) {
      return fault('expected { "add": […], "remove": […] }');
    }
    const add = parseList(json['add'] === undefined ? [] : json['add']);
    if (!add.ok) return err({ path: '/add', message: mismatch(add.error, name, 'list') });
    const remove = parseList(json['remove'] === undefined ? [] : json['remove']);
    if (!remove.ok) return err({ path: '/remove', message: mismatch(remove.error, name, 'list') });
    const removed = new Set(remove.value);
    const added = add.value.filter((element) => !removed.has(element));
    if (known === undefined && added.length === 0) return ok(undefined);
    const full = known === undefined ? this.#schema.fullness('field') : undefined;
    if (full !== undefined) return fault(full);
    const field = this.#fieldToWrite(name, 'list');
    return ok({ kind: 'edit', field, add: added, remove: remove.value, path: '' });
  }

  #fieldToWrite(name: string, type: ValueType): number {
    const known = this.#schema.field(name);
    if (known !== undefined) return known.id;
    this.#declare({ kind: 'field-declared', name, type });
    return (this.#schema.field(name) as { id: number }).id;
  }

  #event(json: unknown, arrived: number): Result<EventItem, Issue> {
    const item = expectObject(json, EVENT_KEYS);
    if (!item.ok) return item;
    const { contact, event, time, id, attributes } = item.value;
    const contactFault = idFault(contact);
    if (contactFault !== undefined) return err({ path: '/contact', message: contactFault });
    let known = this.#knownEvents.get(event as string);
    if (known === undefined) {
      const nameWrong = eventNameFault(event);
      if (nameWrong !== undefined) return err({ path: '/event', message: nameWrong });
    }
    const instant = time === undefined ? ok(arrived) : parseInstant(time);
    if (!instant.ok) return err({ path: '/time', message: instant.error });
    const { eventsFrom } = this.#schema;
    if (instant.value < eventsFrom) {
      const from = formatInstant(eventsFrom as Millis);
      return err({ path: '/time', message: `events are kept from ${from} on` });
    }
    const idWrong = id === undefined ? undefined : idFault(id);
    if (idWrong !== undefined) return err({ path: '/id', message: idWrong });

    if (known === undefined && this.#schema.eventType(event as string) === undefined) {
      const full = this.#schema.fullness('event type');
      if (full !== undefined) return err({ path: '/event', message: full });
    }
    known ??= this.#eventToWrite(event as string);
    const values = this.#attributes(known, attributes === undefined ? NO_ATTRIBUTES : attributes);
    if (!values.ok) return values;
    return ok({
      contact: contact as string,
      event: known.id,
      time: instant.value,
      id: id as string | undefined,
      attributes: values.value,
    });
  }

  #eventToWrite(name: string): KnownEvent {
    if (this.#schema.eventType(name) === undefined) this.#declare({ kind: 'event-declared', name });
    const { id } = this.#schema.eventType(name) as { id: number };
    const known = { id, attributes: new Map<string, Attribute>() };
    this.#knownEvents.set(name, known);
    return known;
  }

  #attributes(event: KnownEvent, json: unknown): Result<readonly (number | StoredValue)[], Issue> {
    if (!isObject(json)) {
      return err({ path: '/attributes', message: 'expected an object of attributes' });
    }
    const names = Object.keys(json);
    if (names.length > MAX_ATTRIBUTES) {
      return err({ path: '/attributes', message: `more than ${MAX_ATTRIBUTES} attributes` });
    }
    const pairs: (number | StoredValue)[] = [];
    // One name cannot be there twice.
    const seen = names.length > 1 ? new Set<string>() : undefined;
    for (const name of names) {
      const isRepeated = seen !== undefined && seen.size === seen.add(fold(name)).size;
      const wrong = isRepeated
        ? fault('the same attribute is named twice')
        : this.#attribute(event, name, json[name], pairs);
      if (wrong !== undefined) return below(pointer('/attributes', name), wrong.error);
    }
    return ok(pairs);
  }

  /** Adds an attribute and its value to the pairs, if there is a value; returns what is wrong. */
  #attribute(
    event: KnownEvent,
    name: string,
    value: unknown,
    pairs: (number | StoredValue)[],
  ): { readonly error: Issue } | undefined {
    const known = event.attributes.get(name) ?? this.#knownAttribute(event, name);
    if (known === undefined) {
      const wrong = nameFault(name);
      if (wrong !== undefined) return fault(wrong);
    }
    if (value === null) return undefined;
    const type = known?.type ?? inferType(value);
    if (type === undefined) return fault('no type of attribute has such a value');
    const stored = parseValue(value, type);
    if (!stored.ok) return fault(mismatch(stored.error, name, type));
    if (stored.value === undefined) return undefined;
    if (known === undefined) {
      const full = this.#schema.fullness(this.#schema.eventTypeById(event.id));
      if (full !== undefined) return fault(full);
    }
    pairs.push(known?.id ?? this.#declareAttribute(event.id, name, type), stored.value);
    return undefined;
  }

  /** An attribute that the schema has by now; its name was checked when it was declared. */
  #knownAttribute(event: KnownEvent, name: string): Attribute | undefined {
    const known = this.#schema.eventTypeById(event.id).attributes.get(fold(name));
    if (known !== undefined) event.attributes.set(name, known);
    return known;
  }

  #declareAttribute(event: number, name: string, type: ValueType): number {
    this.#declare({ kind: 'attribute-declared', event, name, type });
    const { attributes } = this.#schema.eventTypeById(event);
    return (attributes.get(fold(name)) as { id: number }).id;
  }
}

const NO_ATTRIBUTES = {};
const CONTACT_KEYS = ['id', 'fields'];
const EVENT_KEYS = ['contact', 'event', 'time', 'id', 'attributes'];

function fault(message: string): { readonly ok: false; readonly error: Issue } {
  return err({ path: '', message });
}

/** The same fault, seen from further out. */
function below(path: string, issue: Issue): { readonly ok: false; readonly error: Issue } {
  return err({ path: path + issue.path, message: issue.message });
}

function mismatch(fault: string, name: string, type: ValueType): string {
  return `${fault} (${name} is ${type})`;
}

function expectObject(
  json: unknown,
  keys: readonly string[],
): Result<Readonly<Record<string, unknown>>, Issue> {
  if (!isObject(json)) return err({ path: '', message: 'expected an object' });
  for (const key of Object.keys(json)) {
    if (!keys.includes(key)) {
      const message = `unknown key; known are ${keys.join(', ')}`;
      return err({ path: pointer('', key), message });
    }
  }
  return ok(json);
}
