/** Pauses of this thread for garbage collection. */
import { PerformanceObserver } from 'node:perf_hooks';
import { Tally, type TallyState } from './tally.ts';

/** Seconds. */
export const PAUSE_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

/** Begins to count them; told of each when the event loop comes round. */
export function countPauses(): TallyState {
  const pauses = new Tally(PAUSE_BOUNDS);
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) pauses.note(duration / 1000);
  });
  observer.observe({ entryTypes: ['gc'] });
  return pauses;
}
