/** A kill at every named moment, and a full disk: the checkpoint before or the new one is there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CheckpointStore } from '../../storage/checkpoint-store.ts';
import { type Content, folderMaker, newestIn, probeApart, runChild } from './checkpoint-session.ts';

const newFolder = folderMaker();

/** A checkpoint for the child: pieces are a name, and a length and a text that is repeated. */
type Step = {
  readonly full: boolean;
  readonly position: number;
  readonly pieces: readonly (readonly [name: string, length?: number, text?: string])[];
};

const BIG = 9 * 2 ** 20;

const STEPS: readonly Step[] = [
  {
    full: true,
    position: 1,
    pieces: [
      ['a', 100, 'one'],
      ['big', BIG, 'x'],
      ['c', 5000, 'y'],
    ],
  },
  { full: false, position: 2, pieces: [['a', 100, 'two'], ['big'], ['c']] },
  { full: false, position: 3, pieces: [['a'], ['big', BIG, 'z'], ['d', 10, 'new']] },
  {
    full: true,
    position: 4,
    pieces: [
      ['a', 70_000, 'four'],
      ['d', 0, ''],
      ['e', BIG, 'e'],
    ],
  },
  { full: false, position: 5, pieces: [['a', 1, 'f'], ['e']] },
];

/** What each checkpoint holds, by position. */
function contents(steps: readonly Step[]): ReadonlyMap<number, Content> {
  const all = new Map<number, Content>();
  let before: Content = new Map();
  for (const { position, pieces } of steps) {
    before = new Map(
      pieces.map(([name, length, text]) => [
        name,
        length === undefined
          ? (before.get(name) as string)
          : Buffer.alloc(length, text).toString('latin1'),
      ]),
    );
    all.set(position, before);
  }
  return all;
}

function stepsFile(folder: string, steps: readonly Step[]): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'steps.json');
  writeFileSync(file, JSON.stringify(steps));
  return file;
}

type Said = {
  readonly position?: number;
  readonly failure?: string;
  readonly needsFull?: boolean;
  readonly moments?: number;
};

it('a kill at any moment leaves the last checkpoint that was committed, or the one after it', async () => {
  const wanted = contents(STEPS);
  const whole = newFolder();
  const { lines } = runChild(['write', whole, stepsFile(whole, STEPS), '0']);
  const { moments = 0 } = lines.at(-1) as Said;
  expect(lines).toHaveLength(STEPS.length + 1);
  expect(moments).toBeGreaterThan(15);
  const between = new Set<string>();
  for (let kill = 1; kill <= moments; kill++) {
    const folder = newFolder();
    const file = stepsFile(folder, STEPS);
    const killed = runChild(['write', folder, file, String(kill)]);
    expect(killed.signal).toBe('SIGKILL');
    const last = (killed.lines.at(-1) as Said | undefined)?.position ?? 0;
    for (const { faults } of probeApart(CheckpointStore.open(folder).stores.map((at) => at.path))) {
      expect(faults).toEqual([]);
    }
    const found = await newestIn(folder);
    const position = found?.position ?? 0;
    expect([last, last + 1]).toContain(position);
    between.add(position === last ? 'before' : 'after');
    expect(found?.content).toEqual(wanted.get(position));
    // The next process goes on, and nothing of the killed one is left.
    const next = stepsFile(folder, [{ full: true, position: 9, pieces: [['n', 3, 'n']] }]);
    const said = runChild(['write', folder, next, '0']).lines[0] as Said;
    expect(said).toEqual({ position: 9, needsFull: false });
    expect(CheckpointStore.open(folder).stores).toHaveLength(1);
    expect(await newestIn(folder)).toEqual({ position: 9, content: new Map([['n', 'nnn']]) });
  }
  expect(between.size).toBe(2);
});

it('a file that has no room leaves the checkpoint before, and the next one that fits is written', async () => {
  const folder = newFolder();
  const piece = (position: number, full: boolean, mib: number): Step => ({
    full,
    position,
    pieces: [['a', mib * 2 ** 20, `${position}`]],
  });
  // A limit of the file's size is met as the end of the disk is.
  const steps = [piece(1, true, 2), piece(2, false, 60), piece(3, true, 60), piece(4, true, 3)];
  const { lines } = runChild(['write', folder, stepsFile(folder, steps), '0'], 40 * 1024);
  expect(lines.slice(0, -1)).toEqual([
    { position: 1, needsFull: false },
    { position: 2, failure: 'DiskFullError', needsFull: true },
    { position: 3, failure: 'DiskFullError', needsFull: true },
    { position: 4, needsFull: false },
  ]);
  expect(await newestIn(folder)).toEqual({ position: 4, content: contents(steps).get(4) });

  const first = newFolder();
  runChild(['write', first, stepsFile(first, steps.slice(0, 3)), '0'], 40 * 1024);
  expect(await newestIn(first)).toEqual({ position: 1, content: contents(steps).get(1) });
  expect(CheckpointStore.open(first).stores).toHaveLength(1);
});
