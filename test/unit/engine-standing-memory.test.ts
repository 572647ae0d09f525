/** Which standing conditions give way when there is no room for all. */
import { beforeEach, expect, test } from 'vitest';
import { type StandingEntry, StandingMemory } from '../../engine/standing-memory.ts';

const MAX_BYTES = 100;
let memory: StandingMemory;
let left: string[];

beforeEach(() => {
  memory = new StandingMemory(MAX_BYTES);
  left = [];
});

test('nothing does while there is room', () => {
  enter('a', { bytes: 50 });
  enter('b', { bytes: 50 });
  memory.makeRoom();
  expect(left).toEqual([]);
});

test('of what one question has asked for, the least recently used first', () => {
  const a = enter('a', { bytes: 60 });
  enter('b', { bytes: 30 });
  memory.touch(a);
  enter('c', { bytes: 30 });
  memory.makeRoom();
  expect(left).toEqual(['b']);
  expect(memory.usedBytes).toBe(90);
});

test('what is asked again stays, whatever single questions come', () => {
  enter('again', { bytes: 50, isAskedAgain: true });
  for (let i = 0; i < 20; i++) {
    enter(`once ${i}`, { bytes: 20 });
    memory.makeRoom();
  }
  expect(left).toHaveLength(18);
  expect(left).not.toContain('again');
});

test('but it may not keep everything from what is new', () => {
  for (const id of ['a', 'b', 'c', 'd', 'e']) enter(id, { bytes: 20, isAskedAgain: true });
  enter('new', { bytes: 10 });
  memory.makeRoom();
  expect(left).toEqual(['a']);
  // Three quarters are taken: from here on it is the new ones that give way.
  enter('newer', { bytes: 30 });
  memory.makeRoom();
  expect(left).toEqual(['a', 'b']);
  enter('newest', { bytes: 20 });
  memory.makeRoom();
  expect(left).toEqual(['a', 'b', 'new', 'newer']);
});

test('what is needed stays, even when there is no room then', () => {
  enter('a', { bytes: 90, isNeeded: true });
  enter('b', { bytes: 90, isNeeded: true, isAskedAgain: true });
  enter('c', { bytes: 5, isAskedAgain: true });
  memory.makeRoom();
  expect(left).toEqual(['c']);
  expect(memory.isOver).toBe(true);
});

test('what one question had asked for is kept longer from its second on', () => {
  const a = enter('a', { bytes: 50 });
  enter('b', { bytes: 40 });
  a.isAskedAgain = true;
  memory.touch(a);
  enter('c', { bytes: 40 });
  memory.makeRoom();
  expect(left).toEqual(['b']);
});

type Fake = { -readonly [Key in keyof StandingEntry]: StandingEntry[Key] };

function enter(id: string, { bytes, isNeeded = false, isAskedAgain = false }: Partial<Fake>): Fake {
  const letGo = () => left.push(id);
  const entry: Fake = { bytes: bytes ?? 0, isNeeded, isAskedAgain, letGo };
  memory.touch(entry);
  memory.note(entry.bytes);
  return entry;
}
