/**
 * Which contacts of something have changed lately: the last changes in a ring, so that a result
 * that was computed before can be brought up to date by looking at those contacts again.
 */

const DEFAULT_CAPACITY = 8192;

export class RecentChanges {
  readonly #capacity: number;
  /** Undefined until somebody watches. */
  #ring: Uint32Array | undefined;
  #version = 0;
  /** What is older cannot be brought up to date. */
  #oldest = 0;

  /** Remembers the last `capacity` changes, a power of two. */
  constructor(capacity: number = DEFAULT_CAPACITY) {
    this.#capacity = capacity;
  }

  /** The version that what is computed now is right at: it counts the changes. */
  watch(): number {
    if (this.#ring === undefined) {
      this.#ring = new Uint32Array(this.#capacity);
      this.#oldest = this.#version;
    }
    return this.#version;
  }

  /** How many changes there have been. */
  get version(): number {
    return this.#version;
  }

  mark(contact: number): void {
    if (this.#ring !== undefined) this.#ring[this.#version & (this.#capacity - 1)] = contact;
    this.#version += 1;
  }

  /** The contacts changed since a version, in order, some more than once; undefined when too many. */
  since(version: number): Uint32Array | undefined {
    const count = this.#version - version;
    const ring = this.#ring;
    if (ring === undefined || version < this.#oldest || count > this.#capacity) return undefined;
    const changed = new Uint32Array(count);
    for (let i = 0; i < count; i++) {
      changed[i] = ring[(version + i) & (this.#capacity - 1)] as number;
    }
    return changed;
  }
}
