/** A choice among many: a combobox by Downshift, which has its keys and what is read out right. */

import { useCombobox } from 'downshift';
import { ChevronsUpDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { FieldProps } from './field.tsx';

export type Option = {
  readonly value: string;
  readonly label: string;
  /** Beside the label: how common it is, its type. */
  readonly detail?: ReactNode;
  /** Options of one section follow each other. */
  readonly section?: string;
};

/** Shown at once; more are found by typing. */
const MAX_SHOWN = 60;

export function Choice({
  field,
  options,
  value,
  onChange,
  placeholder,
  label,
  allowsOther = false,
  otherLabel,
}: {
  readonly field?: FieldProps;
  /** Instead of a `field` with a label of its own. */
  readonly label?: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** Whether what is not among the options can be given, too. */
  readonly allowsOther?: boolean;
  /** Of the option that takes what was typed. */
  readonly otherLabel?: (typed: string) => string;
}) {
  const shownValue = options.find((option) => option.value === value)?.label ?? value;
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const found = matching(options, typed, allowsOther, otherLabel);
  const {
    isOpen,
    getInputProps,
    getMenuProps,
    getItemProps,
    getToggleButtonProps,
    highlightedIndex,
  } = useCombobox<Option>({
    items: found as Option[],
    inputValue: typed ?? shownValue,
    selectedItem: options.find((option) => option.value === value) ?? null,
    itemToString: (item) => item?.label ?? '',
    defaultHighlightedIndex: 0,
    onInputValueChange: ({ inputValue, type }) => {
      if (type === useCombobox.stateChangeTypes.InputChange) setTyped(inputValue);
    },
    onIsOpenChange: ({ isOpen: isNowOpen }) => {
      if (!isNowOpen) setTyped(undefined);
    },
    stateReducer: (_, { type, changes }) =>
      // Leaving the field leaves what was chosen; choosing is done by Enter or a click.
      type === useCombobox.stateChangeTypes.InputBlur
        ? { ...changes, selectedItem: null, inputValue: shownValue }
        : changes,
    onSelectedItemChange: ({ selectedItem, type }) => {
      if (type === useCombobox.stateChangeTypes.InputBlur || !selectedItem) return;
      setTyped(undefined);
      onChange(selectedItem.value);
    },
  });
  let section: string | undefined;
  return (
    <div className="choice">
      <div className="choice-box">
        <input
          {...getInputProps({
            ...field,
            ...(label !== undefined && { 'aria-label': label, 'aria-labelledby': undefined }),
            ...(field && { 'aria-labelledby': undefined }),
            placeholder,
            onFocus: (event) => event.target.select(),
          })}
        />
        <button type="button" {...getToggleButtonProps({ tabIndex: -1, 'aria-hidden': true })}>
          <ChevronsUpDown aria-hidden="true" />
        </button>
      </div>
      <ul
        className="choice-menu"
        {...getMenuProps({
          'aria-label': label ?? placeholder ?? '',
          'aria-labelledby': undefined,
        })}
        hidden={!isOpen || found.length === 0}
      >
        {isOpen &&
          found.slice(0, MAX_SHOWN).map((option, index) => {
            const isFirst = option.section !== undefined && option.section !== section;
            section = option.section;
            return (
              <li
                key={`${option.section ?? ''}/${option.value}`}
                data-section={isFirst ? option.section : undefined}
                className={highlightedIndex === index ? 'is-highlighted' : undefined}
                {...getItemProps({ item: option, index })}
              >
                <span>{option.label}</span>
                {option.detail !== undefined && <span className="muted">{option.detail}</span>}
              </li>
            );
          })}
      </ul>
    </div>
  );
}

function matching(
  options: readonly Option[],
  typed: string | undefined,
  allowsOther: boolean,
  otherLabel: ((typed: string) => string) | undefined,
): readonly Option[] {
  if (typed === undefined || typed.trim() === '') return options.slice(0, MAX_SHOWN);
  const wanted = typed.trim().toLocaleLowerCase();
  const starting: Option[] = [];
  const containing: Option[] = [];
  for (const option of options) {
    const at = option.label.toLocaleLowerCase().indexOf(wanted);
    if (at === 0) starting.push(option);
    else if (at > 0) containing.push(option);
  }
  const found = [...starting, ...containing].slice(0, MAX_SHOWN);
  const isThere = options.some(({ value }) => value === typed.trim());
  if (!allowsOther || isThere) return found;
  return [...found, { value: typed.trim(), label: otherLabel?.(typed.trim()) ?? typed.trim() }];
}
