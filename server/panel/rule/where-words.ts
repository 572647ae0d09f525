/** What is asked of the details of one event, in words. */
import { isAboutTime, testWords, whenWords } from './comparison-words.ts';
import { complement } from './complement.ts';
import type { Draft, DraftAttribute, DraftField } from './draft.ts';
import { isNegative } from './operators.ts';
import { fieldLabel } from './value-words.ts';
import type { Words } from './words.ts';

/** Empty if nothing is asked. */
export function whereWords(where: Draft | undefined, words: Words): string {
  const isAsked = where?.kind !== 'group' || where.children.length > 0 || where.mode === 'any';
  return where === undefined || !isAsked ? '' : clauseOf(where, words, true);
}

function clauseOf(node: Draft, words: Words, isOuter: boolean): string {
  const { t, f } = words;
  if (node.name) {
    const { name, ...rest } = node;
    return t('rule.group.named', { name, clause: clauseOf(rest as Draft, words, true) });
  }
  switch (node.kind) {
    case 'group': {
      const { mode, children } = node;
      const clauses = children.map((child) => clauseOf(child, words, children.length === 1));
      if (clauses.length === 0) {
        return t(mode === 'any' ? 'rule.detail.impossible' : 'rule.detail.anything');
      }
      if (mode === 'none') return t('rule.detail.none', { clauses: clauses.join('; ') });
      const clause = f.list(clauses, mode === 'all' ? 'and' : 'or');
      return isOuter || clauses.length === 1 ? clause : `(${clause})`;
    }
    case 'not': {
      const opposite = complement(node.child);
      return opposite === undefined
        ? t('rule.detail.not', { clause: clauseOf(node.child, words, false) })
        : clauseOf(opposite, words, isOuter);
    }
    case 'attr':
      return node.attr === '' ? t('rule.missing.attr') : comparedWords(node, words);
    default:
      throw new Error(`a detail cannot be a ${node.kind}`);
  }
}

/** A field or attribute that is chosen, and what is said of it. */
export function comparedWords(node: DraftAttribute | DraftField, words: Words): string {
  const { t } = words;
  const isField = node.kind === 'field';
  const name = fieldLabel(isField ? node.field : node.attr, words);
  if (isAboutTime(node)) {
    const subject = t(isField ? 'rule.subject.date' : 'rule.subject.detailDate', { name });
    const key = isNegative(node.op) ? 'rule.time.isNot' : 'rule.time.is';
    return t(key, { subject, when: whenWords(node, words) });
  }
  const subject = t(isField ? 'rule.subject.field' : 'rule.subject.detail', { name });
  return `${subject} ${testWords(node, words)}`;
}
