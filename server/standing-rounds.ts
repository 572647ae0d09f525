/**
 * Keeping what the saved segments stand on right while nobody asks: the first question after a
 * thousand writes is then no slower than the next.
 */
import { setTimeout as wait } from 'node:timers/promises';

/** What the rounds need of Muster. */
export type Standing = { standBy(stop: AbortSignal): Promise<void> };

/** Between the end of a round and the next: a moment, and so many times as long as the round took. */
const LEAST_PAUSE_MS = 500;
const PAUSES_PER_ROUND = 9;
/** A later round that takes so long reads again what it has let go of itself, for want of memory. */
const LONG_ROUND_MS = 1000;
const PAUSES_PER_LONG_ROUND = 60;

/** One round after the other until `stop`, which take a tenth of the time at most. */
export async function keepStanding(standing: Standing, stop: AbortSignal): Promise<void> {
  for (let round = 0; !stop.aborted; round++) {
    const startedMs = performance.now();
    await standing.standBy(stop);
    const tookMs = performance.now() - startedMs;
    const pauses = tookMs > LONG_ROUND_MS ? PAUSES_PER_LONG_ROUND : PAUSES_PER_ROUND;
    const pauseMs = round === 0 ? LEAST_PAUSE_MS : Math.max(LEAST_PAUSE_MS, pauses * tookMs);
    await wait(pauseMs, undefined, { signal: stop, ref: false }).catch(() => {});
  }
}
