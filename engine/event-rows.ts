/**
 * The events of one type: append-only pages of typed arrays in order of arrival, each with its
 * smallest and largest time, so that a window skips the pages outside it.
 *
 * A row is a contact, a time and one cell per attribute:
 *
 * | type of attribute        | cell                                   | no value |
 * |--------------------------|----------------------------------------|----------|
 * | text, list               | u32, 1 + code in `EventValues`         | 0        |
 * | number, date, datetime   | float64                                | NaN      |
 * | boolean                  | u8, 2 for true, 1 for false            | 0        |
 *
 * Rows of deleted contacts stay until their page is purged: readers leave out who is not alive.
 */
import type { EventValues } from './event-values.ts';
import { grown } from './growable.ts';
import type { PieceReader } from './piece.ts';
import { PieceWriter } from './piece.ts';
import type { Span } from './plan.ts';
import type { StoredValue, ValueType } from './value.ts';

export type Cells = Uint32Array | Float64Array | Uint8Array;

export type EventPage = {
  /** Pages of a type are numbered in order, for good. */
  readonly id: number;
  rows: number;
  contacts: Uint32Array;
  times: Float64Array;
  minTime: number;
  maxTime: number;
  /** By attribute; shorter than the page where the last rows have no value. */
  readonly columns: Map<number, Cells>;
  /** Since it was saved. */
  isChanged: boolean;
};

/** An attribute of a row as it arrives. */
export type AttributeValue = {
  readonly attribute: number;
  readonly type: ValueType;
  readonly value: StoredValue;
};

export class EventRows {
  readonly pages: EventPage[] = [];
  readonly #values: EventValues;
  readonly #pageRows: number;
  #nextPage = 0;
  #edition = 0;

  constructor(values: EventValues, pageRows: number) {
    this.#values = values;
    this.#pageRows = pageRows;
  }

  /**
   * Changes whenever rows or columns are taken away or replaced: within an edition, rows are only
   * added, at the end of the last page and in pages after it.
   */
  get edition(): number {
    return this.#edition;
  }

  append(contact: number, time: number, attributes: readonly AttributeValue[]): void {
    const page = this.#openPage();
    const row = page.rows++;
    page.contacts = grown(page.contacts, row + 1);
    page.times = grown(page.times, row + 1);
    page.contacts[row] = contact;
    page.times[row] = time;
    page.isChanged = true;
    if (time < page.minTime) page.minTime = time;
    if (time > page.maxTime) page.maxTime = time;
    for (const attribute of attributes) this.#setCell(page, row, attribute);
  }

  /** The pages that may hold rows of the span. */
  *pagesWithin(span: Span): Iterable<EventPage> {
    for (const page of this.pages) {
      if (page.minTime < span.to && page.maxTime >= span.from) yield page;
    }
  }

  /** How many rows of the pages that may hold rows of the span. */
  countWithin(span: Span): number {
    let count = 0;
    for (const page of this.pagesWithin(span)) count += page.rows;
    return count;
  }

  /** Whether more than so many rows have a time from here on: the newest are looked at first. */
  hasMoreFrom(time: number, count: number): boolean {
    let found = 0;
    for (let index = this.pages.length - 1; index >= 0; index--) {
      const { maxTime, times, rows } = this.pages[index] as EventPage;
      if (maxTime < time) continue;
      for (let row = rows - 1; row >= 0; row--) {
        if ((times[row] as number) >= time && ++found > count) return true;
      }
    }
    return false;
  }

  dropAttribute(attribute: number): void {
    for (const page of this.pages) {
      if (!page.columns.delete(attribute)) continue;
      page.isChanged = true;
      this.#edition += 1;
    }
  }

  /** Drops the rows before a time: whole pages, and pages that straddle it rewritten. */
  dropBefore(time: number): void {
    for (const page of this.pages) {
      if (page.minTime >= time) continue;
      if (keepRows(page, (row) => (page.times[row] as number) >= time)) this.#edition += 1;
    }
    this.#dropEmptyPages();
  }

  /** Drops the rows of contacts without a flag, a page at a time. */
  *purge(isAlive: Uint8Array): Generator<void> {
    // Pages may come and go in between.
    const pages = this.pages.slice();
    for (const page of pages) {
      // Contacts beyond the flags have come since.
      if (keepRows(page, (row) => isAlive[page.contacts[row] as number] !== 0)) this.#edition += 1;
      yield;
    }
    this.#dropEmptyPages();
  }

  /** The page with the smallest number from `id` on, and whether it is the one that still grows. */
  pageFrom(id: number): { readonly page: EventPage; readonly isLast: boolean } | undefined {
    const index = this.pages.findIndex((page) => page.id >= id);
    const page = this.pages[index];
    return page && { page, isLast: index === this.pages.length - 1 };
  }

  /** Puts the pages that were saved in the place of all. */
  restore(pages: readonly EventPage[]): void {
    this.pages.splice(0, this.pages.length, ...pages);
    this.#edition += 1;
    this.#nextPage = pages.reduce((next, { id }) => Math.max(next, id + 1), 0);
  }

  #dropEmptyPages(): void {
    for (let i = this.pages.length - 1; i >= 0; i--) {
      if (this.pages[i]?.rows !== 0) continue;
      this.pages.splice(i, 1);
      this.#edition += 1;
    }
  }

  #openPage(): EventPage {
    const last = this.pages.at(-1);
    if (last !== undefined && last.rows < this.#pageRows) return last;
    const page = {
      id: this.#nextPage++,
      rows: 0,
      contacts: new Uint32Array(0),
      times: new Float64Array(0),
      minTime: Infinity,
      maxTime: -Infinity,
      columns: new Map<number, Cells>(),
      isChanged: true,
    };
    this.pages.push(page);
    return page;
  }

  #setCell(page: EventPage, row: number, { attribute, type, value }: AttributeValue): void {
    const column = page.columns.get(attribute) ?? emptyColumn(type);
    const cells = grown(column, row + 1, column instanceof Float64Array ? Number.NaN : 0);
    cells[row] = this.#cellOf(value);
    page.columns.set(attribute, cells);
  }

  #cellOf(value: StoredValue): number {
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return value ? 2 : 1;
    if (typeof value === 'string') return 1 + this.#values.internText(value);
    return 1 + this.#values.internList(value);
  }
}

/** Kinds of cells as they are saved. */
const CELL_KINDS = { text: 0, number: 1, boolean: 2 } as const;

/** A page as a piece. */
export function writePage(page: EventPage): Uint8Array {
  const { rows, contacts, times, columns } = page;
  const writer = new PieceWriter();
  writer.array(contacts.subarray(0, rows)).array(times.subarray(0, rows)).number(columns.size);
  for (const [attribute, cells] of columns) {
    writer.number(attribute).number(kindOf(cells)).array(cells.subarray(0, rows));
  }
  return writer.finish();
}

/** A page from its piece. Throws an error when it is not sound. */
export function readPage(id: number, reader: PieceReader): EventPage {
  const contacts = reader.uint32s();
  const times = reader.float64s();
  if (contacts.length !== times.length) throw new Error('it has not as many times as contacts');
  const columns = new Map<number, Cells>();
  for (let left = reader.count(); left > 0; left--) {
    const attribute = reader.count();
    const kind = reader.count();
    if (kind === CELL_KINDS.text) columns.set(attribute, reader.uint32s());
    else if (kind === CELL_KINDS.number) columns.set(attribute, reader.float64s());
    else if (kind === CELL_KINDS.boolean) columns.set(attribute, reader.bytes());
    else throw new Error(`${kind} is no kind of cells`);
  }
  const [minTime, maxTime] = timesOf(times);
  return { id, rows: times.length, contacts, times, minTime, maxTime, columns, isChanged: false };
}

function kindOf(cells: Cells): number {
  if (cells instanceof Uint32Array) return CELL_KINDS.text;
  return cells instanceof Float64Array ? CELL_KINDS.number : CELL_KINDS.boolean;
}

function timesOf(times: Float64Array): readonly [least: number, most: number] {
  let least = Infinity;
  let most = -Infinity;
  for (const time of times) {
    if (time < least) least = time;
    if (time > most) most = time;
  }
  return [least, most];
}

/** Rewrites a page with the rows that stay, in order, when any has to go; whether any had. */
function keepRows(page: EventPage, isKept: (row: number) => boolean): boolean {
  const rows = new Uint32Array(page.rows);
  let kept = 0;
  for (let row = 0; row < page.rows; row++) if (isKept(row)) rows[kept++] = row;
  if (kept === page.rows) return false;
  const places = rows.subarray(0, kept);
  page.contacts = picked(page.contacts, places);
  page.times = picked(page.times, places);
  for (const [attribute, cells] of page.columns) page.columns.set(attribute, picked(cells, places));
  page.rows = kept;
  [page.minTime, page.maxTime] = timesOf(page.times);
  page.isChanged = true;
  return true;
}

/** The cells of these ascending rows; as in the original, none beyond its end. */
function picked<T extends Cells>(cells: T, rows: Uint32Array): T {
  const own = new (cells.constructor as new (length: number) => T)(rows.length);
  let count = 0;
  for (const row of rows) {
    if (row >= cells.length) break;
    own[count++] = cells[row] as number;
  }
  return (count === own.length ? own : own.slice(0, count)) as T;
}

function emptyColumn(type: ValueType): Cells {
  if (type === 'text' || type === 'list') return new Uint32Array(0);
  return type === 'boolean' ? new Uint8Array(0) : new Float64Array(0);
}

/** The cell of a row in a column; 0 or NaN, as the column has it, beyond its end. */
export function cellAt(cells: Cells, row: number): number {
  if (row < cells.length) return cells[row] as number;
  return cells instanceof Float64Array ? Number.NaN : 0;
}

/** The value that a cell holds, or undefined. */
export function valueOfCell(
  cell: number,
  type: ValueType,
  values: EventValues,
): StoredValue | undefined {
  switch (type) {
    case 'text':
      return cell === 0 ? undefined : values.texts.textOf(cell - 1);
    case 'list':
      return cell === 0 ? undefined : values.list(cell - 1);
    case 'boolean':
      return cell === 0 ? undefined : cell === 2;
    case 'number':
    case 'date':
    case 'datetime':
      return Number.isNaN(cell) ? undefined : cell;
  }
}
