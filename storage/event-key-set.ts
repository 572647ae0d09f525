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
   * Takes over what `page` gave of every page of another set, into an empty one: nothing is looked
   * up, and no table grows.
   */
  load(pages: readonly Uint32Array[]): void {
    const counts = new Uint32Array(TABLES);
    for (const keys of pages) {
      const page = new Uint32Array(PAGE_KEYS * KEY_WORDS);
      page.set(keys);
      this.#pages.push(page);
      this.#size += keys.length / KEY_WORDS;
      for (let at = KEY_WORDS - 1; at < keys.length; at += KEY_WORDS) {
        const table = (keys[at] as number) & (TABLES - 1);
        counts[table] = (counts[table] as number) + 1;
      }
    }
    for (const [index, table] of this.#tables.entries()) {
      table.used = counts[index] as number;
      table.slots = new Uint32Array(Math.max(16, 2 ** Math.ceil(Math.log2(table.used * 2 + 1))));
    }
    for (let index = 0; index < this.#size; index++) {
      const page = this.#pages[index >>> PAGE_BITS] as Uint32Array;
      const at = wordOf(index);
      const { slots } = this.#tables[(page[at + 3] as number) & (TABLES - 1)] as Table;
      fillSlot(slots, page[at] as number, index + 1);
    }
  }

  /** The low byte of the last word says the table, the first word where in it. */
  #tableOf(key: Uint32Array): Table {
    return this.#tables[(key[3] as number) & (TABLES - 1)] as Table;
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
