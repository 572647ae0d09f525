/**
 * Holds changes of lists in place to the largest size of a list. While the writer's upper bound of
 * a list stays within the limit nothing is looked up; only when it might not, the list itself is
 * fetched from its shard, once for a write, and followed from item to item.
 */
import {
  type ContactItem,
  type Issue,
  MAX_LIST_ITEMS,
  type Ordinal,
  type Schema,
} from '../engine/index.ts';
import type { BulkItem } from './bulk-write.ts';
import type { WriterState } from './writer-state.ts';

export type ReadList = (ordinal: Ordinal, field: number) => Promise<readonly string[]>;

export class ListGuard {
  /** By contact id and field: lists that could become too long. */
  readonly #lists = new Map<string, Set<string>>();

  /** Fetches the lists that the items might make too long; `readList` must see all writes. */
  async fetch(items: readonly BulkItem[], state: WriterState, readList: ReadList): Promise<void> {
    const added = new Map<string, number>();
    for (const { id, field, count } of listAdditions(items, state.schema)) {
      const key = keyOf(id, field);
      const total = (added.get(key) ?? 0) + count;
      added.set(key, total);
      const ordinal = state.contacts.ordinalOf(id);
      const bound = ordinal === undefined ? 0 : state.listSizes.boundOf(field, ordinal);
      if (bound + total <= MAX_LIST_ITEMS || this.#lists.has(key)) continue;
      this.#lists.set(key, new Set(ordinal === undefined ? [] : await readList(ordinal, field)));
    }
  }

  /** Follows a contact's changes; the first that makes a list too long is reported. */
  check({ id, changes }: ContactItem): Issue | undefined {
    for (const change of changes) {
      const key = keyOf(id, change.field);
      const list = this.#lists.get(key);
      if (list === undefined) continue;
      if (change.kind !== 'edit') {
        this.#lists.set(key, new Set(change.kind === 'set' ? (change.value as string[]) : []));
        continue;
      }
      const next = new Set([...list, ...change.add]);
      for (const element of change.remove) next.delete(element);
      if (next.size > MAX_LIST_ITEMS) {
        const message = `a list has at most ${MAX_LIST_ITEMS} elements`;
        return { path: `${change.path}/add`, message };
      }
      this.#lists.set(key, next);
    }
    return undefined;
  }
}

function keyOf(id: string, field: number): string {
  return `${field} ${id}`;
}

/** What the items, as they came, would add to existing lists: setting a list counts as well. */
function* listAdditions(
  items: readonly BulkItem[],
  schema: Schema,
): Iterable<{ readonly id: string; readonly field: number; readonly count: number }> {
  for (const item of items) {
    if (!item.parsed || typeof item.json !== 'object' || item.json === null) continue;
    const { id, fields } = item.json as { id?: unknown; fields?: unknown };
    if (typeof id !== 'string' || typeof fields !== 'object' || fields === null) continue;
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== 'object' || value === null) continue;
      const field = schema.field(name);
      if (field?.type !== 'list') continue;
      const add = Array.isArray(value) ? value : (value as { add?: unknown }).add;
      if (Array.isArray(add)) yield { id, field: field.id, count: add.length };
    }
  }
}
