/** What can be done to a tree: each returns the tree that results and leaves the old one as it is. */
import {
  type Draft,
  type DraftGroup,
  type DraftLeaf,
  type GroupMode,
  newGroup,
  newKey,
} from './draft.ts';

/** A place among the children of a group. */
export type Place = { readonly group: string; readonly index: number };

export function findNode(draft: Draft, key: string): Draft | undefined {
  if (draft.key === key) return draft;
  for (const child of childrenOf(draft)) {
    const found = findNode(child, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The nodes below one, not those within the `where` of a condition. */
export function childrenOf(draft: Draft): readonly Draft[] {
  if (draft.kind === 'group') return draft.children;
  return draft.kind === 'not' ? [draft.child] : [];
}

/** Puts another node in the place of the one with the key; the tree as it is when there is none. */
export function replaceNode(draft: Draft, key: string, change: (node: Draft) => Draft): Draft {
  if (draft.key === key) return change(draft);
  if (draft.kind === 'group') {
    const children = draft.children.map((child) => replaceNode(child, key, change));
    return children.some((child, index) => child !== draft.children[index])
      ? { ...draft, children }
      : draft;
  }
  if (draft.kind === 'not') {
    const child = replaceNode(draft.child, key, change);
    return child === draft.child ? draft : { ...draft, child };
  }
  return draft;
}

export function changeLeaf(draft: Draft, leaf: DraftLeaf): Draft {
  return replaceNode(draft, leaf.key, () => leaf);
}

export function setMode(draft: Draft, key: string, mode: GroupMode): Draft {
  return replaceNode(draft, key, (node) => (node.kind === 'group' ? { ...node, mode } : node));
}

/** Undefined takes the name away; an empty one is kept for whoever is typing, and is none in the rule. */
export function setName(draft: Draft, key: string, name: string | undefined): Draft {
  return replaceNode(draft, key, (node) => {
    const { name: _before, ...unnamed } = node;
    return (name === undefined ? unnamed : { ...unnamed, name }) as Draft;
  });
}

/** Puts `not` before a node, or takes it away. */
export function toggleNot(draft: Draft, key: string): Draft {
  const parent = parentOf(draft, key);
  if (parent?.kind === 'not') {
    return replaceNode(draft, parent.key, () => withName(parent.child, parent.name));
  }
  return replaceNode(draft, key, (child) => ({ key: newKey(), kind: 'not', child }));
}

function withName(node: Draft, name: string | undefined): Draft {
  return name === undefined || node.name !== undefined ? node : { ...node, name };
}

export function insertNode(draft: Draft, { group, index }: Place, node: Draft): Draft {
  return replaceNode(draft, group, (found) => {
    if (found.kind !== 'group') return found;
    return { ...found, children: found.children.toSpliced(index, 0, node) };
  });
}

/** Without the node; a `not` goes with its child, and the root becomes an empty group. */
export function removeNode(draft: Draft, key: string): Draft {
  return without(draft, key) ?? newGroup('all');
}

function without(draft: Draft, key: string): Draft | undefined {
  if (draft.key === key) return undefined;
  if (draft.kind === 'group') {
    const children = draft.children.flatMap((child) => without(child, key) ?? []);
    const isSame =
      children.length === draft.children.length &&
      children.every((child, index) => child === draft.children[index]);
    return isSame ? draft : { ...draft, children };
  }
  if (draft.kind === 'not') {
    const child = without(draft.child, key);
    if (child === undefined) return undefined;
    return child === draft.child ? draft : { ...draft, child };
  }
  return draft;
}

/** A copy with keys of its own, right behind. */
export function duplicateNode(draft: Draft, key: string): Draft {
  const unit = unitOf(draft, key);
  const place = placeOf(draft, unit);
  const node = findNode(draft, unit);
  if (place === undefined || node === undefined) return draft;
  return insertNode(draft, { ...place, index: place.index + 1 }, copyOf(node));
}

/** The same with new keys everywhere. */
function copyOf(node: Draft): Draft {
  const key = newKey();
  switch (node.kind) {
    case 'group':
      return { ...node, key, children: node.children.map(copyOf) };
    case 'not':
      return { ...node, key, child: copyOf(node.child) };
    case 'event':
      return { ...node, key, ...(node.where && { where: copyOf(node.where) }) };
    case 'sequence':
      return {
        ...node,
        key,
        steps: node.steps.map((step) => ({
          ...step,
          key: newKey(),
          ...(step.where && { where: copyOf(step.where) }),
        })),
      };
    default:
      return { ...node, key };
  }
}

/** Puts a group around a node. */
export function wrapNode(draft: Draft, key: string, mode: GroupMode): Draft {
  return replaceNode(draft, unitOf(draft, key), (node) => newGroup(mode, [node]));
}

/** Puts the children of a group in its place; the root's only if it has one child, a group. */
export function unwrapGroup(draft: Draft, key: string): Draft {
  const group = findNode(draft, key);
  if (group?.kind !== 'group') return draft;
  const place = placeOf(draft, key);
  if (place === undefined) {
    const [only] = group.children;
    return group.children.length === 1 && only?.kind === 'group' && draft.key === key
      ? only
      : draft;
  }
  return replaceNode(draft, place.group, (parent) =>
    parent.kind === 'group'
      ? { ...parent, children: parent.children.toSpliced(place.index, 1, ...group.children) }
      : parent,
  );
}

/** Moves a node, with its `not`, to a place; the tree as it is when that lies within the node, or nowhere. */
export function moveNode(draft: Draft, key: string, place: Place): Draft {
  const unit = unitOf(draft, key);
  const node = findNode(draft, unit);
  const from = placeOf(draft, unit);
  const isPlace = findNode(draft, place.group)?.kind === 'group';
  if (node === undefined || from === undefined || !isPlace) return draft;
  if (findNode(node, place.group) !== undefined) return draft;
  const isLater = from.group === place.group && from.index < place.index;
  const removed = removeNode(draft, unit);
  return insertNode(removed, { ...place, index: place.index - (isLater ? 1 : 0) }, node);
}

export type Step = 'up' | 'down' | 'out' | 'in';

/**
 * Where a step takes a node: before or behind its neighbour, behind the group it is in, or to the end
 * of the group that is next to it. Undefined when there is no such place.
 */
export function placeAfterStep(draft: Draft, key: string, step: Step): Place | undefined {
  const unit = unitOf(draft, key);
  const place = placeOf(draft, unit);
  if (place === undefined) return undefined;
  const parent = findNode(draft, place.group) as DraftGroup;
  switch (step) {
    case 'up':
      return place.index === 0 ? undefined : { ...place, index: place.index - 1 };
    case 'down':
      return place.index === parent.children.length - 1
        ? undefined
        : { ...place, index: place.index + 2 };
    case 'out': {
      const outer = placeOf(draft, unitOf(draft, parent.key));
      return outer && { ...outer, index: outer.index + 1 };
    }
    case 'in': {
      const neighbours = [parent.children[place.index - 1], parent.children[place.index + 1]];
      const group = neighbours
        .map((node) => (node?.kind === 'not' ? node.child : node))
        .find((node) => node?.kind === 'group');
      return group?.kind === 'group'
        ? { group: group.key, index: group.children.length }
        : undefined;
    }
  }
}

/** The node that is moved and copied as one with this one: its outermost `not`, or itself. */
export function unitOf(draft: Draft, key: string): string {
  let unit = key;
  for (let parent = parentOf(draft, unit); parent?.kind === 'not'; ) {
    unit = parent.key;
    parent = parentOf(draft, unit);
  }
  return unit;
}

/** Where a child of a group is; undefined for the root and for the child of a `not`. */
export function placeOf(draft: Draft, key: string): Place | undefined {
  const parent = parentOf(draft, key);
  if (parent?.kind !== 'group') return undefined;
  return { group: parent.key, index: parent.children.findIndex((child) => child.key === key) };
}

export function parentOf(draft: Draft, key: string): Draft | undefined {
  for (const child of childrenOf(draft)) {
    if (child.key === key) return draft;
    const found = parentOf(child, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A draft whose root is a group, so that conditions can be added to it; with an `all` around if need be. */
export function asGroup(draft: Draft): DraftGroup {
  return draft.kind === 'group' ? draft : newGroup('all', [draft]);
}
