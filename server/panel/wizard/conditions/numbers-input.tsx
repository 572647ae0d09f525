/** Several numbers. What is not one yet makes the condition incomplete, and stays to be finished. */
import { useState } from 'react';
import type { Option } from '../../parts/choice.tsx';
import { Choices } from '../../parts/choices.tsx';
import type { Value } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { useIssuesId } from './issues.tsx';
import { numberText, parseNumber } from './number-text.ts';

export function NumbersInput({
  label,
  values,
  onChange,
  options,
  isInvalid,
}: {
  readonly label: string;
  readonly values: readonly Value[];
  /** Undefined in the list: not a number yet. */
  readonly onChange: (values: readonly (number | undefined)[]) => void;
  readonly options: readonly Option[];
  readonly isInvalid: boolean;
}) {
  const { t, language } = useText();
  const [typed, setTyped] = useState<readonly string[]>([]);
  const parse = (texts: readonly string[]) => texts.map((text) => parseNumber(text, language));
  const parsed = parse(typed);
  // What changes the values elsewhere takes the place of what was typed.
  const isOwn =
    parsed.length === values.length && parsed.every((number, index) => number === values[index]);
  return (
    <Choices
      label={label}
      options={options}
      values={isOwn ? typed : values.map((value) => textOf(value, language))}
      onChange={(texts) => {
        setTyped(texts);
        onChange(parse(texts));
      }}
      placeholder={t('conditions.value.numbers')}
      allowsOther
      isLive
      isInvalid={isInvalid}
      describedBy={useIssuesId()}
      separator=";"
    />
  );
}

function textOf(value: Value, language: 'en' | 'pl'): string {
  return typeof value === 'number' ? numberText(value, language) : '';
}
