/**
 * Reading the rows of a source page by page: which rows of a page lie within a span of time and
 * pass the source's condition.
 */
import type { EventPage, EventRows } from './event-rows.ts';
import type { EventValues } from './event-values.ts';
import { compileWhere, type RowFilter } from './event-where.ts';
import { grown } from './growable.ts';
import type { EventSource, Span } from './plan.ts';

/** The rows that the last call of `choose` found, ascending; of whichever scan it was. */
export let chosen = new Uint32Array(0);

export class EventScan {
  readonly source: EventSource;
  readonly #rowsOf: (event: number) => EventRows | undefined;
  readonly #filter: RowFilter | undefined;

  constructor(
    source: EventSource,
    rowsOf: (event: number) => EventRows | undefined,
    values: EventValues,
  ) {
    this.source = source;
    this.#rowsOf = rowsOf;
    this.#filter = compileWhere(source.where, values);
  }

  /** Undefined as long as nobody has had an event of the type. */
  get rows(): EventRows | undefined {
    return this.#rowsOf(this.source.event);
  }

  /** How many of the rows `first ≤ row < end` of a page are meant; `chosen` begins with them. */
  choose(page: EventPage, span: Span, first = 0, end = page.rows): number {
    chosen = grown(chosen, end - first);
    const count = rowsWithin(page, span, first, end);
    return this.#filter === undefined || count === 0 ? count : this.#filter(page, chosen, count);
  }
}

function rowsWithin(page: EventPage, { from, to }: Span, first: number, end: number): number {
  const rows = chosen;
  let count = 0;
  if (page.minTime >= from && page.maxTime < to) {
    for (let row = first; row < end; row++) rows[count++] = row;
    return count;
  }
  const { times } = page;
  for (let row = first; row < end; row++) {
    const time = times[row] as number;
    if (time >= from && time < to) rows[count++] = row;
  }
  return count;
}
