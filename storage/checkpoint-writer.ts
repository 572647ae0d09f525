/**
 * Writing one checkpoint: pieces in transactions of bounded size, then the manifest.
 *
 * The manifest's commit is the one step that makes the checkpoint count; a kill before it leaves
 * values that nothing names.
 */
import { assert, type Piece, type Position } from '../engine/index.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { encodeManifest, type Manifest, type PieceEntry } from './checkpoint-manifest.ts';
import { crcOf, encodeValue } from './checkpoint-value.ts';
import type { LmdbFile } from './lmdb-file.ts';

/** A transaction is closed when it holds this much: what waits for a log's fsync is not long. */
const BATCH_BYTES = 8 * 2 ** 20;
const PAGE_BYTES = 4096;
const PAGE_HEADER_BYTES = 16;

/** Moments of a checkpoint that tests break it at. */
export type CheckpointPoint =
  | 'store-created'
  | 'pieces-written'
  | 'manifest-due'
  | 'manifest-written'
  | 'old-deleted';

/** What the store does around a checkpoint. */
export type CheckpointEnd = {
  at(point: CheckpointPoint): void;
  /** The manifest is on disk; `writtenBytes` as `storedBytes` counts. */
  committed(manifest: Manifest, writtenBytes: number): Promise<void>;
  /** `mayCount`: the manifest may be on disk all the same. */
  abandoned(mayCount: boolean): Promise<void>;
};

/** Bytes that a value of a length takes in the file, by whole pages. */
export function storedBytes(valueBytes: number): number {
  return Math.ceil((valueBytes + PAGE_HEADER_BYTES) / PAGE_BYTES) * PAGE_BYTES;
}

export class CheckpointWriter {
  readonly #file: LmdbFile;
  readonly #before: Manifest | undefined;
  readonly #end: CheckpointEnd;
  readonly #pieces = new Map<string, PieceEntry>();
  #nextKey: number;
  #batch: (readonly [key: number, value: Buffer])[] = [];
  #batchBytes = 0;
  #writtenBytes = 0;
  /** The transactions so far, one after the other. */
  #tail: Promise<void> = Promise.resolve();
  #failure: unknown;
  #state: 'open' | 'failed' | 'committing' | 'ended' = 'open';
  #isManifestBegun = false;

  /** Made by `CheckpointStore.begin`. `before`: the checkpoint whose pieces can be carried over. */
  constructor(file: LmdbFile, before: Manifest | undefined, end: CheckpointEnd) {
    this.#file = file;
    this.#before = before;
    this.#end = end;
    this.#nextKey = file.lastKey + 1;
  }

  /**
   * Adds pieces; those without bytes are carried over from the checkpoint before. The bytes are
   * copied at once. Calls may overlap. Rejects with `DiskFullError` when there is no room, and with
   * `CheckpointError` for a piece that is carried over but was not there, or that comes twice; then
   * only `abandon` is left.
   */
  async put(pieces: readonly Piece[]): Promise<void> {
    this.#expectOpen();
    await this.#guard(async () => {
      for (const piece of pieces) {
        this.#take(piece);
        if (this.#batchBytes >= BATCH_BYTES) await this.#flush();
      }
    });
  }

  /**
   * Makes the checkpoint count, for a position of the log that every piece is at or after. Once
   * resolved, older stores are gone if this one is new. Rejects as `put`; then `abandon`.
   */
  async commit(position: Position): Promise<void> {
    this.#expectOpen();
    assert(
      this.#before === undefined || position >= this.#before.position,
      'checkpoints go forward',
    );
    this.#state = 'committing';
    await this.#guard(async () => {
      await this.#flush();
      const manifest = { position, pieces: this.#pieces };
      const value = this.#valueOf('manifest', encodeManifest(manifest));
      this.#file.reserve(storedBytes(value[1].length));
      this.#end.at('manifest-due');
      this.#isManifestBegun = true;
      await this.#file.append([value]);
      this.#end.at('manifest-written');
      await this.#end.committed(manifest, this.#writtenBytes);
    });
    this.#state = 'ended';
  }

  /** Gives the checkpoint up: the one before it counts. The next one must be full. */
  async abandon(): Promise<void> {
    if (this.#state === 'ended') return;
    assert(this.#state !== 'committing', 'a checkpoint is abandoned before or after its commit');
    this.#state = 'ended';
    await this.#tail.catch(() => undefined);
    await this.#end.abandoned(this.#isManifestBegun);
  }

  #expectOpen(): void {
    if (this.#state === 'failed') throw this.#failure;
    assert(this.#state === 'open', 'a checkpoint that has ended takes no more');
  }

  /** Runs a step; when it fails, the checkpoint has failed. */
  async #guard(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#failure = error;
      this.#state = 'failed';
      throw error;
    }
  }

  #take({ name, bytes }: Piece): void {
    if (this.#pieces.has(name)) throw new CheckpointError(`piece '${name}' was given twice`);
    if (bytes === undefined) {
      const entry = this.#before?.pieces.get(name);
      if (entry === undefined) {
        throw new CheckpointError(
          `piece '${name}' was given as unchanged, but ${this.#file.folder} has none`,
        );
      }
      this.#pieces.set(name, entry);
      return;
    }
    const value = this.#valueOf('piece', bytes);
    this.#batch.push(value);
    this.#batchBytes += storedBytes(value[1].length);
    this.#pieces.set(name, { key: value[0], length: bytes.length, crc: crcOf(value[1]) });
  }

  #valueOf(
    kind: Parameters<typeof encodeValue>[0],
    body: Uint8Array,
  ): readonly [key: number, value: Buffer] {
    const key = this.#nextKey++;
    const value = encodeValue(kind, key, body);
    this.#writtenBytes += storedBytes(value.length);
    return [key, value];
  }

  /** Writes what has gathered in one transaction, after those before it. */
  #flush(): Promise<void> {
    const batch = this.#batch;
    const bytes = this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#tail = this.#tail.then(async () => {
      if (batch.length === 0) return;
      this.#file.reserve(bytes);
      await this.#file.append(batch);
      this.#end.at('pieces-written');
    });
    return this.#tail;
  }
}
