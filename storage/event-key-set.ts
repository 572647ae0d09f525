/**
 * A set of event keys that only grows: the keys in pages in order of arrival, so that a full page
 * never changes again, and open-addressing tables over them (linear probing, at most half full).
 * There are many small tables instead of a large one, so that no insertion has to rehash them all.
 */
import { KEY_WORDS } from './event-key.ts';

export const PAGE_KEYS = 65_536;
const PAGE_BITS = 16;
const TABLES = 256;
const EMPTY = 0;

type Table = { slots: Uint32Array; used: number };

export class EventKeySet {
  readonly #pages: Uint32Array[] = [];
  readonly #tables: Table[] = Array.from({ length: TABLES }, () => ({
    slots: new Uint32Array(16),
    used: 0,
  }));
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get pages(): number {
    return this.#pages.length;
  }

  /** The keys of a page, `KEY_WORDS` words each; borrowed. */
  page(index: number): Uint32Array {
    const keys = Math.min(this.#size - index * PAGE_KEYS, PAGE_KEYS);
    return (this.#pages[index] as Uint32Array).subarray(0, keys * KEY_WORDS);
  }

  has(key: Uint32Array): boolean {
    const { slots } = this.#tableOf(key);
    return slots[this.#slotOf(slots, key)] !== EMPTY;
  }

  /** Adds a key; false, and nothing changed, when it is there already. */
  add(key: Uint32Array): boolean {
    const table = this.#tableOf(key);
    const slot = this.#slotOf(table.slots, key);
    if (table.slots[slot] !== EMPTY) return false;
    const index = this.#size++;
    if (index >>> PAGE_BITS === this.#pages.length) {
      this.#pages.push(new Uint32Array(PAGE_KEYS * KEY_WORDS));
    }
    const page = this.#pages[index >>> PAGE_BITS] as Uint32Array;
    const at = wordOf(index);
    for (let word = 0; word < KEY_WORDS; word++) page[at + word] = key[word] as number;
    table.slots[slot] = index + 1;
    table.used += 1;
    if (table.used * 2 > table.slots.length) this.#grow(table);
    return true;
  }

  /**
   * Takes over what `page` gave of every page of another set, into an empty one; full pages are kept
   * as they are given. Nothing is looked up and no table grows: the keys are sorted by table, so that
   * each table is filled while it is in the cache.
   */
  load(pages: readonly Uint32Array[]): void {
    const counts = new Uint32Array(TABLES);
    for (const keys of pages) {
      this.#pages.push(wholePage(keys));
      this.#size += keys.length / KEY_WORDS;
      for (let at = 0; at < keys.length; at += KEY_WORDS) {
        const table = tableIn(keys, at);
        counts[table] = (counts[table] as number) + 1;
      }
    }
    let total = 0;
    const next = counts.map((count) => (total += count) - count);
    const firstWords = new Uint32Array(total);
    const entries = new Uint32Array(total);
    let entry = 0;
    for (const keys of pages) {
      for (let at = 0; at < keys.length; at += KEY_WORDS) {
        const table = tableIn(keys, at);
        const place = next[table] as number;
        next[table] = place + 1;
        firstWords[place] = keys[at] as number;
        entries[place] = ++entry;
      }
    }
    let place = 0;
    for (const [index, table] of this.#tables.entries()) {
      table.used = counts[index] as number;
      table.slots = new Uint32Array(Math.max(16, 2 ** Math.ceil(Math.log2(table.used * 2 + 1))));
      for (const end = next[index] as number; place < end; place++) {
        fillSlot(table.slots, firstWords[place] as number, entries[place] as number);
      }
    }
  }

  /** The low byte of the last word says the table, the first word where in it. */
  #tableOf(key: Uint32Array): Table {
    return this.#tables[tableIn(key, 0)] as Table;
  }

  /** The slot of a key: its own, or the empty one where it would go. */
  #slotOf(slots: Uint32Array, key: Uint32Array): number {
    const mask = slots.length - 1;
    let slot = (key[0] as number) & mask;
    for (;;) {
      const entry = slots[slot] as number;
      if (entry === EMPTY || this.#isAt(entry - 1, key)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isAt(index: number, key: Uint32Array): boolean {
    const page = this.#pages[index >>> PAGE_BITS] as Uint32Array;
    const at = wordOf(index);
    return (
      page[at] === key[0] &&
      page[at + 1] === key[1] &&
      page[at + 2] === key[2] &&
      page[at + 3] === key[3]
    );
  }

  #grow(table: Table): void {
    const before = table.slots;
    const slots = new Uint32Array(before.length * 2);
    for (const entry of before) {
      if (entry === EMPTY) continue;
      const index = entry - 1;
      const page = this.#pages[index >>> PAGE_BITS] as Uint32Array;
      fillSlot(slots, page[wordOf(index)] as number, entry);
    }
    table.slots = slots;
  }
}

/** The table of the key that begins at a place. */
function tableIn(keys: Uint32Array, at: number): number {
  return (keys[at + KEY_WORDS - 1] as number) & (TABLES - 1);
}

/** A page with room for all of its keys. */
function wholePage(keys: Uint32Array): Uint32Array {
  if (keys.length === PAGE_KEYS * KEY_WORDS) return keys;
  const page = new Uint32Array(PAGE_KEYS * KEY_WORDS);
  page.set(keys);
  return page;
}

/** Puts an entry into the first empty slot from where its key belongs. */
function fillSlot(slots: Uint32Array, firstWord: number, entry: number): void {
  const mask = slots.length - 1;
  let slot = firstWord & mask;
  while (slots[slot] !== EMPTY) slot = (slot + 1) & mask;
  slots[slot] = entry;
}

/** Where the words of a key begin in its page. */
function wordOf(index: number): number {
  return (index & (PAGE_KEYS - 1)) * KEY_WORDS;
}
