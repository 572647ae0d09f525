/** The load generator as seen from a benchmark: a child process that runs plans. */
import { ClientProcess } from './client-process.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

export class LoadGenerator extends ClientProcess<LoadPlan, LoadResult> {
  constructor() {
    super(new URL('./load-client.js', import.meta.url));
  }
}
