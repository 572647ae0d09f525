/** What can be added to a group. */
import {
  CalendarClock,
  ClipboardList,
  FolderTree,
  ListOrdered,
  type LucideIcon,
  Megaphone,
  Percent,
  Plus,
  Shapes,
  UserRound,
  Users,
} from 'lucide-react';
import { Popover } from '../parts/popover.tsx';
import { type Draft, type LeafKind, newGroup, newLeaf } from '../rule/draft.ts';
import { insertNode } from '../rule/draft-edit.ts';
import { useText } from '../text/use-text.ts';
import { useTree } from './tree-context.ts';

type Addition = Exclude<LeafKind, 'attr'> | 'group';

const ADDITIONS: readonly (readonly [Addition, LucideIcon])[] = [
  ['field', UserRound],
  ['event', CalendarClock],
  ['sequence', ListOrdered],
  ['group', FolderTree],
  ['segment', Shapes],
  ['reachable', Megaphone],
  ['fixed-group', Users],
  ['contacts', ClipboardList],
  ['sample', Percent],
];

export function AddMenu({ group, index }: { readonly group: string; readonly index: number }) {
  const { t } = useText();
  const { draft, edit, announce } = useTree();
  const add = (kind: Addition) => {
    const node: Draft = kind === 'group' ? newGroup('any', [newLeaf('field')]) : newLeaf(kind);
    edit(insertNode(draft, { group, index }, node));
    const focus = node.kind === 'group' ? node.children[0]?.key : node.key;
    announce(t('wizard.did.added', { what: t(`wizard.add.${kind}.title`) }), focus);
  };
  return (
    <Popover
      label={t('wizard.add.label')}
      icon={<Plus aria-hidden="true" />}
      text={t('wizard.add.label')}
      kind="plain"
    >
      {(close) => (
        <ul className="add-menu">
          {ADDITIONS.map(([kind, Icon]) => (
            <li key={kind}>
              <button
                type="button"
                onClick={() => {
                  close();
                  add(kind);
                }}
              >
                <Icon aria-hidden="true" />
                <span>
                  <strong>{t(`wizard.add.${kind}.title`)}</strong>
                  <span className="muted small">{t(`wizard.add.${kind}.hint`)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}
