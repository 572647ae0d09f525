/**
 * A plan: a canonical rule bound to a moment and to the schema, as plain data that travels to the
 * shard workers. Every window is a span of milliseconds, every test a test on stored values, every
 * name a number. Nodes stand in a table, children before parents, and equal nodes once, so that a
 * shard evaluates each of them once however many roots and parents need it.
 */
import type { Duration } from './duration.ts';
import type { Aggregate, NumberRange, TextMatch } from './rule.ts';
import type { ValueType } from './value.ts';

export type Plan = {
  readonly nodes: readonly PlanNode[];
  /** One question each: indexes into `nodes`. */
  readonly roots: readonly number[];
  /**
   * Shared by plans that differ in the edges of their leaves only (`edgesOf`), as do those of one
   * question at two moments; undefined when some leaf has no key.
   */
  readonly key?: string | undefined;
  /** The question is about now: what its conditions come to is worth keeping right. */
  readonly isStanding?: boolean;
};

export type PlanNode =
  | { readonly kind: 'everyone' | 'nobody' }
  | { readonly kind: 'and' | 'or'; readonly children: readonly number[] }
  | { readonly kind: 'not'; readonly child: number }
  | PlanLeaf;

export type PlanLeaf =
  | FieldLeaf
  | EventLeaf
  | SequenceLeaf
  | { readonly kind: 'group'; readonly id: string }
  /** External ids; those that a shard does not have are of no concern to it. */
  | { readonly kind: 'contacts'; readonly ids: readonly string[] }
  /** `from` and `to` in hundredths of a percent, `seed` already hashed. */
  | { readonly kind: 'sample'; readonly seed: number; readonly from: number; readonly to: number };

/**
 * What is asked, whatever the moment: leaves with one key differ in their edges only, and event leaves
 * in their tests too. Undefined when the moment shows elsewhere, in a condition on single events say.
 */
type Keyed = { readonly key?: string | undefined };

export type FieldLeaf = Keyed & {
  readonly kind: 'field';
  readonly field: number;
  readonly test: ValueTest;
  /** The test is one range of instants whose ends move with the moment of the question. */
  readonly isMoving?: boolean;
};

/**
 * An event leaf selects contacts with an event, whose aggregate passes: a condition that holds
 * without any event is the complement of one.
 */
export type EventLeaf = Keyed & {
  readonly kind: 'event';
  readonly sources: readonly EventSource[];
  readonly window: Span;
  readonly aggregate: Aggregate;
  readonly test: ValueTest;
};

/** Milliseconds `from ≤ t < to`; empty when `from ≥ to`. */
export type Span = { readonly from: number; readonly to: number };

/** One event type, and what of its events is meant. */
export type EventSource = {
  readonly event: number;
  readonly where: PlanWhere;
  /** The attribute to aggregate; events without it are left out. */
  readonly of?: AttributeRef;
};

export type AttributeRef = { readonly attribute: number; readonly type: ValueType };

export type PlanWhere =
  | { readonly kind: 'true' | 'false' }
  | { readonly kind: 'and' | 'or'; readonly children: readonly PlanWhere[] }
  | { readonly kind: 'not'; readonly child: PlanWhere }
  | ({ readonly kind: 'attr'; readonly test: ValueTest } & AttributeRef);

export type SequenceLeaf = Keyed & {
  readonly kind: 'sequence';
  readonly zone: string;
  readonly window: Span;
  readonly at: number;
  readonly steps: readonly PlanStep[];
  readonly absent?: PlanStep;
};

export type PlanStep = {
  readonly sources: readonly EventSource[];
  readonly gap?: Duration;
};

/** A test of a stored value of the type that it was bound for; a missing value fails each. */
export type ValueTest =
  | { readonly kind: 'exists' }
  | {
      readonly kind: 'text';
      readonly match: TextMatch;
      readonly values: readonly string[];
      readonly ignoreCase: boolean;
    }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Numbers, days or milliseconds, as the type is held. */
  | { readonly kind: 'ranges'; readonly ranges: readonly NumberRange[] }
  /** Flags by day of a leap year, for a date, or for the day in a zone of a datetime. */
  | {
      readonly kind: 'anniversary';
      readonly days: Uint8Array;
      readonly zone: string | undefined;
    }
  | {
      readonly kind: 'list';
      readonly match: 'any' | 'all';
      readonly values: readonly string[];
      readonly ignoreCase: boolean;
    };
