/** Counts asked of a Muster in this process, each with the time that it took. */
import { createHash } from 'node:crypto';
import type { Millis } from '../engine/index.ts';
import type { Muster } from '../server/muster.ts';
import { SHOP_SEGMENTS } from '../server/sample/sample-shop.ts';
import type { Question, SegmentQuestion } from '../server/service.ts';
import type { AdHocRule } from './ad-hoc-rules.ts';

export type Counted = { readonly count: number; readonly ms: number };

export async function timedCount(
  muster: Muster,
  question: Question | SegmentQuestion,
): Promise<Counted> {
  const startedMs = performance.now();
  const answer = await muster.count(question, { breakdown: false });
  const ms = performance.now() - startedMs;
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return { count: answer.value.count, ms };
}

/** The same for equal counts of the sixteen segments, as a server over the same world has it. */
export async function checksumOfSegments(
  muster: Muster,
  at: SegmentQuestion['at'],
): Promise<string> {
  const checksum = createHash('sha256');
  for (const { id } of SHOP_SEGMENTS) {
    const { count } = await timedCount(muster, { segment: id, ...(at !== undefined && { at }) });
    checksum.update(`${id} ${count}\n`);
  }
  return checksum.digest('hex').slice(0, 16);
}

/** The same of ad hoc rules; they are known afterwards. */
export async function checksumOfRules(
  muster: Muster,
  rules: readonly AdHocRule[],
  at: Millis,
): Promise<string> {
  const checksum = createHash('sha256');
  for (const { name, rule, timezone } of rules) {
    const { count } = await timedCount(muster, { rule, timezone, at });
    checksum.update(`${name} ${count}\n`);
  }
  return checksum.digest('hex').slice(0, 16);
}
