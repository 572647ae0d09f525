/** A number, with a point or a comma; what is not one yet is no number, and stays to be finished. */
import { useState } from 'react';

export function NumberInput({
  label,
  value,
  onChange,
  isInvalid = false,
  isWhole = false,
}: {
  readonly label: string;
  /** Undefined: nothing given yet. */
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
  readonly isInvalid?: boolean;
  /** A whole number that is not negative. */
  readonly isWhole?: boolean;
}) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  // What changes the value elsewhere takes the place of what was typed.
  const isOwn = typed !== undefined && parse(typed, isWhole) === value;
  return (
    <input
      className="number-input"
      inputMode={isWhole ? 'numeric' : 'decimal'}
      autoComplete="off"
      aria-label={label}
      aria-invalid={isInvalid || undefined}
      value={isOwn ? typed : (value ?? '')}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(parse(target.value, isWhole));
      }}
    />
  );
}

function parse(text: string, isWhole: boolean): number | undefined {
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  const shape = isWhole ? /^\d+$/ : /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
  const number = shape.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
