/** Bulk writes: items that are stored or rejected one by one, or all or nothing. */
import type { Issue, Position, Result } from '../engine/index.ts';

/** An item of a bulk write: parsed JSON, or why it could not be parsed. */
export type BulkItem =
  | { readonly parsed: true; readonly json: unknown }
  | { readonly parsed: false; readonly message: string };

export type Rejection = { readonly index: number; readonly path: string; readonly message: string };

/** `accepted + duplicates + rejected.length` is the number of items. */
export type BulkOutcome = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly Rejection[];
  readonly position: Position;
};

/** What reading gives for an item that was stored before: nothing is left to do. */
export const REPEAT = Symbol('repeat');

/** Items that could be read, how many were repeats, and what was wrong with the others. */
export type ReadItems<T> = {
  readonly good: readonly T[];
  readonly repeats: number;
  readonly rejected: readonly Rejection[];
};

export function readItems<T>(
  items: readonly BulkItem[],
  read: (json: unknown) => Result<T, Issue> | typeof REPEAT,
): ReadItems<T> {
  const good: T[] = [];
  const rejected: Rejection[] = [];
  let repeats = 0;
  for (const [index, item] of items.entries()) {
    if (!item.parsed) {
      rejected.push({ index, path: '', message: item.message });
      continue;
    }
    const result = read(item.json);
    if (result === REPEAT) repeats += 1;
    else if (result.ok) good.push(result.value);
    else rejected.push({ index, ...result.error });
  }
  return { good, repeats, rejected };
}
