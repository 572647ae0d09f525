/** A button that opens a small panel below itself: the browser's own popover, placed at the button. */
import { type ReactNode, useId, useRef } from 'react';
import { Button } from './button.tsx';

/** From the edge of the window. */
const MARGIN_PX = 8;

export function Popover({
  label,
  icon,
  text,
  kind = 'quiet',
  children,
}: {
  readonly label: string;
  readonly icon?: ReactNode;
  /** Words on the button; without them the label is heard only. */
  readonly text?: ReactNode;
  readonly kind?: 'primary' | 'plain' | 'quiet';
  /** What is in it; a function is given how to close it. */
  readonly children: ReactNode | ((close: () => void) => ReactNode);
}) {
  const id = useId();
  const button = useRef<HTMLSpanElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const place = () => {
    const anchor = button.current?.getBoundingClientRect();
    const { current } = panel;
    if (anchor === undefined || current === null) return;
    const { offsetWidth: width, offsetHeight: height } = current;
    const left = Math.min(anchor.left, window.innerWidth - width - MARGIN_PX);
    const isBelow = anchor.bottom + height + MARGIN_PX <= window.innerHeight;
    const top = isBelow ? anchor.bottom + 4 : Math.max(MARGIN_PX, anchor.top - height - 4);
    current.style.left = `${Math.max(MARGIN_PX, left)}px`;
    current.style.top = `${top}px`;
  };
  const close = () => panel.current?.hidePopover();
  return (
    <span ref={button} className="popover-anchor">
      <Button kind={kind} icon={icon} popoverTarget={id} {...(text ? {} : { label })}>
        {text}
      </Button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        className="popover"
        role="group"
        aria-label={label}
        onToggle={({ newState }) => {
          if (newState === 'open') place();
        }}
      >
        {typeof children === 'function' ? children(close) : children}
      </div>
    </span>
  );
}
