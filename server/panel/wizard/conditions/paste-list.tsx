/** A way for hundreds of values at once: paste them, one a line. */
import { ClipboardPaste } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Field } from '../../parts/field.tsx';
import { Popover } from '../../parts/popover.tsx';
import { splitList } from '../../parts/split-list.ts';
import { useText } from '../../text/use-text.ts';

export function PasteList({
  label,
  onAdd,
}: {
  /** Heard: for what it is. */
  readonly label: string;
  readonly onAdd: (values: readonly string[]) => void;
}) {
  const { t, f } = useText();
  const [text, setText] = useState('');
  const values = splitList(text);
  return (
    <Popover
      label={t('conditions.paste.title', { label })}
      icon={<ClipboardPaste aria-hidden="true" />}
    >
      {(close) => (
        <div className="stack paste-list">
          <Field label={t('conditions.paste.title', { label })} hint={t('conditions.paste.hint')}>
            {(field) => (
              <textarea
                {...field}
                rows={7}
                value={text}
                onChange={({ target }) => setText(target.value)}
              />
            )}
          </Field>
          <Button
            kind="primary"
            disabled={values.length === 0}
            onClick={() => {
              onAdd(values);
              setText('');
              close();
            }}
          >
            {t('conditions.paste.add', {
              count: values.length,
              formatted: f.number(values.length),
            })}
          </Button>
        </div>
      )}
    </Popover>
  );
}
