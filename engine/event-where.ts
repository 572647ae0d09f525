/**
 * Conditions on single events, compiled: for a page, a test of its rows. Texts and lists are
 * tested once per distinct value and remembered by code.
 */
import { assert } from './assert.ts';
import { type Cells, cellAt, type EventPage } from './event-rows.ts';
import type { EventValues } from './event-values.ts';
import { fold } from './fold.ts';
import { numberPredicate } from './number-test.ts';
import type { AttributeRef, PlanWhere, ValueTest } from './plan.ts';
import { textPredicate } from './text-test.ts';

export type RowTest = (row: number) => boolean;

/** A test of the rows of a page, or undefined when every row passes. */
export type PageFilter = (page: EventPage) => RowTest | undefined;

type CellTest = (cell: number) => boolean;

export function compileWhere(where: PlanWhere, values: EventValues): PageFilter {
  const compiled = compile(where, values);
  return where.kind === 'true' ? () => undefined : compiled;
}

function compile(where: PlanWhere, values: EventValues): (page: EventPage) => RowTest {
  switch (where.kind) {
    case 'true':
      return () => () => true;
    case 'false':
      return () => () => false;
    case 'not': {
      const child = compile(where.child, values);
      return (page) => {
        const test = child(page);
        return (row) => !test(row);
      };
    }
    case 'and': {
      const children = where.children.map((child) => compile(child, values));
      return (page) => {
        const tests = children.map((child) => child(page));
        return (row) => tests.every((test) => test(row));
      };
    }
    case 'or': {
      const children = where.children.map((child) => compile(child, values));
      return (page) => {
        const tests = children.map((child) => child(page));
        return (row) => tests.some((test) => test(row));
      };
    }
    case 'attr': {
      const isMatch = cellTest(where, where.test, values);
      return (page) => {
        const cells = page.columns.get(where.attribute);
        return cells === undefined ? () => false : (row) => isMatch(cellAt(cells as Cells, row));
      };
    }
  }
}

function cellTest({ type }: AttributeRef, test: ValueTest, values: EventValues): CellTest {
  switch (type) {
    case 'text':
      return codeTest(test.kind === 'exists' ? () => true : textCodeTest(test, values));
    case 'list':
      return codeTest(test.kind === 'exists' ? () => true : listCodeTest(test, values));
    case 'boolean': {
      if (test.kind === 'exists') return (cell) => cell !== 0;
      assert(test.kind === 'boolean', 'a boolean attribute meets tests of booleans');
      const wanted = test.value ? 2 : 1;
      return (cell) => cell === wanted;
    }
    case 'number':
    case 'date':
    case 'datetime': {
      const isMatch = numberPredicate(test);
      return (cell) => !Number.isNaN(cell) && isMatch(cell);
    }
  }
}

/** Remembers the answer for each code; a cell is 1 + code, or 0 for no value. */
function codeTest(isMatch: (code: number) => boolean): CellTest {
  const answers: (boolean | undefined)[] = [false];
  return (cell) => {
    let answer = answers[cell];
    if (answer === undefined) {
      answer = isMatch(cell - 1);
      answers[cell] = answer;
    }
    return answer;
  };
}

function textCodeTest(test: ValueTest, values: EventValues): (code: number) => boolean {
  assert(test.kind === 'text', 'a text attribute meets tests of texts');
  const isMatch = textPredicate(test);
  return (code) => isMatch(values.texts.textOf(code));
}

function listCodeTest(test: ValueTest, values: EventValues): (code: number) => boolean {
  assert(test.kind === 'list', 'a list attribute meets tests of lists');
  const wanted = test.ignoreCase ? test.values.map(fold) : test.values;
  return (code) => {
    const elements = new Set(
      values.list(code).map((text) => (test.ignoreCase ? fold(text) : text)),
    );
    return test.match === 'any'
      ? wanted.some((value) => elements.has(value))
      : wanted.every((value) => elements.has(value));
  };
}
