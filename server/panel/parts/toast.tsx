/** Short messages about what was done, which go away by themselves and are read out. */
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';

const SHOWN_MS = 5000;

type Toast = { readonly id: number; readonly text: string };

const ToastContext = createContext<(text: string) => void>(() => {});

/** Shows a message. */
export function useToast(): (text: string) => void {
  return useContext(ToastContext);
}

let lastId = 0;

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const show = useCallback((text: string) => {
    const id = ++lastId;
    setToasts((shown) => [...shown, { id, text }]);
    setTimeout(() => setToasts((shown) => shown.filter((toast) => toast.id !== id)), SHOWN_MS);
  }, []);
  return (
    <ToastContext value={show}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    </ToastContext>
  );
}
