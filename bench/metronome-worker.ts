/**
 * The thread of a metronome: sleeps from beat to beat and tells of each. It sleeps in
 * `Atomics.wait`, which is right to a tenth of a millisecond; timers of the event loop are late by
 * up to one and a half, which is more than what is measured.
 */
import { parentPort, workerData } from 'node:worker_threads';

export type MetronomeTask = {
  /** When the first beat is due, on the clock of `process.hrtime`, in milliseconds. */
  readonly startMs: number;
  readonly beatsPerSecond: number;
  readonly beats: number;
};

const { startMs, beatsPerSecond, beats } = workerData as MetronomeTask;
const asleep = new Int32Array(new SharedArrayBuffer(4));

for (let beat = 0; beat < beats; beat++) {
  const dueMs = startMs + (beat * 1000) / beatsPerSecond;
  const waitMs = dueMs - Number(process.hrtime.bigint()) / 1e6;
  if (waitMs > 0) Atomics.wait(asleep, 0, 0, waitMs);
  parentPort?.postMessage(dueMs);
}
