/**
 * What was built and not saved, kept while the page is open: whoever looks something up on another
 * page finds their work again. By what was being edited.
 */
import type { Saved } from './use-save.ts';
import type { WizardState } from './wizard-state.ts';

export type Unsaved = { readonly state: WizardState; readonly saved: Saved | undefined };

const kept = new Map<string, Unsaved>();

export function keptWork(place: string): Unsaved | undefined {
  return kept.get(place);
}

/** Undefined: there is nothing to keep. */
export function keepWork(place: string, work: Unsaved | undefined): void {
  if (work === undefined) kept.delete(place);
  else kept.set(place, work);
}
