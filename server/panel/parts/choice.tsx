/** A choice among many: a combobox by Downshift, which has its keys and what is read out right. */
import { useCombobox } from 'downshift';
import { ChevronsUpDown } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { ChoiceMenu } from './choice-menu.tsx';
import { matching, type Option, otherOption, takenOnLeave } from './choice-options.ts';
import { choiceReducer, isEnter, keepEscape } from './choice-state.ts';
import type { FieldProps } from './field.tsx';

export type { Option } from './choice-options.ts';

export function Choice({
  field,
  label,
  options,
  value,
  onChange,
  placeholder,
  allowsOther = false,
  isLive = false,
  isInvalid = false,
  describedBy,
}: {
  readonly field?: FieldProps;
  /** Heard instead of a `field` with a label of its own. */
  readonly label?: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** Whether what is not among the options can be given, too. */
  readonly allowsOther?: boolean;
  /** Whether every letter that is typed is a change. */
  readonly isLive?: boolean;
  readonly isInvalid?: boolean;
  /** The id of what is wrong with it. */
  readonly describedBy?: string | undefined;
}) {
  const { t } = useText();
  const chosen = options.find((option) => option.value === value);
  const shownValue = chosen?.label ?? value;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const found = matching(options, typed);
  const items =
    allowsOther && !isLive
      ? [...found, ...otherOption(options, typed, t('common.asTyped'))]
      : found;
  const take = (next: string | undefined) => {
    setTyped(undefined);
    if (next !== undefined && next !== value) onChange(next);
  };
  // What is typed live is a value already; Enter leaves it alone.
  const start = isLive ? -1 : 0;
  const own = typed === undefined ? items.findIndex((option) => option.value === value) : -1;
  const combobox = useCombobox<Option>({
    items: [...items],
    inputValue: isLive ? value : (typed ?? shownValue),
    selectedItem: null,
    itemToString: (item) => item?.label ?? '',
    defaultHighlightedIndex: start,
    stateReducer: choiceReducer({ opened: Math.max(own, start), typed: start }),
  });
  const { isOpen, highlightedIndex, closeMenu, getInputProps, getToggleButtonProps } = combobox;
  // Here and not where Downshift tells of its state, which is after the next event may have come.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setTyped(undefined);
    keepEscape(event, isOpen);
    const option = items[highlightedIndex];
    if (!isEnter(event) || !isOpen || option === undefined) return;
    event.preventDefault();
    closeMenu();
    take(option.value);
  };
  return (
    <div className="choice">
      <div className="choice-box">
        <input
          {...getInputProps({
            ...field,
            'aria-labelledby': undefined,
            ...(label !== undefined && { 'aria-label': label }),
            ...(isInvalid && { 'aria-invalid': true }),
            ...(isInvalid && describedBy !== undefined && { 'aria-describedby': describedBy }),
            'aria-expanded': isOpen && items.length > 0,
            placeholder,
            onKeyDown,
            onBlur: () => take(isLive ? undefined : takenOnLeave(options, typed, allowsOther)),
            onChange: ({ currentTarget }) => {
              setTyped(currentTarget.value);
              if (isLive) onChange(currentTarget.value);
            },
            onFocus: (event) => event.target.select(),
          })}
        />
        <button type="button" {...getToggleButtonProps({ tabIndex: -1, 'aria-hidden': true })}>
          <ChevronsUpDown aria-hidden="true" />
        </button>
      </div>
      <ChoiceMenu
        combobox={combobox}
        items={items}
        isOpen={isOpen}
        label={label ?? placeholder ?? ''}
        onTake={({ value: taken }) => take(taken)}
      />
    </div>
  );
}
