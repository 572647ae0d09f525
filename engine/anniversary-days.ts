/** An index of dates by their day of the year: who has a birthday within some days, in any year. */
import { type Bitmap, union } from './bitmap.ts';
import type { EpochDay } from './brands.ts';
import { bitmapsByClass, type Column } from './column-classes.ts';
import type { ColumnIndex } from './lazy-index.ts';
import { dayOfLeapYear } from './zone.ts';

const DAYS = 366;

export class AnniversaryDays implements ColumnIndex {
  /** By day of a leap year. */
  readonly #days: readonly Bitmap[];

  /** Of the first `length` places of a column of days since the epoch. */
  constructor(column: Column, length: number) {
    this.#days = bitmapsByClass(column, length, DAYS, dayOf);
  }

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
