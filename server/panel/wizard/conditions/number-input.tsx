/** A number, with a point or a comma; what is not one yet is no number, and stays to be finished. */
import { useState } from 'react';
import { useText } from '../../text/use-text.ts';
import { useInvalid } from './issues.tsx';
import { numberText, parseNumber } from './number-text.ts';

export function NumberInput({
  label,
  value,
  onChange,
  isInvalid = false,
  isAmount = false,
}: {
  readonly label: string;
  /** Undefined: nothing given yet. */
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly isInvalid?: boolean;
  /** Of something: whole, and at least one. */
  readonly isAmount?: boolean;
}) {
  const { language } = useText();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const parse = (text: string) => {
    const number = parseNumber(text, language);
    const isWrong =
      isAmount && number !== undefined && !(Number.isSafeInteger(number) && number > 0);
    return isWrong ? undefined : number;
  };
  // What changes the value elsewhere takes the place of what was typed.
  const isOwn = typed !== undefined && parse(typed) === value;
  return (
    <input
      className="number-input"
      inputMode={isAmount ? 'numeric' : 'decimal'}
      autoComplete="off"
      aria-label={label}
      {...useInvalid(isInvalid)}
      value={isOwn ? typed : value === undefined ? '' : numberText(value, language)}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(parse(target.value));
      }}
    />
  );
}
