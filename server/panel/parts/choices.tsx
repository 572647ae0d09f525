/** Several of many: what is chosen as chips, and a combobox for the next one. */
import { useCombobox } from 'downshift';
import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useText } from '../text/use-text.ts';
import { ChoiceMenu } from './choice-menu.tsx';
import {
  goesOnWithComma,
  matching,
  type Option,
  otherOption,
  takenOnLeave,
} from './choice-options.ts';
import { choiceReducer, isEnter, keepEscape } from './choice-state.ts';
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
  describedBy,
  separator = ',',
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
  /** The id of what is wrong with it. */
  readonly describedBy?: string | undefined;
  /** The key that ends a value as Enter does. */
  readonly separator?: ',' | ';';
}) {
  const { t, f } = useText();
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const input = useRef<HTMLInputElement>(null);
  // Live, it is the last value, or it was taken back elsewhere.
  const isTypedIn = isLive && text !== '' && values.at(-1) === text;
  const typed = isLive && !isTypedIn ? '' : text;
  const chips = isTypedIn ? values.slice(0, -1) : values;
  const left = options.filter(({ value }) => !chips.includes(value));
  const found = matching(left, typed);
  const items =
    allowsOther && !isLive ? [...found, ...otherOption(left, typed, t('common.asTyped'))] : found;
  const nameOf = (value: string) => options.find((one) => one.value === value)?.label ?? value;
  const put = (next: readonly string[]) => {
    setText('');
    onChange([...new Set(next)]);
  };
  const add = (value: string) => {
    put([...chips, value]);
    setSaid(t('common.chips.added', { name: nameOf(value) }));
  };
  const remove = (value: string) => {
    put(chips.filter((other) => other !== value));
    setSaid(t('common.chips.removed', { name: nameOf(value) }));
    input.current?.focus();
  };
  /** What is meant by what was typed when it ends. */
  const ended = (): string => {
    const meant = isLive ? typed.trim() : takenOnLeave(left, typed, allowsOther);
    return meant ?? '';
  };
  const start = isLive ? -1 : 0;
  const combobox = useCombobox<Option>({
    items: [...items],
    inputValue: typed,
    selectedItem: null,
    itemToString: (item) => item?.label ?? '',
    defaultHighlightedIndex: start,
    stateReducer: choiceReducer({ opened: start, typed: start }),
  });
  const { getInputProps, highlightedIndex, closeMenu, isOpen } = combobox;
  // Here and not where Downshift tells of its state, which is after the next event may have come.
  const onKeyDown = (event: KeyboardEvent) => {
    keepEscape(event, isOpen);
    const [last] = chips.slice(-1);
    if (event.key === 'Backspace' && typed === '' && last !== undefined) remove(last);
    const isEnd = allowsOther && event.key === separator && !goesOnWithComma(left, typed);
    if (!isEnter(event) && !isEnd) return;
    const option = isOpen && !isEnd ? items[highlightedIndex] : undefined;
    const taken = option?.value ?? (isLive || isEnd ? ended() : '');
    if (taken === '') return;
    event.preventDefault();
    closeMenu();
    add(taken);
  };
  const onBlur = () => {
    const taken = ended();
    if (taken !== '') put([...chips, taken]);
    else setText('');
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
        {chips.slice(0, MAX_CHIPS).map((value) => (
          <span key={value} className="chip">
            {nameOf(value)}
            <button
              type="button"
              aria-label={t('common.chips.remove', { name: nameOf(value) })}
              onClick={() => remove(value)}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        ))}
        {chips.length > MAX_CHIPS && (
          <span className="chip">
            {t('common.chips.more', {
              count: chips.length - MAX_CHIPS,
              formatted: f.number(chips.length - MAX_CHIPS),
            })}
            <button
              type="button"
              aria-label={t('common.chips.removeAll')}
              onClick={() => {
                put([]);
                input.current?.focus();
              }}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        )}
        <input
          {...getInputProps({
            ref: input,
            'aria-label': label,
            'aria-labelledby': undefined,
            ...(isInvalid && { 'aria-invalid': true }),
            ...(isInvalid && describedBy !== undefined && { 'aria-describedby': describedBy }),
            'aria-expanded': isOpen && items.length > 0,
            placeholder: chips.length === 0 ? placeholder : undefined,
            onBlur,
            onChange: ({ currentTarget: { value } }) => {
              setText(value);
              if (isLive) onChange(value === '' ? chips : [...chips, value]);
            },
            onKeyDown,
            onPaste,
          })}
        />
        <span role="status" className="only-heard">
          {said}
        </span>
      </div>
      <ChoiceMenu
        combobox={combobox}
        items={items}
        isOpen={isOpen}
        label={label}
        onTake={({ value }) => add(value)}
      />
    </div>
  );
}
