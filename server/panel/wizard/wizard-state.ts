/**
 * What is being edited and how it came to be: every change can be undone and done again. Changes that
 * follow each other quickly at the same place are one: nobody wants to undo letter by letter.
 */
import type { Draft, DraftGroup } from '../rule/draft.ts';
import { asGroup } from '../rule/draft-edit.ts';

/** A rule with all that is saved with it. */
export type Content = {
  readonly name: string;
  readonly description: string;
  readonly timezone: string;
  readonly draft: DraftGroup;
};

export type WizardState = {
  readonly now: Content;
  /** The newest last. */
  readonly past: readonly Content[];
  readonly future: readonly Content[];
  /** Of the last change. */
  readonly place: string;
  readonly changedMs: number;
};

export type WizardAction =
  | {
      readonly kind: 'change';
      readonly content: Partial<Omit<Content, 'draft'>> & { readonly draft?: Draft };
      /** Where: the key of a node, the name of an input; empty: a step of its own. */
      readonly place: string;
      readonly atMs: number;
    }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' };

/** Between changes at the same place that are one. */
const ONE_CHANGE_MS = 1000;
const MAX_PAST = 200;

export function startWizard(now: Content): WizardState {
  return { now, past: [], future: [], place: '', changedMs: 0 };
}

export function wizardReducer(state: WizardState, action: WizardAction): WizardState {
  switch (action.kind) {
    case 'change':
      return change(state, action);
    case 'undo': {
      const before = state.past.at(-1);
      if (before === undefined) return state;
      const past = state.past.slice(0, -1);
      return { now: before, past, future: [state.now, ...state.future], place: '', changedMs: 0 };
    }
    case 'redo': {
      const [next, ...future] = state.future;
      if (next === undefined) return state;
      return { now: next, past: [...state.past, state.now], future, place: '', changedMs: 0 };
    }
  }
}

function change(
  state: WizardState,
  { content, place, atMs }: Extract<WizardAction, { kind: 'change' }>,
): WizardState {
  const { draft = state.now.draft, ...rest } = content;
  const now = { ...state.now, ...rest, draft: asGroup(draft) };
  const isSame =
    place !== '' &&
    place === state.place &&
    state.past.length > 0 &&
    atMs - state.changedMs < ONE_CHANGE_MS;
  const past = isSame ? state.past : [...state.past, state.now].slice(-MAX_PAST);
  return { now, past, future: [], place, changedMs: atMs };
}
