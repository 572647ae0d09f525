/** What comboboxes do otherwise than Downshift would. */
import { type UseComboboxState, type UseComboboxStateChangeOptions, useCombobox } from 'downshift';
import type { KeyboardEvent, MouseEvent } from 'react';
import type { Option } from './choice-options.ts';

type Reduced = (
  state: UseComboboxState<Option>,
  change: UseComboboxStateChangeOptions<Option>,
) => Partial<UseComboboxState<Option>>;

/**
 * What is highlighted before anybody points at anything: `opened` when the list opens, `typed` after a
 * letter.
 */
export function choiceReducer({
  opened,
  typed,
}: {
  readonly opened: number;
  readonly typed: number;
}): Reduced {
  return (state, { type, changes }) => {
    switch (type) {
      case useCombobox.stateChangeTypes.InputChange:
        return { ...changes, highlightedIndex: typed };
      case useCombobox.stateChangeTypes.InputClick:
      case useCombobox.stateChangeTypes.ToggleButtonClick:
      case useCombobox.stateChangeTypes.InputKeyDownArrowDown:
      case useCombobox.stateChangeTypes.InputKeyDownArrowUp: {
        const opens = !state.isOpen && changes.isOpen === true && opened >= 0;
        return opens ? { ...changes, highlightedIndex: opened } : changes;
      }
      // Leaving is no choice of what happens to be highlighted.
      case useCombobox.stateChangeTypes.InputBlur:
        return { ...changes, selectedItem: null };
      // A list that gets shorter under the pointer is left by it; Enter still takes something.
      case useCombobox.stateChangeTypes.MenuMouseLeave:
        return { ...changes, highlightedIndex: typed };
      default:
        return changes;
    }
  };
}

/** Keeps an event from Downshift. */
function keep({ nativeEvent }: KeyboardEvent | MouseEvent): void {
  (nativeEvent as Event & { preventDownshiftDefault?: boolean }).preventDownshiftDefault = true;
}

/** Browsers tell of a pointer that rests while a list opens or moves below it, which points at nothing. */
export function keepIfResting(event: MouseEvent): void {
  if (event.movementX === 0 && event.movementY === 0) keep(event);
}

/** Escape where there is nothing to be closed is for the dialog around. */
export function keepEscape(event: KeyboardEvent, isOpen: boolean): void {
  if (event.key === 'Escape' && !isOpen) keep(event);
}

/** Enter, but not the one that ends the composition of a letter. */
export function isEnter({ key, nativeEvent }: KeyboardEvent): boolean {
  return key === 'Enter' && !nativeEvent.isComposing;
}
