/**
 * Whether a data folder is sound, all of it; nothing in it is changed. No process may have it open.
 *
 * First every file is read by a process of its own: all records of the log, all pieces of all
 * checkpoints. Then, as far as the files are good, the state is built from the newest checkpoint and
 * the log after it, and from the log alone if that begins with the first record, one after the
 * other. Each must fit within itself, and both must be the same (`rebuilt-difference.ts`).
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '../engine/index.ts';
import { CheckpointStore, type StoreFolder } from './checkpoint-store.ts';
import { FileFault } from './file-errors.ts';
import { listRanges, logFolder, type RangeName, rangeFolder } from './log-folder.ts';
import { LogReader } from './log-reader.ts';
import { probe } from './probe.ts';
import type { ProbeRead, ProbeResult } from './probe-read.ts';
import { type Rebuilt, rebuild } from './rebuilt.ts';
import { differencesBetween, EventKeysMark } from './rebuilt-difference.ts';
import type { RangeSurvey } from './survey-range.ts';
import type { StoreSurvey } from './survey-store.ts';

/** Files, and bytes of them, that one process reads before another goes on. */
const FILES_AT_ONCE = 100;
const BYTES_AT_ONCE = 2 ** 30;
const DATA_FILE = 'data.mdb';
/** Without a range of the log that says how large shards are, nothing depends on it. */
const ANY_SHARD_BITS = 20;

export type VerifyOptions = {
  /** The data folder. */
  readonly data: string;
  /** The compiled `probe-child`. */
  readonly probe: URL;
  /** Told how far it is. */
  readonly onProgress: (message: string) => void;
};

export type VerifyReport = {
  readonly log: {
    readonly ranges: number;
    /** The first position is one more than the last when there are no records. */
    readonly first: Position;
    readonly last: Position;
    /** Records that can be read, and their bytes. */
    readonly records: number;
    readonly bytes: number;
  };
  /** Complete ones, from the oldest on; good ones can be read as a whole. */
  readonly checkpoints: readonly { readonly position: Position; readonly isGood: boolean }[];
  /** Of all stores of checkpoints. */
  readonly checkpointBytes: number;
  /** What the state was built from and looked over; with both, they were compared. */
  readonly built: readonly ('checkpoint' | 'log')[];
  /** Contacts, and their events; undefined when nothing was built. */
  readonly contents: { readonly contacts: number; readonly events: number } | undefined;
  /** What is wrong, a line each; a sound folder has none. */
  readonly faults: readonly string[];
};

/** A checkpoint that can be taken, by its place. */
type Choice = { readonly store: StoreFolder; readonly key: number; readonly position: Position };

/**
 * Rejects with `FileFault` where there is no data, with `LogError` for a log of no release, and when
 * the reading processes can't be run. All else that is wrong is in the report.
 */
export async function verifyFolder(options: VerifyOptions): Promise<VerifyReport> {
  const { data } = options;
  if (!existsSync(logFolder(data)) && !existsSync(join(data, 'checkpoint'))) {
    throw new FileFault(`${data} is no data folder: it has neither log nor checkpoints`);
  }
  const log = await readLog(options);
  const stores = await readStores(options);
  const newest = newestGood(stores.surveys);
  const faults = [
    ...log.faults,
    ...stores.faults,
    ...gapsBetween(log, newest?.position, data, stores.surveys.length > 0),
  ];
  const built = await build(options, log, newest);
  return {
    log: log.view,
    checkpoints: stores.surveys
      .flatMap(({ survey }) => survey?.checkpoints ?? [])
      .map(({ position, isGood }) => ({ position, isGood })),
    checkpointBytes: stores.surveys.reduce((sum, { survey }) => sum + (survey?.bytes ?? 0), 0),
    ...built,
    faults: [...faults, ...built.faults],
  };
}

type ReadLog = {
  readonly view: VerifyReport['log'];
  readonly shardBits: number;
  /** Whether a range was ever written anew. */
  readonly isCompacted: boolean;
  /** All records from this position on can be read. */
  readonly soundFrom: number;
  readonly faults: readonly string[];
};

async function readLog({ data, probe, onProgress }: VerifyOptions): Promise<ReadLog> {
  const names = listRanges(logFolder(data));
  const reads = names.map(
    ({ first }) => ({ kind: 'whole-range', folder: data, from: first }) as const,
  );
  const folders = names.map((name) => rangeFolder(logFolder(data), name));
  const results = await readAll(probe, reads, folders, onProgress);
  const faults: string[] = [];
  const surveys: RangeSurvey[] = [];
  let soundFrom: number = names[0]?.first ?? 1;
  for (const [i, result] of results.entries()) {
    const found = result.ok ? (result.range?.faults ?? []) : [result.fault];
    faults.push(...found);
    if (result.ok && result.range !== undefined) surveys.push(result.range);
    if (found.length === 0) continue;
    const range = result.ok ? result.range : undefined;
    soundFrom = range?.soundFrom ?? names[i + 1]?.first ?? Infinity;
  }
  const sizes = new Set(surveys.flatMap(({ shardBits }) => shardBits ?? []));
  if (sizes.size > 1) {
    faults.push(
      `${logFolder(data)} has ranges of shards of different sizes: 2^${[...sizes].join(', 2^')}`,
    );
    soundFrom = Infinity;
  }
  return {
    view: viewOf(names, surveys),
    shardBits: [...sizes][0] ?? ANY_SHARD_BITS,
    isCompacted: names.some(({ generation }) => generation > 0),
    soundFrom,
    faults,
  };
}

function viewOf(names: readonly RangeName[], surveys: readonly RangeSurvey[]): VerifyReport['log'] {
  return {
    ranges: names.length,
    first: names[0]?.first ?? (1 as Position),
    last: surveys.at(-1)?.last ?? (0 as Position),
    records: surveys.reduce((sum, { records }) => sum + records, 0),
    bytes: surveys.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

type StoreRead = { readonly store: StoreFolder; readonly survey: StoreSurvey | undefined };

/** The stores from the oldest on. */
async function readStores({ data, probe, onProgress }: VerifyOptions): Promise<{
  readonly surveys: readonly StoreRead[];
  readonly faults: readonly string[];
}> {
  const stores = CheckpointStore.open(data).stores.toReversed();
  const reads = stores.map(({ path }) => ({ kind: 'whole-store', folder: path, from: 0 }) as const);
  const folders = stores.map(({ path }) => path);
  const results = await readAll(probe, reads, folders, onProgress);
  return {
    surveys: stores.map((store, i) => {
      const result = results[i];
      return { store, survey: result?.ok === true ? result.store : undefined };
    }),
    faults: results.flatMap((result) =>
      result.ok ? (result.store?.faults ?? []) : [result.fault],
    ),
  };
}

/** The one that a start takes. */
function newestGood(surveys: readonly StoreRead[]): Choice | undefined {
  for (const { store, survey } of surveys.toReversed()) {
    const found = survey?.checkpoints.findLast(({ isGood }) => isGood);
    if (found !== undefined) return { store, key: found.key, position: found.position };
  }
  return undefined;
}

/** Where the log does not begin where it has to, or ends too soon. */
function gapsBetween(
  { view, soundFrom }: ReadLog,
  position: Position | undefined,
  data: string,
  hasStores: boolean,
): string[] {
  const folder = logFolder(data);
  if (view.ranges === 0) {
    return hasStores
      ? [`no record of the log is left (in ${folder}), but there are checkpoints`]
      : [];
  }
  const wanted = (position ?? 0) + 1;
  if (view.first > wanted) {
    const why =
      position === undefined
        ? 'there is no good checkpoint'
        : `the newest good checkpoint is of record ${position}`;
    return [
      `record ${wanted} of the log is missing (in ${folder}): ${why}, and the log begins at record ${view.first}`,
    ];
  }
  // How far a damaged newest range goes is not known.
  if (view.last < wanted - 1 && soundFrom !== Infinity) {
    return [
      `record ${view.last + 1} of the log is missing (in ${folder}): there is a checkpoint of record ${position}`,
    ];
  }
  return [];
}

/** Reads files in processes of their own, some at a time. */
async function readAll(
  script: URL,
  reads: readonly ProbeRead[],
  folders: readonly string[],
  onProgress: (message: string) => void,
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  while (results.length < reads.length) {
    const first = results.length;
    let end = first;
    for (let bytes = 0; end < reads.length; end++) {
      if (end - first === FILES_AT_ONCE || bytes >= BYTES_AT_ONCE) break;
      bytes += sizeOf(folders[end] as string);
    }
    onProgress(`reading ${folders[first]}, ${first + 1} of ${reads.length}`);
    results.push(...(await probe(script, reads.slice(first, end))));
  }
  return results;
}

/** Bytes of a file; 0 for one that is not there, which its reader tells. */
function sizeOf(folder: string): number {
  return statSync(join(folder, DATA_FILE), { throwIfNoEntry: false })?.size ?? 0;
}

type Built = Pick<VerifyReport, 'built' | 'contents' | 'faults'>;

/** Builds what the good files allow, one after the other, and compares. */
async function build(
  { data, onProgress }: VerifyOptions,
  log: ReadLog,
  newest: Choice | undefined,
): Promise<Built> {
  const { view, shardBits } = log;
  const faults: string[] = [];
  const built: ('checkpoint' | 'log')[] = [];
  const attempt = async (
    what: 'checkpoint' | 'log',
    name: string,
    run: (onProgress: (message: string) => void) => Promise<Rebuilt>,
  ): Promise<Rebuilt | undefined> => {
    try {
      const rebuilt = await run((message) => onProgress(`${name}: ${message}`));
      faults.push(...rebuilt.faults.map((fault) => `${name}: ${fault}`));
      built.push(what);
      return rebuilt;
    } catch (error) {
      faults.push(`${name} can't be used: ${(error as Error).message}`);
      return undefined;
    }
  };
  let one: Rebuilt | undefined;
  let mark: EventKeysMark | undefined;
  if (newest !== undefined && isSoundFrom(log, newest.position + 1)) {
    const name = `the checkpoint of record ${newest.position} in ${newest.store.path}`;
    one = await attempt('checkpoint', name, async (tell) => {
      const store = CheckpointStore.open(data);
      try {
        const checkpoint = store.read(newest.store, newest.key);
        const options = { log: LogReader.open(data), shardBits, onProgress: tell };
        return await rebuild({ ...options, checkpoint });
      } finally {
        await store.close();
      }
    });
    if (one !== undefined) mark = new EventKeysMark(newest.position, one.eventKeysSince);
  }
  let other: Rebuilt | undefined;
  if (view.first === 1 && view.ranges > 0 && isSoundFrom(log, 1)) {
    other = await attempt('log', `the log in ${logFolder(data)}`, (tell) =>
      rebuild({
        checkpoint: undefined,
        log: LogReader.open(data),
        shardBits,
        onProgress: tell,
        onRecord: (record, state) => mark?.pass(record, state),
      }),
    );
  }
  if (one !== undefined && other !== undefined && mark !== undefined) {
    for (const difference of differencesBetween(one, other, mark, log.isCompacted)) {
      faults.push(
        `the checkpoint of record ${newest?.position} and the log after it differ from the whole log in ${difference}`,
      );
    }
  }
  const known = one ?? other;
  const contents = known && { contacts: known.contacts, events: known.events };
  return { built, contents, faults };
}

/** Whether there is nothing to be missed in the log from a position on. */
function isSoundFrom({ view, soundFrom }: ReadLog, position: number): boolean {
  if (view.ranges === 0) return true;
  const isReached = view.first <= position && view.last >= position - 1;
  return isReached && soundFrom <= Math.max(position, view.first);
}
