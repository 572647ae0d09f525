/**
 * Items of writes as the oracle reads them: what a contact or an event of the API would change.
 *
 * Reading changes nothing but the schema draft that it is given.
 */
import type { Schema } from './oracle-schema.ts';
import { fold, isId, isName } from './oracle-text.ts';
import { readInstant } from './oracle-time.ts';
import {
  isObject,
  listOf,
  type Reading,
  readElements,
  readValue,
  typeOfFirst,
  type Value,
} from './oracle-values.ts';

/** By folded name: the new value, or undefined to remove it. */
export type Values = Map<string, Value | undefined>;

export type ContactItem = { readonly id: string; readonly fields: Record<string, unknown> };

export type EventItem = {
  readonly contact: string;
  readonly event: string;
  readonly time: number | undefined;
  readonly id: string | undefined;
  readonly attributes: Record<string, unknown>;
};

/** Undefined for an item that is bad whatever the schema says. */
export function readContactItem(json: unknown): ContactItem | undefined {
  if (!isObject(json) || !isId(json['id'])) return undefined;
  const fields = json['fields'] ?? {};
  if (!isObject(fields) || !Object.keys(fields).every(isName)) return undefined;
  return { id: json['id'], fields };
}

/** Undefined for an item that is bad whatever the schema says. */
export function readEventItem(json: unknown): EventItem | undefined {
  if (!isObject(json) || !isId(json['contact'])) return undefined;
  const { contact, event, id, attributes = {} } = json;
  if (!isName(event) || event.includes('*')) return undefined;
  if (id !== undefined && !isId(id)) return undefined;
  if (!isObject(attributes) || !Object.keys(attributes).every(isName)) return undefined;
  const time = json['time'] === undefined ? undefined : readInstant(json['time']);
  if (json['time'] !== undefined && time === undefined) return undefined;
  return { contact: contact as string, event, time, id, attributes };
}

/** What the fields of an item become, given the values so far; undefined to reject it. */
export function readFields(
  fields: Record<string, unknown>,
  draft: Schema,
  before: ReadonlyMap<string, Value>,
): Values | undefined {
  const values: Values = new Map();
  for (const [name, json] of Object.entries(fields)) {
    const reading = isObject(json)
      ? readListChange(json, name, draft, before.get(fold(name)))
      : readNamed(json, name, draft);
    if (!keep(reading, name, draft, values)) return undefined;
  }
  return values;
}

/** Attributes of an occurrence; undefined to reject the item. */
export function readAttributes(
  attributes: Record<string, unknown>,
  draft: Schema,
): Values | undefined {
  const values: Values = new Map();
  for (const [name, json] of Object.entries(attributes)) {
    if (!keep(readNamed(json, name, draft), name, draft, values)) return undefined;
  }
  return values;
}

function readNamed(json: unknown, name: string, draft: Schema): Reading {
  if (json === null) return { kind: 'none' };
  const type = draft.typeOf(name) ?? typeOfFirst(json);
  return type === undefined ? { kind: 'fault' } : readValue(json, type);
}

/** `{ add, remove }`: what is in both is removed. */
function readListChange(
  json: Record<string, unknown>,
  name: string,
  draft: Schema,
  before: Value | undefined,
): Reading {
  const known = ['add', 'remove'];
  const isChange =
    Object.keys(json).length > 0 && Object.keys(json).every((k) => known.includes(k));
  const add = readElements(json['add'] ?? []);
  const remove = readElements(json['remove'] ?? []);
  const isList = (draft.typeOf(name) ?? 'list') === 'list';
  if (!isChange || !isList || !add || !remove) return { kind: 'fault' };
  const elements = new Set(before?.type === 'list' ? before.value : []);
  for (const element of add) elements.add(element);
  for (const element of remove) elements.delete(element);
  return listOf(elements);
}

/** Notes what was read, and the name's type if this is its first value. False for a fault. */
function keep(reading: Reading, name: string, draft: Schema, values: Values): boolean {
  if (reading.kind === 'fault') return false;
  if (reading.kind === 'value') {
    if (draft.typeOf(name) === undefined) draft.set(name, reading.value.type);
    values.set(fold(name), reading.value);
  } else {
    values.set(fold(name), undefined);
  }
  return true;
}
