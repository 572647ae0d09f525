import { describe, expect, it } from 'vitest';
import { chooseType, parseContentType } from '../../server/http/http-negotiate.ts';

const DATA = ['application/json', 'application/msgpack'];
const LIST = ['application/x-ndjson', 'application/vnd.roaring', 'text/csv', 'application/msgpack'];

describe('the format of an answer', () => {
  it.each<[string | undefined, string | undefined]>([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json', 'application/json'],
    ['Application/MsgPack', 'application/msgpack'],
    ['application/msgpack, application/json;q=0.9', 'application/msgpack'],
    ['application/msgpack;q=0.9, application/json', 'application/json'],
    ['application/msgpack, */*', 'application/msgpack'],
    ['*/*, application/msgpack', 'application/msgpack'],
    ['application/msgpack, application/json', 'application/msgpack'],
    ['application/json, application/msgpack', 'application/json'],
    ['*/*;q=0.1, application/json;q=0', 'application/msgpack'],
    ['application/*;q=0.5, application/json;q=0.4', 'application/msgpack'],
    ['application/json;charset=utf-8;q=0.2, application/msgpack;Q=0.1', 'application/json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'application/json'],
    ['nonsense, application/msgpack', 'application/msgpack'],
    ['text/html', undefined],
    ['application/json;q=0', undefined],
    ['*/*;q=0', undefined],
    ['application/json;q=2', undefined],
    ['application/json;q=x', undefined],
    ['*/json', undefined],
    [',;,', undefined],
  ])('for Accept %j is %j', (accept, expected) => {
    expect(chooseType(accept, DATA)).toBe(expected);
  });

  it.each<[string | undefined, string | undefined]>([
    [undefined, 'application/x-ndjson'],
    ['*/*', 'application/x-ndjson'],
    ['text/*', 'text/csv'],
    ['text/csv; header=present', 'text/csv'],
    ['application/vnd.roaring', 'application/vnd.roaring'],
    ['application/json', undefined],
  ])('of a list for Accept %j is %j', (accept, expected) => {
    expect(chooseType(accept, LIST)).toBe(expected);
  });
});

describe('the format of a body', () => {
  it.each([
    [undefined, 'application/json'],
    ['', 'application/json'],
    ['Application/JSON', 'application/json'],
    ['application/json; charset=utf-8', 'application/json'],
    ['application/json;charset="UTF-8"; x=y', 'application/json'],
    ['application/x-ndjson', 'application/x-ndjson'],
  ])('for Content-Type %j is %j', (header, expected) => {
    expect(parseContentType(header)).toEqual({ ok: true, value: expected });
  });

  it.each([
    'json',
    'application/',
    'a/b/c',
    'application/json, text/csv',
    'application/json;charset=latin1',
  ])('is refused for Content-Type %j', (header) => expect(parseContentType(header).ok).toBe(false));
});
