/**
 * Where two ways to the same state have led to different ones: a checkpoint with the log after it,
 * and the whole log.
 *
 * Equal they must be in what the shards hold, as `fingerprint` sees it: living contacts with values,
 * groups and events. It leaves out what an erasure may have taken from one side already (rows of
 * deleted contacts), and expired events are in neither, since a replay drops them as well and none
 * that old is taken afterwards. Equal must also be names and types, definitions, ordinals given, who
 * exists, and since when there is something to erase.
 *
 * Event keys are remembered in two generations, and how long one lasts is not in the folder. So the
 * checkpoint's side must have those of the events since its newer generation began (an event that
 * comes again would be counted twice) and none that no event of the log has (an event would be taken
 * for a repeat); the second cannot be told once the log was compacted, which takes events away and
 * leaves their keys.
 *
 * Upper bounds of the lengths of lists may be different: a replay onto newer ones raises them again.
 */
import type { Position } from '../engine/index.ts';
import type { DuplicateFilter } from './duplicate-filter.ts';
import type { LogRecord } from './log-record.ts';
import type { Rebuilt } from './rebuilt.ts';
import type { WriterState } from './writer-state.ts';

/** Finds the place in a log, while it is replayed, from which on event keys must be remembered. */
export class EventKeysMark {
  readonly #since: number;
  readonly #position: Position;
  /** How many keys the log had before it. */
  #place: number | undefined;

  /** Of a checkpoint at a position, whose newer generation of keys began at a moment. */
  constructor(position: Position, since: number) {
    this.#position = position;
    this.#since = since;
  }

  /** To be told of each record of the whole log before it is taken in. */
  pass({ position, arrived, batches }: LogRecord, { duplicates }: WriterState): void {
    // A generation begins with a record of its moment, the last of several if there are; keys of
    // what comes after the checkpoint are remembered in any case.
    const isBeginning = position <= this.#position && arrived === this.#since && batches.length > 0;
    if (isBeginning || (position > this.#position && this.#place === undefined)) {
      this.#place = duplicates.size;
    }
  }

  /** Of the keys of the whole log, those that must be remembered; none is repeated. */
  required(ofLog: DuplicateFilter): Iterable<Uint32Array> {
    return ofLog.keys(this.#place ?? ofLog.size);
  }
}

/** In words; nothing when all that must be equal is. */
export function* differencesBetween(
  fromCheckpoint: Rebuilt,
  fromLog: Rebuilt,
  mark: EventKeysMark,
  isCompacted: boolean,
): Iterable<string> {
  const shards = new Set([...fromCheckpoint.shards.keys(), ...fromLog.shards.keys()]);
  for (const shard of [...shards].sort((a, b) => a - b)) {
    if (fromCheckpoint.shards.get(shard) === fromLog.shards.get(shard)) continue;
    yield `values, groups or events of contacts of shard ${shard}`;
  }
  if (isDifferent(fromCheckpoint.schema, fromLog.schema)) yield 'the names and types';
  const kinds = ['segments', 'groups', 'channels', 'audit'] as const;
  for (const kind of kinds) {
    if (isDifferent(fromCheckpoint.definitions[kind], fromLog.definitions[kind]))
      yield `the ${kind}`;
  }
  if (fromCheckpoint.nextOrdinal !== fromLog.nextOrdinal) {
    yield `the next ordinal (${fromCheckpoint.nextOrdinal} and ${fromLog.nextOrdinal})`;
  }
  if (fromCheckpoint.ids !== fromLog.ids) yield 'the ids of the contacts that exist';
  if (fromCheckpoint.removedAt !== fromLog.removedAt) yield 'since when there is what to erase';
  let forgotten = 0;
  for (const key of mark.required(fromLog.eventKeys)) {
    if (!fromCheckpoint.eventKeys.hasKey(key)) forgotten += 1;
  }
  if (forgotten > 0) yield `the ids of ${forgotten} events, which only the log remembers`;
  if (isCompacted) return;
  let unknown = 0;
  for (const key of fromCheckpoint.eventKeys.keys()) {
    if (!fromLog.eventKeys.hasKey(key)) unknown += 1;
  }
  if (unknown > 0) yield `the ids of ${unknown} events, which the log does not have`;
}

function isDifferent(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}
