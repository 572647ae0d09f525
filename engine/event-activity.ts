/**
 * Who did an event at all, and on which day (of UTC): "at least once within a window" is a union
 * of the bitmaps of its whole days; its ragged ends are for the reader to settle from rows.
 */
import { type Bitmap, emptyBitmap, union } from './bitmap.ts';
import { DAY_MS } from './instant.ts';
import type { Span } from './plan.ts';

export class EventActivity {
  readonly #ever = emptyBitmap();
  readonly #days = new Map<number, Bitmap>();
  #minTime = Infinity;
  #maxTime = -Infinity;

  add(contact: number, time: number): void {
    const day = Math.floor(time / DAY_MS);
    let bitmap = this.#days.get(day);
    if (bitmap === undefined) {
      bitmap = emptyBitmap();
      this.#days.set(day, bitmap);
    }
    bitmap.add(contact);
    this.#ever.add(contact);
    if (time < this.#minTime) this.#minTime = time;
    if (time > this.#maxTime) this.#maxTime = time;
  }

  /**
   * The contacts active on the whole days within a span, as a new bitmap, and the spans before and
   * after those days that are left (none, one or two).
   */
  within(span: Span): { readonly active: Bitmap; readonly ragged: readonly Span[] } {
    if (span.from <= this.#minTime && span.to > this.#maxTime) {
      return { active: this.#ever.clone(), ragged: [] };
    }
    const firstDay = Math.ceil(span.from / DAY_MS);
    const endDay = Math.floor(span.to / DAY_MS);
    if (firstDay >= endDay) return { active: emptyBitmap(), ragged: [span] };
    const ends = [
      { from: span.from, to: firstDay * DAY_MS },
      { from: endDay * DAY_MS, to: span.to },
    ];
    return {
      active: union(this.#between(firstDay, endDay)),
      ragged: ends.filter(({ from, to }) => from < to),
    };
  }
  /** The bitmaps of the days `first ≤ day < end`. */
  #between(first: number, end: number): readonly Bitmap[] {
    if (end - first > this.#days.size) {
      const days = [...this.#days].filter(([day]) => day >= first && day < end);
      return days.map(([, bitmap]) => bitmap);
    }
    const bitmaps: Bitmap[] = [];
    for (let day = first; day < end; day++) {
      const bitmap = this.#days.get(day);
      if (bitmap !== undefined) bitmaps.push(bitmap);
    }
    return bitmaps;
  }
}
