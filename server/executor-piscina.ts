/**
 * Shards spread over worker threads: the only importer of `piscina`.
 *
 * Each worker is a pool of its own with one thread, so a shard always lives in the same one: shard
 * `i` in worker `i mod K`. A question must see just the updates given before it, so the order of
 * calls is everything: a pool keeps it only with `stricterFIFO` (by default it moves a task that
 * finds the worker busy to the end of the queue), and each call carries its number, which the
 * worker checks.
 */
import { Piscina } from 'piscina';
import type { Executor, Reply, Request, ShardTask, ShardUpdate } from '../engine/index.ts';
import type { ShardCall, ShardWorkerData } from './shard-worker.ts';

/** Tasks that may wait for one worker. */
const MAX_QUEUE = 100_000;

export type PiscinaExecutorOptions = {
  readonly threads: number;
  readonly shardBits: number;
  /** The compiled `shard-worker`. */
  readonly worker: URL;
};

export class PiscinaExecutor implements Executor {
  readonly #pools: readonly Piscina<ShardCall, unknown>[];
  readonly #shardBits: number;
  /** By worker: how many calls it has been given. */
  readonly #calls: number[];

  constructor({ threads, shardBits, worker }: PiscinaExecutorOptions) {
    const workerData: ShardWorkerData = { shardBits };
    this.#shardBits = shardBits;
    this.#calls = Array.from({ length: threads }, () => 0);
    this.#pools = Array.from(
      { length: threads },
      () =>
        new Piscina({
          filename: worker.href,
          minThreads: 1,
          maxThreads: 1,
          idleTimeout: Infinity,
          concurrentTasksPerWorker: 1,
          stricterFIFO: true,
          maxQueue: MAX_QUEUE,
          workerData,
        }),
    );
  }

  async apply({ schema, batches }: ShardUpdate): Promise<void> {
    await Promise.all(
      this.#pools.map(async (_, worker) => {
        const own = batches.filter(([shard]) => shard % this.#pools.length === worker);
        if (own.length === 0 && schema.length === 0) return;
        // A batch may be a view into a large buffer, all of which a message would carry.
        const copies = own.map(([shard, batch]) => [shard, batch.slice()] as const);
        await this.#run(worker, 'apply', { schema, batches: copies });
      }),
    );
  }

  all<Task extends ShardTask>(task: Task, request: Request<Task>): Promise<readonly Reply<Task>[]> {
    return Promise.all(this.#pools.map((_, worker) => this.#run(worker, task, request)));
  }

  at<Task extends ShardTask>(
    ordinal: number,
    task: Task,
    request: Request<Task>,
  ): Promise<Reply<Task>> {
    const shard = Math.floor(ordinal / 2 ** this.#shardBits);
    return this.#run(shard % this.#pools.length, task, request);
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }

  #run<Task extends ShardTask>(
    worker: number,
    task: Task,
    request: Request<Task>,
  ): Promise<Reply<Task>> {
    const pool = this.#pools[worker] as Piscina<ShardCall, unknown>;
    const sequence = this.#calls[worker] as number;
    this.#calls[worker] = sequence + 1;
    return pool.run({ sequence, task, request } as ShardCall) as Promise<Reply<Task>>;
  }
}
