import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../server/http/http-query.ts';

const parse = (query: string) => {
  const values = parseQuery(query);
  return values.ok ? [...values.value] : values.error;
};

describe('a query', () => {
  it('is names and values, in order, with repeats', () => {
    expect(parse('')).toEqual([]);
    expect(parse('a=1&b=2&a=3')).toEqual([
      ['a', ['1', '3']],
      ['b', ['2']],
    ]);
    expect(parse('&a&b=&c=d=e&')).toEqual([
      ['a', ['']],
      ['b', ['']],
      ['c', ['d=e']],
    ]);
    expect(parse('__proto__=x')).toEqual([['__proto__', ['x']]]);
  });

  it('reads + as a space and percents as UTF-8', () => {
    expect(parse('a=1+2%2B3&%C3%A9=%E2%82%AC')).toEqual([
      ['a', ['1 2+3']],
      ['é', ['€']],
    ]);
  });

  it.each(['a=%', 'a=%zz', '%ff=1', 'a=%ED%A0%80', 'a=\ufffd'])(
    'is refused when it is not percent-encoded UTF-8: %s',
    (query) => expect(parse(query)).toMatch(/UTF-8/),
  );
});
