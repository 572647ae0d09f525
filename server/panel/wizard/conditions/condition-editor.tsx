/** One condition, to be changed. */
import type { Issue } from '../../../client.ts';
import type { DraftField, DraftLeaf } from '../../rule/draft.ts';
import { useText } from '../../text/use-text.ts';
import { comparisonOf } from './comparison.ts';
import { ComparisonEditor } from './comparison-editor.tsx';
import { EventCondition } from './event-condition.tsx';
import { ReferenceCondition } from './reference-condition.tsx';
import { SequenceCondition } from './sequence-condition.tsx';
import { useFieldSubjects } from './use-subjects.ts';
import './conditions.css';

/** `issues`: what the server says of it, with paths relative to the condition. */
export function ConditionEditor({
  leaf,
  onChange,
  issues,
}: {
  readonly leaf: DraftLeaf;
  readonly onChange: (leaf: DraftLeaf) => void;
  readonly issues: readonly Issue[];
}) {
  switch (leaf.kind) {
    case 'field':
      return <FieldCondition leaf={leaf} onChange={onChange} issues={issues} />;
    case 'event':
      return <EventCondition leaf={leaf} onChange={onChange} issues={issues} />;
    case 'sequence':
      return <SequenceCondition leaf={leaf} onChange={onChange} issues={issues} />;
    case 'attr':
      // Details of events are changed where the event is.
      return null;
    default:
      return <ReferenceCondition leaf={leaf} onChange={onChange} issues={issues} />;
  }
}

function FieldCondition({
  leaf,
  onChange,
  issues,
}: {
  readonly leaf: DraftField;
  readonly onChange: (leaf: DraftField) => void;
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const subjects = useFieldSubjects();
  const { key, name } = leaf;
  const base = { key, kind: 'field', ...(name !== undefined && { name }) } as const;
  return (
    <ComparisonEditor
      subjects={subjects}
      subject={leaf.field}
      subjectLabel={t('conditions.field')}
      emptyHint={t('conditions.alsoEmpty.field')}
      comparison={comparisonOf(leaf)}
      onSubject={(field, comparison) => onChange({ ...base, field, ...comparison })}
      onChange={(comparison) => onChange({ ...base, field: leaf.field, ...comparison })}
      issues={issues}
    />
  );
}
