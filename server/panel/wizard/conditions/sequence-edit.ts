/** Which orders of steps there are: only the last may be missing, and nothing comes before the first. */
import type { DraftStep } from '../../rule/draft.ts';

/** The steps, without what one cannot have where it is now. */
export function inOrder(steps: readonly DraftStep[]): readonly DraftStep[] {
  return steps.map((step, index) => {
    const isNot = step.isNot && index > 0 && index === steps.length - 1;
    const { gap, ...rest } = step;
    return { ...rest, isNot, ...(gap !== undefined && index > 0 && { gap }) };
  });
}

/** With one more at the end, or before what did not happen. */
export function addStep(steps: readonly DraftStep[], step: DraftStep): readonly DraftStep[] {
  const isClosed = steps.at(-1)?.isNot === true;
  return inOrder(steps.toSpliced(isClosed ? steps.length - 1 : steps.length, 0, step));
}

/** Undefined: it cannot go there. What did not happen stays the last. */
export function moveStep(
  steps: readonly DraftStep[],
  from: number,
  to: number,
): readonly DraftStep[] | undefined {
  const [step, other] = [steps[from], steps[to]];
  if (step === undefined || other === undefined || step.isNot || other.isNot) return undefined;
  return inOrder(steps.toSpliced(from, 1).toSpliced(to, 0, step));
}
