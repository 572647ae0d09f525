/**
 * A rule while somebody builds it: the tree of its JSON, with a key on every node that stays the same
 * while the node is moved or changed, and with parts that may still be missing. Nothing here is
 * changed in place.
 *
 * `draft-json.ts` has the way from and to JSON, `draft-edit.ts` what can be done to a tree.
 */

export type GroupMode = 'all' | 'any' | 'none';

export type Operator =
  | 'eq'
  | 'neq'
  | 'in'
  | 'not_in'
  | 'contains'
  | 'not_contains'
  | 'starts_with'
  | 'ends_with'
  | 'matches'
  | 'not_matches'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'between'
  | 'before'
  | 'after'
  | 'within_last'
  | 'within_next'
  | 'older_than'
  | 'anniversary'
  | 'has_any'
  | 'has_all'
  | 'has_none'
  | 'exists'
  | 'not_exists';

export type Aggregate = 'count' | 'sum' | 'avg' | 'min' | 'max' | 'distinct' | 'first' | 'last';

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** As in a rule's JSON: an instant, a day, a moment from now; a number is milliseconds. */
export type InstantValue = string | number | { readonly ago: string } | { readonly ahead: string };

/** As in a rule's JSON; a duration is ISO 8601 and may still be empty. */
export type Window =
  | { readonly last: string }
  | { readonly from?: InstantValue; readonly to?: InstantValue }
  | { readonly current: CalendarUnit }
  | { readonly previous: CalendarUnit };

/** `undefined`: nothing given yet. */
export type Value = unknown;

type Node = {
  /** Of this node among all there ever are. */
  readonly key: string;
  /** For people. */
  readonly name?: string;
};

export type DraftGroup = Node & {
  readonly kind: 'group';
  readonly mode: GroupMode;
  readonly children: readonly Draft[];
};
export type DraftNot = Node & { readonly kind: 'not'; readonly child: Draft };

/** What a value is compared by. Empty texts: not chosen yet. */
type Comparison = {
  readonly op: Operator;
  readonly value?: Value;
  readonly ignoreCase?: boolean;
};

export type DraftField = Node & Comparison & { readonly kind: 'field'; readonly field: string };
/** Within `where` only, where it is what a field is elsewhere. */
export type DraftAttribute = Node & Comparison & { readonly kind: 'attr'; readonly attr: string };

export type DraftEvent = Node & {
  readonly kind: 'event';
  /** Names, `prefix*` or `*`; none: not chosen yet. */
  readonly events: readonly string[];
  /** A tree of attributes. */
  readonly where?: Draft;
  readonly within?: Window;
  readonly aggregate: Aggregate;
  readonly of?: string;
  readonly op: Operator;
  readonly value?: Value;
};

export type DraftStep = Node & {
  /** The last step may be that something did not happen. */
  readonly isNot: boolean;
  /** For people: what did not happen, where the step has a name of its own. */
  readonly innerName?: string;
  readonly events: readonly string[];
  readonly where?: Draft;
  /** At most so long after the step before. */
  readonly gap?: string;
};

export type DraftSequence = Node & {
  readonly kind: 'sequence';
  readonly steps: readonly DraftStep[];
  readonly within?: Window;
};

export type DraftSegment = Node & { readonly kind: 'segment'; readonly segment: string };
export type DraftFixedGroup = Node & { readonly kind: 'fixed-group'; readonly group: string };
export type DraftContacts = Node & {
  readonly kind: 'contacts';
  readonly contacts: readonly string[];
};
export type DraftReachable = Node & { readonly kind: 'reachable'; readonly channel: string };
export type DraftSample = Node & {
  readonly kind: 'sample';
  readonly seed: string;
  readonly from: number;
  readonly to: number;
};

export type DraftLeaf =
  | DraftField
  | DraftAttribute
  | DraftEvent
  | DraftSequence
  | DraftSegment
  | DraftFixedGroup
  | DraftContacts
  | DraftReachable
  | DraftSample;

export type Draft = DraftGroup | DraftNot | DraftLeaf;
export type LeafKind = DraftLeaf['kind'];

let lastKey = 0;

/** A key that no node has had. */
export function newKey(): string {
  lastKey += 1;
  return `n${lastKey}`;
}

export function newGroup(mode: GroupMode, children: readonly Draft[] = []): DraftGroup {
  return { key: newKey(), kind: 'group', mode, children };
}

export function newStep(isNot = false): DraftStep {
  return { key: newKey(), isNot, events: [] };
}

/** A condition of this kind with nothing chosen. */
export function newLeaf(kind: LeafKind): DraftLeaf {
  const key = newKey();
  switch (kind) {
    case 'field':
      return { key, kind, field: '', op: 'eq' };
    case 'attr':
      return { key, kind, attr: '', op: 'eq' };
    case 'event':
      return { key, kind, events: [], aggregate: 'count', op: 'gte', value: 1 };
    case 'sequence':
      return { key, kind, steps: [newStep(), newStep()] };
    case 'segment':
      return { key, kind, segment: '' };
    case 'fixed-group':
      return { key, kind, group: '' };
    case 'contacts':
      return { key, kind, contacts: [] };
    case 'reachable':
      return { key, kind, channel: '' };
    case 'sample':
      return { key, kind, seed: 'a', from: 0, to: 10 };
  }
}
