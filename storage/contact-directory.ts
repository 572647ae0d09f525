/**
 * The directory of contacts: from external ids to ordinals. Ordinals are given in order and never
 * again; a deleted id that comes back is a new contact.
 */
import { Dictionary, grown, type Ordinal } from '../engine/index.ts';

const NONE = 0xffff_ffff;

export class ContactDirectory {
  readonly #ids = new Dictionary();
  /** By code of the id; NONE when it is deleted. */
  #ordinals = new Uint32Array(0);
  /** By ordinal: the code of its id. */
  #codes = new Uint32Array(0);
  #next = 0;

  /** The ordinal that the next new contact gets. */
  get next(): Ordinal {
    return this.#next as Ordinal;
  }

  ordinalOf(id: string): Ordinal | undefined {
    // Encoded, a lone surrogate would be mistaken for U+FFFD.
    if (!id.isWellFormed()) return undefined;
    const code = this.#ids.codeOf(id);
    const ordinal = code === -1 ? NONE : (this.#ordinals[code] as number);
    return ordinal === NONE ? undefined : (ordinal as Ordinal);
  }

  /** Gives the next ordinal to an id that has none. */
  add(id: string): Ordinal {
    const code = this.#ids.intern(id);
    const ordinal = this.#next++;
    this.#ordinals = grown(this.#ordinals, code + 1, NONE);
    this.#ordinals[code] = ordinal;
    this.#codes = grown(this.#codes, ordinal + 1);
    this.#codes[ordinal] = code;
    return ordinal as Ordinal;
  }

  remove(ordinal: Ordinal): void {
    const code = this.#codes[ordinal] as number;
    if (this.#ordinals[code] === ordinal) this.#ordinals[code] = NONE;
  }

  /** Ascending ordinals of those of the ids that exist, each once. */
  ordinalsOf(ids: readonly string[]): Uint32Array {
    return ascendingOrdinals(ids, (id) => this.ordinalOf(id));
  }
}

/** What the ids stand for: ascending, each once, without those that stand for nobody. */
export function ascendingOrdinals(
  ids: readonly string[],
  ordinalOf: (id: string) => Ordinal | undefined,
): Uint32Array {
  const ordinals = new Set<number>();
  for (const id of ids) {
    const ordinal = ordinalOf(id);
    if (ordinal !== undefined) ordinals.add(ordinal);
  }
  return Uint32Array.from(ordinals).sort();
}
