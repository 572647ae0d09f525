/**
 * A client of a benchmark in a process of its own, so that it is measured apart from the server:
 * takes one plan after the other as a message and answers each with a result. Both ends of that.
 */
import { type ChildProcess, fork } from 'node:child_process';

type Message<Result> = { readonly result: Result } | { readonly error: string };

/** As seen from a benchmark. */
export class ClientProcess<Plan extends object, Result> {
  readonly #child: ChildProcess;

  /** `program` is compiled and calls `answerPlans`. */
  constructor(program: URL) {
    this.#child = fork(program, { execArgv: [] });
  }

  /** Runs a plan to its end; one at a time. Rejects when a connection or the process ends early. */
  run(plan: Plan): Promise<Result> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const onExit = () => reject(new Error('the client ended early'));
      child.once('exit', onExit);
      child.once('message', (message: Message<Result>) => {
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

/** As seen from the client: it ends with the benchmark, however that ends. */
export function answerPlans<Plan, Result>(run: (plan: Plan) => Promise<Result>): void {
  process.on('message', (plan: Plan) => {
    void run(plan).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
}
