/**
 * kill -9 at random moments, several times on one folder: whatever was acknowledged is there
 * exactly once, the rest once or not at all, and the next start needs no repair.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openSession, type Session, valueOf, withFolder } from '../contract/muster-session.ts';

const ROUNDS = 10;
const MAX_WRITING_MS = 400;
const CHILD = fileURLToPath(new URL('./kill-child.mjs', import.meta.url));

type Round = { readonly lines: readonly (readonly [word: string, ...numbers: number[]])[] };

/** Starts the child, kills it a while after it has begun to write, and returns what it said. */
async function runAndKill(folder: string, first: number): Promise<Round> {
  const child = spawn(process.execPath, [CHILD, folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const opened = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('\n')) resolve();
    });
  });
  const closed = once(child, 'close');
  await Promise.race([opened, closed]);
  await new Promise((resume) => setTimeout(resume, Math.random() * MAX_WRITING_MS));
  child.kill('SIGKILL');
  expect(await closed).toEqual([null, 'SIGKILL']);
  // A line that the kill cut off was not said.
  const lines = said.slice(0, said.lastIndexOf('\n')).split('\n');
  return {
    lines: lines.map((line) => {
      const [word, ...numbers] = line.split(' ');
      return [word as string, ...numbers.map(Number)] as const;
    }),
  };
}

/** The numbers of all events, and of the contacts that have one of their own. */
async function storedIn({ muster, members }: Session) {
  const events: number[] = [];
  for (const id of await members({ event: 'tick' })) {
    const view = await valueOf(muster.contact(id, { segments: false, events: 1_000_000 }));
    for (const event of view.events ?? []) events.push(event.attributes['n'] as number);
  }
  const own = await members({ field: 'n', op: 'exists' });
  return { events, contacts: own.map((id) => Number(id.replace('own ', ''))) };
}

it('everything acknowledged before a kill is there exactly once', {
  timeout: 120_000,
}, async () => {
  await withFolder(async (folder) => {
    const acknowledged = {
      event: new Set<number>(),
      contact: new Set<number>(),
      deleted: new Set<number>(),
    };
    let position = 0;
    let next = 0;
    for (let round = 0; round < ROUNDS; round++) {
      // The last numbers once more: what is stored of them must turn out as duplicates.
      const first = Math.max(0, next - 20);
      const before = new Set(acknowledged.event);
      const { lines } = await runAndKill(folder, first);
      const [[, opened = -1] = []] = lines;
      expect(opened).toBeGreaterThanOrEqual(position);
      for (const [word, n = -1, at = -1, duplicates] of lines.slice(1)) {
        acknowledged[word as keyof typeof acknowledged].add(n);
        if (word === 'event' && before.has(n)) expect([n, duplicates]).toEqual([n, 1]);
        position = Math.max(position, at);
        next = Math.max(next, n + 1);
      }
      const session = await openSession({ data: folder, shardBits: 3 });
      session.setClock(Date.now());
      expect(session.muster.position()).toBeGreaterThanOrEqual(position);
      position = session.muster.position();
      const stored = await storedIn(session);
      const events = new Set(stored.events);
      expect(events.size).toBe(stored.events.length);
      expect([...acknowledged.event].filter((n) => !events.has(n))).toEqual([]);
      next = Math.max(next, ...stored.events.map((n) => n + 1));
      const contacts = new Set(stored.contacts);
      expect(contacts.size).toBe(stored.contacts.length);
      // Every third may have been deleted just before the kill, without a word about it.
      const lost = [...acknowledged.contact].filter((n) => n % 3 !== 0 && !contacts.has(n));
      expect(lost).toEqual([]);
      // A number written again in a later round comes back, and may be left there by the kill.
      const undead = [...acknowledged.deleted].filter((n) => n < first && contacts.has(n));
      expect(undead).toEqual([]);
      await session.close();
    }
    expect(acknowledged.event.size).toBeGreaterThan(ROUNDS);
  });
});
