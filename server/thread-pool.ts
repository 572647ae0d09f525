/**
 * One worker thread: the only importer of `piscina`. A pool of one keeps what lives in its thread in
 * the same thread, and runs one task after the other.
 *
 * A pool keeps the order of its tasks only with `stricterFIFO`: by default it moves a task that
 * finds the worker busy to the end of the queue.
 */
import type { TransferListItem } from 'node:worker_threads';
import { Piscina } from 'piscina';

/** Tasks that may wait. */
const MAX_QUEUE = 100_000;

export class ThreadPool<Task, Answer> {
  readonly #pool: Piscina<Task, Answer>;

  /** `worker` is a compiled module whose default export takes a task. */
  constructor(worker: URL, workerData?: unknown) {
    this.#pool = new Piscina({
      filename: worker.href,
      minThreads: 1,
      maxThreads: 1,
      idleTimeout: Infinity,
      concurrentTasksPerWorker: 1,
      stricterFIFO: true,
      maxQueue: MAX_QUEUE,
      workerData,
    });
  }

  /** What is in `transfer` is moved into the thread instead of copied. */
  run(task: Task, transfer: readonly TransferListItem[] = []): Promise<Answer> {
    return this.#pool.run(task, { transferList: [...transfer] });
  }

  /** Ends the thread when its tasks are done. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
