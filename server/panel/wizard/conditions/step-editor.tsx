/** One step of a sequence: what happened, or did not, and how long after the step before. */
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Issue } from '../../../client.ts';
import { Button } from '../../parts/button.tsx';
import type { DraftStep } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { DurationInput } from './duration-input.tsx';
import { EventsChoice } from './events-choice.tsx';
import { isAbout, issuesBelow, WithIssues } from './issues.tsx';
import { WhereEditor } from './where-editor.tsx';

export function StepEditor({
  step,
  index,
  isLast,
  onChange,
  onUp,
  onDown,
  onRemove,
  issues,
}: {
  readonly step: DraftStep;
  readonly index: number;
  readonly isLast: boolean;
  readonly onChange: (step: DraftStep) => void;
  /** Undefined: it cannot go there. */
  readonly onUp: (() => void) | undefined;
  readonly onDown: (() => void) | undefined;
  readonly onRemove: (() => void) | undefined;
  /** Relative to the step. */
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const label = t('conditions.sequence.step', { number: String(index + 1) });
  const eventPath = step.isNot ? '/not/event' : '/event';
  const wherePath = step.isNot ? '/not/where' : '/where';
  const setWhere = (where: DraftStep['where']) => {
    const { where: _before, ...rest } = step;
    onChange(where === undefined ? rest : { ...rest, where });
  };
  const action = (
    name: 'up' | 'down' | 'remove',
    icon: ReactNode,
    onClick: (() => void) | undefined,
  ) => (
    <Button
      kind="quiet"
      icon={icon}
      label={t(`conditions.sequence.${name}`, { label })}
      data-move={name === 'remove' ? undefined : name}
      disabled={onClick === undefined}
      onClick={onClick}
    />
  );
  return (
    <fieldset className="step">
      <legend className="only-heard">{label}</legend>
      <WithIssues issues={issues.filter(({ path }) => !path.startsWith(wherePath))}>
        <div className="line">
          {index === 0 ? (
            <span>{t('conditions.sequence.first')}</span>
          ) : isLast ? (
            <select
              aria-label={t('conditions.sequence.kind', { label })}
              value={step.isNot ? 'not' : 'then'}
              onChange={({ target }) => onChange({ ...step, isNot: target.value === 'not' })}
            >
              <option value="then">{t('conditions.sequence.followed')}</option>
              <option value="not">{t('conditions.sequence.not')}</option>
            </select>
          ) : (
            <span>{t('conditions.sequence.followed')}</span>
          )}
          <EventsChoice
            label={t('conditions.sequence.events', { label })}
            events={step.events}
            onChange={(events) => onChange({ ...step, events })}
            isInvalid={isAbout(issues, eventPath)}
          />
          {index > 0 && (
            <Gap
              step={step}
              label={t('conditions.sequence.gap', { label })}
              onChange={onChange}
              isInvalid={isAbout(issues, '/gap')}
            />
          )}
          <span className="step-actions">
            {action('up', <ArrowUp aria-hidden="true" />, onUp)}
            {action('down', <ArrowDown aria-hidden="true" />, onDown)}
            {action('remove', <X aria-hidden="true" />, onRemove)}
          </span>
        </div>
        <WhereEditor
          where={step.where}
          events={step.events}
          onChange={setWhere}
          issues={issuesBelow(issues, wherePath)}
        />
      </WithIssues>
    </fieldset>
  );
}

/** How long after the step before. */
function Gap({
  step,
  label,
  onChange,
  isInvalid,
}: {
  readonly step: DraftStep;
  readonly label: string;
  readonly onChange: (step: DraftStep) => void;
  readonly isInvalid: boolean;
}) {
  const { t } = useText();
  const setGap = (gap: string | undefined) => {
    const { gap: _before, ...rest } = step;
    onChange(gap === undefined ? rest : { ...rest, gap });
  };
  return (
    <span className="pair">
      <select
        aria-label={label}
        value={step.gap === undefined ? 'any' : 'within'}
        onChange={({ target }) => setGap(target.value === 'any' ? undefined : 'P1D')}
      >
        <option value="any">
          {t(step.isNot ? 'conditions.sequence.notEver' : 'conditions.sequence.anyTime')}
        </option>
        <option value="within">{t('conditions.sequence.within')}</option>
      </select>
      {step.gap !== undefined && (
        <DurationInput label={label} value={step.gap} onChange={setGap} isInvalid={isInvalid} />
      )}
    </span>
  );
}
