/** The parts of the wizard that need no browser: undo, ids, where errors go, who has no value. */
import { describe, expect, it } from 'vitest';
import { type Draft, newGroup, newLeaf } from '../../server/panel/rule/draft.ts';
import { asGroup, findNode } from '../../server/panel/rule/draft-edit.ts';
import { readRule, writeRule } from '../../server/panel/rule/draft-json.ts';
import { missingValueRules } from '../../server/panel/wizard/missing-values.ts';
import { placeIssues } from '../../server/panel/wizard/place-issues.ts';
import { freeId, idFromName } from '../../server/panel/wizard/segment-id.ts';
import {
  startWizard,
  type WizardState,
  wizardReducer,
} from '../../server/panel/wizard/wizard-state.ts';

function draftOf(rule: unknown): Draft {
  const read = readRule(rule);
  if (!read.ok) throw new Error(`at ${read.fault.path}: ${read.fault.fault}`);
  return read.draft;
}

describe('undo', () => {
  const start = startWizard({ name: '', description: '', timezone: 'UTC', draft: newGroup('all') });
  const named = (state: WizardState, name: string, atMs: number, place = 'name') =>
    wizardReducer(state, { kind: 'change', content: { name }, place, atMs });
  const undo = (state: WizardState) => wizardReducer(state, { kind: 'undo' });
  const redo = (state: WizardState) => wizardReducer(state, { kind: 'redo' });

  it('takes back what was typed at once, as one', () => {
    const typed = ['a', 'ab', 'abc'].reduce((state, name, i) => named(state, name, i * 100), start);
    expect(typed.now.name).toBe('abc');
    expect(undo(typed).now).toBe(start.now);
    expect(redo(undo(typed)).now).toBe(typed.now);
  });

  it('parts what was typed later, or elsewhere', () => {
    const later = named(named(start, 'a', 0), 'ab', 5000);
    expect(undo(later).now.name).toBe('a');
    const elsewhere = named(named(start, 'a', 0), 'ab', 100, 'description');
    expect(undo(elsewhere).now.name).toBe('a');
    const apart = named(named(start, 'a', 0, ''), 'ab', 100, '');
    expect(undo(apart).now.name).toBe('a');
  });

  it('does not join a change to one that was undone', () => {
    const again = named(undo(named(named(start, 'a', 0), 'ab', 5000)), 'ac', 5100);
    expect([again.now.name, again.future.length]).toEqual(['ac', 0]);
    expect(undo(again).now.name).toBe('a');
  });

  it('does nothing where there is nothing', () => {
    expect(undo(start)).toBe(start);
    expect(redo(start)).toBe(start);
  });
});

describe('the id of a segment', () => {
  it.each([
    ['Złote karty 2026', 'zlote-karty-2026'],
    ['  VIP – Kraków!  ', 'vip-krakow'],
    ['Café “Größe” Ærø', 'cafe-grosse-aero'],
    ['顧客', '顧客'],
    ['!!!', 'segment'],
    ['', 'segment'],
  ])('of %j is %s', (name, id) => {
    expect(idFromName(name)).toBe(id);
  });

  it('gets a number when it is taken', () => {
    expect(freeId('vip', new Set())).toBe('vip');
    expect(freeId('vip', new Set(['vip', 'vip-2']))).toBe('vip-3');
  });
});

describe('an error of the server', () => {
  const draft = draftOf({
    all: [
      { field: 'city', op: 'eq', value: 'x' },
      { not: { event: 'purchase', where: { all: [{ attr: 'amount', op: 'gt', value: 1 }] } } },
    ],
  });
  const { keys } = writeRule(draft);
  const placed = (path: string) => {
    const [[key, issues]] = [...placeIssues([{ path, message: 'm' }], keys, draft)];
    return [findNode(draft, key)?.kind, issues[0]?.path];
  };

  it.each([
    ['/rule/all/0/value', 'field', '/value'],
    ['/rule/all/0', 'field', ''],
    ['/rule/all/1/not/where/all/0/value', 'event', '/where/all/0/value'],
    ['/rule/all/1', 'not', ''],
    ['/rule', 'group', ''],
    ['/rule/elsewhere', 'group', '/elsewhere'],
  ])('at %s is shown at a %s', (path, kind, rest) => {
    expect(placed(path)).toEqual([kind, rest]);
  });

  it('that is not about the rule is about no node', () => {
    expect(placed('/timezone')).toEqual([undefined, '/timezone']);
    expect(placed('/rules/all/0')).toEqual([undefined, '/rules/all/0']);
  });
});

describe('who has no value', () => {
  const fieldsOf = (rule: unknown) =>
    [...missingValueRules(asGroup(draftOf(rule))).values()].map(({ field }) => field);

  it('is in what is negative, and in what is turned around', () => {
    expect(fieldsOf({ field: 'a', op: 'neq', value: 1 })).toEqual(['a']);
    expect(fieldsOf({ field: 'a', op: 'eq', value: 1 })).toEqual([]);
    expect(fieldsOf({ not: { field: 'a', op: 'eq', value: 1 } })).toEqual(['a']);
    expect(fieldsOf({ not: { field: 'a', op: 'neq', value: 1 } })).toEqual([]);
    expect(fieldsOf({ none: [{ any: [{ field: 'a', op: 'gt', value: 1 }] }] })).toEqual(['a']);
    expect(fieldsOf({ not: { none: [{ field: 'a', op: 'gt', value: 1 }] } })).toEqual([]);
  });

  it('is the question itself where it is asked', () => {
    expect(fieldsOf({ field: 'a', op: 'not_exists' })).toEqual([]);
    expect(fieldsOf({ not: { field: 'a', op: 'exists' } })).toEqual([]);
    expect(missingValueRules(newLeaf('field')).size).toBe(0);
  });
});
