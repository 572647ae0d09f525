/**
 * Reading the checkpoints of one store, newest first. Trusts no byte: a manifest counts when its
 * checksum is good, a piece when it is the one that the manifest names.
 *
 * A store may hold several complete checkpoints, because nothing in it is overwritten; when the
 * newest is damaged, an older one with the log behind it is as good.
 */
import { err, type Position, type Result } from '../engine/index.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { decodeManifest, type Manifest, type PieceEntry } from './checkpoint-manifest.ts';
import { type CheckpointValue, decodeValue } from './checkpoint-value.ts';
import type { LmdbFile } from './lmdb-file.ts';

/** A piece as it was stored; the bytes belong to the caller, at any alignment. */
export type StoredPiece = { readonly name: string; readonly bytes: Buffer };

export class StoredCheckpoint {
  readonly #file: LmdbFile;
  readonly #manifest: Manifest;
  /** Key of its manifest: what it is called within its store. */
  readonly key: number;
  /**
   * Damaged values found before it on the way from the end of the store: rests of an unfinished
   * checkpoint, or a newer one that is lost.
   */
  readonly skipped: readonly string[];

  constructor(file: LmdbFile, key: number, manifest: Manifest, skipped: readonly string[]) {
    this.#file = file;
    this.key = key;
    this.#manifest = manifest;
    this.skipped = skipped;
  }

  /** The folder of its store. */
  get path(): string {
    return this.#file.folder;
  }

  /** The log is to be replayed from the position after this one. */
  get position(): Position {
    return this.#manifest.position;
  }

  get pieceCount(): number {
    return this.#manifest.pieces.size;
  }

  /** Bytes of all pieces. */
  get byteLength(): number {
    let sum = 0;
    for (const { length } of this.#manifest.pieces.values()) sum += length;
    return sum;
  }

  /** Every piece in the order of writing, read when asked for. Throws `CheckpointError` at a bad one. */
  *pieces(): Iterable<StoredPiece> {
    for (const [name, entry] of this.#manifest.pieces) {
      const found = this.#read(name, entry);
      if (typeof found === 'string') throw new CheckpointError(found);
      yield { name, bytes: found };
    }
  }

  /** Reads every piece; what is wrong with each bad one. */
  *faults(): Iterable<string> {
    for (const [name, entry] of this.#manifest.pieces) {
      const found = this.#read(name, entry);
      if (typeof found === 'string') yield found;
    }
  }

  /** The complete checkpoint before it in the same store; throws as `newestCheckpoint` does. */
  older(): StoredCheckpoint | undefined {
    const pieces = new Set(Array.from(this.#manifest.pieces.values(), ({ key }) => key));
    return newestBelow(this.#file, this.key, pieces);
  }

  /** The bytes of a piece, or what is wrong with it. */
  #read(name: string, { key, length, crc }: PieceEntry): Buffer | string {
    const value = valueAt(this.#file, key);
    if (!value.ok) return this.#fault(name, key, value.error);
    const { kind, body } = value.value;
    if (kind !== 'piece' || body.length !== length || value.value.crc !== crc) {
      return this.#fault(name, key, 'it is not the one that the manifest names');
    }
    return body;
  }

  #fault(name: string, key: number, what: string): string {
    return `piece '${name}' (value ${key}) of ${this.path} is damaged: ${what}`;
  }
}

/**
 * The newest complete checkpoint of a store; undefined when none was ever completed. Throws
 * `CheckpointError` when there is none, but damaged values, one of which may have been its manifest.
 */
export function newestCheckpoint(file: LmdbFile): StoredCheckpoint | undefined {
  // Keys are 1, 2, 3, …, so a lost end of the tree shows.
  if (file.count !== file.lastKey) {
    throw new CheckpointError(
      `${file.folder} is damaged: it has ${file.count} values, but the last one is ${file.lastKey}`,
    );
  }
  return newestBelow(file, file.lastKey + 1);
}

/** Goes down from a key to the next good manifest, past values that are known to be pieces. */
function newestBelow(
  file: LmdbFile,
  below: number,
  pieces: ReadonlySet<number> = new Set(),
): StoredCheckpoint | undefined {
  const skipped: string[] = [];
  for (let key = below - 1; key > 0; key--) {
    if (pieces.has(key)) continue;
    const value = valueAt(file, key);
    if (!value.ok) {
      skipped.push(`value ${key} of ${file.folder} is damaged: ${value.error}`);
      continue;
    }
    const { kind, body } = value.value;
    if (kind === 'piece') continue;
    return new StoredCheckpoint(file, key, decodeManifest(body), skipped);
  }
  const [first] = skipped;
  if (first !== undefined) throw new CheckpointError(first);
  return undefined;
}

/** A value, or what is wrong with it; LMDB itself may stumble over a damaged page. */
function valueAt(file: LmdbFile, key: number): Result<CheckpointValue, string> {
  try {
    return decodeValue(file.get(key), key);
  } catch (error) {
    return err(`LMDB says ${(error as Error).message}`);
  }
}
