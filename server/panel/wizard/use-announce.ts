/** Tells what was done to who does not see it, and puts the focus where it was done. */
import { useCallback, useEffect, useState } from 'react';

type Announced = { readonly message: string; readonly focus: string | undefined };

export function useAnnounce(): {
  readonly message: string;
  readonly announce: (message: string, focus?: string) => void;
} {
  const [announced, setAnnounced] = useState<Announced>({ message: '', focus: undefined });
  useEffect(() => {
    if (announced.focus !== undefined) focusNode(announced.focus);
  }, [announced]);
  const announce = useCallback((message: string, focus?: string) => {
    setAnnounced({ message, focus });
  }, []);
  return { message: announced.message, announce };
}

/** Focuses what the node begins with: an input of a condition, the choice of a group. */
function focusNode(key: string): void {
  const node = document.querySelector(`[data-node="${CSS.escape(key)}"]`);
  const first = node?.querySelector<HTMLElement>('.node-body :is(input, select, button)');
  first?.focus();
  node?.scrollIntoView({ block: 'nearest' });
}
