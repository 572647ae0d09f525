/** The log of a data folder, for a probe: what is read of it at a start from a position on. */
import type { Position } from '../engine/index.ts';
import { LogError } from './log.ts';
import { listRanges, logFolder, rangeFolder } from './log-folder.ts';
import { LogRange } from './log-range.ts';
import type { ProbeFile } from './probe-read.ts';

const RECORDS_AT_ONCE = 1000;

/**
 * The ranges that hold a position or later ones, and the newest, which every start looks into; or
 * those that begin before another position. Throws `LogError` when the first is before the oldest.
 */
export function* probeLog(data: string, from: number, before = Infinity): Iterable<ProbeFile> {
  const folder = logFolder(data);
  const names = listRanges(folder).filter(({ first }) => first < before);
  const oldest = names[0]?.first ?? from;
  if (from < oldest) {
    throw new LogError(
      `record ${from} is no longer in the log, which begins at ${oldest} (in ${folder})`,
    );
  }
  for (const [i, name] of names.entries()) {
    const next = names[i + 1]?.first ?? (before === Infinity ? undefined : before);
    if (next !== undefined && next <= from) continue;
    const last = next === undefined ? undefined : ((next - 1) as Position);
    yield {
      file: rangeFolder(folder, name),
      read: () => readRange(LogRange.sealed(folder, name, undefined, last), from),
    };
  }
}

function* readRange(range: LogRange, from: number): Iterable<void> {
  try {
    for (let position = Math.max(from, range.first); position <= range.last; position++) {
      range.record(position as Position);
      if (position % RECORDS_AT_ONCE === 0) yield;
    }
  } finally {
    range.rest();
  }
}
