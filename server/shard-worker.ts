/** A worker thread: one set of shards, and the tasks that arrive for it, one after the other. */
import { workerData } from 'node:worker_threads';
import {
  assert,
  type Reply,
  type Request,
  SHARD_SIZES,
  ShardSet,
  type ShardTask,
} from '../engine/index.ts';
import { ThreadWatch, turnOfLoop } from './metrics/thread-watch.ts';

export type ShardWorkerData = { readonly shardBits: number; readonly standingBytes: number };

export type ShardCall<Task extends ShardTask = ShardTask> = {
  /** 0, 1, 2, … in the order in which the worker was given its calls. */
  readonly sequence: number;
  readonly task: Task;
  readonly request: Request<Task>;
};

// Piscina passes its own list, of which the last is what the pool was given.
const { shardBits, standingBytes } = (
  Array.isArray(workerData) ? workerData.at(-1) : workerData
) as ShardWorkerData;
const micros = () => performance.now() * 1000;
const shards = new ShardSet(shardBits, SHARD_SIZES, standingBytes, micros);
const watch = new ThreadWatch();
let expected = 0;

/**
 * Answers a call. One that is not the next in order is refused, since the shards would not be what
 * it takes them for: a pool that reorders its queue, or that has put a new, empty worker in the
 * place of one that died, must not lead to a wrong count.
 */
export default function runShardTask<Task extends ShardTask>({
  sequence,
  task,
  request,
}: ShardCall<Task>): Reply<Task> | Promise<Reply<Task>> {
  assert(sequence === expected, `call ${sequence} comes when ${expected} is next`);
  expected += 1;
  const startedMs = performance.now();
  const reply = shards.run(task, request);
  const isTurnDue = watch.noteTask(startedMs);
  if (task === 'figures') {
    return turnOfLoop().then(
      () => ({ ...(reply as Reply<'figures'>), thread: watch.figures() }) as Reply<Task>,
    );
  }
  return isTurnDue ? turnOfLoop().then(() => reply) : reply;
}
