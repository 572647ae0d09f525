/**
 * The contacts whose value of a field passes a test, kept right: a value that is written, and one
 * that an edge of a range of time passes, changes the place of its contact alone.
 */
import type { Bitmap } from './bitmap.ts';
import { type Crossing, EdgeQueue } from './edge-queue.ts';
import type { FieldIndex } from './field-index.ts';
import { NumberField } from './field-number.ts';
import type { FieldLeaf, PlanLeaf, Span } from './plan.ts';
import { spanOfTest } from './plan-edges.ts';
import type { StandingCondition, StandingSource } from './standing-condition.ts';
import { valuePredicate } from './value-test.ts';

export class StandingField implements StandingCondition {
  readonly #field: FieldIndex;
  readonly #shard: StandingSource;
  /** Of the field's changes that have been looked at. */
  #version: number;
  #members: Bitmap;
  #isMatch: ReturnType<typeof valuePredicate>;
  /** Where the range of a test that moves with the clock is. */
  #range: MovingRange | undefined;

  constructor(leaf: FieldLeaf, field: FieldIndex, shard: StandingSource) {
    this.#field = field;
    this.#shard = shard;
    this.#version = field.changes.watch();
    this.#members = field.select(leaf.test);
    this.#isMatch = valuePredicate(leaf.test);
    const span = leaf.isMoving ? spanOfTest(leaf.test) : undefined;
    if (span !== undefined && field instanceof NumberField) {
      this.#range = new MovingRange(field, span);
    }
  }

  get bytes(): number {
    return this.#shard.size / 8;
  }

  advance(leaf: PlanLeaf): boolean {
    const { test } = leaf as FieldLeaf;
    const changed = this.#field.changes.since(this.#version);
    const span = this.#range === undefined ? undefined : spanOfTest(test);
    const isNear = span === undefined || this.#range?.canMoveTo(span) === true;
    if (changed === undefined || !isNear) {
      this.#findAnew(leaf as FieldLeaf, span);
      return true;
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

  members(): Bitmap {
    return this.#members;
  }

  stable(): readonly number[] {
    return this.#range?.stable() ?? [];
  }

  /** The value goes with the contact, and comes here as a change. */
  forget(): void {}

  trim(): void {}

  dispose(): void {
    this.#members.dispose();
  }

  #findAnew({ test }: FieldLeaf, span: Span | undefined): void {
    this.#version = this.#field.changes.watch();
    this.#members.dispose();
    this.#members = this.#field.select(test);
    this.#isMatch = valuePredicate(test);
    if (span !== undefined) this.#range?.begin(span);
  }
}

/** A span of values whose two edges move forward over the column. */
class MovingRange {
  readonly #field: NumberField;
  readonly #leaving: EdgeQueue;
  readonly #entering: EdgeQueue;
  #span: Span;

  constructor(field: NumberField, span: Span) {
    this.#field = field;
    this.#span = span;
    const read = (from: number, to: number, take: (crossing: Crossing) => void) =>
      field.visitWithin(from, to, (contact, time) => take({ time, contact, value: 0 }));
    const hasFrom = (time: number) => field.hasFrom(time);
    this.#leaving = new EdgeQueue(read, hasFrom, span.from);
    this.#entering = new EdgeQueue(read, hasFrom, span.to);
  }

  begin(span: Span): void {
    this.#span = span;
    this.#leaving.begin(span.from);
    this.#entering.begin(span.to);
  }

  canMoveTo({ from, to }: Span): boolean {
    const before = this.#span;
    const isForward = from >= before.from && to >= before.to;
    return isForward && from < to && before.from < before.to;
  }

  noteWritten(contact: number): void {
    const time = this.#field.get(contact);
    if (time === undefined) return;
    const crossing = { time, contact, value: 0 };
    this.#leaving.insert(this.#span.from, crossing);
    this.#entering.insert(this.#span.to, crossing);
  }

  /** What a queue has of a value that is no longer its contact's is passed over. */
  moveTo(span: Span, add: (contact: number) => void, takeAway: (contact: number) => void): void {
    const isStill = ({ contact, time }: Crossing) => this.#field.get(contact) === time;
    this.#entering.advance(span.to, (crossing) => {
      if (isStill(crossing)) add(crossing.contact);
    });
    this.#leaving.advance(span.from, (crossing) => {
      if (isStill(crossing)) takeAway(crossing.contact);
    });
    this.#span = span;
  }

  stable(): readonly number[] {
    const { from, to } = this.#span;
    return [
      from === -Infinity ? from : this.#leaving.peek(from),
      to === Infinity ? to : this.#entering.peek(to),
    ];
  }
}
