/** What an import says while it runs and at its end. */
import { expect, test } from 'vitest';
import { lineProgress, progressText } from '../../server/import/import-progress.ts';
import { exitCodeOf, formatReport, RejectTally } from '../../server/import/import-report.ts';

const file = {
  name: 'c.csv',
  kind: 'contacts',
  accepted: 7,
  duplicates: 2,
  rejected: 0,
  seconds: 0.5,
} as const;

function reject(line: number, path: string, message: string) {
  return { line, path, message };
}

test('rejects are grouped by what is wrong where, with the first line of each', () => {
  const rejects = new RejectTally();
  rejects.add('contacts', 'c.csv', reject(5, '/fields/age', 'expected a number'));
  rejects.add('contacts', 'c.csv', reject(7, '/fields/tags/3', 'too long'));
  rejects.add('contacts', 'c.csv', reject(8, '/fields/tags/12', 'too long'));
  rejects.add('events', 'e.csv', reject(9, '/fields/age', 'expected a number'));
  const odd = (at: number) => `not JSON: odd character at position ${at} (line 1, column ${at})`;
  rejects.add('events', 'e.csv', reject(2, '', odd(17)));
  rejects.add('events', 'e.csv', reject(3, '', odd(4)));
  expect(rejects.list()).toEqual([
    {
      kind: 'contacts',
      path: '/fields/tags/*',
      message: 'too long',
      count: 2,
      firstFile: 'c.csv',
      firstLine: 7,
    },
    expect.objectContaining({ message: 'not JSON: odd character', count: 2, firstLine: 2 }),
    expect.objectContaining({ kind: 'contacts', path: '/fields/age', count: 1, firstLine: 5 }),
    expect.objectContaining({ kind: 'events', path: '/fields/age', count: 1, firstLine: 9 }),
  ]);
});

test('the number of groups is bounded, and no reject is left out of the counts', () => {
  const rejects = new RejectTally();
  for (let line = 1; line <= 5000; line++) {
    rejects.add('events', 'e', reject(line, '', `reason ${line % 1000}`));
  }
  const groups = rejects.list();
  expect(groups).toHaveLength(201);
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(5000);
  expect(groups[0]).toMatchObject({ message: 'other reasons', count: 4000, firstLine: 201 });
});

test('the report has a line per file and a line per reason', () => {
  const rejects = new RejectTally();
  rejects.add('contacts', 'c.csv', reject(5, '/fields/a\u001b[31m', 'expected\na number'));
  const text = formatReport({ files: [{ ...file, rejected: 1 }], rejects, failure: undefined });
  expect(text).toMatch(/│ c\.csv +│ +10 │ +7 │ +2 │ +1 │ +0\.5 │ +20 │/);
  expect(text).toContain('/fields/a\\u001b[31m');
  expect(text).toContain('expected\\u000aa number');
  expect(text).toContain('c.csv:5');
});

test('the exit code tells all in, some rejected, and not done', () => {
  const report = { files: [file], rejects: new RejectTally(), failure: undefined };
  const rejected = [file, { ...file, rejected: 1 }];
  expect(exitCodeOf(report)).toBe(0);
  expect(exitCodeOf({ ...report, files: rejected })).toBe(2);
  expect(exitCodeOf({ ...report, files: rejected, failure: 'disk full' })).toBe(1);
});

test('progress says share, items, rate and time left', () => {
  const state = { file: 'e.gz', size: 1000, position: 250, items: 5000, elapsedMs: 2000 };
  expect(progressText(state)).toBe('e.gz 25 %, 5000 items, 2500 items/s, 6 s left');
  expect(progressText({ ...state, elapsedMs: 100_000 })).toMatch(/5 min 0 s left$/);
  expect(progressText({ ...state, size: undefined })).toBe('e.gz 5000 items, 2500 items/s');
  expect(progressText({ ...state, position: 0 })).toBe('e.gz 0 %, 5000 items, 2500 items/s');
});

test('without a terminal, progress is a line every five seconds', () => {
  const lines: string[] = [];
  const progress = lineProgress((line) => lines.push(line));
  const state = { file: 'e', size: 100, position: 50, items: 10, elapsedMs: 0 };
  progress.start(state);
  for (const elapsedMs of [1000, 4999, 5000, 5001, 9999, 10_500]) {
    progress.update({ ...state, elapsedMs });
  }
  expect(lines).toHaveLength(2);
});
