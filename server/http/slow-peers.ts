/**
 * Connections that send a body, or take an answer, so slowly that they seem to do it to hold memory: they
 * are ended. The library ends those that are silent for about ten seconds by itself; these are not.
 */

/** What is under way on a connection. */
export type Transfer = {
  readonly sinceMs: number;
  /** What has passed so far. */
  readonly bytes: () => number;
  readonly leastBytesPerS: number;
  /** Ends the connection. */
  readonly end: () => void;
};

const LOOK_EVERY_MS = 5000;

export class SlowPeers {
  readonly #graceMs: number;
  readonly #transfers = new Set<Transfer>();
  #timer: NodeJS.Timeout | undefined;

  /** Nobody is slow in the first `graceMs`. */
  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  watch(transfer: Transfer): void {
    this.#transfers.add(transfer);
    this.#timer ??= setInterval(() => this.look(performance.now()), LOOK_EVERY_MS).unref();
  }

  forget(transfer: Transfer): void {
    this.#transfers.delete(transfer);
    if (this.#transfers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Ends what is too slow by a moment; says how many. */
  look(nowMs: number): number {
    let ended = 0;
    // What is taken out meanwhile is passed over.
    for (const transfer of this.#transfers) {
      const ms = nowMs - transfer.sinceMs;
      if (ms < this.#graceMs) continue;
      if (transfer.bytes() >= (ms / 1000) * transfer.leastBytesPerS) continue;
      this.forget(transfer);
      transfer.end();
      ended += 1;
    }
    return ended;
  }
}
