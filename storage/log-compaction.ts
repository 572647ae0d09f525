/**
 * Writes a range of the log anew, beside the old one, under a name that doesn't count until it is
 * complete. Both hold the same positions.
 */
import { rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { assert, type Millis, type Position } from '../engine/index.ts';
import { renameFolder, UNFINISHED } from './durable-folder.ts';
import type { RewriteRecord } from './log.ts';
import { rangeFolder } from './log-folder.ts';
import type { AtLogPoint } from './log-point.ts';
import { LogRange } from './log-range.ts';
import { encodeRecord, type LogRecord } from './log-record.ts';

/** Bytes that are read, or written in one transaction, before other work has its turn. */
const STEP_BYTES = 2 ** 20;

/** A record that changes, and how. */
type Change = { readonly position: Position; readonly record: LogRecord };

/** The range that is to take the place of a sealed one; undefined when nothing changes. */
export async function rewriteRange(
  log: string,
  range: LogRange,
  shardBits: number,
  rewrite: RewriteRecord,
  at: AtLogPoint,
): Promise<LogRange | undefined> {
  const change = await firstChange(range, rewrite);
  if (change === undefined) return undefined;
  const name = { first: range.first, generation: range.name.generation + 1 };
  const folder = rangeFolder(log, name);
  const unfinished = `${folder}${UNFINISHED}`;
  rmSync(unfinished, { recursive: true, force: true });
  const copy = LogRange.begin(unfinished, name, shardBits);
  try {
    at('compact-begun');
    await copyRecords(range, copy, change, rewrite);
    await copy.seal();
  } catch (error) {
    await copy.close();
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
  at('compact-written');
  renameFolder(unfinished, folder);
  at('compact-switched');
  return LogRange.sealed(log, name, shardBits, range.last);
}

async function firstChange(range: LogRange, rewrite: RewriteRecord): Promise<Change | undefined> {
  let bytes = 0;
  for (let position = range.first; position <= range.last; position = next(position)) {
    const record = rewritten(range.record(position), rewrite);
    if (record !== undefined) return { position, record };
    bytes += range.raw(position).length;
    if (bytes < STEP_BYTES) continue;
    bytes = 0;
    await setImmediate();
  }
  return undefined;
}

async function copyRecords(
  range: LogRange,
  copy: LogRange,
  change: Change,
  rewrite: RewriteRecord,
): Promise<void> {
  let group: { first: Position; records: Buffer[]; bytes: number; newest: Millis } | undefined;
  for (let position = range.first; position <= range.last; position = next(position)) {
    const old = range.record(position);
    const changed = position === change.position ? change.record : undefined;
    const record = changed ?? (position > change.position ? rewritten(old, rewrite) : undefined);
    const encoded = record === undefined ? range.raw(position) : encodeRecord(record);
    group ??= { first: position, records: [], bytes: 0, newest: old.arrived };
    group.records.push(encoded);
    group.bytes += encoded.length;
    group.newest = (record ?? old).arrived;
    if (group.bytes < STEP_BYTES && position < range.last) continue;
    await copy.append(group);
    group = undefined;
    await setImmediate();
  }
}

function rewritten(record: LogRecord, rewrite: RewriteRecord): LogRecord | undefined {
  const changed = rewrite(record);
  const isInPlace = changed === undefined || changed.position === record.position;
  assert(isInPlace, 'a record keeps its position');
  return changed;
}

function next(position: Position): Position {
  return (position + 1) as Position;
}
