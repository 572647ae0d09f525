/** The writing client as seen from a benchmark: a child process that runs plans. */
import { ClientProcess } from './client-process.ts';
import type { WritePlan, WriteResult } from './write-plan.ts';

export class WriteGenerator extends ClientProcess<WritePlan, WriteResult> {
  constructor() {
    super(new URL('./write-client.js', import.meta.url));
  }
}
