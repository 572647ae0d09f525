/**
 * Where shards live and how they are reached: inline in this thread, or spread over workers. Every
 * executor keeps the order of what it is given: a task sees exactly the updates that were handed
 * over before it, on every shard.
 */
import type { Reply, Request, ShardTask, ShardUpdate } from './shard-tasks.ts';

export interface Executor {
  /** Hands an update to the shards; done when all of them have applied it. */
  apply(update: ShardUpdate): Promise<void>;
  /** Runs a task on every set of shards, and gives each one's answer. */
  all<Task extends ShardTask>(task: Task, request: Request<Task>): Promise<readonly Reply<Task>[]>;
  /** Runs a task where the shard of an ordinal lives. */
  at<Task extends ShardTask>(
    ordinal: number,
    task: Task,
    request: Request<Task>,
  ): Promise<Reply<Task>>;
  close(): Promise<void>;
}
