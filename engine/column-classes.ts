/** Members of a column by the class of their value: a counting sort. */
import type { Bitmap } from './bitmap.ts';

/** By member a float64; NaN for none. */
export type Column = Float64Array;

/**
 * Adds the members `first ≤ member < end` of a column to the bitmap of the class of their value; there
 * are at most 65 536 classes. `classOf` is asked once for every value.
 */
export function addByClass(
  column: Column,
  [first, end]: readonly [first: number, end: number],
  classes: readonly Bitmap[],
  classOf: (value: number) => number,
): void {
  const classOfMember = new Uint16Array(end - first);
  const ends = new Uint32Array(classes.length + 1);
  for (let member = first; member < end; member++) {
    const value = column[member] as number;
    if (Number.isNaN(value)) continue;
    const found = classOf(value);
    classOfMember[member - first] = found;
    ends[found + 1] = (ends[found + 1] as number) + 1;
  }
  for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] as number) + (ends[i - 1] as number);
  const members = new Uint32Array(ends[classes.length] as number);
  const places = ends.slice();
  for (let member = first; member < end; member++) {
    if (Number.isNaN(column[member])) continue;
    const found = classOfMember[member - first] as number;
    const place = places[found] as number;
    members[place] = member;
    places[found] = place + 1;
  }
  for (const [i, bitmap] of classes.entries()) {
    const [from, to] = [ends[i] as number, ends[i + 1] as number];
    if (from < to) bitmap.addMany(members.subarray(from, to));
  }
}
