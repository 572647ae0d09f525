/** What each thread takes, by its name: `main`, `worker-0`, `worker-1`, … */
import type { ThreadFigures } from '../../engine/index.ts';
import { PAUSE_BOUNDS } from './gc-pauses.ts';
import { gauge, histogram } from './registry.ts';
import type { TallyState } from './tally.ts';

export const MAIN = 'main';

type Memory = Pick<ThreadFigures, 'heapUsedBytes' | 'heapTotalBytes' | 'externalBytes'>;

const heapUsed = gauge('heap_used_bytes', 'Objects on the heap of a thread.', ['thread']);
const heapTotal = gauge('heap_bytes', 'The heap of a thread, with what is free.', ['thread']);
const external = gauge('external_memory_bytes', 'Buffers and arrays of a thread.', ['thread']);
const pauses = histogram(
  'gc_pause_seconds',
  'Pauses of a thread for garbage collection.',
  PAUSE_BOUNDS,
);

const pausesByThread = new Map<string, TallyState>();

export function setThreadMemory(thread: string, memory: Memory): void {
  heapUsed.set({ thread }, memory.heapUsedBytes);
  heapTotal.set({ thread }, memory.heapTotalBytes);
  external.set({ thread }, memory.externalBytes);
}

export function setThreadPauses(thread: string, tally: TallyState): void {
  pausesByThread.set(thread, tally);
  pauses.set([...pausesByThread].map(([name, own]) => ({ labels: { thread: name }, tally: own })));
}
