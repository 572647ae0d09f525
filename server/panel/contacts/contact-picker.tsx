/** One contact, found by typing. */
import { useCombobox } from 'downshift';
import { type KeyboardEvent, useState } from 'react';
import type { Recipient } from '../../client.ts';
import { useText } from '../text/use-text.ts';
import { useContactSearch } from './use-contact-search.ts';

const SUGGESTED = 8;

export function ContactPicker({
  label,
  onPick,
}: {
  readonly label: string;
  readonly onPick: (id: string) => void;
}) {
  const { t } = useText();
  const [typed, setTyped] = useState('');
  const { data, isCurrent } = useContactSearch(typed, SUGGESTED);
  // Nobody is to be taken for whom was typed after.
  const items = isCurrent ? [...(data?.members ?? [])] : [];
  const { isOpen, closeMenu, getInputProps, getMenuProps, getItemProps, highlightedIndex } =
    useCombobox<Recipient>({
      items,
      inputValue: typed,
      selectedItem: null,
      itemToString: (item) => item?.id ?? '',
      defaultHighlightedIndex: 0,
      stateReducer: (_, { type, changes }) =>
        type === useCombobox.stateChangeTypes.InputBlur
          ? { ...changes, selectedItem: null }
          : changes,
    });
  const pick = ({ id }: Recipient) => {
    setTyped(id);
    onPick(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const item = items[highlightedIndex];
    if (event.key !== 'Enter' || !isOpen || item === undefined) return;
    event.preventDefault();
    closeMenu();
    pick(item);
  };
  return (
    <div className="choice contact-picker">
      <input
        {...getInputProps({
          'aria-label': label,
          'aria-labelledby': undefined,
          placeholder: t('contacts.why.placeholder'),
          onKeyDown,
          onChange: ({ currentTarget }) => setTyped(currentTarget.value),
        })}
      />
      <div className="choice-place">
        <ul
          className="choice-menu"
          {...getMenuProps({
            'aria-label': t('common.choices', { what: label }),
            'aria-labelledby': undefined,
          })}
          hidden={!isOpen || items.length === 0}
        >
          {isOpen &&
            items.map((item, index) => (
              <li
                key={item.ordinal}
                className={highlightedIndex === index ? 'is-highlighted' : undefined}
                {...getItemProps({ item, index, onClick: () => pick(item) })}
              >
                <span>{item.id}</span>
                <span className="muted">{hintOf(item, typed)}</span>
              </li>
            ))}
        </ul>
      </div>
    </div>
  );
}

/** What of it fits what is typed, or something to know it by. */
function hintOf({ fields }: Recipient, typed: string): string {
  const texts = Object.values(fields).filter((value) => typeof value === 'string');
  const wanted = typed.trim().toLowerCase();
  const fitting = texts.find((text) => text.toLowerCase().startsWith(wanted));
  return (wanted === '' ? undefined : fitting) ?? texts.slice(0, 2).join(' · ');
}
