/** The data and the work on it: what is stored, written, waiting, known, and what the workers do. */
import type { MusterFigures } from './muster-figures.ts';
import { beforeReading, gauge, histogram, total } from './registry.ts';
import { MAIN, setThreadMemory, setThreadPauses } from './thread-metrics.ts';
import { DELAY_BOUNDS } from './watched-publication.ts';

const contacts = gauge('contacts', 'Contacts stored.');
const events = gauge('events', 'Events stored, with those of deleted contacts until a compaction.');
const shards = gauge('shards', 'Shards of a worker.', ['thread']);
const bitmaps = gauge('bitmap_memory_bytes', 'Native memory of the bitmaps of all threads.');
const standing = gauge('standing_memory_bytes', 'Memory of standing conditions.', ['thread']);
const standingMax = gauge('standing_memory_max_bytes', 'What standing conditions may take.', [
  'thread',
]);
const busy = total('worker_busy_seconds', 'Time of a worker in tasks.', ['thread']);
const visible = gauge('visible_position', 'The newest position that questions see.');
const durable = gauge('durable_position', 'The newest position known to be on disk.');
const lag = gauge(
  'publication_lag_seconds',
  'For how long the oldest write on disk that questions do not see has waited; 0: there is none.',
);
const delay = histogram(
  'publication_delay_seconds',
  'From when a group of writes is on disk until questions see it.',
  DELAY_BOUNDS,
);
const waiting = gauge('writes_waiting', 'Writes that wait for the writer or the disk.');
const waitingBytes = gauge('writes_waiting_bytes', 'Bytes of the writes that wait.');
const hits = total('known_counts_hits', 'Counts that were known.');
const misses = total('known_counts_misses', 'Counts that the shards were asked for.');

/** Tells of one Muster until what is returned is called. */
export function watchMuster(muster: {
  readonly figures: () => Promise<MusterFigures>;
}): () => void {
  return beforeReading(async () => tell(await muster.figures()));
}

function tell({ visiblePosition, publishing, waiting: queue, known, workers }: MusterFigures) {
  visible.set(visiblePosition);
  durable.set(publishing?.durablePosition ?? visiblePosition);
  lag.set(publishing?.lagSeconds ?? 0);
  if (publishing !== undefined) delay.set([{ labels: {}, tally: publishing.delays }]);
  waiting.set(queue.calls);
  waitingBytes.set(queue.bytes);
  hits.set([{ labels: {}, value: known.hits }]);
  misses.set([{ labels: {}, value: known.misses }]);
  contacts.set(workers.reduce((sum, worker) => sum + worker.contacts, 0));
  events.set(workers.reduce((sum, worker) => sum + worker.events, 0));
  bitmaps.set(Math.max(0, ...workers.map((worker) => worker.bitmapBytes)));
  for (const [i, worker] of workers.entries()) {
    const thread = worker.thread === undefined ? MAIN : `worker-${i}`;
    shards.set({ thread }, worker.shards);
    standing.set({ thread }, worker.standingBytes);
    standingMax.set({ thread }, worker.standingMaxBytes);
    if (worker.thread === undefined) continue;
    setThreadMemory(thread, worker.thread);
    setThreadPauses(thread, worker.thread.pauses);
  }
  busy.set(
    workers.flatMap(({ thread }, i) =>
      thread === undefined
        ? []
        : [{ labels: { thread: `worker-${i}` }, value: thread.busySeconds }],
    ),
  );
}
