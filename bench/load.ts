/** The load generator as seen from a benchmark: a child process that runs plans. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadPlan, LoadResult } from './load-plan.ts';

const CLIENT = fileURLToPath(new URL('./load-client.js', import.meta.url));

type Message = { readonly result: LoadResult } | { readonly error: string };

export class LoadGenerator {
  readonly #child: ChildProcess = fork(CLIENT, { execArgv: [] });

  /** Runs a plan to its end; one at a time. Rejects when a connection or the process ends early. */
  run(plan: LoadPlan): Promise<LoadResult> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the load generator ended early'));
      child.once('exit', onExit);
      child.once('message', (message: Message) => {
        child.off('exit', onExit);
        if ('error' in message) reject(new Error(`the load failed: ${message.error}`));
        else resolve(message.result);
      });
      child.send(plan);
    });
  }

  close(): void {
    this.#child.disconnect();
  }
}
