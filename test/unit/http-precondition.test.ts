import { describe, expect, it } from 'vitest';
import { parseIfMatch } from '../../server/http/http-precondition.ts';

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['*', { any: true }],
    ['"1"', { versions: ['1'] }],
    ['"1", "b" ,""', { versions: ['1', 'b', ''] }],
    ['W/"1"', { versions: [] }],
    ['W/"1", "2"', { versions: ['2'] }],
  ])('%j asks for %j', (header, expected) => {
    expect(parseIfMatch(header)).toEqual({ ok: true, value: expected });
  });

  it.each(['', '1', '"1', 'w/"1"', '"1" "2"', '*, "1"', '"a"b"'])('%j is refused', (header) =>
    expect(parseIfMatch(header).ok).toBe(false),
  );
});
