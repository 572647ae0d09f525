/**
 * A step of the growth benchmark in a process of its own: fills a folder with a world, or opens it
 * and says what it weighs, or counts in it too. It ends with the benchmark.
 */
import { assertNever, type Millis } from '../engine/index.ts';
import { type Muster, openMuster } from '../server/muster.ts';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import { adHocRules } from './ad-hoc-rules.ts';
import { answerPlans } from './client-process.ts';
import { checksumOfSegments, timedCount } from './counting.ts';
import type { GrowthPlan, GrowthResult } from './growth-plan.ts';
import { processMemory } from './process-memory.ts';
import { settledResidentBytes } from './resident.ts';
import { loadWorldContacts, loadWorldEvents } from './world.ts';
import { filledFolder } from './world-folder.ts';

/** Asks of each segment beforehand. */
const WARM_ROUNDS = 3;
type Asked = Omit<GrowthResult, 'rssBytes' | 'anonymousBytes'>;

const NOTHING_ASKED: Asked = { hotMs: [], coldMs: [], checksum: '' };
const NOTHING_WEIGHED: GrowthResult = { rssBytes: 0, anonymousBytes: 0, ...NOTHING_ASKED };

answerPlans((plan: GrowthPlan): Promise<GrowthResult> => {
  switch (plan.step) {
    case 'load-contacts':
      return loadContacts(plan);
    case 'load-events':
      return loadEvents(plan);
    case 'weigh':
      return open(plan.contactsData, plan, async () => NOTHING_ASKED);
    case 'measure':
      return open(plan.data, plan, (muster, clock) => measure(muster, clock, plan));
    default:
      return assertNever(plan.step);
  }
});

async function loadContacts({ contactsData, world }: GrowthPlan): Promise<GrowthResult> {
  await filledFolder(
    {
      name: { ...world, events: 0, segments: 0 },
      nowMs: world.nowMs,
      load: (muster, onProgress) => loadWorldContacts(muster, world, onProgress),
    },
    contactsData,
  );
  return NOTHING_WEIGHED;
}

async function loadEvents({ contactsData, data, world }: GrowthPlan): Promise<GrowthResult> {
  await filledFolder(
    {
      name: world,
      nowMs: world.nowMs,
      from: contactsData,
      load: (muster, onProgress) => loadWorldEvents(muster, world, onProgress),
    },
    data,
  );
  return NOTHING_WEIGHED;
}

/** At the moment that the world ends at, until the clock is moved. */
type Clock = { nowMs: number };

async function open(
  data: string,
  { world, threads }: GrowthPlan,
  ask: (muster: Muster, clock: Clock) => Promise<Asked>,
): Promise<GrowthResult> {
  const clock: Clock = { nowMs: world.nowMs };
  const muster = await openMuster({ data, threads, clock: () => clock.nowMs as Millis });
  try {
    const rssBytes = settledResidentBytes();
    const { anonymous: anonymousBytes } = processMemory(process.pid);
    return { rssBytes, anonymousBytes, ...(await ask(muster, clock)) };
  } finally {
    await muster.close();
  }
}

/**
 * Cold rules first, with code that is warm from rules of another seed. For hot counts the clock
 * goes on with each, as that of a server does: the same moment is never asked about twice.
 */
async function measure(
  muster: Muster,
  clock: Clock,
  { world, ruleSeed, rounds }: GrowthPlan,
): Promise<Asked> {
  const checksum = await checksumOfSegments(muster, undefined);
  for (const { rule, timezone } of adHocRules(ruleSeed + 1, world.nowMs)) {
    await timedCount(muster, { rule, timezone });
  }
  const coldMs: number[] = [];
  for (const { rule, timezone } of adHocRules(ruleSeed, world.nowMs)) {
    coldMs.push((await timedCount(muster, { rule, timezone })).ms);
  }
  const hotMs: number[] = [];
  for (let round = -WARM_ROUNDS; round < rounds; round++) {
    for (const { id } of SHOP_SEGMENTS) {
      clock.nowMs += 1;
      const { ms } = await timedCount(muster, { segment: id });
      if (round >= 0) hotMs.push(ms);
    }
  }
  return { coldMs, hotMs, checksum };
}
