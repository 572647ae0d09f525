/** The rule as a tree of groups and conditions, each with its count, its menu and a handle to drag it by. */
import { GripVertical } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from '../parts/button.tsx';
import type { Draft, DraftGroup, DraftLeaf, GroupMode } from '../rule/draft.ts';
import { changeLeaf, setMode, setName, toggleNot } from '../rule/draft-edit.ts';
import { conditionPhrase } from '../rule/sentence.ts';
import { useWords } from '../rule/use-words.ts';
import { useText } from '../text/use-text.ts';
import { AddMenu } from './add-menu.tsx';
import { ConditionEditor } from './conditions/condition-editor.tsx';
import { useDragNode, useDropAtEnd } from './drag-node.ts';
import { NodeCountText } from './node-count.tsx';
import { NodeMenu } from './node-menu.tsx';
import { useTree } from './tree-context.ts';

const MODES: readonly GroupMode[] = ['all', 'any', 'none'];

export function RuleTree() {
  const { draft } = useTree();
  return (
    <div className="tree">
      <Group group={draft} depth={0} isNot={false} />
    </div>
  );
}

/** A child of a group, with the `not` before it if there is one. */
function Child({ node, depth }: { readonly node: Draft; readonly depth: number }) {
  const nots: Draft[] = [];
  let inner = node;
  while (inner.kind === 'not') {
    nots.push(inner);
    inner = inner.child;
  }
  const isNot = nots.length % 2 === 1;
  return inner.kind === 'group' ? (
    <Group group={inner} depth={depth} isNot={isNot} />
  ) : (
    <Condition leaf={inner} isNot={isNot} />
  );
}

function Group({
  group,
  depth,
  isNot,
}: {
  readonly group: DraftGroup;
  readonly depth: number;
  readonly isNot: boolean;
}) {
  const { t } = useText();
  const tree = useTree();
  const { key, mode, children, name } = group;
  const isRoot = tree.draft.key === key;
  const end = useRef<HTMLDivElement>(null);
  const isOverEnd = useDropAtEnd(key, tree, end);
  const heading = isRoot ? t('wizard.group.root') : t('wizard.group.nested');
  const head = (
    <>
      {name !== undefined && (
        <input
          className="group-name"
          aria-label={t('wizard.group.name')}
          value={name}
          onChange={({ target }) =>
            tree.edit(setName(tree.draft, key, target.value), `name-${key}`)
          }
          onBlur={() => {
            if (name.trim() === '') tree.edit(setName(tree.draft, key, undefined), `name-${key}`);
          }}
        />
      )}
      <label className="group-mode">
        <span>{heading}</span>
        <select
          value={mode}
          data-focus={key}
          onChange={({ target }) => tree.edit(setMode(tree.draft, key, target.value as GroupMode))}
        >
          {MODES.map((one) => (
            <option key={one} value={one}>
              {t(`wizard.group.mode.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
  return (
    <Frame node={group} isNot={isNot} label={name ?? t(`wizard.group.mode.${mode}`)} head={head}>
      <ul className={`group-children group-${mode}`}>
        {children.map((child, index) => (
          <li key={child.key}>
            {index > 0 && (
              <span className="joint" aria-hidden="true">
                {t(`wizard.group.joint.${mode}`)}
              </span>
            )}
            <Child node={child} depth={depth + 1} />
          </li>
        ))}
      </ul>
      <div ref={end} className={`group-end ${isOverEnd ? 'is-over' : ''}`}>
        {children.length === 0 && (
          <p className="muted small">
            {t(mode === 'any' ? 'wizard.group.emptyNobody' : 'wizard.group.emptyEveryone')}
          </p>
        )}
        <AddMenu group={key} index={children.length} />
      </div>
    </Frame>
  );
}

function Condition({ leaf, isNot }: { readonly leaf: DraftLeaf; readonly isNot: boolean }) {
  const tree = useTree();
  const words = useWords();
  const change = (changed: DraftLeaf) => tree.edit(changeLeaf(tree.draft, changed), changed.key);
  return (
    <Frame node={leaf} isNot={isNot} label={conditionPhrase(leaf, words)}>
      <ConditionEditor leaf={leaf} onChange={change} issues={tree.issues.get(leaf.key) ?? []} />
    </Frame>
  );
}

/** Around a group or a condition. */
function Frame({
  node,
  isNot,
  label,
  head,
  children,
}: {
  readonly node: DraftGroup | DraftLeaf;
  readonly isNot: boolean;
  readonly label: string;
  /** On one line with handle, count and menu; a condition has itself there. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useText();
  const tree = useTree();
  const { key } = node;
  const isRoot = tree.draft.key === key;
  const element = useRef<HTMLElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  const { isDragged, edge } = useDragNode(key, tree, element, handle);
  const isGroup = node.kind === 'group';
  const issues = isGroup ? (tree.issues.get(key) ?? []) : [];
  const classes = [
    'node',
    isGroup ? 'node-group' : 'node-leaf',
    isRoot ? 'node-root' : '',
    isNot ? 'is-not' : '',
    isDragged ? 'is-dragged' : '',
    edge ? `edge-${edge}` : '',
  ];
  return (
    <section
      ref={element}
      className={classes.filter(Boolean).join(' ')}
      data-node={key}
      data-kind={node.kind}
      aria-label={isNot ? t('wizard.node.notLabel', { what: label }) : label}
    >
      <div className="node-head">
        {!isRoot && (
          <span ref={handle} className="handle" title={t('wizard.node.drag')} aria-hidden="true">
            <GripVertical />
          </span>
        )}
        {isNot && (
          <Button
            kind="danger"
            className="not-chip"
            label={t('wizard.node.removeNot')}
            onClick={() => tree.edit(toggleNot(tree.draft, key))}
          >
            {t('wizard.group.not')}
          </Button>
        )}
        <div className="node-body">{isGroup ? head : children}</div>
        <NodeCountText node={key} />
        <NodeMenu node={node} label={label} />
      </div>
      {issues.map(({ path, message }) => (
        <p key={path + message} className="error" role="alert">
          {message}
        </p>
      ))}
      {isGroup && children}
    </section>
  );
}
