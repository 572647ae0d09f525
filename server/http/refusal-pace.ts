/**
 * When a refusal for lack of room is told: at once, as long as there are few of them; beyond that
 * only after a while. A client that comes back at once, whatever `Retry-After` says, would otherwise be
 * refused again and again, thousands of times a second, with the time that others could be served in.
 */

/** Refusals within an interval that are told at once. */
const AT_ONCE = 50;
const INTERVAL_MS = 100;
/** As long as clients are asked to stay away. */
const HELD_MS = 1000;

export class RefusalPace {
  #intervalEndMs = 0;
  #told = 0;

  /** Runs `tell`, now or later. */
  refuse(tell: () => void): void {
    const nowMs = performance.now();
    if (nowMs >= this.#intervalEndMs) {
      this.#intervalEndMs = nowMs + INTERVAL_MS;
      this.#told = 0;
    }
    this.#told += 1;
    if (this.#told <= AT_ONCE) tell();
    else setTimeout(tell, HELD_MS);
  }
}
