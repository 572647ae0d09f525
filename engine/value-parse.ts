/**
 * Values as they are written: JSON of a declared or inferred type to what is stored. An empty text
 * and an empty list are no value, and so is an empty element of a list.
 */
import { parseDate, parseInstant } from './instant.ts';
import { err, ok, type Result } from './result.ts';
import { MAX_LIST_ITEM_BYTES, MAX_LIST_ITEMS, MAX_TEXT_BYTES } from './rule-limits.ts';
import { textFault } from './text.ts';
import type { StoredValue, ValueType } from './value.ts';

/** The type that a first value gives to its field or attribute; undefined when it gives none. */
export function inferType(value: unknown): ValueType | undefined {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return Array.isArray(value) ? 'list' : undefined;
}

/** Reads a value of a type; undefined is "no value". */
export function parseValue(
  value: unknown,
  type: ValueType,
): Result<StoredValue | undefined, string> {
  switch (type) {
    case 'text':
      return parseText(value);
    case 'number':
      if (typeof value !== 'number') return err('expected a number');
      if (!Number.isFinite(value)) return err('expected a finite number');
      return ok(value + 0);
    case 'boolean':
      return typeof value === 'boolean' ? ok(value) : err('expected true or false');
    case 'date': {
      if (value === '') return ok(undefined);
      const day = typeof value === 'string' ? parseDate(value) : undefined;
      return day === undefined ? err('expected a date, YYYY-MM-DD') : ok(day);
    }
    case 'datetime':
      return value === '' ? ok(undefined) : parseInstant(value);
    case 'list': {
      const list = parseList(value);
      if (!list.ok) return list;
      return ok(list.value.length === 0 ? undefined : list.value);
    }
  }
}

function parseText(value: unknown): Result<string | undefined, string> {
  if (typeof value !== 'string') return err('expected a text');
  if (value === '') return ok(undefined);
  const fault = textFault(value, MAX_TEXT_BYTES);
  return fault === undefined ? ok(value) : err(fault);
}

/** Reads a set of texts: each once, in the order given. */
export function parseList(value: unknown): Result<readonly string[], string> {
  if (!Array.isArray(value)) return err('expected an array of texts');
  const elements = new Set<string>();
  for (const element of value) {
    if (typeof element !== 'string') return err('expected an array of texts');
    const fault = textFault(element, MAX_LIST_ITEM_BYTES);
    if (fault !== undefined) return err(fault);
    if (element !== '') elements.add(element);
  }
  if (elements.size > MAX_LIST_ITEMS) return err(`a list has at most ${MAX_LIST_ITEMS} elements`);
  return ok([...elements]);
}
