/** A span of time: so many of a unit. One of several units (`P1DT12H`) is kept and shown as it is written. */
import { useState } from 'react';
import {
  DURATION_UNITS,
  type DurationUnit,
  formatDuration,
  parseDuration,
} from '../../rule/duration-text.ts';
import { useText } from '../../text/use-text.ts';
import { useInvalid } from './issues.tsx';
import { NumberInput } from './number-input.tsx';

export function DurationInput({
  label,
  value,
  onChange,
  isInvalid = false,
}: {
  readonly label: string;
  /** ISO 8601; empty: nothing given yet. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isInvalid?: boolean;
}) {
  const { t } = useText();
  const [chosenUnit, setChosenUnit] = useState<DurationUnit>('day');
  const [isWriting, setIsWriting] = useState(false);
  const invalid = useInvalid(isInvalid);
  const parts = value === '' ? [] : parseDuration(value);
  // It may become one of a single unit while somebody is still writing it.
  if (isWriting || parts === undefined || parts.length > 1) {
    return (
      <input
        className="duration-text"
        aria-label={t('conditions.duration.written', { label })}
        {...invalid}
        value={value}
        onFocus={() => setIsWriting(true)}
        onBlur={() => setIsWriting(false)}
        onChange={({ target }) => onChange(target.value)}
      />
    );
  }
  const [part] = parts;
  const unit = part?.unit ?? chosenUnit;
  const put = (amount: number | undefined, nextUnit: DurationUnit) => {
    // The unit outlives a moment without an amount.
    setChosenUnit(nextUnit);
    onChange(amount === undefined ? '' : formatDuration(amount, nextUnit));
  };
  return (
    <span className="pair">
      <NumberInput
        label={t('conditions.duration.amount', { label })}
        isAmount
        value={part?.amount}
        onChange={(amount) => put(amount, unit)}
        isInvalid={isInvalid}
      />
      <select
        aria-label={t('conditions.duration.unit', { label })}
        {...invalid}
        value={unit}
        onChange={({ target }) => put(part?.amount, target.value as DurationUnit)}
      >
        {DURATION_UNITS.map((one) => (
          <option key={one} value={one}>
            {t(`rule.unit.${one}`)}
          </option>
        ))}
      </select>
    </span>
  );
}
