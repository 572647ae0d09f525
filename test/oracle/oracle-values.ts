/**
 * Typed values of the oracle, and how JSON of the API becomes one.
 *
 * An empty text and an empty list are no value. A list is a set: distinct texts, none empty.
 */
import type { ValueType } from '../../engine/value.ts';
import { byteLength } from './oracle-text.ts';
import { isDate, readInstant } from './oracle-time.ts';

export type Value =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'date'; readonly value: string }
  | { readonly type: 'datetime'; readonly value: number }
  | { readonly type: 'list'; readonly value: readonly string[] };

export type Reading =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'none' }
  | { readonly kind: 'fault' };

const TEXT_BYTES = 4096;
const ELEMENT_BYTES = 256;
const LIST_ELEMENTS = 1000;

const NONE: Reading = { kind: 'none' };
const FAULT: Reading = { kind: 'fault' };

export function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The type that a first value creates; undefined for what no type is taken from. */
export function typeOfFirst(json: unknown): ValueType | undefined {
  if (typeof json === 'boolean') return 'boolean';
  if (typeof json === 'number') return 'number';
  if (typeof json === 'string') return 'text';
  return Array.isArray(json) ? 'list' : undefined;
}

export function readValue(json: unknown, type: ValueType): Reading {
  switch (type) {
    case 'text':
      return readText(json);
    case 'number':
      return typeof json === 'number' && Number.isFinite(json)
        ? found({ type, value: json })
        : FAULT;
    case 'boolean':
      return typeof json === 'boolean' ? found({ type, value: json }) : FAULT;
    case 'date':
      return isDate(json) ? found({ type, value: json }) : FAULT;
    case 'datetime': {
      const time = readInstant(json);
      return time === undefined ? FAULT : found({ type, value: time });
    }
    case 'list':
      return readList(json);
  }
}

function found(value: Value): Reading {
  return { kind: 'value', value };
}

function readText(json: unknown): Reading {
  if (json === '') return NONE;
  if (typeof json !== 'string' || !json.isWellFormed()) return FAULT;
  return byteLength(json) <= TEXT_BYTES ? found({ type: 'text', value: json }) : FAULT;
}

function readList(json: unknown): Reading {
  const elements = readElements(json);
  return elements === undefined ? FAULT : listOf(elements);
}

/** Distinct texts of an array; undefined if something in it is no element of a list. */
export function readElements(json: unknown): Set<string> | undefined {
  if (!Array.isArray(json)) return undefined;
  const elements = new Set<string>();
  for (const element of json as unknown[]) {
    if (typeof element !== 'string' || !element.isWellFormed()) return undefined;
    if (byteLength(element) > ELEMENT_BYTES) return undefined;
    if (element !== '') elements.add(element);
  }
  return elements;
}

export function listOf(elements: ReadonlySet<string>): Reading {
  if (elements.size === 0) return NONE;
  return elements.size <= LIST_ELEMENTS ? found({ type: 'list', value: [...elements] }) : FAULT;
}

/**
 * What counts once in `distinct`. Values of different types differ, but an element of a list is
 * the same as that text, and −0 is 0.
 */
export function distinctKeys(value: Value): string[] {
  if (value.type === 'list') return value.value.map((element) => `text ${element}`);
  return [`${value.type} ${value.value}`];
}
