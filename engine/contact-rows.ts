/**
 * The rows of an event type by contact: from each row to the one before it of the same contact. Four
 * bytes a row and a contact, kept only while something asks for the rows of single contacts.
 */
import type { EventPage, EventRows } from './event-rows.ts';
import { grown } from './growable.ts';
import type { ReadBudget } from './standing-condition.ts';

/** Pages have fewer rows: a number of a row is its page's, then its own. */
const PAGE_ROWS = 2 ** 16;
const NONE = 0;

export class ContactRows {
  readonly #rows: () => EventRows | undefined;
  /** By contact, 1 + the number of its newest row. */
  #newest = new Uint32Array(0);
  /** By page and row, 1 + the number of the row before it of the same contact. */
  #before: Uint32Array[] = [];
  #edition = 0;
  #page = 0;
  #row = 0;

  constructor(rows: () => EventRows | undefined) {
    this.#rows = rows;
  }

  get bytes(): number {
    return this.#newest.byteLength + this.#before.length * PAGE_ROWS * 4;
  }

  /** Takes in what was written; false when the budget ran out first. */
  advance(contacts: number, budget: ReadBudget): boolean {
    const rows = this.#rows();
    if (rows === undefined) return true;
    if (rows.edition !== this.#edition) this.#begin(rows.edition);
    this.#newest = grown(this.#newest, contacts);
    for (; this.#page < rows.pages.length; this.#page++, this.#row = 0) {
      const page = rows.pages[this.#page] as EventPage;
      if (this.#row < page.rows) {
        if (budget.rows <= 0) return false;
        budget.rows -= page.rows - this.#row;
        this.#takePage(page);
      }
      if (this.#page === rows.pages.length - 1) break;
    }
    return true;
  }

  /** Visits the rows of a contact, the newest written first. */
  visit(contact: number, visit: (page: EventPage, row: number) => void): void {
    const pages = this.#rows()?.pages ?? [];
    let next = contact < this.#newest.length ? (this.#newest[contact] as number) : NONE;
    while (next !== NONE) {
      const index = Math.floor((next - 1) / PAGE_ROWS);
      const row = (next - 1) % PAGE_ROWS;
      visit(pages[index] as EventPage, row);
      next = (this.#before[index] as Uint32Array)[row] as number;
    }
  }

  #begin(edition: number): void {
    this.#edition = edition;
    this.#newest.fill(NONE);
    this.#before = [];
    this.#page = 0;
    this.#row = 0;
  }

  #takePage(page: EventPage): void {
    const before = grown(this.#before[this.#page] ?? new Uint32Array(0), page.rows);
    this.#before[this.#page] = before;
    const { contacts } = page;
    const newest = this.#newest;
    const first = this.#page * PAGE_ROWS + 1;
    for (let row = this.#row; row < page.rows; row++) {
      const contact = contacts[row] as number;
      before[row] = newest[contact] as number;
      newest[contact] = first + row;
    }
    this.#row = page.rows;
  }
}
