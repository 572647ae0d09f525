/**
 * Upper bounds of how many elements each contact's lists have. Changes in place only ever raise a
 * bound, so while it stays within the limit nobody needs to look at the list itself. A replay onto
 * newer bounds raises them once more, which leaves them what they are: upper bounds.
 */
import { grown, type Piece } from '../engine/index.ts';

const LARGEST = 0xffff_ffff;
const NAME = 'writer/list-sizes/';
/** Contacts of one piece. */
const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;

export class ListSizes {
  readonly #byField = new Map<number, Uint32Array>();
  /** Names of the chunks that have changed since the last snapshot. */
  readonly #changed = new Set<string>();

  boundOf(field: number, ordinal: number): number {
    return this.#byField.get(field)?.[ordinal] ?? 0;
  }

  set(field: number, ordinal: number, bound: number): void {
    const bounds = grown(this.#byField.get(field) ?? new Uint32Array(0), ordinal + 1);
    bounds[ordinal] = Math.min(bound, LARGEST);
    this.#byField.set(field, bounds);
    this.#changed.add(nameOf(field, ordinal >>> CHUNK_BITS));
  }

  dropField(field: number): void {
    this.#byField.delete(field);
  }

  /** Its pieces for a snapshot: chunks that have not changed as they were, unless all are wanted. */
  *pieces(full: boolean): Generator<Piece> {
    for (const [field, bounds] of this.#byField) {
      for (let chunk = 0; chunk * CHUNK < bounds.length; chunk++) {
        const name = nameOf(field, chunk);
        const isChanged = this.#changed.delete(name) || full;
        const part = isChanged ? bounds.slice(chunk * CHUNK, (chunk + 1) * CHUNK) : undefined;
        yield { name, bytes: part && new Uint8Array(part.buffer) };
      }
    }
  }

  /** Takes a piece back; another's name is left alone. */
  restore(name: string, bytes: Uint8Array): void {
    if (!name.startsWith(NAME)) return;
    const [field = 0, chunk = 0] = name.slice(NAME.length).split('/').map(Number);
    const part = new Uint32Array(new Uint8Array(bytes).buffer);
    const before = this.#byField.get(field) ?? new Uint32Array(0);
    const bounds = grown(before, chunk * CHUNK + part.length);
    bounds.set(part, chunk * CHUNK);
    this.#byField.set(field, bounds);
  }
}

function nameOf(field: number, chunk: number): string {
  return `${NAME}${field}/${chunk}`;
}
