/**
 * Remembers the ids of events by contact, for at least a given time after they arrived: two
 * generations, each as long as that time, of which the older is forgotten as a whole.
 *
 * Time is that of the records, so a replay of the log remembers the same.
 */
import { Dictionary, type Ordinal } from '../engine/index.ts';

export class DuplicateFilter {
  readonly #rememberMs: number;
  #since = -Infinity;
  #older = new Dictionary();
  #newer = new Dictionary();

  constructor(rememberMs: number) {
    this.#rememberMs = rememberMs;
  }

  has(contact: Ordinal, eventId: string): boolean {
    const key = keyOf(contact, eventId);
    return this.#newer.codeOf(key) !== -1 || this.#older.codeOf(key) !== -1;
  }

  add(contact: Ordinal, eventId: string): void {
    this.#newer.intern(keyOf(contact, eventId));
  }

  /** Tells the time of what is added next; a clock that was set back changes nothing. */
  advance(arrived: number): void {
    if (arrived < this.#since + this.#rememberMs) return;
    this.#older = this.#newer;
    this.#newer = new Dictionary();
    this.#since = arrived;
  }
}

/** A deleted contact's successor has another ordinal, and so none of its event ids. */
function keyOf(contact: Ordinal, eventId: string): string {
  return `${contact}:${eventId}`;
}
