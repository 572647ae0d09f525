/** Faults of one file in words, as many as help: a file that is lost would have one for each value. */

const MOST = 20;

export class FaultList {
  readonly #what: string;
  readonly #faults: string[] = [];
  #count = 0;

  /** `what` is the file's name in the line that tells of those left out. */
  constructor(what: string) {
    this.#what = what;
  }

  get count(): number {
    return this.#count;
  }

  add(fault: string): void {
    this.#count += 1;
    if (this.#faults.length < MOST) this.#faults.push(fault);
  }

  /** The first of them, and a line that says how many more there are. */
  all(): readonly string[] {
    const more = this.#count - this.#faults.length;
    return more === 0 ? this.#faults : [...this.#faults, `${this.#what} has ${more} more faults`];
  }
}
