/**
 * Connections that send a body, or take an answer, so slowly that they seem to do it to hold memory: they
 * are ended. The library ends those that are silent for about ten seconds by itself; these are not.
 */

/** What is under way on a connection. */
export type Transfer = {
  /** What has passed so far. */
  readonly bytes: () => number;
  readonly leastBytesPerS: number;
  /** Ends the connection. */
  readonly end: () => void;
};

const LOOK_EVERY_MS = 5000;

export class SlowPeers {
  readonly #spanMs: number;
  /** With what had passed when its present span began. */
  readonly #transfers = new Map<Transfer, { sinceMs: number; bytes: number }>();
  #timer: NodeJS.Timeout | undefined;

  /** In every `spanMs` so much has to pass: what came fast before is no excuse. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  watch(transfer: Transfer, nowMs: number): void {
    this.#transfers.set(transfer, { sinceMs: nowMs, bytes: transfer.bytes() });
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
    for (const [transfer, span] of this.#transfers) {
      const ms = nowMs - span.sinceMs;
      if (ms < this.#spanMs) continue;
      const bytes = transfer.bytes();
      if (bytes - span.bytes >= (ms / 1000) * transfer.leastBytesPerS) {
        span.sinceMs = nowMs;
        span.bytes = bytes;
        continue;
      }
      this.forget(transfer);
      transfer.end();
      ended += 1;
    }
    return ended;
  }
}
