/** Puts the focus where somebody goes on after something came or went, which would otherwise lose it. */
import { type RefObject, useLayoutEffect, useRef } from 'react';

export function useFocusNext<E extends HTMLElement>(): {
  /** Of the element in which it is. */
  readonly within: RefObject<E | null>;
  /** On what is there after the change that is under way: the first of the selectors that finds something. */
  readonly focusNext: (...selectors: readonly string[]) => void;
} {
  const within = useRef<E>(null);
  const wanted = useRef<readonly string[]>([]);
  useLayoutEffect(() => {
    const selectors = wanted.current;
    wanted.current = [];
    for (const selector of selectors) {
      const found = within.current?.querySelector<HTMLElement>(selector);
      if (found) return found.focus();
    }
  });
  return {
    within,
    focusNext: (...selectors) => {
      wanted.current = selectors;
    },
  };
}
