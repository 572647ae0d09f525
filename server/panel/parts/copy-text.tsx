/** A text in the letters of programs, with a button that copies it. */
import { Copy } from 'lucide-react';
import { useText } from '../text/use-text.ts';
import { Button } from './button.tsx';
import { useToast } from './toast.tsx';

export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useText();
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(t('common.action.copied'));
  };
  return (
    <div className="copy-text">
      <pre>{text}</pre>
      <Button icon={<Copy aria-hidden="true" />} label={label} onClick={() => void copy()} />
    </div>
  );
}
