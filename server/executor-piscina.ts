/**
 * Shards spread over worker threads. A shard always lives in the same one: shard `i` in worker
 * `i mod K`. A question must see just the updates given before it, so the order of calls is
 * everything: each carries its number, which the worker checks.
 */
import type { Executor, Reply, Request, ShardTask, ShardUpdate } from '../engine/index.ts';
import { gatherBatches } from './gathered-bytes.ts';
import type { ShardCall, ShardWorkerData } from './shard-worker.ts';
import { ThreadPool } from './thread-pool.ts';

export type PiscinaExecutorOptions = {
  readonly threads: number;
  readonly shardBits: number;
  /** Memory of each worker for what is kept of questions. */
  readonly standingBytes: number;
  /** The compiled `shard-worker`. */
  readonly worker: URL;
};

export class PiscinaExecutor implements Executor {
  readonly #pools: readonly ThreadPool<ShardCall, unknown>[];
  readonly #shardBits: number;
  /** By worker: how many calls it has been given. */
  readonly #calls: number[];

  constructor({ threads, shardBits, standingBytes, worker }: PiscinaExecutorOptions) {
    const workerData: ShardWorkerData = { shardBits, standingBytes };
    this.#shardBits = shardBits;
    this.#calls = Array.from({ length: threads }, () => 0);
    this.#pools = Array.from({ length: threads }, () => new ThreadPool(worker, workerData));
  }

  async apply({ records }: ShardUpdate): Promise<void> {
    await Promise.all(
      this.#pools.map(async (_, worker) => {
        const own = records.flatMap(({ position, schema, batches }) => {
          const ownBatches = batches.filter(([shard]) => shard % this.#pools.length === worker);
          return schema.length + ownBatches.length === 0
            ? []
            : [{ position, schema, batches: ownBatches }];
        });
        if (own.length === 0) return;
        const { buffer, records: moved } = gatherBatches(own);
        await this.#run(worker, 'apply', { records: moved }, [buffer]);
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
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Reply<Task>> {
    const pool = this.#pools[worker] as ThreadPool<ShardCall, unknown>;
    const sequence = this.#calls[worker] as number;
    this.#calls[worker] = sequence + 1;
    return pool.run({ sequence, task, request } as ShardCall, transfer) as Promise<Reply<Task>>;
  }
}
