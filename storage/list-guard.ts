/**
 * Holds changes of lists in place to the largest size of a list. While the writer's upper bound of
 * a list stays within the limit nothing is looked up; only when it might not, the list itself is
 * fetched from its shard, once for a write, and followed from item to item.
 */
import {
  type ContactItem,
  fold,
  type Issue,
  MAX_LIST_ITEMS,
  type Ordinal,
  type Schema,
} from '../engine/index.ts';
import type { BulkItem } from './bulk-write.ts';
import type { WriterState } from './writer-state.ts';

export type ReadList = (ordinal: Ordinal, field: number) => Promise<readonly string[]>;

export class ListGuard {
  readonly #schema: Schema;
  /** By contact and field: lists that could become too long. */
  readonly #lists = new Map<string, ReadonlySet<string>>();

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  /** Fetches the lists that the items might make too long; `readList` must see all writes. */
  async fetch(items: readonly BulkItem[], state: WriterState, readList: ReadList): Promise<void> {
    const added = new Map<string, number>();
    for (const { id, name, count } of listAdditions(items)) {
      const key = keyOf(id, name);
      const total = (added.get(key) ?? 0) + count;
      added.set(key, total);
      if (this.#lists.has(key)) continue;
      const ordinal = state.contacts.ordinalOf(id);
      const field = state.schema.field(name);
      if (ordinal === undefined || field === undefined) {
        if (total > MAX_LIST_ITEMS) this.#lists.set(key, new Set());
      } else if (state.listSizes.boundOf(field.id, ordinal) + total > MAX_LIST_ITEMS) {
        this.#lists.set(key, new Set(await readList(ordinal, field.id)));
      }
    }
  }

  /** Follows a contact's changes; the first that makes a list too long is reported, and none kept. */
  check({ id, changes }: ContactItem): Issue | undefined {
    if (this.#lists.size === 0) return undefined;
    const changedLists = new Map<string, ReadonlySet<string>>();
    for (const change of changes) {
      const key = keyOf(id, this.#schema.fieldById(change.field).name);
      const list = changedLists.get(key) ?? this.#lists.get(key);
      if (list === undefined) continue;
      const next = changed(list, change);
      if (next.size > MAX_LIST_ITEMS) {
        const path = change.kind === 'edit' ? `${change.path}/add` : '';
        return { path, message: `a list has at most ${MAX_LIST_ITEMS} elements` };
      }
      changedLists.set(key, next);
    }
    for (const [key, list] of changedLists) this.#lists.set(key, list);
    return undefined;
  }
}

function changed(
  list: ReadonlySet<string>,
  change: ContactItem['changes'][number],
): ReadonlySet<string> {
  if (change.kind === 'clear') return new Set();
  if (change.kind === 'set') return new Set(change.value as readonly string[]);
  const next = new Set([...list, ...change.add]);
  for (const element of change.remove) next.delete(element);
  return next;
}

function keyOf(id: string, field: string): string {
  return JSON.stringify([id, fold(field)]);
}

/** What the items, as they came, would add to lists: setting a list counts as well. */
function* listAdditions(
  items: readonly BulkItem[],
): Iterable<{ readonly id: string; readonly name: string; readonly count: number }> {
  for (const item of items) {
    if (!item.parsed || typeof item.json !== 'object' || item.json === null) continue;
    const { id, fields } = item.json as { id?: unknown; fields?: unknown };
    if (typeof id !== 'string' || typeof fields !== 'object' || fields === null) continue;
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== 'object' || value === null) continue;
      const add = Array.isArray(value) ? value : (value as { add?: unknown }).add;
      if (Array.isArray(add)) yield { id, name, count: add.length };
    }
  }
}
