/** The asking client as seen from a benchmark: a child process that runs plans. */
import type { AskPlan, AskResult } from './ask-plan.ts';
import { ClientProcess } from './client-process.ts';

export class AskGenerator extends ClientProcess<AskPlan, AskResult> {
  constructor() {
    super(new URL('./ask-client.js', import.meta.url));
  }
}
