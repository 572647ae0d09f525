/**
 * A consistent copy of a data folder while another process serves and writes it. Never to be called
 * in the process that writes: LMDB does not allow a file to be open twice in one.
 *
 * All files are opened first: the newest complete checkpoint, then the ranges of the log. What is
 * open can be read even after the server has deleted it. They belong together when the same ranges
 * and stores were there before and after: a compaction would have replaced ranges, and all that was
 * compacted before goes with the newest checkpoint; every record up to the checkpoint was durable
 * when the ranges were opened. Otherwise they are opened again.
 *
 * Every value is checked on the way; a damaged one ends the copy. It is made under the name
 * `….partial` and gets its own once all of it is on disk.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Position } from '../engine/index.ts';
import { newestCheckpoint, type StoredCheckpoint } from './checkpoint-reader.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { makeFolder, renameFolder } from './durable-folder.ts';
import { LmdbFile } from './lmdb-file.ts';
import { copyRange } from './log-copy.ts';
import { listRanges, logFolder, type RangeName, rangeFolder } from './log-folder.ts';

const PARTIAL = '.partial';
const DATA_FILE = 'data.mdb';
/** Changes are seconds apart, and opening takes milliseconds. */
const MAX_OPENINGS = 20;
const OPEN_AGAIN_MS = 25;

export type FolderCopy = {
  /** The newest position that the copy holds; 0 for a folder in which nothing was written. */
  readonly position: Position;
  /** Records of the log. */
  readonly records: number;
  /** Bytes of records and of pieces. */
  readonly bytes: number;
};

export type CopyProgress = {
  readonly bytes: number;
  /** What the files to be copied hold, about. */
  readonly ofBytes: number;
};

/**
 * Moments between two states, for tests: the checkpoint is open and the ranges are not, all is open,
 * and what there is of the copy.
 */
export type CopyPoint =
  | 'half-opened'
  | 'opened'
  | 'begun'
  | 'checkpoint-copied'
  | 'range-copied'
  | 'copied'
  | 'named';

/** A folder that cannot be copied, or not to that place. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
}

/** What is copied, open. */
type Source = {
  readonly folder: string;
  readonly checkpoint: StoredCheckpoint | undefined;
  readonly ranges: readonly { readonly name: RangeName; readonly file: LmdbFile }[];
  readonly close: () => Promise<void>;
};

/**
 * Copies the data folder `from` to `to`, which must be empty or not exist. `onProgress` is called
 * about every 8 MiB and after each piece. Rejects with `CopyError`, with the error of a damaged file,
 * which names it (`CheckpointError`, `LogError`, `FileFault`), or with `DiskFullError`; `to` is as it
 * was then.
 */
export async function backupFolder(
  from: string,
  to: string,
  onProgress: (progress: CopyProgress) => void = () => undefined,
  at: (point: CopyPoint) => void = () => undefined,
): Promise<FolderCopy> {
  const folder = resolve(from);
  const target = resolve(to);
  if (!existsSync(logFolder(folder)) && !existsSync(join(folder, 'checkpoint'))) {
    throw new CopyError(`${folder} holds no data`);
  }
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new CopyError(`${target} is not empty`);
  }
  const partial = `${target}${PARTIAL}`;
  const source = await openSource(folder, at);
  try {
    at('opened');
    rmSync(partial, { recursive: true, force: true });
    makeFolder(partial);
    at('begun');
    const copied = await copySource(source, partial, onProgress, at);
    at('copied');
    renameFolder(partial, target);
    at('named');
    return copied;
  } finally {
    await source.close();
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Opens what belongs together. Rejects with what was wrong at the last of many attempts. */
async function openSource(folder: string, at: (point: CopyPoint) => void): Promise<Source> {
  for (let opening = 1; ; opening++) {
    const files: LmdbFile[] = [];
    const close = async (): Promise<void> => {
      for (const file of files) await file.close();
    };
    const before = listing(folder);
    try {
      const checkpoint = openCheckpoint(folder, files);
      at('half-opened');
      const ranges = openRanges(folder, files);
      if (listing(folder) === before) return { folder, checkpoint, ranges, close };
      throw new CopyError(`${folder} changed each of the ${opening} times that it was opened`);
    } catch (error) {
      // A file may also have been looked at in the midst of a commit.
      await close();
      if (opening === MAX_OPENINGS) throw error;
    }
    await setTimeout(OPEN_AGAIN_MS);
  }
}

/** What ranges and stores there are, as one text. */
function listing(folder: string): string {
  return JSON.stringify([listRanges(logFolder(folder)), CheckpointStore.open(folder).stores]);
}

/** The newest complete checkpoint; every file opened for it is added to `files`. */
function openCheckpoint(folder: string, files: LmdbFile[]): StoredCheckpoint | undefined {
  for (const { path } of CheckpointStore.open(folder).stores) {
    if (!existsSync(join(path, DATA_FILE))) continue;
    const file = LmdbFile.openLive(path);
    files.push(file);
    const checkpoint = newestCheckpoint(file);
    if (checkpoint !== undefined) return checkpoint;
  }
  return undefined;
}

function openRanges(folder: string, files: LmdbFile[]): Source['ranges'] {
  return listRanges(logFolder(folder)).map((name) => {
    const file = LmdbFile.openLive(rangeFolder(logFolder(folder), name));
    files.push(file);
    return { name, file };
  });
}

async function copySource(
  source: Source,
  target: string,
  onProgress: (progress: CopyProgress) => void,
  at: (point: CopyPoint) => void,
): Promise<FolderCopy> {
  const { folder, checkpoint, ranges } = source;
  const position = checkpoint?.position ?? (0 as Position);
  const [oldest] = ranges;
  if (oldest !== undefined && oldest.name.first > position + 1) {
    throw new CopyError(
      `record ${position + 1} of the log is missing: ${logFolder(folder)} begins at record ${oldest.name.first}`,
    );
  }
  let ofBytes = checkpoint?.byteLength ?? 0;
  for (const { file } of ranges) ofBytes += file.usedBytes;
  let bytes = 0;
  const onBytes = (more: number): void => {
    bytes += more;
    onProgress({ bytes, ofBytes: Math.max(ofBytes, bytes) });
  };
  if (checkpoint !== undefined) {
    await copyCheckpoint(checkpoint, target, onBytes);
    at('checkpoint-copied');
  }
  let last = 0 as Position;
  let records = 0;
  for (const [i, { name, file }] of ranges.entries()) {
    const next = ranges[i + 1];
    const wantedLast = next && ((next.name.first - 1) as Position);
    const to = rangeFolder(logFolder(target), name);
    const copied = await copyRange(file, to, name.first, wantedLast, onBytes);
    last = copied.last;
    records += copied.records;
    at('range-copied');
  }
  if (last < position) {
    throw new CopyError(
      `record ${last + 1} of the log is missing: ${logFolder(folder)} ends before the checkpoint of record ${position}`,
    );
  }
  return { position: last, records, bytes };
}

async function copyCheckpoint(
  checkpoint: StoredCheckpoint,
  target: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const store = CheckpointStore.open(target);
  const writer = await store.begin(true);
  try {
    for (const piece of checkpoint.pieces()) {
      await writer.put([piece]);
      onBytes(piece.bytes.length);
    }
    await writer.commit(checkpoint.position);
  } finally {
    await writer.abandon();
    await store.close();
  }
}
