/** Closes the dialog that it is in, the browser's way: the focus goes back to where it was. */
import type { ReactNode } from 'react';
import { Button } from '../parts/button.tsx';

export function CloseButton({ children }: { readonly children: ReactNode }) {
  return (
    <Button onClick={({ currentTarget }) => currentTarget.closest('dialog')?.close()}>
      {children}
    </Button>
  );
}
