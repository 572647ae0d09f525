/** The compiled shard worker, but asking it for statistics ends its thread. */
import runShardTask from '../../dist/server/shard-worker.js';

export default function runOrDie(call) {
  if (call.task === 'statistics' || call.task === 'survey') process.exit(3);
  return runShardTask(call);
}
