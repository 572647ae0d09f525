/**
 * Contacts as CSV (RFC 4180): `ordinal`, `id`, then the fields asked for, in that order.
 *
 * No value is an empty cell (an empty text is no value, so nothing is lost). The texts of a list
 * are joined by a vertical bar; a bar or a backslash inside one has a backslash before it.
 *
 * The safe form is for spreadsheets: a cell of text that one of them could take for a formula
 * gets an apostrophe before it (OWASP, "CSV Injection"). Numbers stay numbers: `-5` is no formula.
 */
import type { Row } from './row.ts';
import type { JsonValue } from './value.ts';

const LINE_END = '\r\n';
const NEEDS_QUOTES = /[",\r\n]/;
const LIKE_FORMULA = /^[=+\-@\t\r\n]/;
const LIST_SPECIAL = /[|\\]/g;

export function csvHeader(fields: readonly string[], safe: boolean): string {
  return ['ordinal', 'id', ...fields].map((name) => csvText(name, safe)).join(',') + LINE_END;
}

export function csvRow(row: Row, safe: boolean): string {
  let line = `${row.ordinal},${csvText(row.id, safe)}`;
  for (const [, value] of row.fields) line += `,${csvCell(value, safe)}`;
  return line + LINE_END;
}

function csvCell(value: JsonValue | undefined, safe: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return csvText(value, safe);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return csvText(value.map((text) => text.replace(LIST_SPECIAL, '\\$&')).join('|'), safe);
}

function csvText(text: string, safe: boolean): string {
  const cell = safe && LIKE_FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
