/** What somebody did in order: steps, each at most so long after the one before; the last may be missing. */
import { Plus } from 'lucide-react';
import type { Issue } from '../../../client.ts';
import { Button } from '../../parts/button.tsx';
import { type DraftSequence, type DraftStep, newStep } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { issuesBelow, WithIssues } from './issues.tsx';
import { addStep, inOrder, moveStep } from './sequence-edit.ts';
import { StepEditor } from './step-editor.tsx';
import { useFocusNext } from './use-focus-next.ts';
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
  const { within: element, focusNext } = useFocusNext<HTMLDivElement>();
  const { steps } = leaf;
  const put = (next: readonly DraftStep[]) => onChange({ ...leaf, steps: next });
  const move = (index: number, by: -1 | 1) => {
    const moved = moveStep(steps, index, index + by);
    if (moved === undefined) return undefined;
    return () => {
      put(moved);
      const step = `[data-step="${steps[index]?.key}"]`;
      const way = by < 0 ? 'up' : 'down';
      focusNext(`${step} [data-move="${way}"]:enabled`, `${step} [data-move]:enabled`);
    };
  };
  return (
    <div ref={element} className="sequence">
      <WithIssues issues={issues.filter(({ path }) => !path.startsWith('/sequence/'))}>
        <ol>
          {steps.map((step, index) => (
            <li key={step.key} data-step={step.key}>
              <StepEditor
                step={step}
                index={index}
                isLast={index === steps.length - 1}
                onChange={(next) => put(steps.with(index, next))}
                onUp={move(index, -1)}
                onDown={move(index, 1)}
                onRemove={
                  steps.length === 1
                    ? undefined
                    : () => {
                        put(inOrder(steps.toSpliced(index, 1)));
                        focusNext('[data-add-step]');
                      }
                }
                issues={issuesBelow(issues, `/sequence/${index}`)}
              />
            </li>
          ))}
        </ol>
        <div className="row">
          {steps.length < MAX_STEPS && (
            <Button
              kind="quiet"
              icon={<Plus aria-hidden="true" />}
              data-add-step=""
              onClick={() => {
                const step = newStep();
                put(addStep(steps, step));
                focusNext(`[data-step="${step.key}"] input`);
              }}
            >
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
      </WithIssues>
    </div>
  );
}
