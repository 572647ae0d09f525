/**
 * Counts that many ask for while many write: every answer has what was acknowledged before the
 * question, and nothing that was written after the answer. What is remembered, shared and counted
 * ahead of questions must never be seen late. `FUZZ_SEED` repeats the pauses.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSubject } from '../subject.ts';

const NOW = Date.UTC(2024, 5, 1);
const WRITERS = 4;
const CONTACTS_PER_WRITER = 60;
const CONTACTS = WRITERS * CONTACTS_PER_WRITER;
const ASKERS = 6;

const RULES = [
  { event: 'bought', op: 'gte', value: 1 },
  { event: 'bought', within: { last: 'P7D' } },
  { not: { event: 'bought', within: { last: 'P7D' } } },
  { field: 'city', op: 'eq', value: 'Rybnik' },
  {
    all: [
      { event: 'bought', within: { last: 'P7D' } },
      { field: 'city', op: 'eq', value: 'Rybnik' },
    ],
  },
];
/** What a contact's two writes change in the counts: its event, then its city. */
const CHANGES = [
  { first: 1, second: 0 },
  { first: 1, second: 0 },
  { first: -1, second: 0 },
  { first: 0, second: 1 },
  { first: 0, second: 1 },
] as const;

test.each([0, 2])(
  'counts of %i threads beside writers are neither late nor early',
  async (threads) => {
    const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    console.log(`FUZZ_SEED=${seed}`);
    const pauses = fc.sample(fc.constantFrom(0, 0, 0, 1, 2), { seed, numRuns: 4096 });
    let nextPause = 0;
    const pause = async () => {
      const turns = pauses[nextPause++ % pauses.length] as number;
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    };
    const subject = await openSubject({ threads, shardBits: 4, asks: 'now' });
    try {
      const ids = Array.from({ length: CONTACTS }, (_, i) => `c${i}`);
      await subject.declareField('city', 'text');
      await subject.writeContacts(
        ids.map((id) => ({ id, fields: { city: 'Elsewhere' } })),
        NOW,
      );
      await subject.writeEvents([{ contact: 'c0', event: 'other', time: NOW }], NOW);
      // By rule, what is acknowledged and what has been sent.
      const acknowledged = CHANGES.map(({ first }) => (first < 0 ? CONTACTS : 0));
      const sent = [...acknowledged];
      const note = (counts: number[], write: 'first' | 'second') => {
        for (const [rule, change] of CHANGES.entries()) (counts[rule] as number) += change[write];
      };
      let writing = WRITERS;
      const write = async (writer: number) => {
        for (let i = writer; i < CONTACTS; i += WRITERS) {
          const contact = ids[i] as string;
          note(sent, 'first');
          await subject.writeEvent({ contact, event: 'bought', time: NOW - 1 }, NOW);
          note(acknowledged, 'first');
          await pause();
          note(sent, 'second');
          await subject.writeContact({ id: contact, fields: { city: 'Rybnik' } }, NOW);
          note(acknowledged, 'second');
          await pause();
        }
        writing -= 1;
      };
      let answers = 0;
      const ask = async (asker: number) => {
        for (let i = asker; writing > 0; i++) {
          const rule = i % RULES.length;
          const least = acknowledged[rule] as number;
          const count = await subject.count(RULES[rule], { at: NOW });
          const most = sent[rule] as number;
          const [low, high] = [Math.min(least, most), Math.max(least, most)];
          expect(count, `rule ${rule}`).toBeGreaterThanOrEqual(low);
          expect(count, `rule ${rule}`).toBeLessThanOrEqual(high);
          answers += 1;
          await pause();
        }
      };
      await Promise.all([
        ...Array.from({ length: WRITERS }, (_, writer) => write(writer)),
        ...Array.from({ length: ASKERS }, (_, asker) => ask(asker)),
      ]);
      expect(answers).toBeGreaterThan(CONTACTS / 4);
      for (const [rule, count] of acknowledged.entries()) {
        expect(await subject.count(RULES[rule], { at: NOW })).toBe(count);
      }
    } finally {
      await subject.close();
    }
  },
);
