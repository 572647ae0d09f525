/** Moments at a fixed rate, told by a thread of its own whatever this one is busy with. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MetronomeTask } from './metronome-worker.ts';

const PROGRAM = new URL('./metronome-worker.js', import.meta.url);
/** From now to the first beat: time for the thread to start. */
const HEAD_START_MS = 100;

/** Now, on the clock that all threads of a machine share. */
export function sharedNowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/**
 * Calls with the moment that each beat was due at, in order; a call may come late, never early.
 * Resolves after the last beat.
 */
export async function beat(
  { beatsPerSecond, seconds }: { readonly beatsPerSecond: number; readonly seconds: number },
  onBeat: (dueMs: number) => void,
): Promise<void> {
  const beats = Math.max(1, Math.floor(beatsPerSecond * seconds));
  const workerData: MetronomeTask = {
    startMs: sharedNowMs() + HEAD_START_MS,
    beatsPerSecond,
    beats,
  };
  const worker = new Worker(PROGRAM, { workerData });
  worker.on('message', onBeat);
  await once(worker, 'exit');
}
