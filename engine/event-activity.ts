/**
 * Who did an event at all, and on which day (of UTC): "at least once within a window" is a union
 * of the bitmaps of its whole days; its ragged ends are for the reader to settle from rows.
 */
import { type Bitmap, emptyBitmap, union } from './bitmap.ts';
import { DAY_MS } from './instant.ts';
import type { Span } from './plan.ts';

export class EventActivity {
  readonly #days = new Map<number, Bitmap>();
  #minDay = Infinity;
  #maxDay = -Infinity;

  add(contact: number, time: number): void {
    const day = Math.floor(time / DAY_MS);
    let bitmap = this.#days.get(day);
    if (bitmap === undefined) {
      bitmap = emptyBitmap();
      this.#days.set(day, bitmap);
      this.#minDay = Math.min(this.#minDay, day);
      this.#maxDay = Math.max(this.#maxDay, day);
    }
    bitmap.add(contact);
  }

  /**
   * The contacts active on the whole days within a span, as a new bitmap, and the spans before and
   * after those days that are left (none, one or two).
   */
  within(span: Span): { readonly active: Bitmap; readonly ragged: readonly Span[] } {
    const firstDay = Math.ceil(span.from / DAY_MS);
    const endDay = Math.floor(span.to / DAY_MS);
    if (firstDay >= endDay) return { active: emptyBitmap(), ragged: [span] };
    const days: Bitmap[] = [];
    const last = Math.min(endDay - 1, this.#maxDay);
    for (let day = Math.max(firstDay, this.#minDay); day <= last; day++) {
      const bitmap = this.#days.get(day);
      if (bitmap !== undefined) days.push(bitmap);
    }
    const ends = [
      { from: span.from, to: firstDay * DAY_MS },
      { from: endDay * DAY_MS, to: span.to },
    ];
    return { active: union(days), ragged: ends.filter(({ from, to }) => from < to) };
  }
}
