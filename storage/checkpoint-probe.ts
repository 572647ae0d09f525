/**
 * Reading a store of checkpoints through before it is used. A damaged LMDB file can end the process
 * that reads it, so this is called where that does no harm: in a child process.
 */
import type { Position } from '../engine/index.ts';
import { CheckpointError } from './checkpoint-error.ts';
import { newestCheckpoint, type StoredCheckpoint } from './checkpoint-reader.ts';
import { FileFault } from './file-errors.ts';
import { LmdbFile } from './lmdb-file.ts';

export type CheckpointProbe = {
  /** The newest checkpoint all of which can be read: its key for `CheckpointStore.read`, and its position. */
  readonly good: { readonly key: number; readonly position: Position } | undefined;
  /** The position of the newest checkpoint that can be told, be it good or not. */
  readonly newest: Position | undefined;
  /** What is wrong with the store and with newer checkpoints of it; each names file and piece. */
  readonly faults: readonly string[];
};

/**
 * Reads everything of the newest checkpoint of a store, and of the ones before it until one is
 * good. No checkpoint and no fault: a store that was never completed.
 */
export async function probeCheckpoint(folder: string): Promise<CheckpointProbe> {
  const faults: string[] = [];
  let file: LmdbFile | undefined;
  let newest: Position | undefined;
  try {
    file = LmdbFile.openReadOnly(folder);
    let checkpoint: StoredCheckpoint | undefined = newestCheckpoint(file);
    for (; checkpoint !== undefined; checkpoint = checkpoint.older()) {
      const { key, position, skipped } = checkpoint;
      newest ??= position;
      const found = [...checkpoint.faults()];
      faults.push(...skipped, ...found);
      if (found.length === 0) return { good: { key, position }, newest, faults };
    }
    return { good: undefined, newest, faults };
  } catch (error) {
    if (!(error instanceof CheckpointError || error instanceof FileFault)) throw error;
    return { good: undefined, newest, faults: [...faults, error.message] };
  } finally {
    await file?.close();
  }
}

/** A read says that it goes on after so many bytes. */
const SIGN_BYTES = 64 * 2 ** 20;

/**
 * A store as a file of the probe (`probe-read.ts`): reads its newest checkpoint, or the one that is
 * `older` places before it. Throws at the first fault, which names file and piece.
 */
export function* checkpointFiles(
  folder: string,
  older: number,
): Iterable<{ readonly file: string; readonly read: () => Iterable<void> }> {
  yield { file: folder, read: () => readThrough(folder, older) };
}

function* readThrough(folder: string, older: number): Iterable<void> {
  const file = LmdbFile.openReadOnly(folder);
  try {
    let checkpoint = newestCheckpoint(file);
    for (let i = 0; i < older; i++) checkpoint = checkpoint?.older();
    let bytes = 0;
    for (const piece of checkpoint?.pieces() ?? []) {
      bytes += piece.bytes.length;
      if (bytes < SIGN_BYTES) continue;
      bytes = 0;
      yield;
    }
  } finally {
    void file.close();
  }
}
