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

const single = new Uint32Array(1);

export class EventScan {
  readonly source: EventSource;
  readonly #rowsOf: (event: number) => EventRows | undefined;
  readonly #filter: RowFilter | undefined;
  readonly #among: Uint8Array | undefined;

  /** `among` has a flag by contact, for a scan that means rows of those alone. */
  constructor(
    source: EventSource,
    rowsOf: (event: number) => EventRows | undefined,
    values: EventValues,
    among?: Uint8Array,
  ) {
    this.#among = among;
    this.source = source;
    this.#rowsOf = rowsOf;
    this.#filter = compileWhere(source.where, values);
  }

  /** Undefined as long as nobody has had an event of the type. */
  get rows(): EventRows | undefined {
    return this.#rowsOf(this.source.event);
  }

  /** Whether one row, of whichever time, is meant. */
  means(page: EventPage, row: number): boolean {
    if (this.#among?.[page.contacts[row] as number] === 0) return false;
    if (this.#filter === undefined) return true;
    single[0] = row;
    return this.#filter(page, single, 1) === 1;
  }

  /** How many of the rows `first ≤ row < end` of a page are meant; `chosen` begins with them. */
  choose(page: EventPage, span: Span, first = 0, end = page.rows): number {
    chosen = grown(chosen, end - first);
    const count = this.#among
      ? rowsAmong(this.#among, page, span, first, end)
      : rowsWithin(page, span, first, end);
    return this.#filter === undefined || count === 0 ? count : this.#filter(page, chosen, count);
  }
}

/**
 * Visits all rows that some scans mean within a span, a source after the other; one that scans not.
 * Says how many rows it has read.
 */
export function visitRows(
  scans: readonly EventScan[],
  span: Span,
  visit: (page: EventPage, row: number, scan: EventScan) => void,
): number {
  let read = 0;
  for (const scan of scans) {
    for (const page of scan.rows?.pagesWithin(span) ?? []) {
      read += page.rows;
      const count = scan.choose(page, span);
      for (let i = 0; i < count; i++) visit(page, chosen[i] as number, scan);
    }
  }
  return read;
}

/** Whether some scan may mean a row at or after a time. */
export function hasRowsFrom(scans: readonly EventScan[], time: number): boolean {
  return scans.some(({ rows }) => rows?.pages.some(({ maxTime }) => maxTime >= time));
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

function rowsAmong(
  isAmong: Uint8Array,
  { contacts, times }: EventPage,
  { from, to }: Span,
  first: number,
  end: number,
): number {
  const rows = chosen;
  let count = 0;
  for (let row = first; row < end; row++) {
    if (isAmong[contacts[row] as number] !== 1) continue;
    const time = times[row] as number;
    if (time >= from && time < to) rows[count++] = row;
  }
  return count;
}
