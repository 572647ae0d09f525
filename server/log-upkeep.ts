/** Upkeep that tells of itself: to the log what was done, to the metrics also what failed. */
import type { UpkeepReport } from '../storage/index.ts';
import type { Log } from './log.ts';
import { noteUpkeep, type UpkeepKind } from './metrics/upkeep-metrics.ts';
import type { Kept } from './upkeep.ts';

export function toldUpkeep(kept: Kept, log: Log): Kept {
  const told = async (kind: UpkeepKind, run: Promise<UpkeepReport>): Promise<UpkeepReport> => {
    const startedMs = performance.now();
    try {
      const report = await run;
      noteUpkeep(kind, 'done');
      const seconds = Number(((performance.now() - startedMs) / 1000).toFixed(3));
      log.event(kind, { seconds, checkpoint: report.checkpoint, trimmed: report.trimmed });
      return report;
    } catch (error) {
      noteUpkeep(kind, 'failed');
      throw error;
    }
  };
  return {
    checkpoint: () => told('checkpoint', kept.checkpoint()),
    compact: () => told('compaction', kept.compact()),
    expireEvents: (keepMs) => told('expiry', kept.expireEvents(keepMs)),
    trimLog: (keepMs) => told('trim', kept.trimLog(keepMs)),
  };
}
