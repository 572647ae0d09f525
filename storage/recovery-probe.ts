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

/**
 * The newest checkpoint all of which can be read, if any; the log after it can be read as well.
 * Throws `LogError`, naming file and record, when that is not so.
 */
export async function probeOpening(
  data: string,
  store: CheckpointStore,
  script: URL,
  tell: Tell,
): Promise<StoredCheckpoint | undefined> {
  const [newest] = store.stores;
  const log = logFolder(data);
  const ranges = listRanges(log);
  if (newest === undefined && ranges.length === 0) return undefined;
  // Nobody writes what is there any more.
  for (const name of ranges) renewLock(rangeFolder(log, name));
  for (const { path } of store.stores) renewLock(path);
  const [all] = await probe(script, [{ kind: 'opening', folder: data, from: 0 }]);
  const good = all?.ok === true ? all.checkpoint?.good : undefined;
  if (all?.ok === true) return good && newest && store.read(newest, good.key);
  // Something is wrong: what, and what is left.
  const checkpoint = await chooseCheckpoint(store, script, tell);
  await probeLogAfter(data, checkpoint?.position ?? (0 as Position), script);
  return checkpoint;
}

async function chooseCheckpoint(
  store: CheckpointStore,
  script: URL,
  tell: Tell,
): Promise<StoredCheckpoint | undefined> {
  const { stores } = store;
  let isDamaged = false;
  const reads = stores.map(({ path }) => ({ kind: 'checkpoint', folder: path, from: 0 }) as const);
  const results = await probe(script, reads);
  for (const [i, result] of results.entries()) {
    const faults = result.ok ? (result.checkpoint?.faults ?? []) : [result.fault];
    for (const fault of faults) tell(`a checkpoint is not used: ${fault}`);
    isDamaged ||= faults.length > 0;
    const good = result.ok ? result.checkpoint?.good : undefined;
    const found = good && stores[i] && store.read(stores[i], good.key);
    if (found !== undefined) return found;
  }
  if (isDamaged) tell('there is no good checkpoint: the data is built again from the log');
  return undefined;
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

/** Throws `LogError`, naming file and record, when the log cannot be read after a position. */
export async function probeLogAfter(data: string, position: Position, script: URL): Promise<void> {
  if (listRanges(logFolder(data)).length === 0) return;
  const [result] = await probe(script, [{ kind: 'log', folder: data, from: position + 1 }]);
  if (result?.ok === false) throw new LogError(result.fault);
}
