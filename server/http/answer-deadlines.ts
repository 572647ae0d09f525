/** Answers that take too long: whoever waits is told so, instead of waiting for ever. */

const LOOK_EVERY_MS = 1000;

export class AnswerDeadlines {
  readonly #mostMs: number;
  /** By what is answered, in the order of their beginning. */
  readonly #running = new Map<object, { readonly sinceMs: number; readonly onLate: () => void }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(mostMs: number) {
    this.#mostMs = mostMs;
  }

  begin(answered: object, sinceMs: number, onLate: () => void): void {
    this.#running.set(answered, { sinceMs, onLate });
    this.#timer ??= setInterval(() => this.look(performance.now()), LOOK_EVERY_MS).unref();
  }

  end(answered: object): void {
    this.#running.delete(answered);
  }

  /** Tells those that are late by a moment; says how many. */
  look(nowMs: number): number {
    let late = 0;
    for (const [answered, { sinceMs, onLate }] of this.#running) {
      if (nowMs - sinceMs < this.#mostMs) break;
      this.#running.delete(answered);
      onLate();
      late += 1;
    }
    if (this.#running.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    return late;
  }
}
