/**
 * Sequences of the oracle: is there a chain of occurrences, each strictly later than the one
 * before and within its gap, that the closing `not` (if any) lets stand?
 *
 * It goes forward step by step with the times of all occurrences that end a chain so far.
 */
import { isInWindow, isMeant, type Occurrence } from './oracle-events.ts';
import type { ClosingStep, HappenedStep, SequenceRule, Step } from './oracle-json.ts';
import { type Clock, readDuration } from './oracle-time.ts';

export function sequenceHolds(
  rule: SequenceRule,
  occurrences: readonly Occurrence[],
  clock: Clock,
): boolean {
  let ends: Set<number> | undefined;
  for (const step of rule.sequence) {
    if (isClosing(step)) {
      return [...(ends ?? [])].some((end) => staysAway(step, end, occurrences, clock));
    }
    ends = nextEnds(step, ends, rule, occurrences, clock);
  }
  return ends !== undefined && ends.size > 0;
}

function isClosing(step: Step): step is ClosingStep {
  return 'not' in step;
}

/** Times at which chains end that take this step; `ends` is undefined for the first step. */
function nextEnds(
  step: HappenedStep,
  ends: ReadonlySet<number> | undefined,
  rule: SequenceRule,
  occurrences: readonly Occurrence[],
  clock: Clock,
): Set<number> {
  const next = new Set<number>();
  for (const occurrence of occurrences) {
    const { time } = occurrence;
    if (!isInWindow(rule.within, time, clock) || !isMeant(step, occurrence, clock)) continue;
    if (ends === undefined || [...ends].some((end) => follows(step, end, time, clock))) {
      next.add(time);
    }
  }
  return next;
}

function follows(step: HappenedStep, earlier: number, later: number, clock: Clock): boolean {
  if (later <= earlier) return false;
  return step.gap === undefined || later <= clock.zone.after(earlier, readDuration(step.gap));
}

/** Nothing of the kind after the chain's end and up to the gap, which has to be over by `at`. */
function staysAway(
  step: ClosingStep,
  end: number,
  occurrences: readonly Occurrence[],
  clock: Clock,
): boolean {
  const limit = step.gap === undefined ? clock.at : clock.zone.after(end, readDuration(step.gap));
  if (limit > clock.at) return false;
  return !occurrences.some(
    (occurrence) =>
      end < occurrence.time && occurrence.time <= limit && isMeant(step.not, occurrence, clock),
  );
}
