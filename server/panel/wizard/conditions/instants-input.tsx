/** Several moments, one of which is meant. */
import { Plus, X } from 'lucide-react';
import { Button } from '../../parts/button.tsx';
import type { InstantValue, Value } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { InstantInput } from './instant-input.tsx';
import { startOfKind } from './moment-text.ts';
import { useFocusNext } from './use-focus-next.ts';

export function InstantsInput({
  label,
  values,
  onChange,
  isInvalid,
}: {
  readonly label: string;
  readonly values: readonly Value[];
  readonly onChange: (values: readonly Value[]) => void;
  readonly isInvalid: boolean;
}) {
  const { t, f } = useText();
  const { within, focusNext } = useFocusNext<HTMLSpanElement>();
  // There is always one to begin with.
  const moments = values.length === 0 ? [undefined] : values;
  const put = (index: number, moment: InstantValue | undefined) =>
    onChange(moments.map((other, at) => (at === index ? moment : other)));
  return (
    <span ref={within} className="pair instants">
      {moments.map((moment, index) => {
        const number = f.number(index + 1);
        return (
          // Moments have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <span key={index} className="pair">
            <InstantInput
              label={moments.length === 1 ? label : t('conditions.instant.nth', { label, number })}
              value={moment}
              onChange={(next) => put(index, next)}
              isInvalid={isInvalid}
            />
            {moments.length > 1 && (
              <Button
                kind="quiet"
                icon={<X aria-hidden="true" />}
                label={t('conditions.instant.remove', { label, number })}
                onClick={() => {
                  onChange(moments.toSpliced(index, 1));
                  focusNext('[data-add]');
                }}
              />
            )}
          </span>
        );
      })}
      <Button
        kind="quiet"
        icon={<Plus aria-hidden="true" />}
        data-add=""
        onClick={() => {
          onChange([...moments, startOfKind('day', Date.now())]);
          focusNext(`:scope > .pair:nth-of-type(${moments.length + 1}) select`);
        }}
      >
        {t('conditions.instant.add')}
      </Button>
    </span>
  );
}
