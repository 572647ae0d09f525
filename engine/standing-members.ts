/**
 * The contacts that a standing condition selects, with a version that tells whether they are still
 * the same: what was computed from them holds as long as it stays.
 */
import { type Bitmap, emptyBitmap } from './bitmap.ts';

/** Of the members that have changed last, whichever they are. */
let lastVersion = 0;

export class StandingMembers {
  #bitmap: Bitmap;
  #version = ++lastVersion;

  /** Takes the bitmap over. */
  constructor(bitmap: Bitmap = emptyBitmap()) {
    this.#bitmap = bitmap;
  }

  /** Borrowed until the next change. */
  get bitmap(): Bitmap {
    return this.#bitmap;
  }

  /** Never the same for two sets of contacts, of one condition or of two. */
  get version(): number {
    return this.#version;
  }

  has(contact: number): boolean {
    return this.#bitmap.has(contact);
  }

  add(contact: number): void {
    if (this.#bitmap.tryAdd(contact)) this.#version = ++lastVersion;
  }

  delete(contact: number): void {
    if (this.#bitmap.delete(contact)) this.#version = ++lastVersion;
  }

  /** Takes another bitmap over, and lets go of the one before. */
  replace(bitmap: Bitmap): void {
    this.#bitmap.dispose();
    this.#bitmap = bitmap;
    this.#version = ++lastVersion;
  }

  dispose(): void {
    this.#bitmap.dispose();
  }
}

/** To be shared by conditions that select nobody; never changed. */
export const NOBODY = new StandingMembers();
