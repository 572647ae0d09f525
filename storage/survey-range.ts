/**
 * Reads all of a range of the log, and goes on after what is wrong with it. For a process of its own
 * (`probe.ts`): a damaged file can end its reader.
 */
import { assert, type Position } from '../engine/index.ts';
import { FaultList } from './fault-list.ts';
import { FileFault } from './file-errors.ts';
import { LmdbFile } from './lmdb-file.ts';
import { listRanges, logFolder, rangeFolder } from './log-folder.ts';
import { decodeMeta } from './log-meta.ts';
import { KEY_OFFSET, META_KEY } from './log-range.ts';
import { decodeRecord } from './log-record.ts';

/** The file is named again after so many bytes, to show that reading goes on. */
const SIGN_BYTES = 64 * 2 ** 20;
/** Records that are looked for where key and count of a file disagree on how many there are. */
const MAX_HOLE = 1_000_000;

export type RangeSurvey = {
  readonly first: Position;
  /** `first` − 1 when it has no records. */
  readonly last: Position;
  /** Records that can be read. */
  readonly records: number;
  /** Their bytes. */
  readonly bytes: number;
  /** All records from this position on can be read, if there are any; undefined when none can. */
  readonly soundFrom: Position | undefined;
  /** What the shards were written with; undefined when the range does not say. */
  readonly shardBits: number | undefined;
  /** Each names the folder, and the record if it is about one. */
  readonly faults: readonly string[];
};

/** The range of a data folder that begins at a position, in its newest generation. */
export function* surveyRange(data: string, first: number): Generator<string, RangeSurvey> {
  const log = logFolder(data);
  const names = listRanges(log);
  const place = names.findIndex((name) => name.first === first);
  const name = names[place];
  assert(name !== undefined, 'a range that is read is there');
  const next = names[place + 1]?.first;
  const folder = rangeFolder(log, name);
  yield folder;
  let file: LmdbFile;
  try {
    file = LmdbFile.openReadOnly(folder);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const last = ((next ?? first) - 1) as Position;
    return { ...nothingOf(name.first, last), soundFrom: undefined, faults: [error.message] };
  }
  try {
    return yield* readRange(file, name.first, next);
  } finally {
    void file.close();
  }
}

function* readRange(
  file: LmdbFile,
  first: Position,
  next: Position | undefined,
): Generator<string, RangeSurvey> {
  const { folder } = file;
  const faults = new FaultList(folder);
  // One that was begun and never written has nothing, not even a description.
  if (file.count === 0 && file.lastKey === 0 && next === undefined) {
    return { ...nothingOf(first, (first - 1) as Position), faults: [] };
  }
  const shardBits = readMeta(file, first, faults);
  const last = lastOf(file, first, next, faults);
  let [records, bytes, signed] = [0, 0, 0];
  // What is wrong with the whole is wrong with all of it.
  let soundFrom = faults.count > 0 ? last + 1 : first;
  let missingFrom: number | undefined;
  for (let position = first; position <= last + 1; position = (position + 1) as Position) {
    const value = position <= last ? valueAt(file, position + KEY_OFFSET) : 'the end';
    if (value === undefined) {
      missingFrom ??= position;
      soundFrom = Math.max(soundFrom, position + 1);
      continue;
    }
    if (missingFrom !== undefined) faults.add(missing(missingFrom, position - 1, folder));
    missingFrom = undefined;
    if (position > last) break;
    const fault =
      typeof value === 'string'
        ? `record ${position} of the log can't be read: ${value}`
        : faultOf(value, position);
    if (fault !== undefined) {
      faults.add(`${fault} (in ${folder})`);
      soundFrom = Math.max(soundFrom, position + 1);
      continue;
    }
    records += 1;
    bytes += value.length;
    if (bytes - signed < SIGN_BYTES) continue;
    signed = bytes;
    yield folder;
  }
  const sound = soundFrom as Position;
  return { first, last, records, bytes, soundFrom: sound, shardBits, faults: faults.all() };
}

function nothingOf(first: Position, last: Position): Omit<RangeSurvey, 'faults'> {
  const soundFrom = (last + 1) as Position;
  return { first, last, records: 0, bytes: 0, soundFrom, shardBits: undefined };
}

function readMeta(file: LmdbFile, first: Position, faults: FaultList): number | undefined {
  const value = valueAt(file, META_KEY);
  const meta = decodeMeta(typeof value === 'string' ? undefined : value);
  if (!meta.ok) {
    faults.add(`${file.folder} ${meta.error}`);
    return undefined;
  }
  if (meta.value.first !== first) {
    faults.add(`${file.folder} holds the range from ${meta.value.first} on`);
  }
  return meta.value.shardBits;
}

/** Where the range ends: before the next one, or where it says itself in both ways it can. */
function lastOf(
  file: LmdbFile,
  first: Position,
  next: Position | undefined,
  faults: FaultList,
): Position {
  const byKey = file.lastKey - KEY_OFFSET;
  const byCount = first + file.count - 2;
  const [less, more] = [Math.min(byKey, byCount), Math.max(byKey, byCount)];
  const last = next === undefined ? Math.min(more, less + MAX_HOLE) : next - 1;
  if (next === undefined ? more > less : more > last) {
    const why = next === undefined ? '' : `, and the next range begins at record ${next}`;
    faults.add(
      `${file.folder} is damaged: its last record is ${byKey} by its key and ${byCount} by its count${why}`,
    );
  }
  return last as Position;
}

/** A value, or in words why LMDB can't give it. */
function valueAt(file: LmdbFile, key: number): Buffer | string | undefined {
  try {
    return file.get(key);
  } catch (error) {
    return `LMDB says ${(error as Error).message}`;
  }
}

function faultOf(value: Buffer, position: Position): string | undefined {
  const record = decodeRecord(value, position);
  return record.ok ? undefined : record.error.message;
}

function missing(from: number, to: number, folder: string): string {
  const which =
    from === to ? `record ${from} of the log is` : `records ${from} to ${to} of the log are`;
  return `${which} missing (in ${folder})`;
}
