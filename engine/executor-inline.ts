/** All shards in this thread: for tests, tools and bulk loading. */
import type { Executor } from './executor.ts';
import { ShardSet } from './shard-set.ts';
import type { Reply, Request, ShardTask, ShardUpdate } from './shard-tasks.ts';

export class InlineExecutor implements Executor {
  readonly #shards: ShardSet;

  /** As a `ShardSet` of these is. */
  constructor(...options: ConstructorParameters<typeof ShardSet>) {
    this.#shards = new ShardSet(...options);
  }

  async apply(update: ShardUpdate): Promise<void> {
    this.#shards.run('apply', update);
  }

  async all<Task extends ShardTask>(
    task: Task,
    request: Request<Task>,
  ): Promise<readonly Reply<Task>[]> {
    return [this.#shards.run(task, request)];
  }

  async at<Task extends ShardTask>(
    _ordinal: number,
    task: Task,
    request: Request<Task>,
  ): Promise<Reply<Task>> {
    return this.#shards.run(task, request);
  }

  async close(): Promise<void> {}
}
