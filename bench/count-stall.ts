/**
 * How long a hot count waits for a cold one: a saved segment is asked at every beat of a
 * metronome, each answer timed from its beat, first by itself and then while ad hoc rules that
 * nobody has asked before are asked one after the other.
 */
import type { Muster } from '../server/muster.ts';
import type { AdHocRule } from './ad-hoc-rules.ts';
import { timedCount } from './counting.ts';
import { beat, sharedNowMs } from './metronome.ts';
import { type Percentiles, percentilesOf } from './report.ts';

/** One of fields, one of a window that moves, one of a sum. */
export const STALL_SEGMENTS = ['location', 'mobile-active', 'vip'] as const;

export type StallOptions = {
  readonly segment: string;
  readonly asksPerSecond: number;
  readonly seconds: number;
  /** Asked meanwhile, one after the other, as far as they go; none for a quiet run. */
  readonly cold: Iterable<AdHocRule>;
};

export type Stall = {
  readonly hotMs: Percentiles;
  /** Rules that were asked meanwhile. */
  readonly coldRules: number;
};

export async function measureStall(
  muster: Muster,
  { segment, asksPerSecond, seconds, cold }: StallOptions,
): Promise<Stall> {
  await timedCount(muster, { segment });
  const takenMs: number[] = [];
  const asked: Promise<void>[] = [];
  let isOver = false;
  const beats = beat({ beatsPerSecond: asksPerSecond, seconds }, (dueMs) => {
    const asking = timedCount(muster, { segment }).then(() => {
      takenMs.push(sharedNowMs() - dueMs);
    });
    asked.push(asking);
  }).then(() => {
    isOver = true;
  });
  let coldRules = 0;
  const asking = (async () => {
    for (const { rule, timezone } of cold) {
      if (isOver) return;
      await timedCount(muster, { rule, timezone });
      coldRules += 1;
    }
  })();
  await beats;
  await Promise.all([...asked, asking]);
  return { hotMs: percentilesOf(takenMs), coldRules };
}
