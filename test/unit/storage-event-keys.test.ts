/** Keys of events, and sets of them, next to the strings that they stand for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ordinal } from '../../engine/index.ts';
import { DuplicateFilter } from '../../storage/duplicate-filter.ts';
import { eventKey, KEY_WORDS, murmur3x128 } from '../../storage/event-key.ts';
import { EventKeySet, PAGE_KEYS } from '../../storage/event-key-set.ts';

describe('the key of an event', () => {
  it('is MurmurHash3 x86 128: the verification value of its author is met', () => {
    // SMHasher: hashes of 0, 1, … n − 1 under the seeds 256 − n, hashed once more.
    const words = new Uint32Array(KEY_WORDS);
    const all = Buffer.alloc(256 * 16);
    for (let length = 0; length < 256; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => i);
      murmur3x128(bytes, length, 256 - length, words);
      Buffer.from(words.buffer).copy(all, length * 16);
    }
    murmur3x128(all, all.length, 0, words);
    expect(words[0]).toBe(0xb3ece62a);
  });

  it('tells contacts and ids apart, wherever one ends and the other begins', () => {
    const keys = new Set<string>();
    const words = new Uint32Array(KEY_WORDS);
    for (let contact = 0; contact < 40; contact++) {
      for (let id = 0; id < 40; id++) {
        for (const text of [`${id}`, `${contact}${id}`, `é${id}`, '\u0000'.repeat(id)]) {
          eventKey(contact as Ordinal, text, words);
          keys.add(words.join());
        }
      }
    }
    const pairs = new Set<string>();
    for (let contact = 0; contact < 40; contact++) {
      for (let id = 0; id < 40; id++) {
        for (const text of [`${id}`, `${contact}${id}`, `é${id}`, '\u0000'.repeat(id)]) {
          pairs.add(JSON.stringify([contact, text]));
        }
      }
    }
    expect(keys.size).toBe(pairs.size);
  });
});

describe('a set of event keys', () => {
  it('holds what a set of texts would, also over several pages', () => {
    const keys = new EventKeySet();
    const words = new Uint32Array(KEY_WORDS);
    const wanted = PAGE_KEYS + 1000;
    for (let i = 0; i < wanted; i++) {
      eventKey((i % 1000) as Ordinal, `id ${i}`, words);
      expect(keys.add(words)).toBe(true);
      if (i % 7 === 0) expect(keys.add(words)).toBe(false);
    }
    expect(keys.size).toBe(wanted);
    expect(keys.pages).toBe(2);
    for (let i = 0; i < wanted + 1000; i++) {
      eventKey((i % 1000) as Ordinal, `id ${i}`, words);
      expect(keys.has(words)).toBe(i < wanted);
    }
  });
});

describe('a filter of duplicates', () => {
  const REMEMBER_MS = 100;
  const stepArbitrary = fc.record({
    contact: fc.integer({ min: 0, max: 3 }),
    id: fc.constantFrom('a', 'b', 'c', 'é', 'a'),
    elapsed: fc.constantFrom(0, 1, 40, 110),
    /** What is saved and taken back before the step, if anything. */
    reopen: fc.constantFrom('no', 'no', 'no', 'full', 'changed'),
  });

  /** Two generations of texts. */
  class SlowFilter {
    #since = -Infinity;
    #older = new Set<string>();
    #newer = new Set<string>();

    addNew(contact: number, id: string): boolean {
      const key = JSON.stringify([contact, id]);
      if (this.#older.has(key) || this.#newer.has(key)) return false;
      this.#newer.add(key);
      return true;
    }

    advance(now: number): void {
      if (now < this.#since + REMEMBER_MS) return;
      this.#older = this.#newer;
      this.#newer = new Set();
      this.#since = now;
    }
  }

  it('remembers what two generations of texts would, from pieces too', () => {
    fc.assert(
      fc.property(fc.array(stepArbitrary, { maxLength: 60 }), (steps) => {
        const slow = new SlowFilter();
        let filter = new DuplicateFilter(REMEMBER_MS);
        const saved = new Map<string, Uint8Array>();
        let now = 0;
        for (const { contact, id, elapsed, reopen } of steps) {
          if (reopen !== 'no') {
            const kept = new Set<string>();
            // The first of a filter is full, as the first checkpoint of a process is.
            for (const { name, bytes } of filter.pieces(reopen === 'full' || saved.size === 0)) {
              kept.add(name);
              if (bytes !== undefined) saved.set(name, bytes);
            }
            for (const name of saved.keys()) if (!kept.has(name)) saved.delete(name);
            const reopened = new DuplicateFilter(REMEMBER_MS);
            for (const [name, bytes] of saved) reopened.restore(name, bytes);
            reopened.finishRestoring();
            filter = reopened;
            saved.clear();
          }
          now += elapsed;
          for (const one of [slow, filter]) one.advance(now);
          expect(filter.addNew(contact as Ordinal, id)).toBe(slow.addNew(contact, id));
          expect(filter.has(contact as Ordinal, id)).toBe(true);
        }
      }),
    );
  });
});
