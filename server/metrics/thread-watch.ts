/** What a worker's thread takes: time in tasks, memory, garbage collection. */
import { getHeapStatistics } from 'node:v8';
import type { ThreadFigures } from '../../engine/index.ts';
import { countPauses } from './gc-pauses.ts';

/** A thread of a pool sleeps between tasks without coming round, so what waits for that would pile up. */
const TURN_EVERY_MS = 10_000;

export class ThreadWatch {
  readonly #pauses = countPauses();
  #busyMs = 0;
  #nextTurnMs = performance.now() + TURN_EVERY_MS;

  /** Notes a task; true when the event loop should come round before the next. */
  noteTask(startedMs: number): boolean {
    const nowMs = performance.now();
    this.#busyMs += nowMs - startedMs;
    if (nowMs < this.#nextTurnMs) return false;
    this.#nextTurnMs = nowMs + TURN_EVERY_MS;
    return true;
  }

  figures(): ThreadFigures {
    const heap = getHeapStatistics();
    return {
      busySeconds: this.#busyMs / 1000,
      heapUsedBytes: heap.used_heap_size,
      heapTotalBytes: heap.total_heap_size,
      externalBytes: heap.external_memory,
      pauses: { counts: [...this.#pauses.counts], sum: this.#pauses.sum },
    };
  }
}

/** Lets the event loop come round, twice: an observer is told in the second. */
export function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
