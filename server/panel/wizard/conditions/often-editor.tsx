/** How often something happened: at least once, never, or compared with a number. */
import { useState } from 'react';
import type { Operator, Value } from '../../rule/draft.ts';
import { aggregateOperators } from '../../rule/operators.ts';
import { useText } from '../../text/use-text.ts';
import { useInvalid } from './issues.tsx';
import { ValueEditor } from './value-editor.tsx';
import { fitValue } from './value-fit.ts';

type Often = { readonly op: Operator; readonly value?: Value };
type Mode = 'once' | 'never' | Operator;

const ONCE: Often = { op: 'gte', value: 1 };
const NEVER: Often = { op: 'eq', value: 0 };

export function OftenEditor({
  op,
  value,
  onChange,
  isInvalid,
}: Often & {
  readonly onChange: (often: Often) => void;
  readonly isInvalid: boolean;
}) {
  const { t } = useText();
  const [chosen, setChosen] = useState<Mode | undefined>(undefined);
  // A number that is being typed passes 1 and 0 on its way.
  const mode = chosen !== undefined && fits(chosen, { op, value }) ? chosen : modeOf({ op, value });
  const choose = (next: Mode) => {
    setChosen(next);
    if (next === 'once') return onChange(ONCE);
    if (next === 'never') return onChange(NEVER);
    const kept = fitValue(value, next, 'number');
    const start = kept ?? (next === 'between' ? [1, 3] : ['in', 'not_in'].includes(next) ? [1] : 2);
    onChange({ op: next, ...(next !== 'exists' && next !== 'not_exists' && { value: start }) });
  };
  const offered = aggregateOperators('count').filter(
    (one) => (one !== 'exists' && one !== 'not_exists') || one === op,
  );
  return (
    <span className="pair">
      <select
        aria-label={t('conditions.often.label')}
        {...useInvalid(isInvalid)}
        value={mode}
        onChange={({ target }) => choose(target.value as Mode)}
      >
        <option value="once">{t('conditions.often.once')}</option>
        <option value="never">{t('conditions.often.never')}</option>
        {offered.map((one) => (
          <option key={one} value={one}>
            {t(`conditions.often.${one as 'gte'}`)}
          </option>
        ))}
      </select>
      {mode !== 'once' && mode !== 'never' && (
        <>
          <ValueEditor
            label={t('conditions.often.number')}
            op={op}
            type="number"
            value={value}
            values={[]}
            onChange={(next) => onChange(next === undefined ? { op } : { op, value: next })}
            isInvalid={isInvalid}
          />
          <span>{t('conditions.often.times')}</span>
        </>
      )}
    </span>
  );
}

function modeOf({ op, value }: Often): Mode {
  if (op === ONCE.op && value === ONCE.value) return 'once';
  return op === NEVER.op && value === NEVER.value ? 'never' : op;
}

function fits(mode: Mode, often: Often): boolean {
  return mode === 'once' || mode === 'never' ? modeOf(often) === mode : often.op === mode;
}
