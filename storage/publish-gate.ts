/**
 * Keeps records from reaching the shards while someone reads them in several rounds. Fair: a record
 * waits only for the readers that are there when it comes, later readers wait for the record.
 */
export class PublishGate {
  #readers = 0;
  #onIdle: (() => void) | undefined;
  #published: Promise<void> | undefined;

  /** Runs a reader of several rounds: no record is published meanwhile. */
  async read<T>(rounds: () => Promise<T>): Promise<T> {
    while (this.#published !== undefined) await this.#published;
    this.#readers += 1;
    try {
      return await rounds();
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) this.#onIdle?.();
    }
  }

  /** Runs `publish` when nobody reads; one at a time. */
  async publish(publish: () => void): Promise<void> {
    if (this.#readers > 0) {
      const idle = new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      let done: () => void = () => {};
      this.#published = new Promise((resolve) => {
        done = resolve;
      });
      await idle;
      this.#onIdle = undefined;
      this.#published = undefined;
      try {
        publish();
      } finally {
        done();
      }
    } else {
      publish();
    }
  }
}
