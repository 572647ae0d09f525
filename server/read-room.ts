/**
 * Room for bodies that the writer has unpacked and read and not stored yet: a packed body may become a
 * thousand times as long, and items take more than their bytes. The next one is unpacked when there
 * is room, in the order in which they came; so at most one more than fits is there at a time.
 */

/** Unpacked bytes that may be there for the next body to be unpacked. */
const MAX_BYTES = 32 * 1024 * 1024;

export class ReadRoom {
  #bytes = 0;
  /** The end of the queue of those that wait to be unpacked. */
  #turn: Promise<unknown> = Promise.resolve();
  #onRoom: () => void = () => {};

  /** Unpacks in turn; the room is kept until what is done with the bytes is done. */
  async hold<T>(
    unpack: () => Promise<Uint8Array | T>,
    use: (bytes: Uint8Array) => Promise<T>,
  ): Promise<T> {
    const unpacked = this.#turn.then(async () => {
      while (this.#bytes >= MAX_BYTES) {
        await new Promise<void>((resolve) => {
          this.#onRoom = resolve;
        });
      }
      const bytes = await unpack();
      if (bytes instanceof Uint8Array) this.#bytes += bytes.length;
      return bytes;
    });
    this.#turn = unpacked.catch(() => {});
    const bytes = await unpacked;
    if (!(bytes instanceof Uint8Array)) return bytes;
    try {
      return await use(bytes);
    } finally {
      this.#bytes -= bytes.length;
      this.#onRoom();
    }
  }
}
