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

export type Beats = {
  readonly beatsPerSecond: number;
  /** It ends after so long, or when it is told to. */
  readonly seconds: number;
  readonly stop?: AbortSignal;
};

/**
 * Calls with the moment that each beat was due at, in order; a call may come late, never early.
 * Resolves after the last beat.
 */
export async function beat(
  { beatsPerSecond, seconds, stop }: Beats,
  onBeat: (dueMs: number) => void,
): Promise<void> {
  const workerData: MetronomeTask = {
    startMs: sharedNowMs() + HEAD_START_MS,
    beatsPerSecond,
    beats: Math.max(1, Math.floor(beatsPerSecond * seconds)),
  };
  const worker = new Worker(PROGRAM, { workerData });
  worker.on('message', (dueMs: number) => {
    if (stop?.aborted !== true) onBeat(dueMs);
  });
  stop?.addEventListener('abort', () => void worker.terminate(), { once: true });
  await once(worker, 'exit');
}
