import { describe, expect, it } from 'vitest';
import { matchPath, parsePattern, splitPath } from '../../server/http/http-path.ts';

const match = (pattern: string, path: string) => {
  const segments = splitPath(path);
  const values = segments.ok ? matchPath(parsePattern(pattern), segments.value) : undefined;
  return values && Object.fromEntries(values);
};

describe('paths', () => {
  it('match literals and take names from any other segment', () => {
    expect(match('/v1/count', '/v1/count')).toEqual({});
    expect(match('/v1/segments/{id}/count', '/v1/segments/vip/count')).toEqual({ id: 'vip' });
    expect(match('/v1/events/{type}/attributes/{name}', '/v1/events/a/attributes/b')).toEqual({
      type: 'a',
      name: 'b',
    });
  });

  it('are as long as their pattern and have no empty id', () => {
    expect(match('/v1/contacts/{id}', '/v1/contacts')).toBeUndefined();
    expect(match('/v1/contacts/{id}', '/v1/contacts/')).toBeUndefined();
    expect(match('/v1/contacts/{id}', '/v1/contacts/a/')).toBeUndefined();
    expect(match('/v1/count', '/v1/COUNT')).toBeUndefined();
  });

  it('are decoded after they are split, so that an id may hold a slash', () => {
    expect(match('/v1/contacts/{id}', '/v1/contacts/a%2Fb%20c+d')).toEqual({ id: 'a/b c+d' });
    expect(match('/v1/contacts/{id}', '/v1/contacts/%E2%82%AC')).toEqual({ id: '€' });
    expect(match('/v1/contacts/{id}', '/v1/contacts/__proto__')).toEqual(
      Object.fromEntries([['id', '__proto__']]),
    );
    expect(match('/v1/contacts/{id}', '/v1/contacts/..')).toEqual({ id: '..' });
  });

  it.each(['/%', '/%4', '/%zz', '/%ff', '/%C0%80', '/%ED%A0%80', '/a/%E2%82', '/\ufffd'])(
    'are refused when they are not percent-encoded UTF-8: %s',
    (path) => expect(splitPath(path).ok).toBe(false),
  );
});
