/** Changes to a data folder that nobody has open: with good checksums, and without. */
import { renameSync, rmSync } from 'node:fs';
import type { Position } from '../../engine/index.ts';
import { CheckpointStore } from '../../storage/checkpoint-store.ts';
import { LmdbFile } from '../../storage/lmdb-file.ts';
import { listRanges, logFolder, rangeFolder } from '../../storage/log-folder.ts';
import { KEY_OFFSET } from '../../storage/log-range.ts';
import { decodeRecord, encodeRecord, type LogRecord } from '../../storage/log-record.ts';

/**
 * Writes the newest checkpoint anew, as sound as any, with what `change` makes of its pieces:
 * undefined leaves one out. Gives the names of the pieces that have changed.
 */
export async function changeCheckpoint(
  data: string,
  change: (name: string, bytes: Buffer) => Uint8Array | undefined,
): Promise<readonly string[]> {
  const store = CheckpointStore.open(data);
  const [newest] = store.stores;
  const found = newest && store.read(newest);
  if (found === undefined) throw new Error('there is no checkpoint');
  const writer = await store.begin(true);
  const changed: string[] = [];
  for (const { name, bytes } of found.pieces()) {
    const other = change(name, bytes);
    if (other !== bytes) changed.push(name);
    if (other !== undefined) await writer.put([{ name, bytes: other }]);
  }
  await writer.commit(found.position);
  await store.close();
  return changed;
}

/** Puts another record in the place of one, as sound as any. */
export async function changeRecord(
  data: string,
  position: number,
  change: (record: LogRecord) => LogRecord,
): Promise<void> {
  await changeValues(rangeOf(data, position), [position + KEY_OFFSET], (value) => {
    const record = decodeRecord(value, position as Position);
    if (!record.ok) throw new Error(record.error.message);
    return encodeRecord(change(record.value));
  });
}

/** The folder of the range that has a record. */
export function rangeOf(data: string, position: number): string {
  const log = logFolder(data);
  const name = listRanges(log).findLast(({ first }) => first <= position);
  if (name === undefined) throw new Error('there is no such record');
  return rangeFolder(log, name);
}

/** Puts other bytes in the places of values of an LMDB file; undefined leaves one out. */
export async function changeValues(
  folder: string,
  keys: readonly number[],
  change: (value: Buffer) => Buffer | undefined,
): Promise<void> {
  const other = `${folder}.other`;
  const from = LmdbFile.openReadOnly(folder);
  const to = LmdbFile.create(other);
  const entries: (readonly [key: number, value: Buffer])[] = [];
  for (const { key, value } of from.entries(0)) {
    const changed = keys.includes(key) ? change(value) : value;
    if (changed !== undefined) entries.push([key, changed]);
  }
  await to.append(entries);
  await from.close();
  await to.close();
  rmSync(folder, { recursive: true });
  renameSync(other, folder);
}

/** The bytes with one of them another. */
export function flipped(bytes: Buffer, place: number): Buffer {
  const other = Buffer.from(bytes);
  other.writeUInt8(other.readUInt8(place) ^ 0x10, place);
  return other;
}
