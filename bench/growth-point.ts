/**
 * A step of the growth benchmark in a process of its own: fills a folder with a world, or opens it
 * and says what it weighs, or counts in it too. It ends with the benchmark.
 */
import { setTimeout } from 'node:timers/promises';
import type { Millis } from '../engine/index.ts';
import { type Muster, openMuster } from '../server/muster.ts';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import { adHocRules } from './ad-hoc-rules.ts';
import { answerPlans } from './client-process.ts';
import { checksumOfSegments, timedCount } from './counting.ts';
import type { GrowthPlan, GrowthResult } from './growth-plan.ts';
import { processMemory } from './process-memory.ts';
import { worldFolder } from './world-folder.ts';

/** Asks of each segment beforehand. */
const WARM_ROUNDS = 3;

answerPlans(async (plan: GrowthPlan): Promise<GrowthResult> => {
  const { step, data, world, threads, settleMs } = plan;
  if (step === 'load') {
    await worldFolder(world, data);
    return { rssBytes: 0, hotMs: [], coldMs: [], checksum: '' };
  }
  const clock = () => world.nowMs as Millis;
  const muster = await openMuster({ data, threads, clock });
  try {
    await setTimeout(settleMs);
    const rssBytes = processMemory(process.pid).anonymous;
    if (step === 'weigh') return { rssBytes, hotMs: [], coldMs: [], checksum: '' };
    return { rssBytes, ...(await measure(muster, plan)) };
  } finally {
    await muster.close();
  }
});

async function measure(muster: Muster, { world, ruleSeed, rounds }: GrowthPlan) {
  const checksum = await checksumOfSegments(muster, undefined);
  const coldMs: number[] = [];
  for (const { rule, timezone } of adHocRules(ruleSeed, world.nowMs)) {
    coldMs.push((await timedCount(muster, { rule, timezone })).ms);
  }
  const hotMs: number[] = [];
  for (let round = -WARM_ROUNDS; round < rounds; round++) {
    for (const { id } of SHOP_SEGMENTS) {
      const { ms } = await timedCount(muster, { segment: id });
      if (round >= 0) hotMs.push(ms);
    }
  }
  return { coldMs, hotMs, checksum };
}
