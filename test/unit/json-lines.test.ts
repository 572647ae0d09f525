import { describe, expect, it } from 'vitest';
import { parseJsonLines } from '../../server/http/json-lines.ts';
import { LIMITS } from '../../server/http/limits.ts';

const parse = (body: string | Uint8Array, limits = LIMITS) => {
  const items = parseJsonLines(typeof body === 'string' ? Buffer.from(body) : body, limits);
  if (!items.ok) return items.error.kind;
  return items.value.map((item) => (item.parsed ? item.json : item.message));
};

describe('NDJSON', () => {
  it('is one value a line, white space between lines ignored', () => {
    expect(parse('{"a":1}\n[2]\n')).toEqual([{ a: 1 }, [2]]);
    expect(parse('\ufeff1\r\n\r\n \t\n2')).toEqual([1, 2]);
    expect(parse('')).toEqual([]);
    expect(parse('\n\n')).toEqual([]);
  });

  it('has faulty lines among good ones', () => {
    expect(parse('1\n{"a":\n3\nx')).toEqual([
      1,
      'not valid JSON: it ends too early, at position 5',
      3,
      'not valid JSON: unexpected character at position 0 (line 1, column 1)',
    ]);
    expect(parse(`1\n${'['.repeat(100_000)}\n3`)).toEqual([
      1,
      'the body is nested deeper than 512 levels',
      3,
    ]);
  });

  it('judges each line by itself when some are not UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('"é"\n'),
      Buffer.of(0x22, 0xff, 0x22, 0x0a),
      Buffer.from('\n"b"'),
    ]);
    expect(parse(body)).toEqual(['é', 'the line is not valid UTF-8', 'b']);
  });

  it('has as many items as the limit and no more', () => {
    const limits = { ...LIMITS, batchItems: 3 };
    expect(parse('1\n\n2\n3\n\n', limits)).toEqual([1, 2, 3]);
    expect(parse('1\n2\n3\n4', limits)).toBe('too-large');
  });
});
