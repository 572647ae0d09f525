/**
 * Bytes of bodies that are in this thread at one time: from when they arrive until what is answered to
 * them is known, and those that a packed one becomes with them. Bounded for all requests together:
 * each alone is bounded too, but there may be any number of them.
 *
 * Bytes count when they come, not when they are announced: who announces much and sends it slowly
 * holds no more than was sent. Large bodies leave a part of the room to small ones, so that
 * questions are answered while large writes are refused.
 */
import type { Limits } from './limits.ts';

/** A body up to here is small. */
const SMALL_BYTES = 64 * 1024;
/** The share that large bodies leave to small ones. */
const KEPT_FOR_SMALL = 0.25;

export class BodyRoom {
  readonly #most: number;
  readonly #mostOfLarge: number;
  #bytes = 0;

  constructor({ bodiesBytes }: Limits) {
    this.#most = bodiesBytes;
    this.#mostOfLarge = bodiesBytes * (1 - KEPT_FOR_SMALL);
  }

  /** Held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether so many bytes, of a body that comes to have `size`, have room now. */
  admits(bytes: number, size: number): boolean {
    if (bytes === 0) return true;
    return this.#bytes + bytes <= (size > SMALL_BYTES ? this.#mostOfLarge : this.#most);
  }

  take(bytes: number): void {
    this.#bytes += bytes;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

/** What one request has of the room. */
export class BodyHold {
  readonly #room: BodyRoom;
  #bytes = 0;
  #isOver = false;

  constructor(room: BodyRoom) {
    this.#room = room;
  }

  /** Takes room for more bytes; false, and nothing taken, when there is none. */
  take(bytes: number): boolean {
    if (this.#isOver || !this.#room.admits(bytes, this.#bytes + bytes)) return false;
    this.#room.take(bytes);
    this.#bytes += bytes;
    return true;
  }

  /** Gives all of it back, once. */
  end(): void {
    this.#isOver = true;
    this.#room.give(this.#bytes);
    this.#bytes = 0;
  }
}
