/** A moment: today, now, a day, a day and a time, or so long from now. */
import { useState } from 'react';
import type { InstantValue, Value } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { DurationInput } from './duration-input.tsx';

const KINDS = ['day', 'moment', 'today', 'now', 'ago', 'ahead'] as const;
type Kind = (typeof KINDS)[number];

const DAY = /^\d{4}-\d\d-\d\d$/;

export function InstantInput({
  label,
  value,
  onChange,
  isInvalid = false,
  mayBeNone = false,
}: {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: InstantValue | undefined) => void;
  readonly isInvalid?: boolean;
  /** Whether there may be no moment at all. */
  readonly mayBeNone?: boolean;
}) {
  const { t } = useText();
  const [chosen, setChosen] = useState<Kind>('day');
  const isNone = mayBeNone && value === undefined;
  const kind = kindOf(value) ?? chosen;
  const invalid = isInvalid || undefined;
  return (
    <span className="pair">
      <select
        aria-label={t('conditions.instant.kind', { label })}
        value={isNone ? 'none' : kind}
        onChange={({ target }) => {
          if (target.value === 'none') return onChange(undefined);
          const next = target.value as Kind;
          setChosen(next);
          onChange(startOf(next));
        }}
      >
        {mayBeNone && <option value="none">{t('conditions.instant.none')}</option>}
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {t(`conditions.instant.${one}`)}
          </option>
        ))}
      </select>
      {!isNone && kind === 'day' && (
        <input
          type="date"
          aria-label={label}
          aria-invalid={invalid}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
      {!isNone && kind === 'moment' && (
        <input
          type="datetime-local"
          step="1"
          aria-label={label}
          aria-invalid={invalid}
          value={localText(value)}
          onChange={({ target }) => {
            const time = new Date(target.value);
            onChange(Number.isNaN(time.getTime()) ? '' : time.toISOString());
          }}
        />
      )}
      {!isNone && (kind === 'ago' || kind === 'ahead') && (
        <DurationInput
          label={label}
          value={spanOf(value)}
          onChange={(span) => onChange(kind === 'ago' ? { ago: span } : { ahead: span })}
          isInvalid={isInvalid}
        />
      )}
    </span>
  );
}

/** Undefined: it does not show. */
function kindOf(value: Value): Kind | undefined {
  if (value === 'today' || value === 'now') return value;
  if (typeof value === 'number') return 'moment';
  if (typeof value === 'string' && value !== '') return DAY.test(value) ? 'day' : 'moment';
  if (typeof value === 'object' && value !== null) return 'ago' in value ? 'ago' : 'ahead';
  return undefined;
}

function startOf(kind: Kind): InstantValue {
  switch (kind) {
    case 'today':
    case 'now':
      return kind;
    case 'ago':
      return { ago: 'P7D' };
    case 'ahead':
      return { ahead: 'P7D' };
    case 'day':
      return localText(Date.now()).slice(0, 10);
    case 'moment':
      return new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString();
  }
}

function spanOf(value: Value): string {
  const { ago, ahead } = (value ?? {}) as { readonly ago?: string; readonly ahead?: string };
  return ago ?? ahead ?? '';
}

/** `2026-03-01T12:00:00` on the clock of whoever looks. */
function localText(value: Value): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) return '';
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
