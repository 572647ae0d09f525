/** A dialog: the browser's own, which keeps the focus inside and closes on Escape. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useText } from '../text/use-text.ts';
import { Button } from './button.tsx';

export function Dialog({
  title,
  onClose,
  actions,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  /** Buttons at its end. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} className="dialog" onClose={onClose}>
      <header className="row">
        <h2 id={id}>{title}</h2>
        <Button
          kind="quiet"
          icon={<X aria-hidden="true" />}
          label={t('common.action.close')}
          onClick={() => dialog.current?.close()}
        />
      </header>
      <div className="dialog-body">{children}</div>
      {actions && <footer className="row row-end">{actions}</footer>}
    </dialog>
  );
}
