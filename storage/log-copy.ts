/** Copies one range of the log, record by record, each checked on the way. */
import type { Position } from '../engine/index.ts';
import { LmdbFile } from './lmdb-file.ts';
import { LogError } from './log.ts';
import { decodeMeta } from './log-meta.ts';
import { decodeRecord } from './log-record.ts';

/** A transaction of the copy is closed when it holds this much. */
const BATCH_BYTES = 8 * 2 ** 20;

export type RangeCopy = { readonly last: Position; readonly records: number };

/**
 * Copies what an open range held when it was opened, which may be written meanwhile, to a new
 * folder; to none when it has no record. A range begins with its description and goes on with the
 * records from `first` on. `wantedLast`: where it must end, if that is known. Calls `onBytes` after
 * each transaction. Rejects with `LogError`, which names folder and record, or `DiskFullError`.
 */
export async function copyRange(
  from: LmdbFile,
  to: string,
  first: Position,
  wantedLast: Position | undefined,
  onBytes: (bytes: number) => void,
): Promise<RangeCopy> {
  const { count } = from;
  const last = (first + Math.max(0, count - 1) - 1) as Position;
  if (wantedLast !== undefined && last !== wantedLast) {
    throw missing(Math.min(last, wantedLast) + 1, from);
  }
  if (count === 0) return { last, records: 0 };
  const copy = LmdbFile.create(to);
  try {
    let batch: (readonly [key: number, value: Buffer])[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      await copy.append(batch);
      onBytes(bytes);
      batch = [];
      bytes = 0;
    };
    let seen = 0;
    let lastKey = 0;
    for (const { key, value } of from.entries(0)) {
      // A gap between the keys of records is one between the records.
      if (seen > 1 && key !== lastKey + 1) throw missing(first + seen - 1, from);
      if (seen === 0) checkMeta(value, first, from);
      else checkRecord(value, (first + seen - 1) as Position, from);
      lastKey = key;
      seen += 1;
      batch.push([key, value]);
      bytes += value.length;
      if (bytes >= BATCH_BYTES) await flush();
      if (seen === count) break;
    }
    if (seen < count) throw missing(first + seen - 1, from);
    await flush();
    return { last, records: count - 1 };
  } finally {
    await copy.close();
  }
}

function checkMeta(value: Buffer, first: Position, { folder }: LmdbFile): void {
  const meta = decodeMeta(value);
  if (!meta.ok) throw new LogError(`${folder} ${meta.error}`);
  if (meta.value.first !== first) {
    throw new LogError(`${folder} holds the range from ${meta.value.first} on`);
  }
}

function checkRecord(value: Buffer, position: Position, { folder }: LmdbFile): void {
  const record = decodeRecord(value, position);
  if (!record.ok) throw new LogError(`${record.error.message} (in ${folder})`);
}

function missing(position: number, { folder }: LmdbFile): LogError {
  return new LogError(`record ${position} of the log is missing (in ${folder})`);
}
