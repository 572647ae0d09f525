/**
 * Events that happen while a benchmark runs: those of the world's contacts, in its types, each at
 * the moment that its batch is taken.
 */
import { type World, type WorldEvent, worldEvents } from './world.ts';

/** The rate at which a writer is busy: batches a second, and events in each. */
export const BUSY_WRITER = { batchesPerSecond: 50, batch: 100 } as const;

/** Another seed than the world's own: what happens is new. */
const SEED_STEP = 1;

/** Endless batches; `nowMs` is asked for each. The more batches, the further the seeds go on. */
export function* liveBatches(
  world: World,
  batch: number,
  nowMs: () => number,
): Generator<readonly WorldEvent[]> {
  for (let seed = world.seed + SEED_STEP; ; seed += SEED_STEP) {
    for (const chunk of worldEvents({ ...world, seed })) {
      for (let at = 0; at + batch <= chunk.length; at += batch) {
        const time = nowMs();
        yield chunk.slice(at, at + batch).map((event) => ({ ...event, time }));
      }
    }
  }
}
