import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeJsonFault, jsonFaultAt } from '../../server/http/json-fault.ts';
import { parseJson, parseJsonText } from '../../server/http/json-parse.ts';
import { LIMITS } from '../../server/http/limits.ts';

const parse = (body: string | Uint8Array, limits = LIMITS) => {
  const parsed = parseJson(typeof body === 'string' ? Buffer.from(body) : body, limits);
  if (parsed.ok) return parsed.value;
  return parsed.error.kind === 'invalid' ? parsed.error.errors[0]?.message : parsed.error.kind;
};

describe('a JSON body', () => {
  it('is any value, with or without a byte order mark', () => {
    expect(parse(' {"a":[1,"é",null]} ')).toEqual({ a: [1, 'é', null] });
    expect(parse('\ufeff[1]')).toEqual([1]);
    expect(parse('1e999')).toBe(Infinity);
    expect(parse('"\\ud800"')).toBe('\ud800');
  });

  it('keeps __proto__ as a key of its own', () => {
    const value = parse('{"__proto__":{"polluted":true}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('polluted' in value).toBe(false);
  });

  it('is refused when it is empty or not UTF-8', () => {
    expect(parse('')).toBe('the body is empty');
    expect(parse(' \n')).toBe('the body is empty');
    expect(parse(Uint8Array.of(0x22, 0xff, 0x22))).toBe('the body is not valid UTF-8');
    expect(parse(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toBe('the body is not valid UTF-8');
  });

  it('names the place of a fault without quoting what is around it', () => {
    expect(parse('{"secret": x}')).toBe(
      'not valid JSON: unexpected character at position 11 (line 1, column 12)',
    );
    expect(parse('{\n  "secret": 1,\n}')).toBe(
      'not valid JSON: unexpected character at position 17 (line 3, column 1)',
    );
    expect(parse('[1, 2')).toBe('not valid JSON: it ends too early, at position 5');
  });

  it('is as deep as the limit and no deeper, whatever its brackets stand in', () => {
    const limits = { ...LIMITS, bodyDepth: 3 };
    expect(parse('[[[1]], [[2]]]', limits)).toEqual([[[1]], [[2]]]);
    expect(parse('{"a":["[[[{{{", "\\"[[["]}', limits)).toEqual({ a: ['[[[{{{', '"[[['] });
    expect(parse('[[[[1]]]]', limits)).toBe('the body is nested deeper than 3 levels');
    expect(parse('[{"a":[{}]}]', limits)).toBe('the body is nested deeper than 3 levels');
    expect(parse('['.repeat(5_000_000))).toBe('the body is nested deeper than 512 levels');
    expect(parse('{"a":'.repeat(1_000_000))).toBe('the body is nested deeper than 512 levels');
  });

  it('has as many values as the limit and no more', () => {
    const limits = { ...LIMITS, bodyValues: 5 };
    expect(parse('[1,2,3]', limits)).toEqual([1, 2, 3]);
    expect(parse('[1,2,3,4,5,6,7]', limits)).toBe('too-large');
  });
});

describe('the place of a fault', () => {
  it.each([
    ['', 0],
    ['nul', 0],
    ['[1,]', 3],
    ['{,}', 1],
    ['{"a"}', 4],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ['1 2', 2],
    ['01', 0],
    ['-', 0],
    ['1.', 0],
    ['"abc', 4],
    ['"\u0001"', 1],
    ['"\\q"', 1],
    ['"\\u12g4"', 1],
    ['[1}', 2],
    [']', 0],
    ['[[1],[2,3', 9],
    ["['a']", 1],
    ['+1', 0],
    ['NaN', 0],
    ['[1]]', 3],
  ])('in %j is %i', (text, at) => {
    expect(jsonFaultAt(text)).toBe(at);
    expect(describeJsonFault(text)).toMatch(/position \d+/);
  });

  it('is found in every text that JSON.parse refuses, in front of no text that it takes', () => {
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', ...'[]{}",:\\ 0-.eEtu\u0001\n'),
      )
      .map(([text, at, char]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + char + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), mutated, fc.string()), (text) => {
        const parsed = parseJsonText(text, LIMITS);
        const at = jsonFaultAt(text);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(at).toBeLessThanOrEqual(text.length);
        // A whole text is without fault up to its end.
        if (parsed.ok) expect(at).toBe(text.length);
        else expect(parsed.error.kind).toBe('invalid');
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with the place that JSON.parse itself names', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom(...'[]{}",:a'),
        (text, at, char) => {
          const place = at % (text.length + 1);
          const broken = text.slice(0, place) + char + text.slice(place + 1);
          const named = placeNamedByV8(broken);
          // Within a string or number both may point at its start or at the character itself.
          if (named !== undefined && named < broken.length) {
            expect(jsonFaultAt(broken)).toBeLessThanOrEqual(named);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function placeNamedByV8(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const place = /at position (\d+)/.exec(String(error))?.[1];
    return place === undefined ? undefined : Number(place);
  }
}
