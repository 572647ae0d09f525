/**
 * The folder of the log, and the names of its ranges: the first position and the generation, which
 * grows when a range is written anew. `0000000000000001-0000` is the first of all.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '../engine/index.ts';
import { removeFolder, removeRemains } from './durable-folder.ts';
import { LogError } from './log.ts';

const POSITION_DIGITS = 16;
const GENERATION_DIGITS = 4;
const DATA_FILE = 'data.mdb';
const NAME = /^(\d{16})-(\d{4})$/;

export type RangeName = { readonly first: Position; readonly generation: number };

/** Where the log of a data folder is. */
export function logFolder(data: string): string {
  return join(data, 'log');
}

export function rangeFolder(log: string, { first, generation }: RangeName): string {
  const position = String(first).padStart(POSITION_DIGITS, '0');
  return join(log, `${position}-${String(generation).padStart(GENERATION_DIGITS, '0')}`);
}

/**
 * The ranges of a log from the oldest on, each in its newest generation; none where there is no
 * folder. Throws `LogError` for a log without ranges, which no release wrote.
 */
export function listRanges(log: string): readonly RangeName[] {
  if (!existsSync(log)) return [];
  if (existsSync(join(log, DATA_FILE))) {
    throw new LogError(`${log} was written by a version from development, in one file`);
  }
  const newest = new Map<Position, RangeName>();
  for (const name of allRanges(log)) newest.set(name.first, name);
  return [...newest.values()];
}

/** Deletes older generations, and what kills have left half made or half deleted. */
export function removeOldGenerations(log: string): void {
  if (!existsSync(log)) return;
  removeRemains(log);
  const kept = new Map(listRanges(log).map(({ first, generation }) => [first, generation]));
  for (const name of namedRanges(log)) {
    if (kept.get(name.first) !== name.generation) removeFolder(rangeFolder(log, name));
  }
}

/**
 * Reading a range that is deleted meanwhile can leave its folder behind without a file: such a one
 * is no range, when what it would have to be is there or was given up. Any other without its file
 * is one that has been damaged.
 */
function allRanges(log: string): readonly RangeName[] {
  const names = namedRanges(log);
  const whole = names.filter((name) => existsSync(join(rangeFolder(log, name), DATA_FILE)));
  const firsts = new Set(whole.map(({ first }) => first));
  return names.filter(
    (name) =>
      whole.includes(name) || !(firsts.has(name.first) || name.first < (whole[0]?.first ?? 0)),
  );
}

function namedRanges(log: string): readonly RangeName[] {
  const names: RangeName[] = [];
  // In the order of their digits, which is that of positions and generations.
  for (const name of readdirSync(log).sort()) {
    const [, first, generation] = NAME.exec(name) ?? [];
    if (first === undefined) continue;
    names.push({ first: Number(first) as Position, generation: Number(generation) });
  }
  return names;
}
