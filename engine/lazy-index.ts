/**
 * An index over a column that is made for the first question that needs it, in steps or at once, follows
 * what is written from then on, and is let go of when that costs more than to make it again.
 */

/** By member with its value. */
export interface ColumnIndex {
  /** Takes in the members `first ≤ member < end` with the values that they have now. */
  take(first: number, end: number): void;
  /** All have been taken in. */
  finish(): void;
  add(member: number, value: number): void;
  remove(member: number, value: number): void;
  dispose(): void;
}

/** Members of a step: a millisecond or two. */
const STEP_MEMBERS = 32_768;

export class LazyIndex<Index extends ColumnIndex> {
  readonly #make: () => Index;
  /** Members that it would be made of. */
  readonly #size: () => number;
  #index: Index | undefined;
  /** One that is being made, and the members that it has. */
  #unfinished: { readonly index: Index; taken: number } | undefined;
  /** Changes since it was asked for, and since it was made. */
  #changesUnasked = 0;
  #changesSinceMade = 0;

  /** `make` gives an empty one. */
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
    while (this.#index === undefined) this.#step();
    this.#changesUnasked = 0;
    return this.#index;
  }

  /** Makes it, if need be, in steps: each gives the rows of events that it takes as long as. */
  *making(): Generator<number, void> {
    while (this.#index === undefined) {
      yield STEP_MEMBERS;
      if (this.#index === undefined) this.#step();
    }
  }

  /** The value of a member changes, which none is too. */
  change(member: number, before: number | undefined, after: number | undefined): void {
    const unfinished = this.#unfinished;
    // Whoever has not been taken in comes with the new value.
    if (unfinished !== undefined && member < unfinished.taken) {
      replaceIn(unfinished.index, member, before, after);
    }
    if (this.#index === undefined) return;
    replaceIn(this.#index, member, before, after);
    this.#changesSinceMade += 1;
    this.#changesUnasked += 1;
    // Making it again later costs less than following a bulk write.
    if (this.#changesUnasked > this.#size() / 4) this.#drop();
  }

  #step(): void {
    this.#unfinished ??= { index: this.#make(), taken: 0 };
    const { index, taken } = this.#unfinished;
    const size = this.#size();
    const end = Math.min(size, taken + STEP_MEMBERS);
    index.take(taken, end);
    this.#unfinished.taken = end;
    if (end < size) return;
    index.finish();
    this.#unfinished = undefined;
    this.#index = index;
  }

  #drop(): void {
    this.#index?.dispose();
    this.#index = undefined;
    this.#changesSinceMade = 0;
  }
}

function replaceIn(
  index: ColumnIndex,
  member: number,
  before: number | undefined,
  after: number | undefined,
): void {
  if (before !== undefined) index.remove(member, before);
  if (after !== undefined) index.add(member, after);
}
