/**
 * What a start relies on is read by another process first; what is damaged is told, and left aside
 * where the log makes it unnecessary.
 */
import type { Position } from '../engine/index.ts';
import { CheckpointError } from './checkpoint-error.ts';
import type { StoredCheckpoint } from './checkpoint-reader.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import { renewLock } from './lmdb-file.ts';
import { LogError } from './log.ts';
import { listRanges, logFolder, rangeFolder } from './log-folder.ts';
import { probe } from './probe.ts';

type Tell = (message: string) => void;

/** What a start goes on from. */
export type Opening = {
  /** The newest checkpoint all of which can be read, if any; the log after it can be read as well. */
  readonly checkpoint: StoredCheckpoint | undefined;
  /** A position that the log has come to: the newest that any checkpoint is of, be it good or not. */
  readonly reached: Position;
};

/**
 * Finds what a start goes on from. Throws `LogError`, naming file and record, when what is left does
 * not lead to all that was acknowledged.
 */
export async function probeOpening(
  data: string,
  store: CheckpointStore,
  script: URL,
  tell: Tell,
): Promise<Opening> {
  const [newest] = store.stores;
  const log = logFolder(data);
  const ranges = listRanges(log);
  if (ranges.length === 0) {
    if (newest === undefined) return { checkpoint: undefined, reached: 0 as Position };
    throw new LogError(`no record of the log is left (in ${log}), but there is ${newest.path}`);
  }
  // Nobody writes what is there any more.
  for (const name of ranges) renewLock(rangeFolder(log, name));
  for (const { path } of store.stores) renewLock(path);
  const [all] = await probe(script, [{ kind: 'opening', folder: data, from: 0 }]);
  if (all?.ok === true) {
    const good = all.checkpoint?.good;
    const checkpoint = good && newest && store.read(newest, good.key);
    return { checkpoint, reached: good?.position ?? (0 as Position) };
  }
  // Something is wrong: what, and what is left.
  const { checkpoint, reached, faults } = await chooseCheckpoint(store, script, tell);
  try {
    await probeLogAfter(data, checkpoint?.position ?? (0 as Position), script);
  } catch (error) {
    const [fault] = faults;
    if (!(error instanceof LogError) || fault === undefined) throw error;
    throw new LogError(`${error.message}; it is needed because ${fault}`, { cause: error });
  }
  return { checkpoint, reached };
}

async function chooseCheckpoint(
  store: CheckpointStore,
  script: URL,
  tell: Tell,
): Promise<Opening & { readonly faults: readonly string[] }> {
  const { stores } = store;
  const allFaults: string[] = [];
  // A store is begun when there is a record.
  let reached = stores.length > 0 ? 1 : 0;
  const reads = stores.map(({ path }) => ({ kind: 'checkpoint', folder: path, from: 0 }) as const);
  const results = await probe(script, reads);
  for (const [i, result] of results.entries()) {
    const faults = result.ok ? (result.checkpoint?.faults ?? []) : [result.fault];
    for (const fault of faults) tell(`a checkpoint is not used: ${fault}`);
    allFaults.push(...faults);
    const { good, newest } = (result.ok ? result.checkpoint : undefined) ?? {};
    reached = Math.max(reached, newest ?? 0);
    const checkpoint = good && stores[i] && store.read(stores[i], good.key);
    if (checkpoint === undefined) continue;
    return { checkpoint, reached: reached as Position, faults: allFaults };
  }
  if (allFaults.length > 0) {
    tell('there is no good checkpoint: the data is built again from the log');
  }
  return { checkpoint: undefined, reached: reached as Position, faults: allFaults };
}

/** Throws `CheckpointError` when the newest checkpoint on disk is not good, or not of a position. */
export async function probeNewestCheckpoint(
  { stores }: CheckpointStore,
  position: Position,
  script: URL,
): Promise<void> {
  const folder = stores[0]?.path ?? 'nothing';
  const [result] = await probe(script, [{ kind: 'checkpoint', folder, from: 0 }]);
  if (result?.ok === false) throw new CheckpointError(result.fault);
  if (result?.checkpoint?.good?.position === position) return;
  const faults = result?.checkpoint?.faults ?? [];
  throw new CheckpointError(faults[0] ?? `${folder} has no checkpoint of record ${position}`);
}

/**
 * Throws `LogError`, naming file and record, when the ranges of the log between two positions cannot
 * be read: those that this process does not write.
 */
export async function probeSealed(
  data: string,
  first: Position,
  before: Position,
  script: URL,
): Promise<void> {
  const [result] = await probe(script, [{ kind: 'log', folder: data, from: first, before }]);
  if (result?.ok === false) throw new LogError(result.fault);
}

async function probeLogAfter(data: string, position: Position, script: URL): Promise<void> {
  const [result] = await probe(script, [{ kind: 'log', folder: data, from: position + 1 }]);
  if (result?.ok === false) throw new LogError(result.fault);
}
