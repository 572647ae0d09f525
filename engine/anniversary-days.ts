/** An index of dates by their day of the year: who has a birthday within some days, in any year. */
import { type Bitmap, bitmapOf, union } from './bitmap.ts';
import type { EpochDay } from './brands.ts';
import type { ColumnIndex } from './lazy-index.ts';
import type { Column } from './range-buckets.ts';
import { dayOfLeapYear } from './zone.ts';

const DAYS = 366;

export class AnniversaryDays implements ColumnIndex {
  /** By day of a leap year. */
  readonly #days: readonly Bitmap[];

  /** Of the first `length` places of a column of days since the epoch. */
  constructor(column: Column, length: number) {
    const ends = new Uint32Array(DAYS + 1);
    for (let member = 0; member < length; member++) {
      const value = column[member] as number;
      if (Number.isNaN(value)) continue;
      const next = dayOf(value) + 1;
      ends[next] = (ends[next] as number) + 1;
    }
    for (let day = 1; day <= DAYS; day++) {
      ends[day] = (ends[day] as number) + (ends[day - 1] as number);
    }
    const members = new Uint32Array(ends[DAYS] as number);
    const places = ends.slice();
    for (let member = 0; member < length; member++) {
      const value = column[member] as number;
      if (Number.isNaN(value)) continue;
      const day = dayOf(value);
      const place = places[day] as number;
      members[place] = member;
      places[day] = place + 1;
    }
    this.#days = Array.from({ length: DAYS }, (_, day) =>
      bitmapOf(members.subarray(ends[day], ends[day + 1])),
    );
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
