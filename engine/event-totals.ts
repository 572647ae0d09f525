/**
 * How many events each contact has, and the exact sum of a value of theirs: numbers that single
 * events are added to and taken from. Only contacts with an event take memory: they have places, in
 * the order of contacts as they were read, and behind them those that came later.
 */
import type { Bitmap } from './bitmap.ts';
import { FlagBuilder } from './bitmap-flags.ts';
import type { ExactTotals } from './exact-totals.ts';
import { grown } from './growable.ts';
import type { NumberPredicate } from './number-test.ts';

/** `count` holds no sums. */
export type TotalKind = 'count' | 'sum' | 'avg';

/** By place, the first `length` of them in use: contacts, ascending, and what they have. */
export type ReadTotals = {
  readonly contacts: Uint32Array;
  readonly counts: Uint32Array;
  readonly sums: ExactTotals | undefined;
  readonly length: number;
};

export class EventTotals {
  readonly #kind: TotalKind;
  /** By place, the first `#sorted` of them ascending. */
  #contacts: Uint32Array;
  readonly #sorted: number;
  #counts: Uint32Array;
  readonly #sums: ExactTotals | undefined;
  /** Places of those that came later. */
  readonly #later = new Map<number, number>();

  /** Takes over what was read. */
  constructor(kind: TotalKind, { contacts, counts, sums, length }: ReadTotals) {
    this.#kind = kind;
    this.#contacts = contacts;
    this.#sorted = length;
    this.#counts = counts;
    this.#sums = sums;
  }

  get bytes(): number {
    return this.#contacts.byteLength + this.#counts.byteLength + (this.#sums?.bytes ?? 0);
  }

  /** Contacts that have come since the reading: found less quickly, in more memory. */
  get later(): number {
    return this.#later.size;
  }

  add(contact: number, value: number): void {
    const place = this.#placeOf(contact) ?? this.#newPlace(contact);
    this.#counts[place] = (this.#counts[place] as number) + 1;
    this.#sums?.add(place, value);
  }

  /** What was added before. */
  takeAway(contact: number, value: number): void {
    const place = this.#placeOf(contact) as number;
    this.#counts[place] = (this.#counts[place] as number) - 1;
    this.#sums?.add(place, -value);
  }

  /** Whether a contact has an event, and its number passes. */
  isChosen(contact: number, isMatch: NumberPredicate): boolean {
    const place = this.#placeOf(contact);
    return place !== undefined && this.#isPlaceChosen(place, isMatch);
  }

  /** Everyone among `alive` who is chosen: a new bitmap. `size` is above all contacts. */
  select(isMatch: NumberPredicate, alive: Bitmap, size: number): Bitmap {
    const flags = new FlagBuilder(size);
    const places = this.#sorted + this.#later.size;
    for (let place = 0; place < places; place++) {
      if (this.#isPlaceChosen(place, isMatch)) flags.add(this.#contacts[place] as number);
    }
    const members = flags.finish();
    members.andInPlace(alive);
    return members;
  }

  #isPlaceChosen(place: number, isMatch: NumberPredicate): boolean {
    const count = this.#counts[place] as number;
    if (count === 0) return false;
    if (this.#sums === undefined) return isMatch(count);
    return isMatch(this.#kind === 'sum' ? this.#sums.sum(place) : this.#sums.mean(place, count));
  }

  #placeOf(contact: number): number | undefined {
    let [low, high] = [0, this.#sorted];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#contacts[middle] as number) < contact) low = middle + 1;
      else high = middle;
    }
    if (low < this.#sorted && this.#contacts[low] === contact) return low;
    return this.#later.get(contact);
  }

  #newPlace(contact: number): number {
    const place = this.#sorted + this.#later.size;
    this.#later.set(contact, place);
    this.#contacts = grown(this.#contacts, place + 1);
    this.#counts = grown(this.#counts, place + 1);
    this.#sums?.reserve(place + 1);
    this.#contacts[place] = contact;
    return place;
  }
}
