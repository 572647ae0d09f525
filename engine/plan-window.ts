/** How far back a plan looks. */
import type { Plan } from './plan.ts';

/** The earliest moment whose events the plan would count, in milliseconds; ∞ without any. */
export function earliestMoment({ nodes }: Plan): number {
  let earliest = Infinity;
  for (const node of nodes) {
    if (node.kind !== 'event' && node.kind !== 'sequence') continue;
    if (node.window.from < node.window.to) earliest = Math.min(earliest, node.window.from);
  }
  return earliest;
}
