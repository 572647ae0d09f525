/** A moment: today, now, a day, a day and a time, or so long from now. */
import { useState } from 'react';
import type { InstantValue, Value } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { DurationInput } from './duration-input.tsx';
import { useInvalid } from './issues.tsx';
import {
  localText,
  MOMENT_KINDS,
  type MomentKind,
  momentKind,
  momentOf,
  startOfKind,
} from './moment-text.ts';

/** Years of more digits are none in a rule. */
const LAST_DAY = '9999-12-31';

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
  const [chosen, setChosen] = useState<MomentKind>('day');
  const invalid = useInvalid(isInvalid);
  const isNone = mayBeNone && value === undefined;
  const kind = momentKind(value) ?? chosen;
  const put = (next: InstantValue) => {
    // It outlives a moment in which there is nothing to tell it by.
    setChosen(kind);
    onChange(next);
  };
  return (
    <span className="pair">
      <select
        aria-label={t('conditions.instant.kind', { label })}
        {...invalid}
        value={isNone ? 'none' : kind}
        onChange={({ target }) => {
          if (target.value === 'none') return onChange(undefined);
          const next = target.value as MomentKind;
          setChosen(next);
          onChange(startOfKind(next, Date.now()));
        }}
      >
        {mayBeNone && <option value="none">{t('conditions.instant.none')}</option>}
        {MOMENT_KINDS.map((one) => (
          <option key={one} value={one}>
            {t(`conditions.instant.${one}`)}
          </option>
        ))}
      </select>
      {!isNone && kind === 'day' && (
        <input
          type="date"
          max={LAST_DAY}
          aria-label={label}
          {...invalid}
          value={typeof value === 'string' ? value : ''}
          onChange={({ target }) => put(target.value)}
        />
      )}
      {!isNone && kind === 'moment' && (
        <MomentInput label={label} value={value} onChange={put} isInvalid={isInvalid} />
      )}
      {!isNone && (kind === 'ago' || kind === 'ahead') && (
        <DurationInput
          label={label}
          value={spanOf(value)}
          onChange={(span) => put(kind === 'ago' ? { ago: span } : { ahead: span })}
          isInvalid={isInvalid}
        />
      )}
    </span>
  );
}

function MomentInput({
  label,
  value,
  onChange,
  isInvalid,
}: {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: string) => void;
  readonly isInvalid: boolean;
}) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  // On the way to 2026 is the year 202, whose clocks cannot be told exactly: what was typed stays.
  const isOwn = typed !== undefined && momentOf(typed) === value;
  return (
    <>
      <input
        type="datetime-local"
        step="1"
        max={`${LAST_DAY}T23:59:59`}
        aria-label={label}
        {...useInvalid(isInvalid)}
        value={isOwn ? typed : localText(value)}
        onChange={({ target }) => {
          setTyped(target.value);
          onChange(momentOf(target.value));
        }}
      />
      <span className="muted small">{new Intl.DateTimeFormat().resolvedOptions().timeZone}</span>
    </>
  );
}

function spanOf(value: Value): string {
  const { ago, ahead } = (value ?? {}) as { readonly ago?: string; readonly ahead?: string };
  return ago ?? ahead ?? '';
}
