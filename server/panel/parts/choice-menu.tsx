/** The list that opens below a combobox, or above it near the end of the window. */
import type { UseComboboxReturnValue } from 'downshift';
import { useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../text/use-text.ts';
import type { Option } from './choice-options.ts';

/** As high as the list gets, with some air. */
const MAX_HEIGHT_PX = 320;

export function ChoiceMenu({
  combobox,
  items,
  isOpen,
  label,
  onTake,
}: {
  readonly combobox: UseComboboxReturnValue<Option>;
  readonly items: readonly Option[];
  readonly isOpen: boolean;
  readonly label: string;
  readonly onTake: (option: Option) => void;
}) {
  const { t } = useText();
  const { getMenuProps, getItemProps, highlightedIndex } = combobox;
  const name = t('common.choices', { what: label });
  const place = useRef<HTMLDivElement>(null);
  const [isAbove, setIsAbove] = useState(false);
  useLayoutEffect(() => {
    if (!isOpen) return;
    const box = place.current?.parentElement?.getBoundingClientRect();
    if (box === undefined) return;
    const below = window.innerHeight - box.bottom;
    setIsAbove(below < MAX_HEIGHT_PX && box.top > below);
  }, [isOpen]);
  let section: string | undefined;
  return (
    <div ref={place} className={`choice-place ${isAbove ? 'is-above' : ''}`}>
      <ul
        className="choice-menu"
        {...getMenuProps({ 'aria-label': name, 'aria-labelledby': undefined })}
        hidden={!isOpen || items.length === 0}
      >
        {isOpen &&
          items.map((option, index) => {
            const isFirst = option.section !== undefined && option.section !== section;
            section = option.section;
            return (
              <li
                key={`${option.section ?? ''}/${option.value}`}
                data-section={isFirst ? option.section : undefined}
                className={highlightedIndex === index ? 'is-highlighted' : undefined}
                {...getItemProps({ item: option, index, onClick: () => onTake(option) })}
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
