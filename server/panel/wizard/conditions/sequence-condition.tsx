/** What somebody did in order: steps, each at most so long after the one before; the last may be missing. */
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import type { Issue } from '../../../client.ts';
import { Button } from '../../parts/button.tsx';
import { type DraftSequence, type DraftStep, newStep } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { DurationInput } from './duration-input.tsx';
import { EventsChoice } from './events-choice.tsx';
import { Issues, issuesBelow } from './issues.tsx';
import { WhereEditor } from './where-editor.tsx';
import { WindowEditor } from './window-editor.tsx';

const MAX_STEPS = 8;

export function SequenceCondition({
  leaf,
  onChange,
  issues,
}: {
  readonly leaf: DraftSequence;
  readonly onChange: (leaf: DraftSequence) => void;
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const { steps } = leaf;
  const put = (next: readonly DraftStep[]) => onChange({ ...leaf, steps: inOrder(next) });
  const add = () => {
    const isClosed = steps.at(-1)?.isNot === true;
    put(steps.toSpliced(isClosed ? steps.length - 1 : steps.length, 0, newStep()));
  };
  return (
    <div className="sequence">
      <ol>
        {steps.map((step, index) => (
          <li key={step.key}>
            <Step
              step={step}
              index={index}
              count={steps.length}
              onChange={(next) => put(steps.with(index, next))}
              onMove={(to) => put(steps.toSpliced(index, 1).toSpliced(to, 0, step))}
              onRemove={() => put(steps.toSpliced(index, 1))}
              issues={issuesBelow(issues, `/sequence/${index}`)}
            />
          </li>
        ))}
      </ol>
      <div className="row">
        {steps.length < MAX_STEPS && (
          <Button kind="quiet" icon={<Plus aria-hidden="true" />} onClick={add}>
            {t('conditions.sequence.add')}
          </Button>
        )}
        <WindowEditor
          label={t('conditions.sequence.label')}
          within={leaf.within}
          onChange={(within) => {
            const { within: _before, ...rest } = leaf;
            onChange(within === undefined ? rest : { ...rest, within });
          }}
          issues={issuesBelow(issues, '/within')}
        />
      </div>
      <Issues issues={issues.filter(({ path }) => !path.startsWith('/sequence/'))} />
    </div>
  );
}

/** Only the last may be missing, and nothing comes before the first. */
function inOrder(steps: readonly DraftStep[]): readonly DraftStep[] {
  return steps.map((step, index) => {
    const isNot = step.isNot && index > 0 && index === steps.length - 1;
    const { gap, ...rest } = step;
    return { ...rest, isNot, ...(gap !== undefined && index > 0 && { gap }) };
  });
}

function Step({
  step,
  index,
  count,
  onChange,
  onMove,
  onRemove,
  issues,
}: {
  readonly step: DraftStep;
  readonly index: number;
  readonly count: number;
  readonly onChange: (step: DraftStep) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  /** Relative to the step. */
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const label = t('conditions.sequence.step', { number: String(index + 1) });
  const wherePath = step.isNot ? '/not/where' : '/where';
  const setWhere = (where: DraftStep['where']) => {
    const { where: _before, ...rest } = step;
    onChange(where === undefined ? rest : { ...rest, where });
  };
  const setGap = (gap: string | undefined) => {
    const { gap: _before, ...rest } = step;
    onChange(gap === undefined ? rest : { ...rest, gap });
  };
  return (
    <fieldset className="step">
      <legend className="only-heard">{label}</legend>
      <div className="line">
        {index === 0 ? (
          <span>{t('conditions.sequence.first')}</span>
        ) : index === count - 1 ? (
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
          isInvalid={issues.some(({ path }) => path.endsWith('/event'))}
        />
        {index > 0 && (
          <span className="pair">
            <select
              aria-label={t('conditions.sequence.gap', { label })}
              value={step.gap === undefined ? 'any' : 'within'}
              onChange={({ target }) => setGap(target.value === 'any' ? undefined : 'P1D')}
            >
              <option value="any">
                {t(step.isNot ? 'conditions.sequence.notEver' : 'conditions.sequence.anyTime')}
              </option>
              <option value="within">{t('conditions.sequence.within')}</option>
            </select>
            {step.gap !== undefined && (
              <DurationInput
                label={t('conditions.sequence.gap', { label })}
                value={step.gap}
                onChange={setGap}
                isInvalid={issues.some(({ path }) => path === '/gap')}
              />
            )}
          </span>
        )}
        <span className="step-actions">
          <Button
            kind="quiet"
            icon={<ArrowUp aria-hidden="true" />}
            label={t('conditions.sequence.up', { label })}
            disabled={index === 0}
            onClick={() => onMove(index - 1)}
          />
          <Button
            kind="quiet"
            icon={<ArrowDown aria-hidden="true" />}
            label={t('conditions.sequence.down', { label })}
            disabled={index === count - 1}
            onClick={() => onMove(index + 1)}
          />
          <Button
            kind="quiet"
            icon={<X aria-hidden="true" />}
            label={t('conditions.sequence.remove', { label })}
            disabled={count === 1}
            onClick={onRemove}
          />
        </span>
      </div>
      <WhereEditor
        where={step.where}
        events={step.events}
        onChange={setWhere}
        issues={issuesBelow(issues, wherePath)}
      />
      <Issues issues={issues.filter(({ path }) => !path.startsWith(wherePath))} />
    </fieldset>
  );
}
