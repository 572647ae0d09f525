/** How something is compared, in words: the operators of its type; for yes and no all there is to say. */
import type { Operator } from '../../rule/draft.ts';
import { OPERATORS, type ValueType } from '../../rule/operators.ts';
import { operatorLabel } from '../../rule/sentence.ts';
import { useWords } from '../../rule/use-words.ts';
import { useText } from '../../text/use-text.ts';
import { type Comparison, YES_NO, type YesNo, yesNoOf } from './comparison.ts';
import { useInvalid } from './issues.tsx';

export function OperatorSelect({
  subject,
  type,
  op,
  operators = OPERATORS[type],
  onChange,
  isInvalid,
}: {
  readonly subject: string;
  readonly type: ValueType;
  readonly op: Operator;
  readonly operators?: readonly Operator[];
  readonly onChange: (op: Operator) => void;
  readonly isInvalid: boolean;
}) {
  const words = useWords();
  // One that the type does not have is shown all the same: it is what is asked.
  const offered = operators.includes(op) ? operators : [op, ...operators];
  return (
    <select
      aria-label={words.t('conditions.operator', { subject })}
      {...useInvalid(isInvalid)}
      value={op}
      onChange={({ target }) => onChange(target.value as Operator)}
    >
      {offered.map((one) => (
        <option key={one} value={one}>
          {operatorLabel(one, type, words)}
        </option>
      ))}
    </select>
  );
}

export function YesNoSelect({
  subject,
  comparison,
  onChange,
  isInvalid,
}: {
  readonly subject: string;
  readonly comparison: Comparison;
  readonly onChange: (comparison: Comparison) => void;
  readonly isInvalid: boolean;
}) {
  const { t } = useText();
  const chosen = yesNoOf(comparison);
  return (
    <select
      aria-label={t('conditions.operator', { subject })}
      {...useInvalid(isInvalid)}
      value={chosen ?? ''}
      onChange={({ target }) => onChange(YES_NO[target.value as YesNo])}
    >
      {chosen === undefined && <option value="">{t('conditions.choose')}</option>}
      {(Object.keys(YES_NO) as YesNo[]).map((name) => (
        <option key={name} value={name}>
          {t(`conditions.yesNo.${name}`)}
        </option>
      ))}
    </select>
  );
}
