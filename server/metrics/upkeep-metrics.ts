/** Upkeep: how often each kind was done or failed, and when it was done last. */
import { beforeReading, gauge, total } from './registry.ts';

export type UpkeepKind = 'checkpoint' | 'compaction' | 'expiry' | 'trim';

type Runs = { done: number; failed: number };

const runs = new Map<UpkeepKind, Runs>();
const runsTotal = total('upkeep_runs', 'Upkeep that was done, or failed.', ['kind', 'outcome']);
const lastDone = gauge('upkeep_last_done_timestamp_seconds', 'When it was done last, since 1970.', [
  'kind',
]);

export function noteUpkeep(kind: UpkeepKind, outcome: keyof Runs): void {
  const own = runs.get(kind) ?? { done: 0, failed: 0 };
  own[outcome] += 1;
  runs.set(kind, own);
  if (outcome === 'done') lastDone.set({ kind }, Date.now() / 1000);
}

beforeReading(() => {
  runsTotal.set(
    [...runs].flatMap(([kind, own]) => [
      { labels: { kind, outcome: 'done' }, value: own.done },
      { labels: { kind, outcome: 'failed' }, value: own.failed },
    ]),
  );
});
