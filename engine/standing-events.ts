/**
 * Counts, sums and means of events in a window, per contact, kept right: an event that is written,
 * and one that an edge of the window passes, changes the numbers of its contact alone.
 *
 * The numbers do not know what they are compared with, so another threshold reads them again
 * instead of the rows. Numbers of deleted contacts stay; whoever reads leaves them out.
 */
import { assert } from './assert.ts';
import { type Bitmap, bitmapOf, emptyBitmap } from './bitmap.ts';
import type { Crossing } from './edge-queue.ts';
import { type Cells, cellAt, type EventPage } from './event-rows.ts';
import { chosen, type EventScan, hasRowsFrom, visitRows } from './event-scan.ts';
import { ExactTotals } from './exact-totals.ts';
import { grown } from './growable.ts';
import { MovingEdge } from './moving-edge.ts';
import { type NumberPredicate, numberPredicate } from './number-test.ts';
import type { EventLeaf, PlanLeaf, Span } from './plan.ts';
import { keyOfParts } from './plan-key.ts';
import type { ReadBudget, StandingCondition, StandingSource } from './standing-condition.ts';

/** Thresholds whose members are kept. */
const MAX_RESULTS = 8;
/** Rows between two looks at the budget. */
const STEP_ROWS = 16_384;
/** From so many changed contacts on, members are found anew. */
const MANY_CHANGED = 65_536;

/** How far the rows of one source have been taken in. */
type Cursor = { edition: number; page: number; row: number };

type ThresholdResult = { readonly isMatch: NumberPredicate; members: Bitmap };

export class StandingEvents implements StandingCondition {
  readonly #shard: StandingSource;
  readonly #aggregate: EventLeaf['aggregate'];
  readonly #scans: readonly EventScan[];
  readonly #cursors: Cursor[];
  #span: Span;
  /** The window of the last leaf has no moment in it. */
  #isNever = false;
  /** Rows of the window by contact. */
  #counts = new Uint32Array(0);
  readonly #totals: ExactTotals | undefined;
  /** The edges of the window: what the one passes goes, what the other passes comes. */
  readonly #from: MovingEdge;
  readonly #to: MovingEdge;
  readonly #results = new Map<string, ThresholdResult>();
  /** Contacts whose numbers have changed since the results were right. */
  #changed = new Uint32Array(0);
  #changedCount = 0;

  constructor(leaf: EventLeaf, shard: StandingSource) {
    assert(isStandable(leaf), 'counts, sums and means stand');
    this.#shard = shard;
    this.#aggregate = leaf.aggregate;
    this.#scans = leaf.sources.map((source) => shard.events.scanOf(source));
    this.#cursors = this.#scans.map(() => ({ edition: 0, page: 0, row: 0 }));
    this.#totals = leaf.aggregate === 'count' ? undefined : new ExactTotals(0);
    this.#span = leaf.window;
    const read = this.#readCrossings.bind(this);
    const hasFrom = (time: number) => hasRowsFrom(this.#scans, time);
    this.#from = new MovingEdge(read, hasFrom, leaf.window.from);
    this.#to = new MovingEdge(read, hasFrom, leaf.window.to);
    this.#begin(leaf.window);
  }

  get bytes(): number {
    const perResult = this.#counts.length / 8;
    const numbers = this.#counts.byteLength + (this.#totals?.bytes ?? 0);
    return numbers + this.#results.size * perResult + this.#changed.byteLength;
  }

  advance(leaf: PlanLeaf, budget: ReadBudget): boolean {
    const { window } = leaf as EventLeaf;
    this.#isNever = window.from >= window.to;
    if (this.#isNever) return true;
    const isOther = window.from >= this.#span.to || window.to <= this.#span.from;
    if (isOther || !this.#isSameEdition()) this.#begin(window);
    if (!this.#takeIn(budget)) return false;
    this.#moveTo(window);
    this.#settleResults();
    return true;
  }

  members(leaf: PlanLeaf): Bitmap {
    const { test } = leaf as EventLeaf;
    if (this.#isNever) return NOBODY;
    const key = keyOfParts(test);
    let result = this.#results.get(key);
    if (result === undefined) {
      const isMatch = numberPredicate(test);
      result = { isMatch, members: this.#select(isMatch) };
    } else this.#results.delete(key);
    // The latest used is the last.
    this.#results.set(key, result);
    return result.members;
  }

  stable(): readonly number[] {
    return this.#isNever ? [-Infinity, -Infinity] : [this.#from.reach(), this.#to.reach()];
  }

  forget(contact: number): void {
    for (const { members } of this.#results.values()) members.delete(contact);
  }

  trim(): void {
    for (const key of this.#results.keys()) {
      if (this.#results.size <= MAX_RESULTS) return;
      this.#drop(key);
    }
  }

  dispose(): void {
    for (const key of this.#results.keys()) this.#drop(key);
  }

  #drop(key: string): void {
    this.#results.get(key)?.members.dispose();
    this.#results.delete(key);
  }

  /** Starts again, with nothing taken in. */
  #begin(span: Span): void {
    this.dispose();
    this.#span = span;
    this.#counts.fill(0);
    this.#totals?.clear();
    this.#changedCount = 0;
    this.#from.begin(span.from);
    this.#to.begin(span.to);
    for (const [i, { rows }] of this.#scans.entries()) {
      this.#cursors[i] = { edition: rows?.edition ?? 0, page: 0, row: 0 };
    }
  }

  #isSameEdition(): boolean {
    return this.#scans.every(
      ({ rows }, i) => (rows?.edition ?? 0) === (this.#cursors[i] as Cursor).edition,
    );
  }

  /** Takes in the rows that were written since the last time: all of them, the first time. */
  #takeIn(budget: ReadBudget): boolean {
    this.#counts = grown(this.#counts, this.#shard.size);
    this.#totals?.reserve(this.#shard.size);
    for (const [i, scan] of this.#scans.entries()) {
      const cursor = this.#cursors[i] as Cursor;
      const pages = scan.rows?.pages ?? [];
      for (; cursor.page < pages.length; cursor.page++, cursor.row = 0) {
        const page = pages[cursor.page] as EventPage;
        while (cursor.row < page.rows) {
          if (budget.rows <= 0) return false;
          const end = Math.min(page.rows, cursor.row + STEP_ROWS);
          if (page.maxTime >= this.#span.from) {
            this.#takeRows(scan, page, cursor.row, end);
            budget.rows -= end - cursor.row;
          } else budget.rows -= 1;
          cursor.row = end;
        }
        // The last page may still grow.
        if (cursor.page === pages.length - 1) break;
      }
    }
    return true;
  }

  #takeRows(scan: EventScan, page: EventPage, first: number, end: number): void {
    const { from, to } = this.#span;
    const count = scan.choose(page, { from, to: Infinity }, first, end);
    if (count === 0) return;
    const values = this.#valuesOf(scan, page);
    const { contacts, times } = page;
    const isFirst = this.#results.size === 0 && !this.#from.isWatching;
    if (isFirst && values === undefined && page.maxTime < to) {
      this.#countRows(contacts, count);
      return;
    }
    for (let i = 0; i < count; i++) {
      const row = chosen[i] as number;
      const value = values === undefined ? 0 : cellAt(values, row);
      // A row without the attribute is left out.
      if (Number.isNaN(value)) continue;
      const crossing = { time: times[row] as number, contact: contacts[row] as number, value };
      this.#takeRow(crossing);
    }
  }

  #takeRow(crossing: Crossing): void {
    if (crossing.time < this.#span.to) this.#add(crossing);
    else this.#to.insert(crossing);
    this.#from.insert(crossing);
  }

  /** A first reading without values, which is most of what is ever read: nothing else to look at. */
  #countRows(contacts: Uint32Array, count: number): void {
    const counts = this.#counts;
    for (let i = 0; i < count; i++) {
      const contact = contacts[chosen[i] as number] as number;
      counts[contact] = (counts[contact] as number) + 1;
    }
  }

  #add({ contact, value }: Crossing): void {
    this.#counts[contact] = (this.#counts[contact] as number) + 1;
    this.#totals?.add(contact, value);
    this.#noteChange(contact);
  }

  #takeAway({ contact, value }: Crossing): void {
    this.#counts[contact] = (this.#counts[contact] as number) - 1;
    this.#totals?.add(contact, -value);
    this.#noteChange(contact);
  }

  #noteChange(contact: number): void {
    if (this.#results.size === 0) return;
    this.#changed = grown(this.#changed, this.#changedCount + 1);
    this.#changed[this.#changedCount++] = contact;
  }

  /** Moves the window, which is not empty and overlaps the one before. */
  #moveTo({ from, to }: Span): void {
    const add = (crossing: Crossing) => this.#add(crossing);
    const takeAway = (crossing: Crossing) => this.#takeAway(crossing);
    this.#to.moveTo(to, add, takeAway);
    this.#from.moveTo(from, takeAway, add);
    this.#span = { from, to };
  }

  #settleResults(): void {
    const count = this.#changedCount;
    this.#changedCount = 0;
    if (count === 0) return;
    for (const result of this.#results.values()) {
      if (count > MANY_CHANGED) {
        result.members.dispose();
        result.members = this.#select(result.isMatch);
      } else this.#update(result, this.#changed.subarray(0, count));
    }
  }

  #update({ isMatch, members }: ThresholdResult, changed: Uint32Array): void {
    const { alive } = this.#shard;
    for (const contact of changed) {
      if (this.#isChosen(contact, isMatch) && alive.has(contact)) members.add(contact);
      else members.delete(contact);
    }
  }

  #isChosen(contact: number, isMatch: NumberPredicate): boolean {
    const count = this.#counts[contact] as number;
    return count > 0 && isMatch(this.#valueOf(contact, count));
  }

  #valueOf(contact: number, count: number): number {
    if (this.#totals === undefined) return count;
    return this.#aggregate === 'sum'
      ? this.#totals.sum(contact)
      : this.#totals.mean(contact, count);
  }

  #select(isMatch: NumberPredicate): Bitmap {
    const locals = new Uint32Array(this.#counts.length);
    let count = 0;
    for (let contact = 0; contact < this.#counts.length; contact++) {
      if (this.#isChosen(contact, isMatch)) locals[count++] = contact;
    }
    const members = bitmapOf(locals, count);
    members.andInPlace(this.#shard.alive);
    return members;
  }

  #valuesOf({ source }: EventScan, page: EventPage): Cells | undefined {
    if (source.of === undefined || this.#totals === undefined) return undefined;
    return page.columns.get(source.of.attribute) ?? NO_CELLS;
  }

  /** All rows with `from ≤ time < to` that are meant. */
  #readCrossings(from: number, to: number, visit: (crossing: Crossing) => void): void {
    visitRows(this.#scans, { from, to }, (page, row, scan) => {
      const values = this.#valuesOf(scan, page);
      const value = values === undefined ? 0 : cellAt(values, row);
      if (Number.isNaN(value)) return;
      visit({ time: page.times[row] as number, contact: page.contacts[row] as number, value });
    });
  }
}

const NOBODY = emptyBitmap();
/** Of a page in which no row has the attribute: every cell is beyond the end. */
const NO_CELLS = new Float64Array(0);

/** Whether a leaf's numbers can be added to and taken from. */
export function isStandable({ aggregate }: EventLeaf): boolean {
  return aggregate === 'count' || aggregate === 'sum' || aggregate === 'avg';
}
