/**
 * Reads all of a store of checkpoints, each value once, and goes on after what is wrong with it. For
 * a process of its own (`probe.ts`): a damaged file can end its reader.
 */
import type { Position } from '../engine/index.ts';
import { decodeManifest, type PieceEntry } from './checkpoint-manifest.ts';
import { decodeValue } from './checkpoint-value.ts';
import { FaultList } from './fault-list.ts';
import { FileFault } from './file-errors.ts';
import { LmdbFile } from './lmdb-file.ts';

/** The folder is named again after so many bytes, to show that reading goes on. */
const SIGN_BYTES = 64 * 2 ** 20;

export type CheckpointSurvey = {
  /** What it is called within its store. */
  readonly key: number;
  readonly position: Position;
  /** Whether all its pieces can be read. */
  readonly isGood: boolean;
};

export type StoreSurvey = {
  /** The complete ones, from the oldest on. */
  readonly checkpoints: readonly CheckpointSurvey[];
  /** Bytes of all values. */
  readonly bytes: number;
  /** Each names the folder and the value, and what piece that is if a checkpoint says so. */
  readonly faults: readonly string[];
};

/** What was read of a piece, or what is wrong with a value. */
type Seen = { readonly length: number; readonly crc: number } | string;

/** A store by its folder; one that was never completed has no checkpoint and no fault. */
export function* surveyStore(folder: string): Generator<string, StoreSurvey> {
  yield folder;
  let file: LmdbFile;
  try {
    file = LmdbFile.openReadOnly(folder);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return { checkpoints: [], bytes: 0, faults: [error.message] };
  }
  try {
    return yield* readStore(file);
  } finally {
    void file.close();
  }
}

function* readStore(file: LmdbFile): Generator<string, StoreSurvey> {
  const { folder, count, lastKey } = file;
  const faults = new FaultList(folder);
  // Keys are 1, 2, 3, …, so a lost end of the tree shows; a start does not use such a store.
  const isWhole = count === lastKey;
  if (!isWhole) {
    faults.add(`${folder} is damaged: it has ${count} values, but the last one is ${lastKey}`);
  }
  const values = new SeenValues(folder, faults);
  const checkpoints: CheckpointSurvey[] = [];
  let [bytes, signed] = [0, 0];
  for (let key = 1; key <= Math.min(count, lastKey); key++) {
    const value = valueAt(file, key);
    if (typeof value === 'string') {
      values.see(key, value);
      continue;
    }
    bytes += value.body.length;
    if (value.kind === 'piece') {
      values.see(key, { length: value.body.length, crc: value.crc });
    } else {
      const { position, pieces } = decodeManifest(value.body);
      // Every piece stands before the manifests that name it.
      const isGood = values.hasAll(pieces) && isWhole;
      checkpoints.push({ key, position, isGood });
    }
    if (bytes - signed < SIGN_BYTES) continue;
    signed = bytes;
    yield folder;
  }
  values.finish();
  return { checkpoints, bytes, faults: faults.all() };
}

/** The values that were read so far, each of whose faults is told once. */
class SeenValues {
  readonly #folder: string;
  readonly #faults: FaultList;
  readonly #seen = new Map<number, Seen>();
  readonly #told = new Set<number>();

  constructor(folder: string, faults: FaultList) {
    this.#folder = folder;
    this.#faults = faults;
  }

  see(key: number, seen: Seen): void {
    this.#seen.set(key, seen);
  }

  /** Whether the pieces of a manifest are what it says; tells what is not. */
  hasAll(pieces: ReadonlyMap<string, PieceEntry>): boolean {
    let isGood = true;
    for (const [name, { key, length, crc }] of pieces) {
      const seen = this.#seen.get(key) ?? 'it is missing';
      let fault = typeof seen === 'string' ? seen : undefined;
      if (typeof seen !== 'string' && (seen.length !== length || seen.crc !== crc)) {
        fault = 'it is not the one that the manifest names';
      }
      if (fault === undefined) continue;
      isGood = false;
      if (this.#told.has(key)) continue;
      this.#told.add(key);
      this.#faults.add(`piece '${name}' (value ${key}) of ${this.#folder} is damaged: ${fault}`);
    }
    return isGood;
  }

  /** Tells of those that no manifest names: one of them may have been a manifest. */
  finish(): void {
    for (const [key, seen] of this.#seen) {
      if (typeof seen !== 'string' || this.#told.has(key)) continue;
      this.#faults.add(`value ${key} of ${this.#folder} is damaged: ${seen}`);
    }
  }
}

/** A value, or what is wrong with it. */
function valueAt(file: LmdbFile, key: number) {
  try {
    const value = decodeValue(file.get(key), key);
    return value.ok ? value.value : value.error;
  } catch (error) {
    return `LMDB says ${(error as Error).message}`;
  }
}
