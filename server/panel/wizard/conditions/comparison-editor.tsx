/** A field, or a detail of an event, compared with something: subject, operator, value. */
import { useState } from 'react';
import type { Issue } from '../../../client.ts';
import { Choice, type Option } from '../../parts/choice.tsx';
import type { DraftAttribute, DraftField, Operator, Value } from '../../rule/draft.ts';
import { OPERATORS, type ValueType } from '../../rule/operators.ts';
import { operatorLabel } from '../../rule/sentence.ts';
import { useWords } from '../../rule/use-words.ts';
import { useText } from '../../text/use-text.ts';
import { Issues } from './issues.tsx';
import { ValueEditor } from './value-editor.tsx';
import { fitValue, guessType } from './value-fit.ts';

export type Comparison = {
  readonly op: Operator;
  readonly value?: Value;
  readonly ignoreCase?: boolean;
};

/** Something to be compared. */
export type Subject = {
  readonly name: string;
  readonly type: ValueType;
  readonly option: Option;
  readonly values: readonly Option[];
};

const TYPES = Object.keys(OPERATORS) as ValueType[];
/** What can be said of yes and no, with what is left out where there is nothing. */
const YES_NO = {
  true: { op: 'eq', value: true },
  false: { op: 'eq', value: false },
  'false-or-empty': { op: 'neq', value: true },
  'true-or-empty': { op: 'neq', value: false },
  exists: { op: 'exists' },
  not_exists: { op: 'not_exists' },
} as const satisfies Readonly<Record<string, Comparison>>;
type YesNo = keyof typeof YES_NO;

export function ComparisonEditor({
  subjects,
  subject,
  subjectLabel,
  comparison,
  onSubject,
  onChange,
  issues,
}: {
  readonly subjects: readonly Subject[];
  /** Its name; empty: not chosen yet. */
  readonly subject: string;
  readonly subjectLabel: string;
  readonly comparison: Comparison;
  readonly onSubject: (name: string, comparison: Comparison) => void;
  readonly onChange: (comparison: Comparison) => void;
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const { op, value, ignoreCase } = comparison;
  const known = subjects.find(({ name }) => sameName(name, subject));
  const [chosenType, setChosenType] = useState<ValueType | undefined>(undefined);
  const isGuessed = known === undefined && subject !== '';
  const type = known?.type ?? chosenType ?? guessType(op, value);
  const isValueWrong = issues.some(({ path }) => path.startsWith('/value'));
  const label = t('conditions.value.of', { subject: subject || subjectLabel });
  const take = (name: string) => {
    const next = subjects.find((one) => sameName(one.name, name));
    if (next === undefined) return onSubject(name, comparison);
    onSubject(next.name, fitted(comparison, next.type));
  };
  return (
    <div className="line">
      <Choice
        label={subjectLabel}
        options={subjects.map(({ option }) => option)}
        value={known?.name ?? subject}
        onChange={take}
        placeholder={subjectLabel}
        allowsOther
        isInvalid={issues.some(({ path }) => path === '/field' || path === '/attr')}
      />
      {isGuessed && (
        <select
          aria-label={t('conditions.type.label', { subject })}
          value={type}
          onChange={({ target }) => {
            const next = target.value as ValueType;
            setChosenType(next);
            onChange(fitted({ op }, next));
          }}
        >
          {TYPES.map((one) => (
            <option key={one} value={one}>
              {t(`conditions.type.${one}`)}
            </option>
          ))}
        </select>
      )}
      {type === 'boolean' ? (
        <YesNoSelect
          subject={subject || subjectLabel}
          comparison={comparison}
          onChange={onChange}
        />
      ) : (
        <>
          <OperatorSelect
            subject={subject || subjectLabel}
            type={type}
            op={op}
            onChange={(next) => onChange(fitted({ ...comparison, op: next }, type))}
          />
          <ValueEditor
            label={label}
            op={op}
            type={type}
            value={value}
            values={known?.values ?? []}
            onChange={(next) => onChange(withValue(comparison, next))}
            isInvalid={isValueWrong}
          />
        </>
      )}
      {(type === 'text' || type === 'list') && op !== 'exists' && op !== 'not_exists' && (
        <label className="check">
          <input
            type="checkbox"
            checked={ignoreCase === true}
            onChange={({ target }) => {
              const { ignoreCase: _before, ...rest } = comparison;
              onChange(target.checked ? { ...rest, ignoreCase: true } : rest);
            }}
          />
          {t('conditions.ignoreCase')}
        </label>
      )}
      <Issues issues={issues} />
    </div>
  );
}

function OperatorSelect({
  subject,
  type,
  op,
  onChange,
}: {
  readonly subject: string;
  readonly type: ValueType;
  readonly op: Operator;
  readonly onChange: (op: Operator) => void;
}) {
  const { t } = useText();
  const words = useWords();
  const offered = OPERATORS[type];
  // One that the type does not have is shown all the same: it is what is asked.
  const all = offered.includes(op) ? offered : [op, ...offered];
  return (
    <select
      aria-label={t('conditions.operator', { subject })}
      value={op}
      onChange={({ target }) => onChange(target.value as Operator)}
    >
      {all.map((one) => (
        <option key={one} value={one}>
          {operatorLabel(one, type, words)}
        </option>
      ))}
    </select>
  );
}

function YesNoSelect({
  subject,
  comparison: { op, value },
  onChange,
}: {
  readonly subject: string;
  readonly comparison: Comparison;
  readonly onChange: (comparison: Comparison) => void;
}) {
  const { t } = useText();
  const names = Object.keys(YES_NO) as YesNo[];
  const chosen = names.find((name) => {
    const one: Comparison = YES_NO[name];
    return one.op === op && one.value === value;
  });
  return (
    <select
      aria-label={t('conditions.operator', { subject })}
      value={chosen ?? ''}
      onChange={({ target }) => onChange(YES_NO[target.value as YesNo])}
    >
      {chosen === undefined && <option value="">{t('conditions.choose')}</option>}
      {names.map((name) => (
        <option key={name} value={name}>
          {t(`conditions.yesNo.${name}`)}
        </option>
      ))}
    </select>
  );
}

/** What of a field or a detail is compared, and with what. */
export function comparisonOf({ op, value, ignoreCase }: DraftField | DraftAttribute): Comparison {
  return {
    op,
    ...(value !== undefined && { value }),
    ...(ignoreCase !== undefined && { ignoreCase }),
  };
}

/** The comparison as far as it fits a type, or where it begins with that. */
function fitted({ op, value, ignoreCase }: Comparison, type: ValueType): Comparison {
  if (type === 'boolean') {
    return typeof value === 'boolean' && (op === 'eq' || op === 'neq')
      ? { op, value }
      : YES_NO.true;
  }
  const next = OPERATORS[type].includes(op) ? op : (OPERATORS[type][0] as Operator);
  const keepsCase = ignoreCase === true && (type === 'text' || type === 'list');
  return withValue({ op: next, ...(keepsCase && { ignoreCase }) }, fitValue(value, next, type));
}

function withValue(comparison: Comparison, value: Value): Comparison {
  const { value: _before, ...rest } = comparison;
  return value === undefined ? rest : { ...rest, value };
}

/** Names match whatever the case of their letters. */
function sameName(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}
