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
 * Rows of deleted contacts stay until their page is rewritten: readers leave out who is not alive.
 */
import type { EventValues } from './event-values.ts';
import { grown } from './growable.ts';
import type { Span } from './plan.ts';
import type { StoredValue, ValueType } from './value.ts';

const PAGE_ROWS = 65_536;

export type Cells = Uint32Array | Float64Array | Uint8Array;

export type EventPage = {
  rows: number;
  contacts: Uint32Array;
  times: Float64Array;
  minTime: number;
  maxTime: number;
  /** By attribute; shorter than the page where the last rows have no value. */
  readonly columns: Map<number, Cells>;
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

  constructor(values: EventValues) {
    this.#values = values;
  }

  append(contact: number, time: number, attributes: readonly AttributeValue[]): void {
    const page = this.#openPage();
    const row = page.rows++;
    page.contacts = grown(page.contacts, row + 1);
    page.times = grown(page.times, row + 1);
    page.contacts[row] = contact;
    page.times[row] = time;
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

  dropAttribute(attribute: number): void {
    for (const page of this.pages) page.columns.delete(attribute);
  }

  #openPage(): EventPage {
    const last = this.pages.at(-1);
    if (last !== undefined && last.rows < PAGE_ROWS) return last;
    const page = {
      rows: 0,
      contacts: new Uint32Array(0),
      times: new Float64Array(0),
      minTime: Infinity,
      maxTime: -Infinity,
      columns: new Map<number, Cells>(),
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
    if (typeof value === 'string') return 1 + this.#values.texts.intern(value);
    return 1 + this.#values.internList(value);
  }
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
