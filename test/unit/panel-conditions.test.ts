/** The parts of the editors of conditions that need no browser: what is kept, what is meant by what is typed. */
import { describe, expect, it } from 'vitest';
import {
  goesOnWithComma,
  matching,
  type Option,
  otherOption,
  takenOnLeave,
} from '../../server/panel/parts/choice-options.ts';
import { splitList } from '../../server/panel/parts/split-list.ts';
import type { Draft, DraftStep, Operator, Value } from '../../server/panel/rule/draft.ts';
import { readRule, writeRule } from '../../server/panel/rule/draft-json.ts';
import { OPERATORS, type ValueType } from '../../server/panel/rule/operators.ts';
import {
  type Comparison,
  fitComparison,
  YES_NO,
  yesNoOf,
} from '../../server/panel/wizard/conditions/comparison.ts';
import {
  localText,
  MOMENT_KINDS,
  momentKind,
  momentOf,
  startOfKind,
} from '../../server/panel/wizard/conditions/moment-text.ts';
import { numberText, parseNumber } from '../../server/panel/wizard/conditions/number-text.ts';
import { addStep, inOrder, moveStep } from '../../server/panel/wizard/conditions/sequence-edit.ts';
import { fitValue, guessType } from '../../server/panel/wizard/conditions/value-fit.ts';
import { removeDetail } from '../../server/panel/wizard/conditions/where-edit.ts';

describe('a value, when the operator changes,', () => {
  it.each<readonly [value: Value, op: Operator, type: ValueType, kept: Value]>([
    ['Kraków', 'in', 'text', ['Kraków']],
    [['a', 'b'], 'eq', 'text', 'a'],
    [['a', 'b'], 'contains', 'text', ['a', 'b']],
    ['', 'in', 'text', undefined],
    [5, 'eq', 'text', undefined],
    ['a', 'exists', 'text', undefined],
    [5, 'in', 'number', [5]],
    [[1, 3], 'gt', 'number', 1],
    [5, 'between', 'number', undefined],
    [[1, 3], 'between', 'number', [1, 3]],
    ['2026-01-01', 'in', 'date', ['2026-01-01']],
    [{ ago: 'P7D' }, 'after', 'datetime', { ago: 'P7D' }],
    ['Kraków', 'before', 'date', undefined],
    ['P7D', 'older_than', 'date', 'P7D'],
    ['2026-01-01', 'within_last', 'date', 'P30D'],
    [undefined, 'anniversary', 'date', { from: 0, to: 7 }],
    [{ month: 3 }, 'anniversary', 'date', { month: 3 }],
  ])('%j for %s of a %s is %j', (value, op, type, kept) => {
    expect(fitValue(value, op, type)).toEqual(kept);
  });
});

describe('a comparison, when the type changes,', () => {
  it.each<readonly [comparison: Comparison, type: ValueType, kept: Comparison]>([
    [{ op: 'eq', value: 'a' }, 'text', { op: 'eq', value: 'a' }],
    [{ op: 'eq', value: 'a' }, 'number', { op: 'eq' }],
    [{ op: 'contains', value: 'a' }, 'list', { op: 'has_any', value: ['a'] }],
    [{ op: 'gt', value: 5 }, 'text', { op: 'eq' }],
    [{ op: 'eq', value: 'a' }, 'date', { op: 'eq' }],
    [{ op: 'contains', value: 'a' }, 'datetime', { op: 'within_last', value: 'P30D' }],
    [
      { op: 'eq', value: 'a', ignoreCase: true },
      'list',
      { op: 'has_any', value: ['a'], ignoreCase: true },
    ],
    [{ op: 'exists', ignoreCase: true }, 'text', { op: 'exists' }],
    [{ op: 'eq', value: 5, ignoreCase: true }, 'number', { op: 'eq', value: 5 }],
    [{ op: 'eq', value: 'a' }, 'boolean', { op: 'eq', value: true }],
    [{ op: 'neq', value: true }, 'boolean', { op: 'neq', value: true }],
    [{ op: 'not_exists' }, 'boolean', { op: 'not_exists' }],
  ])('from %j to a %s is %j', (comparison, type, kept) => {
    expect(fitComparison(comparison, type)).toEqual(kept);
  });

  it('has an operator of the type, whatever it was before', () => {
    const types = Object.keys(OPERATORS) as ValueType[];
    for (const op of types.flatMap((type) => OPERATORS[type])) {
      for (const type of types) {
        expect(OPERATORS[type]).toContain(fitComparison({ op, value: 'x' }, type).op);
      }
    }
  });

  it('of yes and no is one of those that are offered', () => {
    for (const name of Object.keys(YES_NO) as (keyof typeof YES_NO)[]) {
      expect(yesNoOf(YES_NO[name])).toBe(name);
    }
    expect(yesNoOf({ op: 'eq' })).toBeUndefined();
  });
});

it.each<readonly [op: Operator, value: Value, type: ValueType]>([
  ['eq', 'a', 'text'],
  ['eq', 5, 'number'],
  ['neq', false, 'boolean'],
  ['eq', '2026-01-01', 'date'],
  ['between', [{ ago: 'P7D' }, 'now'], 'date'],
  ['between', [1, 2], 'number'],
  ['has_any', ['a'], 'list'],
  ['exists', undefined, 'text'],
])('an unknown field that %s %j is taken for a %s', (op, value, type) => {
  expect(guessType(op, value)).toBe(type);
});

describe('a number', () => {
  it.each<readonly [text: string, language: 'en' | 'pl', number: number | undefined]>([
    ['1000', 'en', 1000],
    ['1,000', 'en', 1000],
    ['1,234,567.5', 'en', 1_234_567.5],
    ['1,5', 'en', 1.5],
    ['1,000', 'pl', 1],
    ['1,5', 'pl', 1.5],
    ['1.5', 'pl', 1.5],
    ['12 345,67', 'pl', 12_345.67],
    ['12\u00a0345', 'pl', 12_345],
    ['-3', 'en', -3],
    ['\u22123', 'en', -3],
    ['.5', 'en', 0.5],
    ['12.', 'en', 12],
    ['1e3', 'en', 1000],
    ['1e', 'en', undefined],
    ['-', 'en', undefined],
    ['', 'en', undefined],
    ['1,2,3', 'pl', undefined],
    ['1e999', 'en', undefined],
    ['0x10', 'en', undefined],
    ['five', 'en', undefined],
  ])('%j in %s is %j', (text, language, number) => {
    expect(parseNumber(text, language)).toBe(number);
  });

  it('is shown so that it is read again as the same', () => {
    for (const number of [0, -1, 1000, 1234.5, 0.1 + 0.2, 1e21, 5e-324, Number.MAX_VALUE]) {
      expect(parseNumber(numberText(number, 'en'), 'en')).toBe(number);
      expect(parseNumber(numberText(number, 'pl'), 'pl')).toBe(number);
    }
  });
});

describe('a moment', () => {
  it('is of the kind that it begins as', () => {
    for (const kind of MOMENT_KINDS) expect(momentKind(startOfKind(kind, 1e12))).toBe(kind);
    expect(momentKind('')).toBeUndefined();
    expect(momentKind(undefined)).toBeUndefined();
    expect(momentKind(1e12)).toBe('moment');
  });

  it('is the same on the local clock', () => {
    const moment = '2026-03-01T12:34:56.000Z';
    expect(momentOf(localText(moment))).toBe(moment);
    expect([localText('soon'), localText(undefined), momentOf('')]).toEqual(['', '', '']);
  });
});

describe('a pasted list', () => {
  it.each([
    ['a\nb\r\nc', ['a', 'b', 'c']],
    ['a\tb', ['a', 'b']],
    [' a ; b ;; a', ['a', 'b']],
    ['Kraków, Polska', ['Kraków, Polska']],
    ['a; b\nc', ['a; b', 'c']],
    [' \n ', []],
  ])('%j is %j', (text, values) => {
    expect(splitList(text)).toEqual(values);
  });
});

describe('what is typed into a choice', () => {
  const options: readonly Option[] = ['email_consent', 'work_email', 'Email', 'Kraków', 'Łódź'].map(
    (value) => ({ value, label: value }),
  );
  const created: Option = { value: 'created_at', label: 'first seen' };
  const found = (typed: string) => matching([...options, created], typed).map(({ value }) => value);

  it('finds what is called so first, then what begins so, then what has it within', () => {
    expect(found('email')).toEqual(['Email', 'email_consent', 'work_email']);
    expect(found('created')).toEqual(['created_at']);
    expect(found('seen')).toEqual(['created_at']);
    expect(found('zzz')).toEqual([]);
    expect(found(' ')).toHaveLength(6);
  });

  it('finds letters without their marks', () => {
    expect(found('krakow')).toEqual(['Kraków']);
    expect(found('lodz')).toEqual(['Łódź']);
  });

  it('can be had as it is, unless it is one of them', () => {
    expect(otherOption(options, 'mail', 'new')).toEqual([
      { value: 'mail', label: 'mail', detail: 'new' },
    ]);
    expect(otherOption(options, 'Email', 'new')).toEqual([]);
    expect(otherOption(options, '  ', 'new')).toEqual([]);
  });

  it('means when somebody leaves what is called so, or itself where that may be', () => {
    expect(takenOnLeave(options, 'EMAIL', false)).toBe('Email');
    expect(takenOnLeave([created], 'First seen', false)).toBe('created_at');
    expect(takenOnLeave(options, 'mail', false)).toBeUndefined();
    expect(takenOnLeave(options, ' mail ', true)).toBe('mail');
    expect(takenOnLeave(options, ' ', true)).toBeUndefined();
    expect(
      takenOnLeave(
        [
          { value: 'a', label: 'a' },
          { value: 'A', label: 'A' },
        ],
        'A',
        true,
      ),
    ).toBe('A');
  });

  it('ends with a comma, but not where an option goes on with one', () => {
    const places: readonly Option[] = [{ value: 'Kraków, Polska', label: 'Kraków, Polska' }];
    expect(goesOnWithComma(places, 'kraków')).toBe(true);
    expect(goesOnWithComma(places, 'Warszawa')).toBe(false);
  });
});

describe('steps of a sequence', () => {
  const step = (key: string, changes: Partial<DraftStep> = {}): DraftStep => ({
    key,
    isNot: false,
    events: [key],
    ...changes,
  });
  const keys = (steps: readonly DraftStep[] | undefined) => steps?.map(({ key }) => key);

  it('have nothing before the first, and only the last may be missing', () => {
    const [first, second] = inOrder([
      step('a', { isNot: true, gap: 'P1D' }),
      step('b', { isNot: true, gap: 'P1D' }),
    ]);
    expect(first).toEqual(step('a'));
    expect(second).toEqual(step('b', { isNot: true, gap: 'P1D' }));
    expect(inOrder([step('a', { isNot: true })])).toEqual([step('a')]);
  });

  it('are added before what did not happen', () => {
    const closed = [step('a'), step('b', { isNot: true })];
    expect(keys(addStep(closed, step('c')))).toEqual(['a', 'c', 'b']);
    expect(keys(addStep([step('a')], step('c')))).toEqual(['a', 'c']);
  });

  it('move, but what did not happen stays the last', () => {
    const steps = [step('a'), step('b', { gap: 'P1D' }), step('c', { isNot: true })];
    const moved = moveStep(steps, 0, 1);
    expect(keys(moved)).toEqual(['b', 'a', 'c']);
    expect(moved?.[0]).not.toHaveProperty('gap');
    expect(moveStep(steps, 1, 2)).toBeUndefined();
    expect(moveStep(steps, 2, 1)).toBeUndefined();
    expect(moveStep(steps, 0, -1)).toBeUndefined();
  });
});

describe('a detail of an event', () => {
  const amount = { attr: 'amount', op: 'gt', value: 5 };
  const gift = { attr: 'gift', op: 'eq', value: true };
  /** What is left of `where` without the detail. */
  const without = (where: unknown, attr: string): unknown => {
    const read = readRule({ event: 'purchase', where });
    if (!read.ok || read.draft.kind !== 'event' || read.draft.where === undefined) {
      throw new Error('no details');
    }
    const left = removeDetail(read.draft.where, keyOf(read.draft.where, attr) ?? '');
    return left && writeRule({ ...read.draft, where: left }).rule['where'];
  };
  const keyOf = (node: Draft, attr: string): string | undefined => {
    if (node.kind === 'attr') return node.attr === attr ? node.key : undefined;
    if (node.kind === 'not') return keyOf(node.child, attr);
    const children = node.kind === 'group' ? node.children : [];
    return children.map((child) => keyOf(child, attr)).find((key) => key !== undefined);
  };

  it('goes, and with it what then has nothing in it', () => {
    expect(without({ all: [amount, gift] }, 'gift')).toEqual({ all: [amount] });
    expect(without({ all: [amount, { not: { any: [gift] } }] }, 'gift')).toEqual({ all: [amount] });
    expect(without({ all: [amount, { not: gift }] }, 'gift')).toEqual({ all: [amount] });
  });

  it('leaves nothing to ask for when it was the last', () => {
    expect(without(gift, 'gift')).toBeUndefined();
    expect(without({ not: gift }, 'gift')).toBeUndefined();
    expect(without({ all: [{ any: [gift] }] }, 'gift')).toBeUndefined();
  });
});
