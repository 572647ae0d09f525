/**
 * What the sample generators are asked for and what they give.
 *
 * Items are bodies of `POST /v1/contacts` and `POST /v1/events` as they stand. Everything is a
 * function of the options alone: no clock, no `Math.random`, no state between contacts, so any
 * contact's life can be made again by itself and a stream needs no memory.
 */

import { assert, type JsonValue } from '../../engine/index.ts';

export type ShopOptions = {
  readonly seed: number;
  /** The moment the sample is dated relative to; nothing in it happens later. */
  readonly nowMs: number;
  readonly contacts: number;
  /** The mean over all contacts; a single one may have none or hundreds. */
  readonly eventsPerContact: number;
};

export type ContactItem = {
  readonly id: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
};

export type EventItem = {
  readonly contact: string;
  readonly event: string;
  /** Milliseconds since the epoch, an integer. */
  readonly time: number;
  readonly id: string;
  readonly attributes: Readonly<Record<string, JsonValue>>;
};

/** Items in one array that a generator yields; only the last may be shorter. */
export const SAMPLE_BATCH_SIZE = 1000;

export function assertOptions(options: ShopOptions): void {
  assert(Number.isSafeInteger(options.seed), 'the seed is an integer');
  assert(Number.isSafeInteger(options.nowMs), 'now is an integer of milliseconds');
  assert(
    Number.isSafeInteger(options.contacts) && options.contacts >= 0,
    'the number of contacts is an integer from 0',
  );
  assert(
    Number.isFinite(options.eventsPerContact) && options.eventsPerContact >= 0,
    'events per contact is a number from 0',
  );
}
