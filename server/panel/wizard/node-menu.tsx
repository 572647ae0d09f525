/** What can be done with a node; all that dragging does, too. */
import {
  ArrowDown,
  ArrowUp,
  Ban,
  Copy,
  CornerDownRight,
  CornerUpLeft,
  EllipsisVertical,
  FolderPlus,
  type LucideIcon,
  Tag,
  Trash2,
  Ungroup,
} from 'lucide-react';
import { Popover } from '../parts/popover.tsx';
import { type Draft, newGroup } from '../rule/draft.ts';
import {
  duplicateNode,
  moveNode,
  parentOf,
  placeAfterStep,
  placeOf,
  removeNode,
  type Step,
  setName,
  toggleNot,
  unitOf,
  unwrapGroup,
  wrapNode,
} from '../rule/draft-edit.ts';
import { useText } from '../text/use-text.ts';
import { useTree } from './tree-context.ts';

type Entry = {
  readonly name:
    | 'name'
    | 'not'
    | 'up'
    | 'down'
    | 'in'
    | 'out'
    | 'duplicate'
    | 'wrap'
    | 'ungroup'
    | 'remove'
    | 'clear';
  readonly icon: LucideIcon;
  readonly next: () => Draft;
  /** Of the node that has the focus then. */
  readonly focus?: string;
};

const STEPS: readonly (readonly [Step, LucideIcon])[] = [
  ['up', ArrowUp],
  ['down', ArrowDown],
  ['in', CornerDownRight],
  ['out', CornerUpLeft],
];

/** `label` says which node it is. */
export function NodeMenu({ node, label }: { readonly node: Draft; readonly label: string }) {
  const { t } = useText();
  const { draft, edit, announce } = useTree();
  const entries = entriesOf(node, draft, t('wizard.node.newName'));
  return (
    <Popover
      label={t('wizard.node.menu', { what: label })}
      icon={<EllipsisVertical aria-hidden="true" />}
    >
      {(close) => (
        <ul className="node-menu">
          {entries.map(({ name, icon: Icon, next, focus }) => (
            <li key={name}>
              <button
                type="button"
                onClick={() => {
                  close();
                  edit(next());
                  announce(t('wizard.did.done', { what: t(`wizard.node.${name}`) }), focus);
                }}
              >
                <Icon aria-hidden="true" /> {t(`wizard.node.${name}`)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

function entriesOf(node: Draft, draft: Draft, newName: string): readonly Entry[] {
  const { key } = node;
  const isRoot = draft.key === key;
  const entries: Entry[] = [];
  if (!isRoot) {
    entries.push({ name: 'not', icon: Ban, next: () => toggleNot(draft, key), focus: key });
    for (const [name, icon] of STEPS) {
      const place = placeAfterStep(draft, key, name);
      if (place === undefined) continue;
      entries.push({ name, icon, next: () => moveNode(draft, key, place), focus: key });
    }
    entries.push({ name: 'duplicate', icon: Copy, next: () => duplicateNode(draft, key) });
    entries.push({
      name: 'wrap',
      icon: FolderPlus,
      next: () => wrapNode(draft, key, 'any'),
      focus: key,
    });
  }
  if (node.kind === 'group') {
    if (unwrapGroup(draft, key) !== draft && parentOf(draft, key)?.kind !== 'not') {
      entries.push({ name: 'ungroup', icon: Ungroup, next: () => unwrapGroup(draft, key) });
    }
    if (node.name === undefined && !isRoot) {
      entries.push({
        name: 'name',
        icon: Tag,
        next: () => setName(draft, key, newName),
        focus: key,
      });
    }
  }
  if (isRoot) {
    entries.push({ name: 'clear', icon: Trash2, next: () => newGroup('all'), focus: key });
  } else {
    const group = placeOf(draft, unitOf(draft, key))?.group;
    entries.push({
      name: 'remove',
      icon: Trash2,
      next: () => removeNode(draft, key),
      ...(group !== undefined && { focus: group }),
    });
  }
  return entries;
}
