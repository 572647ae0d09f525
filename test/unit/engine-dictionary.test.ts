/** Dictionary, packed texts and posting lists, against maps and arrays. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dictionary } from '../../engine/dictionary.ts';
import { PackedTexts } from '../../engine/packed-texts.ts';
import { Postings } from '../../engine/postings.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', 'a', 'b', '__proto__', 'constructor', '\0', 'é', 'e\u0301', '😀'),
);

describe('a dictionary', () => {
  test('gives codes in order of arrival and finds them again, like a map', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200 }), text, (texts, unknown) => {
        const dictionary = new Dictionary();
        const twin = new Map<string, number>();
        for (const one of texts) {
          expect(dictionary.codeOf(one)).toBe(twin.get(one) ?? -1);
          if (!twin.has(one)) twin.set(one, twin.size);
          expect(dictionary.intern(one)).toBe(twin.get(one));
        }
        expect(dictionary.size).toBe(twin.size);
        for (const [one, code] of twin) {
          expect(dictionary.codeOf(one)).toBe(code);
          expect(dictionary.textOf(code)).toBe(one);
        }
        expect(dictionary.codeOf(unknown)).toBe(twin.get(unknown) ?? -1);
      }),
      { numRuns: 200 },
    );
  });

  test('finds texts by what is in them, as characters do', () => {
    const letter = fc.constantFrom('a', 'b', 'é', 'e\u0301', '😀', 'ż', '\0', '\ud800', '\udc00');
    const word = fc
      .array(letter, { minLength: 1, maxLength: 5 })
      .map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), word, fc.nat(40), (words, part, forgotten) => {
        const dictionary = new Dictionary();
        const texts = [...new Set(words.map((one) => one.toWellFormed()))];
        for (const one of texts) dictionary.intern(one);
        if (forgotten < texts.length) dictionary.forget(forgotten);
        const living = (codes: Iterable<number>) =>
          [...codes].filter((code) => !dictionary.isGone(code));
        const expected = (isMatch: (one: string) => boolean) =>
          living(texts.flatMap((one, code) => (isMatch(one) ? [code] : [])));
        // By whole characters: no text begins or ends within one.
        const isPart = part.isWellFormed();
        expect(living(dictionary.codesWith('contains', part))).toEqual(
          expected((one) => isPart && one.includes(part)),
        );
        expect(living(dictionary.codesWith('starts', part))).toEqual(
          expected((one) => isPart && one.startsWith(part)),
        );
        expect(living(dictionary.codesWith('ends', part))).toEqual(
          expected((one) => isPart && one.endsWith(part)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps its codes while it grows', () => {
    const dictionary = new Dictionary();
    for (let i = 0; i < 50_000; i++) expect(dictionary.intern(`text ${i}`)).toBe(i);
    for (let i = 0; i < 50_000; i += 97) {
      expect(dictionary.codeOf(`text ${i}`)).toBe(i);
      expect(dictionary.textOf(i)).toBe(`text ${i}`);
    }
    expect(dictionary.codeOf('text 50000')).toBe(-1);
  });

  test('forgets texts, skips codes, and gives none of them again, like a map', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 40 }).map((i) => `t${i}`) },
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 60 }) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const dictionary = new Dictionary();
        const texts: (string | undefined)[] = [];
        for (const one of steps) {
          if (typeof one === 'number') {
            if (one >= texts.length) continue;
            dictionary.forget(one);
            texts[one] = undefined;
          } else if (one === undefined) {
            expect(dictionary.skip()).toBe(texts.push(undefined) - 1);
          } else {
            if (!texts.includes(one)) texts.push(one);
            expect(dictionary.intern(one)).toBe(texts.indexOf(one));
          }
        }
        expect(dictionary.size).toBe(texts.length);
        for (let i = 0; i <= 40; i++)
          expect(dictionary.codeOf(`t${i}`)).toBe(texts.indexOf(`t${i}`));
        for (const [code, one] of texts.entries()) {
          expect(dictionary.isGone(code)).toBe(one === undefined);
          expect(dictionary.textOf(code)).toBe(one ?? '');
        }
      }),
      { numRuns: 500 },
    );
  });

  test('tells texts of every length apart by their last character, ASCII or not', () => {
    const dictionary = new Dictionary();
    const texts = Array.from({ length: 60 }, (_, length) =>
      ['a', 'b', '\x7f', '\x80', 'é', '😀'].map((last) => 'x'.repeat(length) + last),
    ).flat();
    texts.forEach((one, code) => expect(dictionary.intern(one)).toBe(code));
    texts.forEach((one, code) => expect(dictionary.codeOf(one)).toBe(code));
    expect(texts.map((_, code) => dictionary.textOf(code))).toEqual(texts);
  });

  test('tells long texts apart by their last character', () => {
    const dictionary = new Dictionary();
    const long = '😀'.repeat(1023);
    expect(dictionary.intern(`${long}aaaa`)).toBe(0);
    expect(dictionary.intern(`${long}aaab`)).toBe(1);
    expect(dictionary.textOf(1)).toBe(`${long}aaab`);
  });
});

describe('packed texts', () => {
  test('give back each text by its number, like an array', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
        const packed = new PackedTexts();
        texts.forEach((one, index) => {
          const bytes = Buffer.from(one);
          expect(packed.push(bytes, bytes.length)).toBe(index);
        });
        expect(packed.size).toBe(texts.length);
        texts.forEach((one, index) => {
          const bytes = Buffer.from(one);
          expect(packed.textOf(index)).toBe(one);
          expect(packed.equals(index, bytes, bytes.length)).toBe(true);
          expect(packed.equals(index, Buffer.from(`${one}x`), bytes.length + 1)).toBe(false);
          expect(packed.equals(index, Buffer.alloc(bytes.length, 0xff), bytes.length)).toBe(
            bytes.length === 0,
          );
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('posting lists', () => {
  test('hold the ordinals of each code, like a map of sets', () => {
    const step = fc.record({
      code: fc.integer({ min: 0, max: 4 }),
      local: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(65_535, 65_536, 1_048_575)),
      isAdded: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.subarray([0, 1, 2, 3, 4, 9]),
        (steps, codes) => {
          const postings = new Postings();
          const twin = new Map<number, Set<number>>();
          for (const { code, local, isAdded } of steps) {
            const locals = twin.get(code) ?? new Set();
            twin.set(code, locals);
            if (isAdded) {
              postings.add(code, local);
              locals.add(local);
            } else {
              postings.remove(code, local);
              locals.delete(local);
            }
          }
          for (const code of [0, 1, 2, 3, 4, 9]) {
            expect(postings.count(code)).toBe(twin.get(code)?.size ?? 0);
          }
          const all = new Set(codes.flatMap((code) => [...(twin.get(code) ?? [])]));
          expect([...postings.unionOf(codes)]).toEqual([...all].sort((a, b) => a - b));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('give a union that is the asker’s own', () => {
    const postings = new Postings();
    for (const local of [1, 2, 3]) postings.add(0, local);
    const own = postings.unionOf([0]);
    own.clear();
    expect(postings.count(0)).toBe(3);
  });
});
