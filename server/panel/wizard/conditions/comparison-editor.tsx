/** A field, or a detail of an event, compared with something: subject, operator, value. */
import { useState } from 'react';
import type { Issue } from '../../../client.ts';
import { Choice, type Option } from '../../parts/choice.tsx';
import { isNegative, OPERATORS, type ValueType } from '../../rule/operators.ts';
import { useWords } from '../../rule/use-words.ts';
import { fieldLabel } from '../../rule/value-words.ts';
import { useText } from '../../text/use-text.ts';
import { type Comparison, fitComparison, hasCase, sameName, withValue } from './comparison.ts';
import { isAbout, useIssuesId, WithIssues } from './issues.tsx';
import { OperatorSelect, YesNoSelect } from './operator-select.tsx';
import { ValueEditor } from './value-editor.tsx';
import { guessType } from './value-fit.ts';

/** Something to be compared. */
export type Subject = {
  readonly name: string;
  readonly type: ValueType;
  readonly option: Option;
  readonly values: readonly Option[];
};

type Props = {
  /** Undefined: not known yet which there are. */
  readonly subjects: readonly Subject[] | undefined;
  /** Its name; empty: not chosen yet. */
  readonly subject: string;
  readonly subjectLabel: string;
  /** Said of operators that hold for what has no value, too. */
  readonly emptyHint: string;
  readonly comparison: Comparison;
  readonly onSubject: (name: string, comparison: Comparison) => void;
  readonly onChange: (comparison: Comparison) => void;
  readonly issues: readonly Issue[];
};

export function ComparisonEditor({ issues, ...rest }: Props) {
  return (
    <div className="line">
      <WithIssues issues={issues}>
        <Parts issues={issues} {...rest} />
      </WithIssues>
    </div>
  );
}

function Parts({
  subjects,
  subject,
  subjectLabel,
  emptyHint,
  comparison,
  onSubject,
  onChange,
  issues,
}: Props) {
  const words = useWords();
  const { t } = words;
  const { op, value, ignoreCase } = comparison;
  const known = subjects?.find(({ name }) => sameName(name, subject));
  const [chosen, setChosen] = useState({ subject: '', type: 'text' as ValueType });
  const chosenType = chosen.subject === subject ? chosen.type : undefined;
  const isUnknown = subjects !== undefined && known === undefined && subject !== '';
  const type = known?.type ?? chosenType ?? guessType(op, value);
  const called = subject || subjectLabel;
  const ownOption = { value: subject, label: fieldLabel(subject, words) };
  const options = subjects?.map(({ option }) => option) ?? (subject === '' ? [] : [ownOption]);
  const take = (name: string) => {
    const next = subjects?.find((one) => sameName(one.name, name));
    if (next === undefined) return onSubject(name, comparison);
    onSubject(next.name, fitComparison(comparison, next.type));
  };
  return (
    <>
      <Choice
        label={subjectLabel}
        options={options}
        value={known?.name ?? subject}
        onChange={take}
        placeholder={subjectLabel}
        allowsOther
        isInvalid={isAbout(issues, '/field') || isAbout(issues, '/attr')}
        describedBy={useIssuesId()}
      />
      {isUnknown && (
        <TypeSelect
          subject={subject}
          type={type}
          onChange={(next) => {
            setChosen({ subject, type: next });
            onChange(fitComparison(comparison, next));
          }}
        />
      )}
      {type === 'boolean' ? (
        <YesNoSelect
          subject={called}
          comparison={comparison}
          onChange={onChange}
          isInvalid={isAbout(issues, '/op') || isAbout(issues, '/value')}
        />
      ) : (
        <>
          <OperatorSelect
            subject={called}
            type={type}
            op={op}
            onChange={(next) => onChange(fitComparison({ ...comparison, op: next }, type))}
            isInvalid={isAbout(issues, '/op')}
          />
          <ValueEditor
            label={t('conditions.value.of', { subject: called })}
            op={op}
            type={type}
            value={value}
            values={known?.values ?? []}
            onChange={(next) => onChange(withValue(comparison, next))}
            isInvalid={isAbout(issues, '/value')}
          />
          {isNegative(op) && op !== 'not_exists' && <span className="hint">{emptyHint}</span>}
        </>
      )}
      {subject !== '' && hasCase(op, type) && (
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
    </>
  );
}

/** Of what nobody has written yet: nothing else tells what it is. */
function TypeSelect({
  subject,
  type,
  onChange,
}: {
  readonly subject: string;
  readonly type: ValueType;
  readonly onChange: (type: ValueType) => void;
}) {
  const { t } = useText();
  return (
    <select
      aria-label={t('conditions.type.label', { subject })}
      value={type}
      onChange={({ target }) => onChange(target.value as ValueType)}
    >
      {(Object.keys(OPERATORS) as ValueType[]).map((one) => (
        <option key={one} value={one}>
          {t(`conditions.type.${one}`)}
        </option>
      ))}
    </select>
  );
}
