/**
 * A first reading of events into totals. Rows come in any order of contacts, and to add each to its
 * contact's numbers at once would be a cache miss a row. So they are first put down by stretches of
 * contacts, and then added up stretch by stretch, in numbers that stay in the cache: three to five
 * times as fast for a million contacts.
 *
 * The arrays are used again by the next reading, since the first touch of fresh memory costs more
 * than what is done with it.
 */
import { assert } from './assert.ts';
import { type Cells, cellAt } from './event-rows.ts';
import { EventTotals, type TotalKind } from './event-totals.ts';
import { ExactTotals } from './exact-totals.ts';
import { grown } from './growable.ts';
import type { ReadBudget } from './standing-condition.ts';

/** Contacts of a stretch: numbered within it by 16 bits. */
const STRETCH_BITS = 16;
const STRETCH = 2 ** STRETCH_BITS;
const STRETCH_WORDS = STRETCH / 32;

/** Rows of one stretch. */
type Put = { contacts: Uint16Array; values: Float64Array; count: number };

/** Arrays of readings that are over. */
export class ReadingArrays {
  readonly #spare: Put[] = [];

  take(): Put {
    return (
      this.#spare.pop() ?? {
        contacts: new Uint16Array(0),
        values: new Float64Array(0),
        count: 0,
      }
    );
  }

  give(put: Put): void {
    put.count = 0;
    const isLarge = put.contacts.length > MAX_SPARE_ROWS;
    if (this.#spare.length < MAX_SPARE && !isLarge) this.#spare.push(put);
  }
}

/** Of two readings over all stretches of a full shard, of at most so many rows each: 80 MiB. */
const MAX_SPARE = 32;
const MAX_SPARE_ROWS = 2 ** 18;

/** Numbers of the stretch that is being added up, all zero in between. */
const counts = new Uint32Array(STRETCH);
const sums = new ExactTotals();
const words = new Uint32Array(STRETCH_WORDS);

export class EventTotalsReading {
  readonly #kind: TotalKind;
  readonly #arrays: ReadingArrays;
  /** By stretch, as far as rows have come. */
  readonly #puts: (Put | undefined)[] = [];
  /** Stretches that have been added up. */
  #done = 0;
  #isEnding = false;
  #contacts = new Uint32Array(0);
  #counts = new Uint32Array(0);
  #seen = 0;
  readonly #sums: ExactTotals | undefined;

  constructor(kind: TotalKind, arrays: ReadingArrays) {
    this.#kind = kind;
    this.#arrays = arrays;
    this.#sums = kind === 'count' ? undefined : new ExactTotals();
    sums.reserve(STRETCH);
  }

  get bytes(): number {
    let bytes = this.#contacts.byteLength + this.#counts.byteLength + (this.#sums?.bytes ?? 0);
    for (const put of this.#puts) {
      bytes += put === undefined ? 0 : put.contacts.byteLength + put.values.byteLength;
    }
    return bytes;
  }

  /** Whether `finish` has begun: no more rows may be added. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Adds the first `count` of some rows of a page; those without a value are left out. */
  addRows(contacts: Uint32Array, rows: Uint32Array, count: number, values?: Cells): void {
    assert(!this.#isEnding, 'a reading that ends takes no more rows');
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      const contact = contacts[row] as number;
      const put = this.#putOf(contact >>> STRETCH_BITS);
      if (this.#sums !== undefined) {
        const value = values === undefined ? Number.NaN : cellAt(values, row);
        if (Number.isNaN(value)) continue;
        if (put.count >= put.values.length) put.values = grown(put.values, put.count + 1);
        put.values[put.count] = value;
      }
      if (put.count >= put.contacts.length) put.contacts = grown(put.contacts, put.count + 1);
      put.contacts[put.count++] = contact & (STRETCH - 1);
    }
  }

  /** Adds up what was read, and is then over; undefined when the budget ran out first. */
  finish(budget: ReadBudget): EventTotals | undefined {
    if (!this.#isEnding) this.#makeRoom();
    this.#isEnding = true;
    for (; this.#done < this.#puts.length; this.#done++) {
      const put = this.#puts[this.#done];
      if (put === undefined) continue;
      if (budget.rows <= 0) return undefined;
      budget.rows -= put.count;
      this.#addUp(put, this.#done * STRETCH);
      this.#arrays.give(put);
      this.#puts[this.#done] = undefined;
    }
    return new EventTotals(this.#kind, {
      contacts: this.#contacts,
      counts: this.#counts,
      sums: this.#sums,
      length: this.#seen,
    });
  }

  /** For everyone who may have been seen, so that nothing is moved when it turns out to be many. */
  #makeRoom(): void {
    let most = 0;
    for (const put of this.#puts) most += Math.min(put?.count ?? 0, STRETCH);
    this.#contacts = grown(this.#contacts, most);
    this.#counts = grown(this.#counts, most);
    this.#sums?.reserve(most);
  }

  /** Ends the reading before it is done. */
  abandon(): void {
    for (const put of this.#puts) if (put !== undefined) this.#arrays.give(put);
    this.#puts.length = 0;
  }

  #putOf(stretch: number): Put {
    let put = this.#puts[stretch];
    if (put === undefined) {
      put = this.#arrays.take();
      this.#puts[stretch] = put;
    }
    return put;
  }

  #addUp({ contacts, values, count }: Put, first: number): void {
    countEach(contacts, count);
    if (this.#sums !== undefined) sums.addEach(contacts, values, count);
    const found = this.#noteSeen(first);
    this.#sums?.takeFrom(sums, this.#contacts, this.#seen, found, first);
    this.#seen += found;
  }

  /** Notes the contacts of the stretch that have a count, ascending; returns how many. */
  #noteSeen(first: number): number {
    let next = this.#seen;
    const [ownContacts, ownCounts] = [this.#contacts, this.#counts];
    for (let i = 0; i < STRETCH_WORDS; i++) {
      for (let word = words[i] as number; word !== 0; word &= word - 1) {
        const contact = i * 32 + 31 - Math.clz32(word & -word);
        ownContacts[next] = first + contact;
        ownCounts[next++] = counts[contact] as number;
        counts[contact] = 0;
      }
      words[i] = 0;
    }
    return next - this.#seen;
  }
}

function countEach(contacts: Uint16Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const contact = contacts[i] as number;
    counts[contact] = (counts[contact] as number) + 1;
    words[contact >>> 5] = (words[contact >>> 5] as number) | (1 << (contact & 31));
  }
}
