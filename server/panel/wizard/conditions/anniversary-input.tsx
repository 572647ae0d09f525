/** When a day comes round, whatever its year: in some days from today, or in a month. */
import { useState } from 'react';
import type { Value } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { NumberInput } from './number-input.tsx';

type Shape = { readonly from?: number; readonly to?: number; readonly month?: number };

const PRESETS = { today: [0, 0], week: [0, 7], month: [0, 30] } as const;
type Preset = keyof typeof PRESETS;
const KINDS = ['today', 'week', 'month', 'days', 'in-month'] as const;
type Kind = (typeof KINDS)[number];

export function AnniversaryInput({
  label,
  value,
  onChange,
  isInvalid,
}: {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Shape) => void;
  readonly isInvalid: boolean;
}) {
  const { t, f } = useText();
  const shape = (value ?? {}) as Shape;
  const [chosen, setChosen] = useState<Kind | undefined>(undefined);
  // Days that are being typed pass those of the presets on their way.
  const isDays = chosen === 'days' && shape.month === undefined;
  const kind = isDays ? 'days' : kindOf(shape);
  return (
    <span className="pair">
      <select
        aria-label={t('conditions.anniversary.kind', { label })}
        value={kind}
        onChange={({ target }) => {
          const next = target.value as Kind;
          setChosen(next);
          if (next !== 'days' || shape.month !== undefined) onChange(startOf(next));
        }}
      >
        {KINDS.map((one) => (
          <option key={one} value={one}>
            {t(`conditions.anniversary.${one}`)}
          </option>
        ))}
      </select>
      {kind === 'in-month' && (
        <select
          aria-label={t('conditions.anniversary.whichMonth', { label })}
          value={shape.month}
          onChange={({ target }) => onChange({ month: Number(target.value) })}
        >
          {Array.from({ length: 12 }, (_, index) => (
            <option key={index} value={index + 1}>
              {f.month(index + 1)}
            </option>
          ))}
        </select>
      )}
      {kind === 'days' && (
        <>
          <span>{t('conditions.between.from')}</span>
          <NumberInput
            label={t('conditions.anniversary.from', { label })}
            value={shape.from}
            onChange={(from) => onChange(withEdge(shape, 'from', from))}
            isInvalid={isInvalid}
          />
          <span>{t('conditions.between.to')}</span>
          <NumberInput
            label={t('conditions.anniversary.to', { label })}
            value={shape.to}
            onChange={(to) => onChange(withEdge(shape, 'to', to))}
            isInvalid={isInvalid}
          />
          <span>{t('conditions.anniversary.fromToday')}</span>
        </>
      )}
    </span>
  );
}

function kindOf({ from, to, month }: Shape): Kind {
  if (month !== undefined) return 'in-month';
  const preset = (Object.keys(PRESETS) as Preset[]).find(
    (name) => PRESETS[name][0] === from && PRESETS[name][1] === to,
  );
  return preset ?? 'days';
}

function startOf(kind: Kind): Shape {
  if (kind === 'in-month') return { month: new Date().getMonth() + 1 };
  const [from, to] = PRESETS[kind === 'days' ? 'week' : kind];
  return { from, to };
}

function withEdge(shape: Shape, edge: 'from' | 'to', days: number | undefined): Shape {
  const { [edge]: _before, ...rest } = shape;
  return days === undefined ? rest : { ...rest, [edge]: days };
}
