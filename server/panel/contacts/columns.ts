/** Which fields of contacts are shown in tables; what somebody chose is remembered by the browser. */
import type { Catalog } from '../../client.ts';
import type { Json } from '../rule/draft-json.ts';

const STORED = 'muster.columns';
/** Shown when nobody has chosen. */
const SHOWN = 4;

export function storedColumns(): readonly string[] | undefined {
  const text = localStorage.getItem(STORED);
  if (text === null) return undefined;
  const names: unknown = JSON.parse(text);
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : undefined;
}

export function storeColumns(columns: readonly string[]): void {
  localStorage.setItem(STORED, JSON.stringify(columns));
}

/** Fields that the rule is about, then those that most contacts have. */
export function suggestedColumns(catalog: Catalog, rule: Json | undefined): readonly string[] {
  const named = rule === undefined ? [] : fieldsOf(rule);
  const common = catalog.fields
    .toSorted((a, b) => b.contacts - a.contacts)
    .map(({ name }) => name)
    .filter((name) => name !== 'created_at');
  return [...new Set([...named, ...common])].slice(0, Math.max(SHOWN, named.length));
}

function fieldsOf(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (Array.isArray(node)) return node.flatMap(fieldsOf);
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'field' && typeof value === 'string' ? [value] : fieldsOf(value),
  );
}
