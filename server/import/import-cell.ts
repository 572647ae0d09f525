/**
 * A cell of a CSV file as a value of a type. Only what CSV has no notation for is decided here;
 * dates, instants and limits are checked by Muster itself, as those of any other write.
 */

import {
  assertNever,
  err,
  type JsonValue,
  ok,
  type Result,
  type ValueType,
} from '../../engine/index.ts';

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const WHOLE = /^-?\d+$/;

/** `cell` is not empty: an empty cell is no value. */
export function convertCell(cell: string, type: ValueType): Result<JsonValue | undefined, string> {
  switch (type) {
    case 'text':
    case 'date':
      return ok(cell);
    case 'datetime':
      return ok(instantCell(cell));
    case 'number':
      return numberCell(cell.trim());
    case 'boolean':
      return booleanCell(cell.trim().toLowerCase());
    case 'list':
      return ok(listCell(cell));
    default:
      return assertNever(type);
  }
}

/** Digits alone are milliseconds since the epoch. */
export function instantCell(cell: string): string | number {
  return WHOLE.test(cell) ? Number(cell) : cell;
}

function numberCell(cell: string): Result<number, string> {
  const value = Number(cell);
  if (!DECIMAL.test(cell)) return err('expected a number');
  return Number.isFinite(value) ? ok(value) : err('the number is too large');
}

function booleanCell(cell: string): Result<boolean, string> {
  if (cell === 'true' || cell === '1') return ok(true);
  if (cell === 'false' || cell === '0') return ok(false);
  return err('expected true or false, 1 or 0');
}

/** A cell of separators alone holds no text, so it is no value. */
function listCell(cell: string): readonly string[] | undefined {
  const texts = cell.split('|').filter((text) => text !== '');
  return texts.length === 0 ? undefined : texts;
}
