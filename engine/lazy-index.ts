/**
 * An index over a column that is made for the first question that needs it, follows what is written
 * from then on, and is let go of when that costs more than to make it again.
 */

/** By member with its value. */
export interface ColumnIndex {
  add(member: number, value: number): void;
  remove(member: number, value: number): void;
  dispose(): void;
}

export class LazyIndex<Index extends ColumnIndex> {
  readonly #make: () => Index;
  /** Members that it would be made of. */
  readonly #size: () => number;
  #index: Index | undefined;
  /** Changes since it was asked for, and since it was made. */
  #changesUnasked = 0;
  #changesSinceMade = 0;

  constructor(make: () => Index, size: () => number) {
    this.#make = make;
    this.#size = size;
  }

  /** Without making it. */
  get made(): Index | undefined {
    return this.#index;
  }

  ask(): Index {
    // After many changes its parts are of uneven sizes.
    if (this.#changesSinceMade > this.#size() / 2) this.#drop();
    this.#index ??= this.#make();
    this.#changesUnasked = 0;
    return this.#index;
  }

  /** The value of a member changes, which none is too. */
  change(member: number, before: number | undefined, after: number | undefined): void {
    if (this.#index === undefined) return;
    if (before !== undefined) this.#index.remove(member, before);
    if (after !== undefined) this.#index.add(member, after);
    this.#changesSinceMade += 1;
    this.#changesUnasked += 1;
    // Making it again later costs less than following a bulk write.
    if (this.#changesUnasked > this.#size() / 4) this.#drop();
  }

  #drop(): void {
    this.#index?.dispose();
    this.#index = undefined;
    this.#changesSinceMade = 0;
  }
}
