/**
 * The contacts whose value of a field passes a test, kept right: a value that is written, and one
 * that an edge of a range of time passes, changes the place of its contact alone.
 */
import type { Bitmap } from './bitmap.ts';
import type { Crossing } from './edge-queue.ts';
import type { FieldIndex } from './field-index.ts';
import { NumberField } from './field-number.ts';
import { MovingEdge } from './moving-edge.ts';
import type { FieldLeaf, PlanLeaf, Span } from './plan.ts';
import { spanOfTest } from './plan-edges.ts';
import type { ReadBudget, StandingCondition, StandingSource } from './standing-condition.ts';
import { StandingMembers } from './standing-members.ts';
import { valuePredicate } from './value-test.ts';

export class StandingField implements StandingCondition {
  readonly #field: FieldIndex;
  readonly #shard: StandingSource;
  /** Of the field's changes that have been looked at. */
  #version: number;
  readonly #members: StandingMembers;
  /** Until everybody has been looked at once. */
  #selecting: Iterator<number, Bitmap> | undefined;
  #isMatch: ReturnType<typeof valuePredicate>;
  /** Where the range of a test that moves with the clock is. */
  #range: MovingRange | undefined;

  constructor(leaf: FieldLeaf, field: FieldIndex, shard: StandingSource) {
    this.#field = field;
    this.#shard = shard;
    this.#version = field.changes.watch();
    this.#members = new StandingMembers();
    this.#selecting = field.selecting(leaf.test);
    this.#isMatch = valuePredicate(leaf.test);
    const span = leaf.isMoving ? spanOfTest(leaf.test) : undefined;
    if (span !== undefined && field instanceof NumberField) {
      this.#range = new MovingRange(field, span);
    }
  }

  get bytes(): number {
    return this.#shard.size / 8;
  }

  advance(leaf: PlanLeaf, budget: ReadBudget): boolean {
    const wasSelecting = this.#selecting !== undefined;
    if (!this.#select(budget)) return false;
    const { test } = leaf as FieldLeaf;
    const changed = this.#field.changes.since(this.#version);
    const span = this.#range === undefined ? undefined : spanOfTest(test);
    const isNear = span === undefined || this.#range?.canMoveTo(span) === true;
    if (changed === undefined || !isNear) {
      this.#begin(leaf as FieldLeaf, span);
      // So much is written that steps would never end.
      return this.#select(wasSelecting ? { rows: Infinity } : budget);
    }
    this.#version += changed.length;
    for (const contact of changed) this.#range?.noteWritten(contact);
    if (span !== undefined) {
      this.#range?.moveTo(
        span,
        (contact) => this.#members.add(contact),
        (contact) => this.#members.delete(contact),
      );
      this.#isMatch = valuePredicate(test);
    }
    for (const contact of changed) {
      const value = this.#field.get(contact);
      if (value !== undefined && this.#isMatch(value)) this.#members.add(contact);
      else this.#members.delete(contact);
    }
    return true;
  }

  isOf(field: FieldIndex): boolean {
    return this.#field === field;
  }

  members(): StandingMembers {
    return this.#members;
  }

  stable(): readonly number[] {
    return this.#range?.stable() ?? [];
  }

  /** The value goes with the contact, and comes here as a change. */
  forget(): void {}

  trim(): void {}

  dispose(): void {
    this.#selecting = undefined;
    this.#members.dispose();
  }

  #begin({ test }: FieldLeaf, span: Span | undefined): void {
    this.#version = this.#field.changes.watch();
    this.#selecting = this.#field.selecting(test);
    this.#isMatch = valuePredicate(test);
    if (span !== undefined) this.#range?.begin(span);
  }

  /** Goes on looking at everybody; false when the budget ran out first. */
  #select(budget: ReadBudget): boolean {
    while (this.#selecting !== undefined) {
      if (budget.rows <= 0) return false;
      const { done, value } = this.#selecting.next();
      if (done === true) {
        this.#members.replace(value);
        this.#selecting = undefined;
      } else budget.rows -= value;
    }
    return true;
  }
}

/** A span of values whose two edges move over the column. */
class MovingRange {
  readonly #field: NumberField;
  readonly #from: MovingEdge;
  readonly #to: MovingEdge;

  constructor(field: NumberField, { from, to }: Span) {
    this.#field = field;
    const read = (low: number, end: number, take: (crossing: Crossing) => void) =>
      field.visitWithin(low, end, (contact, time) => take({ time, contact, value: 0 }));
    const hasFrom = (time: number) => field.mayHaveFrom(time);
    this.#from = new MovingEdge(read, hasFrom, from);
    this.#to = new MovingEdge(read, hasFrom, to);
  }

  begin({ from, to }: Span): void {
    this.#from.begin(from);
    this.#to.begin(to);
  }

  /** Not from, to or over an empty span, in which the edges have changed places. */
  canMoveTo({ from, to }: Span): boolean {
    return from < this.#to.place && to > this.#from.place && from < to;
  }

  noteWritten(contact: number): void {
    const time = this.#field.get(contact);
    if (time === undefined) return;
    const crossing = { time, contact, value: 0 };
    this.#from.insert(crossing);
    this.#to.insert(crossing);
  }

  /** What an edge has kept of a value that is no longer its contact's is passed over. */
  moveTo(span: Span, add: (contact: number) => void, takeAway: (contact: number) => void): void {
    const ifStill = (change: (contact: number) => void) => (crossing: Crossing) => {
      if (this.#field.get(crossing.contact) === crossing.time) change(crossing.contact);
    };
    this.#to.moveTo(span.to, ifStill(add), ifStill(takeAway));
    this.#from.moveTo(span.from, ifStill(takeAway), ifStill(add));
  }

  stable(): readonly number[] {
    return [this.#from.reach(), this.#to.reach()];
  }
}
