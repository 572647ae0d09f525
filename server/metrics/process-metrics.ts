/** The process and its main thread: memory, processor time, garbage collection, delays. */
import { countPauses } from './gc-pauses.ts';
import { beforeReading, gauge, histogram, total } from './registry.ts';
import { Tally } from './tally.ts';
import { MAIN, setThreadMemory, setThreadPauses } from './thread-metrics.ts';

/** The event loop is asked so often how late it comes; seconds beyond what was asked for. */
const DELAY_EVERY_MS = 20;
const DELAY_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Begins to watch the process; to be called once. */
export function watchProcess(version: string): void {
  gauge('build_info', 'Always 1; what runs is in the labels.', ['version', 'node']).set(
    { version, node: process.versions.node },
    1,
  );
  gauge('process_start_time_seconds', 'When the process began, since 1970.').set(
    Date.now() / 1000 - process.uptime(),
  );
  const resident = gauge('process_resident_memory_bytes', 'Memory of the process, all of it.');
  const processor = total('process_cpu_seconds', 'Processor time of all threads.', ['mode']);
  const delays = watchDelays();
  const delay = histogram(
    'event_loop_delay_seconds',
    'How much later than asked the main thread came round.',
    DELAY_BOUNDS,
  );
  const pauses = countPauses();
  beforeReading(() => {
    const memory = process.memoryUsage();
    resident.set(memory.rss);
    setThreadMemory(MAIN, {
      heapUsedBytes: memory.heapUsed,
      heapTotalBytes: memory.heapTotal,
      externalBytes: memory.external,
    });
    setThreadPauses(MAIN, pauses);
    const { user, system } = process.cpuUsage();
    processor.set([
      { labels: { mode: 'user' }, value: user / 1e6 },
      { labels: { mode: 'system' }, value: system / 1e6 },
    ]);
    delay.set([{ labels: {}, tally: delays }]);
  });
}

function watchDelays(): Tally {
  const delays = new Tally(DELAY_BOUNDS);
  let dueMs = performance.now() + DELAY_EVERY_MS;
  setInterval(() => {
    const nowMs = performance.now();
    delays.note(Math.max(0, nowMs - dueMs) / 1000);
    dueMs = nowMs + DELAY_EVERY_MS;
  }, DELAY_EVERY_MS).unref();
  return delays;
}
