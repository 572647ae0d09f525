/** A publication that knows how long records which are on disk wait until questions see them. */
import type { Position } from '../../engine/index.ts';
import { type LogRecord, Publication } from '../../storage/index.ts';
import { Tally, type TallyState } from './tally.ts';

/** Seconds. */
export const DELAY_BOUNDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

export class WatchedPublication extends Publication {
  readonly #delays = new Tally(DELAY_BOUNDS);
  /** When each group of records came that is not visible yet, the oldest first. */
  readonly #waitingSinceMs: number[] = [];
  #durable = 0 as Position;

  /** The newest position known to be on disk. */
  get durablePosition(): Position {
    return this.#durable > this.position ? this.#durable : this.position;
  }

  /** From when this thread knew that a group of records is on disk until it was visible. */
  get delays(): TallyState {
    return this.#delays;
  }

  /** How long the oldest of those that are not visible yet has been waiting. */
  get lagSeconds(): number {
    const [sinceMs] = this.#waitingSinceMs;
    return sinceMs === undefined ? 0 : (performance.now() - sinceMs) / 1000;
  }

  override async publish(records: readonly LogRecord[]): Promise<void> {
    const sinceMs = performance.now();
    this.#durable = records.at(-1)?.position ?? this.#durable;
    this.#waitingSinceMs.push(sinceMs);
    // After a failure nothing becomes visible any more, and the lag grows.
    await super.publish(records);
    this.#waitingSinceMs.shift();
    this.#delays.note((performance.now() - sinceMs) / 1000);
  }
}
