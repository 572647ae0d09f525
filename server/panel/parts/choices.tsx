/** Several of many: what is chosen as chips, and a combobox for the next one. */
import { useCombobox } from 'downshift';
import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { ChoiceMenu } from './choice-menu.tsx';
import { matching, type Option, otherOption, takenOnLeave } from './choice-options.ts';
import { splitList } from './split-list.ts';

/** Chips beyond these are told as a number, so that a pasted list of thousands is no wall. */
const MAX_CHIPS = 30;

export function Choices({
  label,
  options,
  values,
  onChange,
  placeholder,
  allowsOther = false,
  isLive = false,
  isInvalid = false,
}: {
  readonly label: string;
  readonly options: readonly Option[];
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly placeholder?: string;
  readonly allowsOther?: boolean;
  /** Whether what is being typed counts as the last of the values. */
  readonly isLive?: boolean;
  readonly isInvalid?: boolean;
}) {
  const { t, f } = useText();
  const [typed, setTyped] = useState('');
  const isTypedIn = isLive && typed !== '' && values.at(-1) === typed;
  const chips = isTypedIn ? values.slice(0, -1) : values;
  const left = options.filter(({ value }) => !chips.includes(value));
  const found = matching(left, typed);
  const items = allowsOther && !isLive ? [...found, ...otherOption(left, typed)] : found;
  const put = (next: readonly string[]) => {
    setTyped('');
    onChange([...new Set(next)]);
  };
  const combobox = useCombobox<Option>({
    items: [...items],
    inputValue: typed,
    selectedItem: null,
    itemToString: (item) => item?.label ?? '',
    defaultHighlightedIndex: isLive ? -1 : 0,
    stateReducer: (_, { type, changes }) =>
      type === useCombobox.stateChangeTypes.InputBlur
        ? { ...changes, selectedItem: null }
        : changes,
  });
  const { getInputProps, highlightedIndex, closeMenu, isOpen } = combobox;
  // Here and not where Downshift tells of its state, which is after the next event may have come.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && typed === '' && chips.length > 0) put(chips.slice(0, -1));
    if (event.key !== 'Enter') return;
    const option = isOpen ? items[highlightedIndex] : undefined;
    const taken = option?.value ?? (isLive ? typed : '');
    if (taken === '') return;
    event.preventDefault();
    closeMenu();
    put([...chips, taken]);
  };
  const onBlur = () => {
    const taken = isLive ? typed : takenOnLeave(left, typed, allowsOther);
    if (taken !== undefined && taken !== '') put([...chips, taken]);
    else setTyped('');
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = splitList(event.clipboardData.getData('text'));
    if (pasted.length < 2 || !allowsOther) return;
    event.preventDefault();
    put([...chips, ...pasted]);
  };
  return (
    <div className="choice choices">
      <div className="choices-box">
        {chips.slice(0, MAX_CHIPS).map((value) => {
          const name = options.find((option) => option.value === value)?.label ?? value;
          return (
            <span key={value} className="chip">
              {name}
              <button
                type="button"
                aria-label={t('common.chips.remove', { name })}
                onClick={() => put(chips.filter((other) => other !== value))}
              >
                <X aria-hidden="true" />
              </button>
            </span>
          );
        })}
        {chips.length > MAX_CHIPS && (
          <span className="chip">
            {t('common.chips.more', {
              count: chips.length - MAX_CHIPS,
              formatted: f.number(chips.length - MAX_CHIPS),
            })}
            <button type="button" aria-label={t('common.chips.removeAll')} onClick={() => put([])}>
              <X aria-hidden="true" />
            </button>
          </span>
        )}
        <input
          {...getInputProps({
            'aria-label': label,
            'aria-labelledby': undefined,
            ...(isInvalid && { 'aria-invalid': true }),
            placeholder: chips.length === 0 ? placeholder : undefined,
            onBlur,
            onChange: ({ currentTarget: { value } }) => {
              setTyped(value);
              if (isLive) onChange(value === '' ? chips : [...chips, value]);
            },
            onKeyDown,
            onPaste,
          })}
        />
      </div>
      <ChoiceMenu
        combobox={combobox}
        items={items}
        isOpen={isOpen}
        label={label}
        onTake={({ value }) => put([...chips, value])}
      />
    </div>
  );
}
