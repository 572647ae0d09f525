/**
 * The diary of one shopper: where events are written down, each with its place as its id.
 *
 * Invariants: no event after `now`, none before the shopper joined; an event taken back leaves its
 * id to the next one, so ids of a contact are 0, 1, 2, … without a gap.
 */

import { assert, type JsonValue } from '../../engine/index.ts';
import type { EventItem } from './sample-options.ts';
import { Random } from './sample-random.ts';
import { type Shopper, STREAM } from './sample-shopper.ts';

export type Attributes = Readonly<Record<string, JsonValue>>;

const ID_RADIX = 36;

export class Diary {
  readonly shopper: Shopper;
  readonly nowMs: number;
  readonly random: Random;
  readonly events: EventItem[] = [];
  private readonly idPrefix: string;

  constructor(shopper: Shopper, nowMs: number, seed: number) {
    this.shopper = shopper;
    this.nowMs = nowMs;
    this.random = new Random(seed, STREAM.events, shopper.number);
    this.idPrefix = `${shopper.number.toString(ID_RADIX)}-`;
  }

  /** False when that moment is still to come: then nothing that follows from it has happened. */
  write(event: string, timeMs: number, attributes: Attributes): boolean {
    if (timeMs > this.nowMs) return false;
    assert(timeMs >= this.shopper.joinedMs, `${event} comes after joining`);
    this.events.push({
      contact: this.shopper.id,
      event,
      time: Math.floor(timeMs),
      id: this.idPrefix + this.events.length.toString(ID_RADIX),
      attributes,
    });
    return true;
  }

  /** Takes back the newest entries, until `size` are left. */
  takeBack(size: number): void {
    this.events.length = size;
  }
}
