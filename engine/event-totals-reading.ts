/**
 * A first reading of events into totals: by contact in arrays for all contacts of a shard, which is
 * the quickest, and at the end taken together to those that were seen. The arrays are used again by
 * the next reading, since the first touch of fresh memory costs more than all that is done with it.
 */
import { type Cells, cellAt } from './event-rows.ts';
import { EventTotals, type TotalKind } from './event-totals.ts';
import { ExactTotals } from './exact-totals.ts';
import { grown } from './growable.ts';

/** Up to one contact in so many, those who are seen are noted, to be gone through quickly. */
const FEW_SHARE = 8;

/** Arrays of readings that are over, all zero. */
export class ReadingArrays {
  readonly #counts: Uint32Array[] = [];
  readonly #sums: ExactTotals[] = [];

  takeCounts(size: number): Uint32Array {
    return grown(this.#counts.pop() ?? new Uint32Array(0), size);
  }

  takeSums(size: number): ExactTotals {
    const sums = this.#sums.pop() ?? new ExactTotals();
    sums.reserve(size);
    return sums;
  }

  give(counts: Uint32Array, sums: ExactTotals | undefined): void {
    if (this.#counts.length < MAX_SPARE) this.#counts.push(counts);
    if (sums !== undefined && this.#sums.length < MAX_SPARE) this.#sums.push(sums);
  }
}

/** Readings go on beside each other only when questions come while others are being prepared. */
const MAX_SPARE = 4;

export class EventTotalsReading {
  readonly #kind: TotalKind;
  readonly #arrays: ReadingArrays;
  #counts: Uint32Array;
  readonly #sums: ExactTotals | undefined;
  /** Everyone who has been seen; undefined when they are many. */
  #seen: Uint32Array | undefined = new Uint32Array(0);
  #seenCount = 0;

  constructor(kind: TotalKind, arrays: ReadingArrays) {
    this.#kind = kind;
    this.#arrays = arrays;
    this.#counts = arrays.takeCounts(0);
    this.#sums = kind === 'count' ? undefined : arrays.takeSums(0);
  }

  get bytes(): number {
    return this.#counts.byteLength + (this.#sums?.bytes ?? 0) + (this.#seen?.byteLength ?? 0);
  }

  /** Makes room for contacts below `size`. */
  reserve(size: number): void {
    this.#counts = grown(this.#counts, size);
    this.#sums?.reserve(size);
  }

  /** Adds the first `count` of some rows of a page, in place; those without a value are left out. */
  addRows(contacts: Uint32Array, rows: Uint32Array, count: number, values?: Cells): void {
    if (this.#sums === undefined) this.#count(contacts, rows, count);
    else if (values !== undefined) {
      const present = keepPresent(values, rows, count);
      this.#count(contacts, rows, present);
      this.#sums.addRows(contacts, values, rows, present);
    }
  }

  /** Ends the reading: what was read. */
  finish(): EventTotals {
    const contacts = this.#seenContacts();
    const counts = new Uint32Array(contacts.length);
    for (let place = 0; place < contacts.length; place++) {
      const contact = contacts[place] as number;
      counts[place] = this.#counts[contact] as number;
      this.#counts[contact] = 0;
    }
    const totals = new EventTotals(this.#kind, contacts, counts, this.#sums?.takeOut(contacts));
    this.#arrays.give(this.#counts, this.#sums);
    return totals;
  }

  /** Ends the reading before it is done. */
  abandon(): void {
    this.finish();
  }

  #count(contacts: Uint32Array, rows: Uint32Array, count: number): void {
    if (this.#seenCount > this.#counts.length / FEW_SHARE) this.#seen = undefined;
    if (this.#seen === undefined) {
      countRows(this.#counts, contacts, rows, count);
      return;
    }
    this.#seen = grown(this.#seen, this.#seenCount + count);
    this.#seenCount = countNoting(this.#counts, contacts, rows, count, this.#seen, this.#seenCount);
  }

  /** Ascending, by flags: a sort would take longer than the reading. */
  #seenContacts(): Uint32Array {
    const words = new Uint32Array(Math.ceil(this.#counts.length / 32));
    let count = 0;
    const note = (contact: number) => {
      words[contact >>> 5] = (words[contact >>> 5] as number) | (1 << (contact & 31));
      count += 1;
    };
    if (this.#seen !== undefined) {
      for (let i = 0; i < this.#seenCount; i++) note(this.#seen[i] as number);
    } else {
      for (let contact = 0; contact < this.#counts.length; contact++) {
        if (this.#counts[contact] !== 0) note(contact);
      }
    }
    const contacts = new Uint32Array(count);
    let place = 0;
    for (let i = 0; i < words.length; i++) {
      for (let word = words[i] as number; word !== 0; word &= word - 1) {
        contacts[place++] = i * 32 + 31 - Math.clz32(word & -word);
      }
    }
    return contacts;
  }
}

function countRows(
  counts: Uint32Array,
  contacts: Uint32Array,
  rows: Uint32Array,
  length: number,
): void {
  for (let i = 0; i < length; i++) {
    const contact = contacts[rows[i] as number] as number;
    counts[contact] = (counts[contact] as number) + 1;
  }
}

/** The same, and notes in `seen`, from `noted` on, whom it counts first; returns the new end. */
function countNoting(
  counts: Uint32Array,
  contacts: Uint32Array,
  rows: Uint32Array,
  length: number,
  seen: Uint32Array,
  noted: number,
): number {
  let next = noted;
  for (let i = 0; i < length; i++) {
    const contact = contacts[rows[i] as number] as number;
    const before = counts[contact] as number;
    counts[contact] = before + 1;
    if (before === 0) seen[next++] = contact;
  }
  return next;
}

/** Keeps, in place, the rows that have a value; returns how many. */
function keepPresent(values: Cells, rows: Uint32Array, count: number): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    if (!Number.isNaN(cellAt(values, row))) rows[kept++] = row;
  }
  return kept;
}
