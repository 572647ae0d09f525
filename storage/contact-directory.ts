/**
 * The directory of contacts: from external ids to ordinals. Ordinals are given in order and never
 * again; a deleted id is forgotten, and when it comes back it is a new contact.
 */
import { Dictionary, type Ordinal, type Piece } from '../engine/index.ts';

const NAME = 'writer/contacts';

export class ContactDirectory {
  /** The code of an id is the contact's ordinal. */
  readonly #ids = new Dictionary();
  /** While it is read: the parts of its dictionary by number. */
  readonly #parts = new Map<number, Uint8Array>();

  /** The ordinal that the next new contact gets. */
  get next(): Ordinal {
    return this.#ids.size as Ordinal;
  }

  ordinalOf(id: string): Ordinal | undefined {
    // Encoded, a lone surrogate would be mistaken for U+FFFD.
    if (!id.isWellFormed()) return undefined;
    const code = this.#ids.codeOf(id);
    return code === -1 ? undefined : (code as Ordinal);
  }

  isAlive(ordinal: Ordinal): boolean {
    return !this.#ids.isGone(ordinal);
  }

  /** Ordinals and ids of the contacts that exist, by ordinal. */
  *living(): Iterable<readonly [ordinal: Ordinal, id: string]> {
    for (let ordinal = 0 as Ordinal; ordinal < this.next; ordinal = (ordinal + 1) as Ordinal) {
      if (this.isAlive(ordinal)) yield [ordinal, this.#ids.textOf(ordinal)];
    }
  }

  /** Gives the next ordinal to an id that has none; without an id, to a contact that is no more. */
  add(id: string | null): Ordinal {
    return (id === null ? this.#ids.skip() : this.#ids.intern(id)) as Ordinal;
  }

  /** Forgets a contact's id; for good, and without harm if it was done before. */
  remove(ordinal: Ordinal): void {
    this.#ids.forget(ordinal);
  }

  /** Ascending ordinals of those of the ids that exist, each once. */
  ordinalsOf(ids: readonly string[]): Uint32Array {
    const ordinals = new Set<number>();
    for (const id of ids) {
      const ordinal = this.ordinalOf(id);
      if (ordinal !== undefined) ordinals.add(ordinal);
    }
    return Uint32Array.from(ordinals).sort();
  }

  /** Its pieces for a snapshot: parts that have not changed as they were, unless all are wanted. */
  *pieces(full: boolean): Generator<Piece> {
    for (const pieces of this.#ids.pieces(NAME, full)) yield* pieces;
  }

  /** Takes a piece back, the one with the name alone as the last; another's is left alone. */
  restore(name: string, bytes: Uint8Array): void {
    if (name === NAME) {
      this.#ids.restore(bytes, this.#parts);
      this.#parts.clear();
    } else if (name.startsWith(`${NAME}/`)) {
      this.#parts.set(Number(name.slice(NAME.length + 1)), bytes);
    }
  }
}
