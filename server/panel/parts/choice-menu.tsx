/**
 * The list that opens below a combobox, or above it near the end of the window. It lies on top of
 * everything, so that nothing around it cuts it off: no dialog, no box that scrolls.
 */
import type { UseComboboxReturnValue } from 'downshift';
import { useLayoutEffect, useRef } from 'react';
import { useText } from '../text/use-text.ts';
import type { Option } from './choice-options.ts';
import { keepIfResting } from './choice-state.ts';

/** As high as the list gets. */
const MAX_HEIGHT_PX = 304;
const MIN_HEIGHT_PX = 96;
const GAP_PX = 4;
/** From the edge of the window. */
const MARGIN_PX = 8;

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
  const menu = useRef<HTMLUListElement>(null);
  usePlace(menu, isOpen && items.length > 0);
  let section: string | undefined;
  return (
    <ul
      className="choice-menu"
      popover="manual"
      // Browsers make a list that scrolls a stop of Tab of its own; the focus stays in the input.
      tabIndex={-1}
      onMouseDown={(event) => event.preventDefault()}
      {...getMenuProps({ ref: menu, 'aria-label': name, 'aria-labelledby': undefined })}
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
              {...getItemProps({
                item: option,
                index,
                onClick: () => onTake(option),
                onMouseMove: keepIfResting,
              })}
            >
              <span>{option.label}</span>
              {option.detail !== undefined && <span className="muted">{option.detail}</span>}
            </li>
          );
        })}
    </ul>
  );
}

/** Shows the list at the box that it is in, and keeps it there while something scrolls. */
function usePlace(menu: { readonly current: HTMLUListElement | null }, isShown: boolean): void {
  const place = useRef<() => void>(undefined);
  useLayoutEffect(() => {
    const { current: list } = menu;
    const box = list?.parentElement;
    if (!isShown || list === null || !box) return;
    const { top, bottom } = box.getBoundingClientRect();
    const below = windowHeight() - bottom;
    // Once and for all: a list that jumps from letter to letter cannot be read.
    const isAbove = below < MAX_HEIGHT_PX + GAP_PX + MARGIN_PX && top > below;
    place.current = () => placeAt(list, box, isAbove);
    const onScroll = ({ target }: Event) => {
      if (target !== list) place.current?.();
    };
    list.showPopover();
    place.current();
    window.addEventListener('scroll', onScroll, { capture: true, passive: true });
    window.addEventListener('resize', place.current);
    const resize = place.current;
    return () => {
      window.removeEventListener('scroll', onScroll, { capture: true });
      window.removeEventListener('resize', resize);
      place.current = undefined;
      list.hidePopover();
    };
  }, [menu, isShown]);
  // Above the box, a list of another length begins elsewhere.
  useLayoutEffect(() => place.current?.());
}

function placeAt(list: HTMLElement, box: Element, isAbove: boolean): void {
  const { top, bottom, left, width } = box.getBoundingClientRect();
  const room = (isAbove ? top : windowHeight() - bottom) - GAP_PX - MARGIN_PX;
  const { style } = list;
  style.minWidth = `${width}px`;
  style.maxHeight = `${Math.max(MIN_HEIGHT_PX, Math.min(MAX_HEIGHT_PX, room))}px`;
  const latest = window.innerWidth - list.offsetWidth - MARGIN_PX;
  style.left = `${Math.max(MARGIN_PX, Math.min(left, latest))}px`;
  style.top = `${isAbove ? top - GAP_PX - list.offsetHeight : bottom + GAP_PX}px`;
}

/** What the keyboard of a phone leaves of it. */
function windowHeight(): number {
  return window.visualViewport?.height ?? window.innerHeight;
}
