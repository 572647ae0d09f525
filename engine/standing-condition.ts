/**
 * A standing condition: the contacts that a condition selects, kept right under events and under
 * the clock instead of being found anew. What the forms of it (`standing-*.ts`) have in common.
 */
import type { Bitmap } from './bitmap.ts';
import type { EventStore } from './event-store.ts';
import type { FieldIndex } from './field-index.ts';
import type { PlanLeaf } from './plan.ts';
import type { StandingMembers } from './standing-members.ts';

/** What standing conditions are made from. */
export interface StandingSource {
  readonly alive: Bitmap;
  /** Contacts ever created. */
  readonly size: number;
  readonly events: EventStore;
  field(id: number): FieldIndex | undefined;
}

/** How much may still be read before the task has to end; shared by all that it does. */
export type ReadBudget = { rows: number };

export interface StandingCondition {
  /** What it takes in memory, about. */
  readonly bytes: number;
  /**
   * Brings it to the moment of a leaf of its key, and to all that was written by now. False when the
   * budget ran out first: to be called again.
   */
  advance(leaf: PlanLeaf, budget: ReadBudget): boolean;
  /** The living contacts that the leaf selects, after it was advanced to it; borrowed. */
  members(leaf: PlanLeaf): StandingMembers;
  /**
   * For each edge of the leaf (`edgesOf`) how far it may move forward without a change of the
   * members, if nothing is written.
   */
  stable(): readonly number[];
  /** Lets go of what is more than worth keeping; nothing of it is borrowed now. */
  trim(): void;
  /** A contact was deleted. */
  forget(contact: number): void;
  dispose(): void;
}
