/**
 * Conditions that are not made of numbers which add up (a sequence of events, distinct values), kept
 * right: whoever has a new event, or one that an edge passes, is looked at again from its own rows.
 */
import { emptyBitmap } from './bitmap.ts';
import type { ContactRows } from './contact-rows.ts';
import type { Crossing } from './edge-queue.ts';
import type { EventPage } from './event-rows.ts';
import { chosen, type EventScan, hasRowsFrom, visitRows } from './event-scan.ts';
import { grown } from './growable.ts';
import { MovingEdge } from './moving-edge.ts';
import type { PlanLeaf, Span } from './plan.ts';
import type { ReadBudget, StandingCondition, StandingSource } from './standing-condition.ts';
import { NOBODY, StandingMembers } from './standing-members.ts';

/** Visits the rows of a contact of an event type, in any order. */
export type RowsOfContact = (event: number, visit: (page: EventPage, row: number) => void) => void;

/** What of a condition has to do with its own form. */
export interface ContactForm {
  /** What has to have rows for a contact to match at all. */
  readonly needed: readonly EventScan[];
  /** Everything whose rows count. */
  readonly scans: readonly EventScan[];
  /** Moments that change a contact when they pass a row of some scans. */
  readonly edges: readonly {
    readonly scans: readonly EventScan[];
    readonly placeIn: (leaf: PlanLeaf) => number;
  }[];
  readonly windowOf: (leaf: PlanLeaf) => Span;
  /** Whoever matches goes on to with every event that comes. */
  readonly isLasting: boolean;
  readonly isMatch: (leaf: PlanLeaf, rows: RowsOfContact) => boolean;
  /** From how far each of `edges` may move to how far each edge of the leaf may. */
  readonly stableOf: (leaf: PlanLeaf, reaches: readonly number[]) => readonly number[];
}

/** Rows in order that a row of a contact counts for, which lies anywhere in memory. */
const ROW_COST = 8;
/** Rows that looking at a contact counts for besides its own. */
const CONTACT_COST = 64;

type Cursor = { readonly scan: EventScan; edition: number; page: number; row: number };

export class StandingContacts implements StandingCondition {
  readonly #form: ContactForm;
  readonly #shard: StandingSource;
  readonly #rowsOf: (event: number) => ContactRows;
  readonly #edges: readonly MovingEdge[];
  readonly #members = new StandingMembers();
  #cursors: readonly Cursor[] = [];
  /** The window as of the last move. */
  #window: Span;
  #leaf: PlanLeaf;
  #isNever = false;
  /** Contacts to look at again, each once. */
  #waiting = new Uint32Array(0);
  #waitingCount = 0;
  #isWaiting = new Uint8Array(0);

  constructor(
    leaf: PlanLeaf,
    form: ContactForm,
    shard: StandingSource,
    rowsOf: (event: number) => ContactRows,
  ) {
    this.#form = form;
    this.#shard = shard;
    this.#rowsOf = rowsOf;
    this.#leaf = leaf;
    this.#window = form.windowOf(leaf);
    this.#edges = form.edges.map(({ scans, placeIn }) => {
      const read = (from: number, to: number, take: (crossing: Crossing) => void) =>
        visitRows(scans, { from, to }, (page, row) => take(crossingOf(page, row)));
      return new MovingEdge(read, (time) => hasRowsFrom(scans, time), placeIn(leaf));
    });
    this.#begin(leaf);
  }

  get bytes(): number {
    return this.#shard.size / 8 + this.#waiting.byteLength + this.#isWaiting.byteLength;
  }

  /** Event types whose rows by contact it reads. */
  get events(): Iterable<number> {
    return this.#form.scans.map(({ source }) => source.event);
  }

  advance(leaf: PlanLeaf, budget: ReadBudget): boolean {
    const window = this.#form.windowOf(leaf);
    this.#isNever = window.from >= window.to;
    if (this.#isNever) return true;
    const isOther = window.from >= this.#window.to || window.to <= this.#window.from;
    if (isOther || !this.#isSameEdition()) this.#begin(leaf);
    for (const event of this.events) {
      if (!this.#rowsOf(event).advance(this.#shard.size, budget)) return false;
    }
    this.#isWaiting = grown(this.#isWaiting, this.#shard.size);
    for (const cursor of this.#cursors) if (!this.#takeIn(cursor, budget)) return false;
    this.#moveTo(leaf);
    return this.#lookAgain(budget);
  }

  members(): StandingMembers {
    return this.#isNever ? NOBODY : this.#members;
  }

  stable(): readonly number[] {
    const reaches = this.#edges.map((edge) => edge.reach());
    return this.#isNever
      ? this.#form.stableOf(this.#leaf, reaches).map(() => -Infinity)
      : this.#form.stableOf(this.#leaf, reaches);
  }

  trim(): void {}

  forget(contact: number): void {
    this.#members.delete(contact);
  }

  dispose(): void {
    this.#members.dispose();
  }

  /** Starts again: who has what is needed is looked at; who gets something else, when it comes. */
  #begin(leaf: PlanLeaf): void {
    this.#leaf = leaf;
    this.#window = this.#form.windowOf(leaf);
    this.#members.replace(emptyBitmap());
    for (let i = 0; i < this.#waitingCount; i++) this.#isWaiting[this.#waiting[i] as number] = 0;
    this.#waitingCount = 0;
    for (const [i, edge] of this.#edges.entries()) {
      edge.begin((this.#form.edges[i] as ContactForm['edges'][number]).placeIn(leaf));
    }
    this.#cursors = this.#form.scans.map((scan) => {
      const { rows } = scan;
      const edition = rows?.edition ?? 0;
      if (this.#form.needed.includes(scan)) return { scan, edition, page: 0, row: 0 };
      const page = Math.max(0, (rows?.pages.length ?? 0) - 1);
      return { scan, edition, page, row: rows?.pages[page]?.rows ?? 0 };
    });
  }

  #isSameEdition(): boolean {
    return this.#cursors.every(({ scan, edition }) => (scan.rows?.edition ?? 0) === edition);
  }

  #takeIn(cursor: Cursor, budget: ReadBudget): boolean {
    const { scan } = cursor;
    const pages = scan.rows?.pages ?? [];
    for (; cursor.page < pages.length; cursor.page++, cursor.row = 0) {
      const page = pages[cursor.page] as EventPage;
      if (cursor.row < page.rows) {
        if (budget.rows <= 0) return false;
        budget.rows -= page.rows - cursor.row;
        const from = this.#window.from;
        const count = scan.choose(page, { from, to: Infinity }, cursor.row);
        for (let i = 0; i < count; i++) this.#takeRow(page, chosen[i] as number, scan);
        cursor.row = page.rows;
      }
      if (cursor.page === pages.length - 1) break;
    }
    return true;
  }

  #takeRow(page: EventPage, row: number, scan: EventScan): void {
    const crossing = crossingOf(page, row);
    // The most active contacts have the most rows to look at: mostly they match already.
    const isSettled = this.#form.isLasting && this.#members.has(crossing.contact);
    if (!isSettled) this.#wait(crossing.contact);
    for (const [i, edge] of this.#edges.entries()) {
      if (edge.isWatching && this.#form.edges[i]?.scans.includes(scan)) edge.insert(crossing);
    }
  }

  #wait(contact: number): void {
    if (this.#isWaiting[contact] === 1) return;
    this.#isWaiting[contact] = 1;
    this.#waiting = grown(this.#waiting, this.#waitingCount + 1);
    this.#waiting[this.#waitingCount++] = contact;
  }

  #moveTo(leaf: PlanLeaf): void {
    const passed = ({ contact }: Crossing) => this.#wait(contact);
    for (const [i, edge] of this.#edges.entries()) {
      const place = (this.#form.edges[i] as ContactForm['edges'][number]).placeIn(leaf);
      edge.moveTo(place, passed, passed);
    }
    this.#leaf = leaf;
    this.#window = this.#form.windowOf(leaf);
  }

  /** False when the budget ran out before all have been looked at. */
  #lookAgain(budget: ReadBudget): boolean {
    const { alive } = this.#shard;
    while (this.#waitingCount > 0) {
      if (budget.rows <= 0) return false;
      const contact = this.#waiting[--this.#waitingCount] as number;
      this.#isWaiting[contact] = 0;
      let cost = CONTACT_COST;
      const isMatch = this.#form.isMatch(this.#leaf, (event, visit) => {
        this.#rowsOf(event).visit(contact, (page, row) => {
          cost += ROW_COST;
          visit(page, row);
        });
      });
      budget.rows -= cost;
      if (isMatch && alive.has(contact)) this.#members.add(contact);
      else this.#members.delete(contact);
    }
    return true;
  }
}

function crossingOf(page: EventPage, row: number): Crossing {
  return { time: page.times[row] as number, contact: page.contacts[row] as number, value: 0 };
}
