/** What an operator compares with: for each kind of operand its input. */
import { Choice, type Option } from '../../parts/choice.tsx';
import { Choices } from '../../parts/choices.tsx';
import type { Operator, Value } from '../../rule/draft.ts';
import { operandOf, type ValueType } from '../../rule/operators.ts';
import { useText } from '../../text/use-text.ts';
import { AnniversaryInput } from './anniversary-input.tsx';
import { DurationInput } from './duration-input.tsx';
import { InstantInput } from './instant-input.tsx';
import { InstantsInput } from './instants-input.tsx';
import { useInvalid, useIssuesId } from './issues.tsx';
import { NumberInput } from './number-input.tsx';
import { NumbersInput } from './numbers-input.tsx';
import { PasteList } from './paste-list.tsx';

/** Operators of text that take one text as it is, or several. */
const ONE_OR_MORE: readonly Operator[] = ['contains', 'not_contains', 'starts_with', 'ends_with'];

export function ValueEditor({
  label,
  op,
  type,
  value,
  onChange,
  values,
  isInvalid,
}: {
  /** Heard: of what it is the value. */
  readonly label: string;
  readonly op: Operator;
  readonly type: ValueType;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** The commonest, to be completed. */
  readonly values: readonly Option[];
  readonly isInvalid: boolean;
}) {
  const { t } = useText();
  const range = (Array.isArray(value) ? value : []) as Value[];
  const setEdge = (index: 0 | 1, edge: Value) =>
    onChange(index === 0 ? [edge, range[1]] : [range[0], edge]);
  const common = { label, isInvalid };
  const describedBy = useIssuesId();
  const invalid = useInvalid(isInvalid);
  switch (operandOf(op, type)) {
    case 'nothing':
    case 'boolean':
      return null;
    case 'text':
      return (
        <Choice
          {...common}
          describedBy={describedBy}
          options={values}
          value={typeof value === 'string' ? value : ''}
          onChange={onChange}
          placeholder={t('conditions.value.text')}
          allowsOther
          isLive
        />
      );
    case 'pattern':
      return (
        <span className="pattern">
          <input
            aria-label={label}
            {...invalid}
            value={typeof value === 'string' ? value : ''}
            placeholder={t('conditions.value.pattern')}
            onChange={({ target }) => onChange(target.value)}
          />
          <span className="hint">{t('conditions.value.patternHint')}</span>
        </span>
      );
    case 'texts': {
      const texts = textsOf(value);
      const put = (next: readonly string[]) => {
        if (next.length === 0) return onChange(undefined);
        onChange(next.length === 1 && ONE_OR_MORE.includes(op) ? next[0] : next);
      };
      return (
        <span className="with-paste">
          <Choices
            {...common}
            describedBy={describedBy}
            options={values}
            values={texts}
            onChange={put}
            placeholder={t('conditions.value.texts')}
            allowsOther
            isLive
          />
          <PasteList label={label} onAdd={(more) => put([...new Set([...texts, ...more])])} />
        </span>
      );
    }
    case 'number':
      return (
        <NumberInput
          {...common}
          value={typeof value === 'number' ? value : undefined}
          onChange={onChange}
        />
      );
    case 'numbers':
      return (
        <NumbersInput
          {...common}
          options={values}
          values={range}
          onChange={(numbers) => onChange(numbers.length === 0 ? undefined : numbers)}
        />
      );
    case 'number-range':
      return (
        <span className="pair">
          <NumberInput
            label={t('conditions.between.low', { label })}
            value={range[0] as number | undefined}
            onChange={(low) => setEdge(0, low)}
            isInvalid={isInvalid}
          />
          <span>{t('conditions.between.and')}</span>
          <NumberInput
            label={t('conditions.between.high', { label })}
            value={range[1] as number | undefined}
            onChange={(high) => setEdge(1, high)}
            isInvalid={isInvalid}
          />
        </span>
      );
    case 'instant':
      return <InstantInput {...common} value={value} onChange={onChange} />;
    case 'instants':
      return <InstantsInput {...common} values={range} onChange={onChange} />;
    case 'instant-range':
      return (
        <span className="pair">
          <InstantInput
            label={t('conditions.between.low', { label })}
            value={range[0]}
            onChange={(low) => setEdge(0, low)}
            isInvalid={isInvalid}
          />
          <span>{t('conditions.between.and')}</span>
          <InstantInput
            label={t('conditions.between.high', { label })}
            value={range[1]}
            onChange={(high) => setEdge(1, high)}
            isInvalid={isInvalid}
          />
        </span>
      );
    case 'duration':
      return (
        <DurationInput
          {...common}
          value={typeof value === 'string' ? value : ''}
          onChange={onChange}
        />
      );
    case 'anniversary':
      return <AnniversaryInput {...common} value={value} onChange={onChange} />;
  }
}

function textsOf(value: Value): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
