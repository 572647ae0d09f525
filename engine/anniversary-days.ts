/** An index of dates by their day of the year: who has a birthday within some days, in any year. */
import { type Bitmap, emptyBitmap, union } from './bitmap.ts';
import type { EpochDay } from './brands.ts';
import { addByClass, type Column } from './column-classes.ts';
import type { ColumnIndex } from './lazy-index.ts';
import { dayOfLeapYear } from './zone.ts';

const DAYS = 366;

export class AnniversaryDays implements ColumnIndex {
  /** By day of a leap year. */
  readonly #days: readonly Bitmap[];
  readonly #column: () => Column;

  /** Of a column of days since the epoch, with nobody in it yet. */
  constructor(column: () => Column) {
    this.#column = column;
    this.#days = Array.from({ length: DAYS }, emptyBitmap);
  }

  take(first: number, end: number): void {
    addByClass(this.#column(), [first, end], this.#days, dayOf);
  }

  finish(): void {}

  add(member: number, value: number): void {
    this.#days[dayOf(value)]?.add(member);
  }

  remove(member: number, value: number): void {
    this.#days[dayOf(value)]?.delete(member);
  }

  /** The members whose day has a flag, of those of a leap year: a new bitmap. */
  on(flags: Uint8Array): Bitmap {
    return union(this.#days.filter((_, day) => flags[day] === 1));
  }

  dispose(): void {
    for (const day of this.#days) day.dispose();
  }
}

function dayOf(value: number): number {
  return dayOfLeapYear(value as EpochDay);
}
