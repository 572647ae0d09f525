/** The ranges of a log as an earlier process left them. */
import type { Position } from '../engine/index.ts';
import { listRanges } from './log-folder.ts';
import { LogRange } from './log-range.ts';

export type SealedRanges = {
  /** Those with records, from the oldest on. */
  readonly ranges: readonly LogRange[];
  /** One that was begun and never written. */
  readonly empty: readonly LogRange[];
};

/**
 * Lists them, for reading with the size of shards that they must have, or any. Looks into the newest
 * only: each other one ends where the next one begins. Throws `LogError`.
 */
export function sealedRanges(log: string, shardBits?: number): SealedRanges {
  const names = listRanges(log);
  const ranges = names.map((name, i) => {
    const next = names[i + 1];
    const last = next === undefined ? undefined : ((next.first - 1) as Position);
    return LogRange.sealed(log, name, shardBits, last);
  });
  const newest = ranges.at(-1);
  if (newest === undefined || !newest.isEmpty) return { ranges, empty: [] };
  return { ranges: ranges.slice(0, -1), empty: [newest] };
}
