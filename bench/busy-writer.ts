/** A writer in this process: a batch of events at each beat, whatever else is going on. */
import type { Muster } from '../server/muster.ts';
import { BUSY_WRITER, liveBatches } from './live-events.ts';
import { beat, sharedNowMs } from './metronome.ts';
import { type Percentiles, percentilesOf } from './report.ts';
import type { World } from './world.ts';

export type BusyResult = {
  readonly accepted: number;
  /** Batches that there was no room for: too many were waiting. */
  readonly refused: number;
  /** Of batches, from the moment that each was due at until it was acknowledged. */
  readonly acknowledgedMs: Percentiles;
};

/** Nothing is written any more after so long. */
const MOST_SECONDS = 3600;

export class BusyWriter {
  readonly #muster: Muster;
  readonly #batches: ReturnType<typeof liveBatches>;
  readonly #stop = new AbortController();
  readonly #beats: Promise<void>;
  readonly #underWay = new Set<Promise<void>>();
  readonly #takenMs: number[] = [];
  #accepted = 0;
  #refused = 0;
  #fault: unknown;

  /** Begins to write. `nowMs` is what the clock of the Muster says. */
  constructor(muster: Muster, world: World, nowMs: () => number) {
    this.#muster = muster;
    this.#batches = liveBatches(world, BUSY_WRITER.batch, nowMs);
    const { batchesPerSecond: beatsPerSecond } = BUSY_WRITER;
    const beats = { beatsPerSecond, seconds: MOST_SECONDS, stop: this.#stop.signal };
    this.#beats = beat(beats, (dueMs) => this.#begin(dueMs));
  }

  /** Ends it, and throws if a batch was neither accepted whole nor refused because of too many. */
  async stop(): Promise<BusyResult> {
    this.#stop.abort();
    await this.#beats;
    await Promise.all(this.#underWay);
    if (this.#fault !== undefined) throw this.#fault;
    return {
      accepted: this.#accepted,
      refused: this.#refused,
      acknowledgedMs: percentilesOf(this.#takenMs),
    };
  }

  #begin(dueMs: number): void {
    const writing = this.#write(dueMs).catch((error: unknown) => {
      this.#fault ??= error;
    });
    this.#underWay.add(writing);
    void writing.then(() => this.#underWay.delete(writing));
  }

  async #write(dueMs: number): Promise<void> {
    const events = this.#batches.next().value ?? [];
    const items = events.map((json: unknown) => ({ parsed: true as const, json }));
    const written = await this.#muster.writeEvents(items, { strict: true });
    if (!written.ok && written.error.kind === 'busy') {
      this.#refused += 1;
      return;
    }
    if (!written.ok) throw new Error(`refused: ${JSON.stringify(written.error)}`);
    this.#accepted += items.length;
    this.#takenMs.push(sharedNowMs() - dueMs);
  }
}
