/**
 * Moving nodes by dragging, with Pragmatic drag and drop: the browser's own, on a touch screen, too, and
 * without styles of its own. What it does, the menu of each node does from the keyboard.
 */
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { findNode, moveNode, type Place, placeOf, unitOf } from '../rule/draft-edit.ts';
import type { Tree } from './tree-context.ts';

/** Where a dragged node would go, as seen from the node it is over. */
export type Edge = 'before' | 'after' | 'inside';

const KEY = Symbol('node');
const PLACE = Symbol('place');

type Data = { readonly [KEY]?: string; readonly [PLACE]?: Place };

/** Makes the handle drag its node, and the node a place to drop others before or behind. */
export function useDragNode(
  key: string,
  tree: Tree,
  element: RefObject<HTMLElement | null>,
  handle: RefObject<HTMLElement | null>,
): { readonly isDragged: boolean; readonly edge: Edge | undefined } {
  const [isDragged, setIsDragged] = useState(false);
  const [edge, setEdge] = useState<Edge | undefined>(undefined);
  const latest = useLatest(tree);
  useEffect(() => {
    if (element.current === null || handle.current === null) return;
    const node = element.current;
    const undoDrag = draggable({
      element: node,
      dragHandle: handle.current,
      getInitialData: () => ({ [KEY]: key }),
      onDragStart: () => setIsDragged(true),
      onDrop: () => setIsDragged(false),
    });
    const undoDrop = dropTargetForElements({
      element: node,
      canDrop: ({ source }) => (source.data as Data)[KEY] !== undefined,
      getData: ({ input }) => {
        const { top, height } = node.getBoundingClientRect();
        const side: Edge = input.clientY < top + height / 2 ? 'before' : 'after';
        const { draft } = latest.current;
        const place = placeOf(draft, unitOf(draft, key));
        return place === undefined
          ? {}
          : { [PLACE]: { ...place, index: place.index + (side === 'after' ? 1 : 0) }, side };
      },
      onDrag: ({ self, location }) => {
        const isInnermost = location.current.dropTargets[0]?.element === node;
        setEdge(isInnermost ? (self.data['side'] as Edge | undefined) : undefined);
      },
      onDragLeave: () => setEdge(undefined),
      onDrop: () => setEdge(undefined),
    });
    return () => {
      undoDrag();
      undoDrop();
    };
  }, [key, element, handle, latest]);
  return { isDragged, edge };
}

/** Makes the end of a group a place to drop nodes at. */
export function useDropAtEnd(
  group: string,
  tree: Tree,
  element: RefObject<HTMLElement | null>,
): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useLatest(tree);
  useEffect(() => {
    if (element.current === null) return;
    return dropTargetForElements({
      element: element.current,
      canDrop: ({ source }) => (source.data as Data)[KEY] !== undefined,
      getData: () => ({ [PLACE]: { group, index: endOf(latest.current, group) } }),
      onDragEnter: () => setIsOver(true),
      onDragLeave: () => setIsOver(false),
      onDrop: () => setIsOver(false),
    });
  }, [group, element, latest]);
  return isOver;
}

function endOf({ draft }: Tree, group: string): number {
  const found = findNode(draft, group);
  return found?.kind === 'group' ? found.children.length : 0;
}

/** Carries out what is dropped anywhere in the tree. */
export function useDrops(tree: Tree, onMoved: (key: string) => void): void {
  const latest = useLatest(tree);
  const moved = useLatest(onMoved);
  useEffect(
    () =>
      monitorForElements({
        onDrop: ({ source, location }) => {
          const key = (source.data as Data)[KEY];
          const place = (location.current.dropTargets[0]?.data as Data | undefined)?.[PLACE];
          if (key === undefined || place === undefined) return;
          const { draft, edit } = latest.current;
          const next = moveNode(draft, key, place);
          if (next === draft) return;
          edit(next);
          moved.current(key);
        },
      }),
    [latest, moved],
  );
}

/** The value of the latest render, for what outlives one. */
function useLatest<V>(value: V): RefObject<V> {
  const ref = useRef(value);
  ref.current = value;
  return ref;
}
