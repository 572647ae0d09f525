/**
 * How many events each contact has, and the exact sum of a value of theirs: numbers that single
 * events are added to and taken from. Contacts with an event have a slot each, in the order in which
 * they were first seen, so few contacts take little memory and are read through quickly.
 */
import type { Bitmap } from './bitmap.ts';
import { FlagBuilder } from './bitmap-flags.ts';
import type { Cells } from './event-rows.ts';
import { ExactTotals } from './exact-totals.ts';
import { grown } from './growable.ts';
import type { NumberPredicate } from './number-test.ts';

/** `count` holds no sums. */
export type TotalKind = 'count' | 'sum' | 'avg';

const NONE = 0;

export class EventTotals {
  readonly #kind: TotalKind;
  /** By contact, 1 + slot. */
  #slots = new Uint32Array(0);
  #contacts = new Uint32Array(0);
  #counts = new Uint32Array(0);
  readonly #sums: ExactTotals | undefined;
  /** Slots in use. */
  #used = 0;

  constructor(kind: TotalKind) {
    this.#kind = kind;
    this.#sums = kind === 'count' ? undefined : new ExactTotals();
  }

  get bytes(): number {
    const places = this.#slots.byteLength + this.#contacts.byteLength + this.#counts.byteLength;
    return places + (this.#sums?.bytes ?? 0);
  }

  /** Makes room for contacts below `size`. */
  reserve(size: number): void {
    this.#slots = grown(this.#slots, size);
  }

  clear(): void {
    this.#slots.fill(NONE);
    this.#counts.fill(0, 0, this.#used);
    this.#sums?.clear();
    this.#used = 0;
  }

  /** Adds the first `count` of some rows of a page; those without a value are left out. */
  addRows(contacts: Uint32Array, rows: Uint32Array, count: number, values?: Cells): void {
    this.#reserveSlots(count);
    const slots = this.#slots;
    const counts = this.#counts;
    const sums = this.#sums;
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      let value = 0;
      if (sums !== undefined) {
        if (values === undefined || row >= values.length) return;
        value = values[row] as number;
        if (Number.isNaN(value)) continue;
      }
      const contact = contacts[row] as number;
      let slot = slots[contact] as number;
      if (slot === NONE) slot = this.#newSlot(contact);
      counts[slot - 1] = (counts[slot - 1] as number) + 1;
      sums?.add(slot - 1, value);
    }
  }

  add(contact: number, value: number): void {
    this.#reserveSlots(1);
    let slot = this.#slots[contact] as number;
    if (slot === NONE) slot = this.#newSlot(contact);
    this.#counts[slot - 1] = (this.#counts[slot - 1] as number) + 1;
    this.#sums?.add(slot - 1, value);
  }

  /** What was added before. */
  takeAway(contact: number, value: number): void {
    const slot = (this.#slots[contact] as number) - 1;
    this.#counts[slot] = (this.#counts[slot] as number) - 1;
    this.#sums?.add(slot, -value);
  }

  /** Whether a contact has an event, and its number passes. */
  isChosen(contact: number, isMatch: NumberPredicate): boolean {
    const slot = this.#slots[contact] as number;
    return slot !== NONE && this.#isSlotChosen(slot - 1, isMatch);
  }

  /** Everyone among `alive` who is chosen: a new bitmap. */
  select(isMatch: NumberPredicate, alive: Bitmap): Bitmap {
    const flags = new FlagBuilder(this.#slots.length);
    for (let slot = 0; slot < this.#used; slot++) {
      if (this.#isSlotChosen(slot, isMatch)) flags.add(this.#contacts[slot] as number);
    }
    const members = flags.finish();
    members.andInPlace(alive);
    return members;
  }

  #isSlotChosen(slot: number, isMatch: NumberPredicate): boolean {
    const count = this.#counts[slot] as number;
    if (count === 0) return false;
    if (this.#sums === undefined) return isMatch(count);
    return isMatch(
      this.#kind === 'sum' ? (this.#sums.sums[slot] as number) : this.#sums.mean(slot, count),
    );
  }

  #reserveSlots(more: number): void {
    const most = Math.min(this.#used + more, this.#slots.length);
    this.#contacts = grown(this.#contacts, most);
    this.#counts = grown(this.#counts, most);
    this.#sums?.reserve(most);
  }

  #newSlot(contact: number): number {
    this.#contacts[this.#used] = contact;
    this.#used += 1;
    this.#slots[contact] = this.#used;
    return this.#used;
  }
}
