/**
 * Conditions on single events, compiled: of the chosen rows of a page, a filter keeps those that
 * pass. Each condition is one tight loop over one column; texts and lists are tested once per
 * distinct value and remembered by code.
 */
import { assert } from './assert.ts';
import { type Cells, cellAt, type EventPage } from './event-rows.ts';
import type { EventValues } from './event-values.ts';
import { grown } from './growable.ts';
import { numberPredicate } from './number-test.ts';
import type { PlanWhere, ValueTest } from './plan.ts';
import type { NumberRange } from './rule.ts';
import { textPredicate } from './text-test.ts';
import type { ValueType } from './value.ts';
import { listPredicate } from './value-test.ts';

/** Keeps, of the first `count` of the ascending `rows`, those that pass, in place; returns how many. */
export type RowFilter = (page: EventPage, rows: Uint32Array, count: number) => number;

/** The filter of a condition; undefined when every row passes. */
export function compileWhere(where: PlanWhere, values: EventValues): RowFilter | undefined {
  switch (where.kind) {
    case 'true':
      return undefined;
    case 'false':
      return () => 0;
    case 'not':
      return complement(compileWhere(where.child, values));
    case 'and': {
      const filters = where.children.map((child) => compileWhere(child, values));
      return (page, rows, count) =>
        filters.reduce((left, filter) => filter?.(page, rows, left) ?? left, count);
    }
    case 'or':
      return anyOf(where.children.map((child) => compileWhere(child, values)));
    case 'attr':
      return columnFilter(where.attribute, cellsFilter(where.type, where.test, values));
  }
}

/** The rows that a filter would not keep. */
function complement(filter: RowFilter | undefined): RowFilter {
  if (filter === undefined) return () => 0;
  let kept = new Uint32Array(0);
  return (page, rows, count) => {
    kept = grown(kept, count);
    kept.set(rows.subarray(0, count));
    const passed = filter(page, kept, count);
    let left = 0;
    let next = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      if (next < passed && kept[next] === row) next += 1;
      else rows[left++] = row;
    }
    return left;
  };
}

/** The rows that one of the filters keeps: those that none of the complements does away with. */
function anyOf(filters: readonly (RowFilter | undefined)[]): RowFilter | undefined {
  if (filters.includes(undefined)) return undefined;
  const none = filters.map(complement);
  return complement((page, rows, count) =>
    none.reduce((left, filter) => filter(page, rows, left), count),
  );
}

type CellsFilter = (cells: Cells, rows: Uint32Array, count: number) => number;

/** A page without the column has no value in any row, and no test passes without a value. */
function columnFilter(attribute: number, filter: CellsFilter): RowFilter {
  return (page, rows, count) => {
    const cells = page.columns.get(attribute);
    return cells === undefined ? 0 : filter(cells, rows, count);
  };
}

function cellsFilter(type: ValueType, test: ValueTest, values: EventValues): CellsFilter {
  switch (type) {
    case 'text':
      if (test.kind === 'exists') return keepPresentCodes;
      return codeFilter(textCodeTest(test, values));
    case 'list':
      if (test.kind === 'exists') return keepPresentCodes;
      return codeFilter(listCodeTest(test, values));
    case 'boolean': {
      if (test.kind === 'exists') return keepPresentCodes;
      assert(test.kind === 'boolean', 'a boolean attribute meets tests of booleans');
      const wanted = test.value ? 2 : 1;
      return (cells, rows, count) => {
        let kept = 0;
        for (let i = 0; i < count; i++) {
          const row = rows[i] as number;
          if (row < cells.length && cells[row] === wanted) rows[kept++] = row;
        }
        return kept;
      };
    }
    case 'number':
    case 'date':
    case 'datetime':
      return numberFilter(test);
  }
}

function keepPresentCodes(cells: Cells, rows: Uint32Array, count: number): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const row = rows[i] as number;
    if (row < cells.length && cells[row] !== 0) rows[kept++] = row;
  }
  return kept;
}

function numberFilter(test: ValueTest): CellsFilter {
  const [range, more] = test.kind === 'ranges' ? test.ranges : [];
  if (range !== undefined && more === undefined) return rangeFilter(range);
  const isMatch = numberPredicate(test);
  return (cells, rows, count) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      const value = cellAt(cells, row);
      if (!Number.isNaN(value) && isMatch(value)) rows[kept++] = row;
    }
    return kept;
  };
}

/** No value is NaN, which is in no range. */
function rangeFilter([low, high]: NumberRange): CellsFilter {
  return (cells, rows, count) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      if (row >= cells.length) break;
      const value = cells[row] as number;
      if (value >= low && value <= high) rows[kept++] = row;
    }
    return kept;
  };
}

const PASSES = 1;
const FAILS = 2;

/** Remembers the answer for each code; a cell is 1 + code, or 0 for no value. */
function codeFilter(isMatch: (code: number) => boolean): CellsFilter {
  let answers = new Uint8Array(0);
  const answerOf = (cell: number): number => {
    answers = grown(answers, cell + 1);
    const answer = isMatch(cell - 1) ? PASSES : FAILS;
    answers[cell] = answer;
    return answer;
  };
  answers = grown(answers, 1);
  answers[0] = FAILS;
  return (cells, rows, count) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      if (row >= cells.length) break;
      const cell = cells[row] as number;
      const known = cell < answers.length ? (answers[cell] as number) : 0;
      if ((known === 0 ? answerOf(cell) : known) === PASSES) rows[kept++] = row;
    }
    return kept;
  };
}

function textCodeTest(test: ValueTest, values: EventValues): (code: number) => boolean {
  assert(test.kind === 'text', 'a text attribute meets tests of texts');
  const isMatch = textPredicate(test);
  return (code) => isMatch(values.texts.textOf(code));
}

function listCodeTest(test: ValueTest, values: EventValues): (code: number) => boolean {
  assert(test.kind === 'list', 'a list attribute meets tests of lists');
  const isMatch = listPredicate(test);
  return (code) => isMatch(values.list(code));
}
