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
import { changeLeaf, insertNode, setMode, toggleNot } from '../../rule/draft-edit.ts';
import { useText } from '../../text/use-text.ts';
import { comparisonOf } from './comparison.ts';
import { ComparisonEditor, type Subject } from './comparison-editor.tsx';
import { issuesBelow } from './issues.tsx';
import { useFocusNext } from './use-focus-next.ts';
import { useAttributeSubjects } from './use-subjects.ts';
import { removeDetail } from './where-edit.ts';

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
  const { within, focusNext } = useFocusNext<HTMLDivElement>();
  const edit: Edit = (next, ...focus) => {
    onChange(next);
    focusNext(...focus);
  };
  return (
    <div ref={within} className="where-place">
      {where === undefined ? (
        <Button
          kind="quiet"
          icon={<ListFilter aria-hidden="true" />}
          data-add=""
          onClick={() => {
            const detail = newLeaf('attr');
            edit(detail, detailInput(detail.key));
          }}
        >
          {t('conditions.where.add')}
        </Button>
      ) : (
        <div className="where">
          <span className="where-title">{t('conditions.where.title')}</span>
          <WhereNode
            node={where}
            root={where}
            isNot={false}
            subjects={subjects}
            edit={edit}
            issues={issues}
            path=""
          />
          {where.kind !== 'group' && (
            <Button
              kind="quiet"
              icon={<Plus aria-hidden="true" />}
              data-add=""
              onClick={() => {
                const detail = newLeaf('attr');
                edit(newGroup('all', [where, detail]), detailInput(detail.key));
              }}
            >
              {t('conditions.where.more')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

/** `focus`: selectors of where to go on. */
type Edit = (root: Draft | undefined, ...focus: readonly string[]) => void;

type NodeProps<N extends Draft> = {
  readonly node: N;
  readonly root: Draft;
  /** Whether it is turned around. */
  readonly isNot: boolean;
  readonly subjects: readonly Subject[] | undefined;
  readonly edit: Edit;
  readonly issues: readonly Issue[];
  /** Of the node, in the JSON of `where`. */
  readonly path: string;
};

/** Of what a detail, or a group of them, begins with. */
function detailInput(key: string): string {
  return `[data-detail="${key}"] :is(input, select)`;
}

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
            onClick={() => edit(toggleNot(root, node.child.key), detailInput(node.child.key))}
          >
            {t('wizard.group.not')}
          </Button>
          <WhereNode {...rest} node={node.child} isNot path={`${path}/not`} />
        </div>
      );
    case 'attr':
      return <WhereLeaf node={node} {...rest} />;
    default:
      return null;
  }
}

function WhereLeaf({ node, ...rest }: NodeProps<DraftAttribute>) {
  const { t } = useText();
  const { root, subjects, edit, issues, path } = rest;
  const { key, name } = node;
  const base = { key, kind: 'attr', ...(name !== undefined && { name }) } as const;
  return (
    <div className="where-leaf" data-detail={key}>
      <ComparisonEditor
        subjects={subjects}
        subject={node.attr}
        subjectLabel={t('conditions.where.attribute')}
        emptyHint={t('conditions.alsoEmpty.attr')}
        comparison={comparisonOf(node)}
        onSubject={(attr, comparison) => edit(changeLeaf(root, { ...base, attr, ...comparison }))}
        onChange={(comparison) =>
          edit(changeLeaf(root, { ...base, attr: node.attr, ...comparison }))
        }
        issues={issuesBelow(issues, path)}
      />
      <Actions
        node={node}
        {...rest}
        turn={t('conditions.where.not', { what: node.attr })}
        remove={t('conditions.where.remove', { what: node.attr })}
      />
    </div>
  );
}

function WhereGroup({ node, ...rest }: NodeProps<DraftGroup>) {
  const { t } = useText();
  const { root, edit, path } = rest;
  const { key, mode, children } = node;
  const add = (added: Draft, detail: string) =>
    edit(insertNode(root, { group: key, index: children.length }, added), detailInput(detail));
  return (
    <div className="where-group" data-detail={key}>
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
            <WhereNode {...rest} node={child} isNot={false} path={`${path}/${mode}/${index}`} />
          </li>
        ))}
      </ul>
      <div className="row">
        <Button
          kind="quiet"
          icon={<Plus aria-hidden="true" />}
          data-add={key}
          onClick={() => {
            const detail = newLeaf('attr');
            add(detail, detail.key);
          }}
        >
          {t('conditions.where.more')}
        </Button>
        <Button
          kind="quiet"
          icon={<Plus aria-hidden="true" />}
          onClick={() => {
            const detail = newLeaf('attr');
            add(newGroup(mode === 'any' ? 'all' : 'any', [detail]), detail.key);
          }}
        >
          {t('conditions.where.group')}
        </Button>
        {key !== root.key && (
          <Actions
            node={node}
            {...rest}
            turn={t('conditions.where.notGroup')}
            remove={t('conditions.where.removeGroup')}
          />
        )}
      </div>
    </div>
  );
}

/** Turns a detail or a group around, and takes it away. */
function Actions({
  node: { key },
  root,
  isNot,
  edit,
  turn,
  remove,
}: NodeProps<Draft> & { readonly turn: string; readonly remove: string }) {
  const { t } = useText();
  return (
    <span className="where-actions">
      {!isNot && (
        <Button
          kind="quiet"
          label={turn}
          onClick={() => edit(toggleNot(root, key), detailInput(key))}
        >
          {t('wizard.group.not')}
        </Button>
      )}
      <Button
        kind="quiet"
        icon={<X aria-hidden="true" />}
        label={remove}
        onClick={() => edit(removeDetail(root, key), '[data-add]')}
      />
    </span>
  );
}
