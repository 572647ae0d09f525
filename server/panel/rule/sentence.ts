/**
 * A rule in words. Names stand in quotes only, since nobody can decline them. Each condition is said in
 * two ways: by itself ("“city” is “Kraków”"), and of contacts ("whose “city” is “Kraków”"), so that
 * conditions can be joined in any language.
 */
import { channelName } from '../text/channel-name.ts';
import { isAboutTime, whenWords } from './comparison-words.ts';
import { complement } from './complement.ts';
import type {
  Aggregate,
  Draft,
  DraftContacts,
  DraftEvent,
  DraftField,
  DraftGroup,
  DraftLeaf,
  DraftSequence,
  Operator,
} from './draft.ts';
import { eventWords, sequenceWords } from './event-words.ts';
import { isNegative, type ValueType } from './operators.ts';
import { isCreated, quoted, someOf } from './value-words.ts';
import { comparedWords, whereWords } from './where-words.ts';
import type { Words } from './words.ts';

export type { Words } from './words.ts';

/** The whole rule as one sentence. */
export function sentence(draft: Draft, words: Words): string {
  const { t } = words;
  if (draft.kind === 'group' && draft.children.length === 0 && !draft.name) {
    return t(draft.mode === 'any' ? 'rule.sentence.nobody' : 'rule.sentence.everyone');
  }
  return t('rule.sentence.contacts', { clause: clauseOf(draft, words, true).related });
}

/** One node: a condition by itself, a group as the heading of what is in it. */
export function conditionPhrase(node: Draft, words: Words): string {
  const { t } = words;
  if (node.kind === 'group') {
    const heading = t(`rule.group.${node.mode}`);
    return node.name ? t('rule.group.named', { name: node.name, clause: heading }) : heading;
  }
  return node.kind === 'not' ? t('rule.group.not') : nodeClause(node, words);
}

/** One node with all that is in it, by itself. */
export function nodeClause(node: Draft, words: Words): string {
  return clauseOf(node, words, true).alone;
}

type Clause = {
  readonly alone: string;
  /** Goes after "contacts", as in "whose “city” is “Kraków”". */
  readonly related: string;
};

/** `isOuter`: nothing stands beside it that could be taken for a part of it. */
function clauseOf(node: Draft, words: Words, isOuter: boolean): Clause {
  const { t } = words;
  if (node.name) {
    const { name, ...rest } = node;
    const clause = clauseOf(rest as Draft, words, true).alone;
    return {
      alone: t('rule.group.named', { name, clause }),
      related: t('rule.related.named', { name, clause }),
    };
  }
  switch (node.kind) {
    case 'group':
      return groupClause(node, words, isOuter);
    case 'not':
      return notClause(node.child, words, isOuter);
    default:
      return leafClause(node, words);
  }
}

function groupClause({ mode, children }: DraftGroup, words: Words, isOuter: boolean): Clause {
  const { t, f } = words;
  const [only] = children;
  if (only === undefined) {
    const who = mode === 'any' ? 'nobody' : 'everyone';
    return { alone: t(`rule.${who}`), related: t(`rule.related.${who}`) };
  }
  if (children.length === 1) {
    return mode === 'none' ? notClause(only, words, isOuter) : clauseOf(only, words, isOuter);
  }
  const clauses = children.map((child) => clauseOf(child, words, false));
  const related = f.list(
    clauses.map((clause) => clause.related),
    mode === 'all' ? 'and' : 'or',
  );
  if (mode === 'none') {
    return {
      alone: t('rule.none', { clauses: clauses.map(({ alone }) => alone).join('; ') }),
      related: t('rule.related.noneOf', { clause: related }),
    };
  }
  // Of "a, b or c and d" nobody could tell what belongs together.
  const bounded = isOuter ? related : `(${related})`;
  return { alone: bounded, related: bounded };
}

function notClause(child: Draft, words: Words, isOuter: boolean): Clause {
  const { t } = words;
  const opposite = complement(child);
  if (opposite !== undefined) return clauseOf(opposite, words, isOuter);
  const { alone, related } = clauseOf(child, words, true);
  if (child.name) {
    const { name, ...rest } = child;
    const clause = clauseOf(rest as Draft, words, true).alone;
    return {
      alone: t('rule.not', { clause: alone }),
      related: t('rule.related.notNamed', { name, clause }),
    };
  }
  if (isPlace(child)) {
    const clause = placeWords(child, words);
    return { alone: t('rule.notIn', { clause }), related: t('rule.related.notIn', { clause }) };
  }
  const isSeveral = child.kind === 'group' && child.children.length > 1;
  return {
    alone: t('rule.not', { clause: alone }),
    // Of "not among those whose a and whose b" nobody could tell how far it reaches.
    related: t(isOuter && !isSeveral ? 'rule.related.not' : 'rule.related.noneOf', {
      clause: related,
    }),
  };
}

/** Conditions about where a contact belongs. */
type Place = Exclude<
  DraftLeaf,
  DraftField | DraftEvent | DraftSequence | { readonly kind: 'attr' }
>;

function isPlace(node: Draft): node is Place {
  return ['segment', 'fixed-group', 'contacts', 'reachable', 'sample'].includes(node.kind);
}

function leafClause(leaf: DraftLeaf, words: Words): Clause {
  const { t } = words;
  switch (leaf.kind) {
    case 'field':
      return fieldClause(leaf, words);
    case 'attr':
      return plainClause(comparedWords(leaf, words), 'value', words);
    case 'event': {
      const { clause, isValue } = eventWords(
        { ...leaf, where: whereWords(leaf.where, words) },
        words,
      );
      return plainClause(clause, isValue ? 'value' : 'did', words);
    }
    case 'sequence': {
      const steps = leaf.steps.map((step) => ({ ...step, where: whereWords(step.where, words) }));
      return plainClause(sequenceWords({ ...leaf, steps }, words), 'did', words);
    }
    default: {
      const clause = placeWords(leaf, words);
      return { alone: clause, related: t('rule.related.in', { clause }) };
    }
  }
}

function plainClause(clause: string, kind: 'value' | 'did', { t }: Words): Clause {
  return { alone: clause, related: t(`rule.related.${kind}`, { clause }) };
}

function fieldClause(field: DraftField, words: Words): Clause {
  const { t } = words;
  if (field.field === '') {
    return { alone: t('rule.missing.field'), related: t('rule.related.missingField') };
  }
  if (isCreated(field.field) && isAboutTime(field) && !isNegative(field.op)) {
    const clause = t('rule.time.seen', { when: whenWords(field, words) });
    return { alone: clause, related: t('rule.related.seen', { clause }) };
  }
  return plainClause(comparedWords(field, words), 'value', words);
}

function placeWords(leaf: Place, words: Words): string {
  const { t, f } = words;
  switch (leaf.kind) {
    case 'segment':
      return leaf.segment === ''
        ? t('rule.missing.segment')
        : t('rule.place.segment', { name: words.nameOfSegment(leaf.segment) });
    case 'fixed-group':
      return leaf.group === ''
        ? t('rule.missing.group')
        : t('rule.place.group', { name: words.nameOfGroup(leaf.group) });
    case 'contacts':
      return contactsWords(leaf, words);
    case 'reachable':
      return leaf.channel === ''
        ? t('rule.missing.channel')
        : t('rule.place.reachable', { channel: channelName(leaf.channel, t) });
    case 'sample':
      return t('rule.place.sample', {
        from: f.number(leaf.from),
        to: f.number(leaf.to),
        seed: leaf.seed,
      });
  }
}

function contactsWords({ contacts }: DraftContacts, words: Words): string {
  const { t, f } = words;
  if (contacts.length === 0) return t('rule.place.noContacts');
  return t('rule.place.contacts', {
    count: contacts.length,
    formatted: f.number(contacts.length),
    names: someOf(
      contacts.map((id) => quoted(id, words)),
      words,
      'and',
    ),
  });
}

/** An operator to choose, as it is called for a type of value. */
export function operatorLabel(op: Operator, type: ValueType, words: Words): string {
  const { t } = words;
  if ((type === 'date' || type === 'datetime') && (op === 'eq' || op === 'neq')) {
    return t(`rule.operator.time.${op}`);
  }
  return t(`rule.operator.${op}`);
}

/** An aggregate to choose. */
export function aggregateLabel(aggregate: Aggregate, { t }: Words): string {
  return t(`rule.aggregate.label.${aggregate}`);
}
