/** Which occurrences of an event count: conditions on its details, nested as deep as wanted. */
import { ListFilter, Plus, X } from 'lucide-react';
import type { Issue } from '../../../client.ts';
import { Button } from '../../parts/button.tsx';
import {
  type Draft,
  type DraftAttribute,
  type DraftGroup,
  type GroupMode,
  newGroup,
  newLeaf,
} from '../../rule/draft.ts';
import { changeLeaf, insertNode, removeNode, setMode, toggleNot } from '../../rule/draft-edit.ts';
import { useText } from '../../text/use-text.ts';
import { ComparisonEditor, comparisonOf, type Subject } from './comparison-editor.tsx';
import { issuesBelow } from './issues.tsx';
import { useAttributeSubjects } from './use-subjects.ts';

const MODES: readonly GroupMode[] = ['all', 'any', 'none'];

export function WhereEditor({
  where,
  events,
  onChange,
  issues,
}: {
  readonly where: Draft | undefined;
  readonly events: readonly string[];
  readonly onChange: (where: Draft | undefined) => void;
  /** Relative to `where`. */
  readonly issues: readonly Issue[];
}) {
  const { t } = useText();
  const subjects = useAttributeSubjects(events);
  if (where === undefined) {
    return (
      <Button
        kind="quiet"
        icon={<ListFilter aria-hidden="true" />}
        onClick={() => onChange(newLeaf('attr'))}
      >
        {t('conditions.where.add')}
      </Button>
    );
  }
  const edit = (next: Draft) => {
    const isEmpty = next.kind === 'group' && next.children.length === 0;
    onChange(isEmpty ? undefined : next);
  };
  return (
    <div className="where">
      <span className="where-title">{t('conditions.where.title')}</span>
      <WhereNode
        node={where}
        root={where}
        subjects={subjects}
        edit={edit}
        issues={issues}
        path=""
      />
      {where.kind !== 'group' && (
        <Button
          kind="quiet"
          icon={<Plus aria-hidden="true" />}
          onClick={() => onChange(newGroup('all', [where, newLeaf('attr')]))}
        >
          {t('conditions.where.more')}
        </Button>
      )}
    </div>
  );
}

type NodeProps<N extends Draft> = {
  readonly node: N;
  readonly root: Draft;
  readonly subjects: readonly Subject[];
  readonly edit: (root: Draft) => void;
  readonly issues: readonly Issue[];
  /** Of the node, in the JSON of `where`. */
  readonly path: string;
};

function WhereNode({ node, ...rest }: NodeProps<Draft>) {
  const { t } = useText();
  const { root, edit, path } = rest;
  switch (node.kind) {
    case 'group':
      return <WhereGroup node={node} {...rest} />;
    case 'not':
      return (
        <div className="where-not">
          <Button
            kind="danger"
            className="not-chip"
            label={t('wizard.node.removeNot')}
            onClick={() => edit(toggleNot(root, node.child.key))}
          >
            {t('wizard.group.not')}
          </Button>
          <WhereNode {...rest} node={node.child} path={`${path}/not`} />
        </div>
      );
    case 'attr':
      return <WhereLeaf node={node} {...rest} />;
    default:
      return null;
  }
}

function WhereLeaf({ node, root, subjects, edit, issues, path }: NodeProps<DraftAttribute>) {
  const { t } = useText();
  const { key, name } = node;
  const base = { key, kind: 'attr', ...(name !== undefined && { name }) } as const;
  return (
    <div className="where-leaf">
      <ComparisonEditor
        subjects={subjects}
        subject={node.attr}
        subjectLabel={t('conditions.where.attribute')}
        comparison={comparisonOf(node)}
        onSubject={(attr, comparison) => edit(changeLeaf(root, { ...base, attr, ...comparison }))}
        onChange={(comparison) =>
          edit(changeLeaf(root, { ...base, attr: node.attr, ...comparison }))
        }
        issues={issuesBelow(issues, path)}
      />
      <Button
        kind="quiet"
        icon={<X aria-hidden="true" />}
        label={t('conditions.where.remove', { what: node.attr })}
        onClick={() => edit(removeNode(root, key))}
      />
    </div>
  );
}

function WhereGroup({ node, ...rest }: NodeProps<DraftGroup>) {
  const { t } = useText();
  const { root, edit, path } = rest;
  const { key, mode, children } = node;
  const add = (added: Draft) =>
    edit(insertNode(root, { group: key, index: children.length }, added));
  return (
    <div className="where-group">
      <select
        aria-label={t('conditions.where.mode')}
        value={mode}
        onChange={({ target }) => edit(setMode(root, key, target.value as GroupMode))}
      >
        {MODES.map((one) => (
          <option key={one} value={one}>
            {t(`wizard.group.mode.${one}`)}
          </option>
        ))}
      </select>
      <ul>
        {children.map((child, index) => (
          <li key={child.key}>
            <WhereNode {...rest} node={child} path={`${path}/${mode}/${index}`} />
          </li>
        ))}
      </ul>
      <div className="row">
        <Button
          kind="quiet"
          icon={<Plus aria-hidden="true" />}
          onClick={() => add(newLeaf('attr'))}
        >
          {t('conditions.where.more')}
        </Button>
        <Button
          kind="quiet"
          icon={<Plus aria-hidden="true" />}
          onClick={() => add(newGroup(mode === 'any' ? 'all' : 'any', [newLeaf('attr')]))}
        >
          {t('conditions.where.group')}
        </Button>
        {key !== root.key && (
          <>
            <Button kind="quiet" onClick={() => edit(toggleNot(root, key))}>
              {t('wizard.group.not')}
            </Button>
            <Button
              kind="quiet"
              icon={<X aria-hidden="true" />}
              label={t('conditions.where.removeGroup')}
              onClick={() => edit(removeNode(root, key))}
            />
          </>
        )}
      </div>
    </div>
  );
}
