/** When: all time, the last so many days, to date, a whole unit before, or between two moments. */
import type { Issue } from '../../../client.ts';
import type { CalendarUnit, InstantValue, Window } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { DurationInput } from './duration-input.tsx';
import { InstantInput } from './instant-input.tsx';
import { isAbout, useInvalid } from './issues.tsx';

const KINDS = ['all', 'last', 'current', 'previous', 'between'] as const;
type Kind = (typeof KINDS)[number];
const UNITS: readonly CalendarUnit[] = ['day', 'week', 'month', 'quarter', 'year'];

export function WindowEditor({
  label,
  within,
  onChange,
  issues,
}: {
  /** Heard: of what it is the window. */
  readonly label: string;
  readonly within: Window | undefined;
  readonly onChange: (within: Window | undefined) => void;
  /** Relative to `within`. */
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const kind = kindOf(within);
  const isWrong = issues.length > 0;
  const invalid = useInvalid(isWrong);
  return (
    <span className="pair window">
      <select
        aria-label={t('conditions.window.kind', { label })}
        {...invalid}
        value={kind}
        onChange={({ target }) => onChange(startOf(target.value as Kind))}
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {t(`conditions.window.${one}`)}
          </option>
        ))}
      </select>
      {within !== undefined && 'last' in within && (
        <DurationInput
          label={t('conditions.window.last')}
          value={within.last}
          onChange={(last) => onChange({ last })}
          isInvalid={isWrong}
        />
      )}
      {within !== undefined && 'current' in within && (
        <UnitSelect
          label={t('conditions.window.current')}
          unit={within.current}
          onChange={(current) => onChange({ current })}
        />
      )}
      {within !== undefined && 'previous' in within && (
        <UnitSelect
          label={t('conditions.window.previous')}
          unit={within.previous}
          onChange={(previous) => onChange({ previous })}
        />
      )}
      {within !== undefined && kind === 'between' && (
        <Between
          within={within as { from?: InstantValue; to?: InstantValue }}
          onChange={onChange}
          issues={issues}
        />
      )}
    </span>
  );
}

function UnitSelect({
  label,
  unit,
  onChange,
}: {
  readonly label: string;
  readonly unit: CalendarUnit;
  readonly onChange: (unit: CalendarUnit) => void;
}) {
  const { t } = useText();
  return (
    <select
      aria-label={label}
      value={unit}
      onChange={({ target }) => onChange(target.value as CalendarUnit)}
    >
      {UNITS.map((one) => (
        <option key={one} value={one}>
          {t(`conditions.unit.${one}`)}
        </option>
      ))}
    </select>
  );
}

function Between({
  within,
  onChange,
  issues,
}: {
  readonly within: { readonly from?: InstantValue; readonly to?: InstantValue };
  readonly onChange: (within: Window) => void;
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const put = (edge: 'from' | 'to', value: InstantValue | undefined) => {
    const { [edge]: _before, ...rest } = within;
    const next = value === undefined ? rest : { ...rest, [edge]: value };
    // One of the two there has to be: an empty one is to be given still.
    onChange(Object.keys(next).length === 0 ? { from: '' } : next);
  };
  return (
    <>
      {(['from', 'to'] as const).map((edge) => (
        <span key={edge} className="pair">
          <span>{t(`conditions.window.${edge}`)}</span>
          <InstantInput
            label={t(`conditions.window.${edge}`)}
            value={within[edge]}
            onChange={(value) => put(edge, value)}
            isInvalid={isAbout(issues, `/${edge}`)}
            mayBeNone
          />
        </span>
      ))}
    </>
  );
}

function kindOf(within: Window | undefined): Kind {
  if (within === undefined) return 'all';
  if ('last' in within) return 'last';
  if ('current' in within) return 'current';
  return 'previous' in within ? 'previous' : 'between';
}

function startOf(kind: Kind): Window | undefined {
  switch (kind) {
    case 'all':
      return undefined;
    case 'last':
      return { last: 'P30D' };
    case 'current':
      return { current: 'month' };
    case 'previous':
      return { previous: 'month' };
    case 'between':
      return { from: { ago: 'P30D' } };
  }
}
