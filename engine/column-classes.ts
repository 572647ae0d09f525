/** Members of a column by the class of their value, as bitmaps: a counting sort. */
import { type Bitmap, bitmapOf } from './bitmap.ts';

/** By member a float64; NaN for none. */
export type Column = Float64Array;

/**
 * For each class, of which there are at most 65 536, the members among the first `length` places whose
 * value is of it. `classOf` is asked once for every value.
 */
export function bitmapsByClass(
  column: Column,
  length: number,
  classes: number,
  classOf: (value: number) => number,
): readonly Bitmap[] {
  const classOfMember = new Uint16Array(length);
  const ends = new Uint32Array(classes + 1);
  for (let member = 0; member < length; member++) {
    const value = column[member] as number;
    if (Number.isNaN(value)) continue;
    const found = classOf(value);
    classOfMember[member] = found;
    ends[found + 1] = (ends[found + 1] as number) + 1;
  }
  for (let i = 1; i <= classes; i++) ends[i] = (ends[i] as number) + (ends[i - 1] as number);
  const members = new Uint32Array(ends[classes] as number);
  const places = ends.slice();
  for (let member = 0; member < length; member++) {
    if (Number.isNaN(column[member])) continue;
    const found = classOfMember[member] as number;
    const place = places[found] as number;
    members[place] = member;
    places[found] = place + 1;
  }
  return Array.from({ length: classes }, (_, i) =>
    bitmapOf(members.subarray(ends[i], ends[i + 1])),
  );
}
