/**
 * Counts, sums and means of events in a window, per contact, kept right: an event that is written,
 * and one that an edge of the window passes, changes the numbers of its contact alone.
 *
 * The numbers do not know what they are compared with, so another threshold reads them again
 * instead of the rows. Numbers of deleted contacts stay; whoever reads leaves them out.
 */
import type { Bitmap } from './bitmap.ts';
import type { Crossing } from './edge-queue.ts';
import { type Cells, cellAt, type EventPage } from './event-rows.ts';
import { chosen, type EventScan, hasRowsFrom, visitRows } from './event-scan.ts';
import type { EventTotals, TotalKind } from './event-totals.ts';
import { EventTotalsReading, type ReadingArrays } from './event-totals-reading.ts';
import { grown } from './growable.ts';
import { MovingEdge } from './moving-edge.ts';
import { type NumberPredicate, numberPredicate } from './number-test.ts';
import type { EventLeaf, PlanLeaf, Span } from './plan.ts';
import { keyOfParts, shortKey } from './plan-key.ts';
import type { ReadBudget, StandingCondition, StandingSource } from './standing-condition.ts';
import { NOBODY, StandingMembers } from './standing-members.ts';

/** Thresholds whose members are kept. */
const MAX_RESULTS = 8;
/** From so many contacts that came later on, everything is read again. */
const MANY_LATER = 131_072;
/** Rows between two looks at the budget. */
const STEP_ROWS = 16_384;
/** From so many changed contacts on, members are found anew. */
const MANY_CHANGED = 65_536;

/** How far the rows of one source have been taken in. */
type Cursor = { edition: number; page: number; row: number };

type ThresholdResult = { readonly isMatch: NumberPredicate; readonly members: StandingMembers };

export class StandingEvents implements StandingCondition {
  readonly #shard: StandingSource;
  readonly #scans: readonly EventScan[];
  readonly #cursors: Cursor[];
  #span: Span;
  /** The window of the last leaf has no moment in it. */
  #isNever = false;
  readonly #kind: TotalKind;
  readonly #arrays: ReadingArrays;
  /** Until everything has been read once. */
  #reading: EventTotalsReading | undefined;
  /** From then on. */
  #totals: EventTotals | undefined;
  /** The edges of the window: what the one passes goes, what the other passes comes. */
  readonly #from: MovingEdge;
  readonly #to: MovingEdge;
  readonly #results = new Map<string, ThresholdResult>();
  /** Contacts whose numbers have changed since the results were right. */
  #changed = new Uint32Array(0);
  #changedCount = 0;

  constructor(leaf: StandableLeaf, shard: StandingSource, arrays: ReadingArrays) {
    this.#shard = shard;
    this.#scans = leaf.sources.map((source) => shard.events.scanOf(source));
    this.#cursors = this.#scans.map(() => ({ edition: 0, page: 0, row: 0 }));
    this.#kind = leaf.aggregate;
    this.#arrays = arrays;
    this.#span = leaf.window;
    const read = this.#readCrossings.bind(this);
    const hasFrom = (time: number) => hasRowsFrom(this.#scans, time);
    this.#from = new MovingEdge(read, hasFrom, leaf.window.from);
    this.#to = new MovingEdge(read, hasFrom, leaf.window.to);
    this.#begin(leaf.window);
  }

  get bytes(): number {
    const members = this.#results.size * (this.#shard.size / 8);
    const totals = this.#totals ?? this.#reading;
    return (totals?.bytes ?? 0) + members + this.#changed.byteLength;
  }

  advance(leaf: PlanLeaf, budget: ReadBudget): boolean {
    const { window } = leaf as EventLeaf;
    this.#isNever = window.from >= window.to;
    if (this.#isNever) return true;
    const isOther = window.from >= this.#span.to || window.to <= this.#span.from;
    if (isOther || !this.#isSameEdition()) this.#begin(window);
    if (this.#reading !== undefined) {
      // What is written while it is added up is taken in after that, one by one.
      if (!this.#reading.isEnding && !this.#takeIn(budget)) return false;
      this.#totals = this.#reading.finish(budget);
      if (this.#totals === undefined) return false;
      this.#reading = undefined;
    }
    if (!this.#takeIn(budget)) return false;
    this.#moveTo(window);
    this.#settleResults();
    return true;
  }

  members(leaf: PlanLeaf): StandingMembers {
    const { test } = leaf as EventLeaf;
    if (this.#isNever) return NOBODY;
    const key = shortKey(keyOfParts(test));
    let result = this.#results.get(key);
    if (result === undefined) {
      const isMatch = numberPredicate(test);
      result = { isMatch, members: new StandingMembers(this.#select(isMatch)) };
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
    if ((this.#totals?.later ?? 0) > MANY_LATER) {
      this.#begin(this.#span);
      return;
    }
    for (const key of this.#results.keys()) {
      if (this.#results.size <= MAX_RESULTS) return;
      this.#drop(key);
    }
  }

  dispose(): void {
    for (const key of this.#results.keys()) this.#drop(key);
    this.#reading?.abandon();
    this.#reading = undefined;
    this.#totals = undefined;
  }

  #select(isMatch: NumberPredicate): Bitmap {
    const { alive, size } = this.#shard;
    return (this.#totals as EventTotals).select(isMatch, alive, size);
  }

  #drop(key: string): void {
    this.#results.get(key)?.members.dispose();
    this.#results.delete(key);
  }

  /** Starts again, with nothing taken in. */
  #begin(span: Span): void {
    this.dispose();
    this.#span = span;
    this.#reading = new EventTotalsReading(this.#kind, this.#arrays);
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
    // What comes after the window is of no concern before the edge has been there.
    const until = this.#reading === undefined ? Infinity : to;
    const count = scan.choose(page, { from, to: until }, first, end);
    if (count === 0) return;
    const values = this.#valuesOf(scan, page);
    const { contacts, times } = page;
    if (this.#reading !== undefined) {
      this.#reading.addRows(contacts, chosen, count, values);
      return;
    }
    for (let i = 0; i < count; i++) {
      const row = chosen[i] as number;
      const value = values === undefined ? 0 : cellAt(values, row);
      // A row without the attribute is left out.
      if (Number.isNaN(value)) continue;
      this.#takeRow({ time: times[row] as number, contact: contacts[row] as number, value });
    }
  }

  #takeRow(crossing: Crossing): void {
    if (crossing.time < this.#span.to) this.#add(crossing);
    else this.#to.insert(crossing);
    this.#from.insert(crossing);
  }

  #add({ contact, value }: Crossing): void {
    this.#totals?.add(contact, value);
    this.#noteChange(contact);
  }

  #takeAway({ contact, value }: Crossing): void {
    this.#totals?.takeAway(contact, value);
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
      if (count > MANY_CHANGED) result.members.replace(this.#select(result.isMatch));
      else this.#update(result, this.#changed.subarray(0, count));
    }
  }

  #update({ isMatch, members }: ThresholdResult, changed: Uint32Array): void {
    const { alive } = this.#shard;
    for (const contact of changed) {
      if (this.#totals?.isChosen(contact, isMatch) && alive.has(contact)) members.add(contact);
      else members.delete(contact);
    }
  }

  #valuesOf({ source }: EventScan, page: EventPage): Cells | undefined {
    if (source.of === undefined) return undefined;
    return page.columns.get(source.of.attribute) ?? NO_CELLS;
  }

  /** All rows with `from ≤ time < to` that are meant. */
  #readCrossings(from: number, to: number, visit: (crossing: Crossing) => void): number {
    return visitRows(this.#scans, { from, to }, (page, row, scan) => {
      const values = this.#valuesOf(scan, page);
      const value = values === undefined ? 0 : cellAt(values, row);
      if (Number.isNaN(value)) return;
      visit({ time: page.times[row] as number, contact: page.contacts[row] as number, value });
    });
  }
}

/** Of a page in which no row has the attribute: every cell is beyond the end. */
const NO_CELLS = new Float64Array(0);

/** One whose numbers can be added to and taken from. */
export type StandableLeaf = EventLeaf & { readonly aggregate: TotalKind };

export function isStandable(leaf: EventLeaf): leaf is StandableLeaf {
  return leaf.aggregate === 'count' || leaf.aggregate === 'sum' || leaf.aggregate === 'avg';
}
