/** Snapshots of the shards of a worker, step by step. */
import type { Piece } from './piece.ts';
import type { Shard } from './shard.ts';

/** Pieces of one step, even when none of them has bytes. */
const STEP_PIECES = 1024;

export type SnapshotStep = { readonly pieces: readonly Piece[]; readonly done: boolean };

export class ShardSnapshots {
  readonly #shards: ReadonlyMap<number, Shard>;
  readonly #stepBytes: number;
  readonly #position: () => number;
  /** The snapshot that is being taken. */
  #current: Iterator<readonly Piece[]> | undefined;
  /** Whether the last one that was begun was done, so that the next can refer to it. */
  #isDone = false;

  /** A step ends with `stepBytes` bytes; `position` tells that of the last record applied. */
  constructor(shards: ReadonlyMap<number, Shard>, stepBytes: number, position: () => number) {
    this.#shards = shards;
    this.#stepBytes = stepBytes;
    this.#position = position;
  }

  step(start: 'full' | 'changed' | undefined): SnapshotStep {
    if (start !== undefined) {
      this.#current = this.#all(start === 'full' || !this.#isDone);
      this.#isDone = false;
    }
    // Others are longer at it.
    if (this.#current === undefined) return { pieces: [], done: true };
    const pieces: Piece[] = [];
    let bytes = 0;
    while (bytes < this.#stepBytes && pieces.length < STEP_PIECES) {
      const next = this.#current.next();
      if (next.done === true) {
        this.#current = undefined;
        this.#isDone = true;
        return { pieces, done: true };
      }
      for (const piece of next.value) {
        pieces.push(piece);
        bytes += piece.bytes?.length ?? 0;
      }
    }
    return { pieces, done: false };
  }

  *#all(isFull: boolean): Generator<readonly Piece[]> {
    for (const shard of this.#shards.values()) yield* shard.pieces(isFull, this.#position);
  }
}
