import { describe, expect, it } from 'vitest';
import {
  isLoopbackAuthority,
  isLoopbackHost,
  isLoopbackOrigin,
} from '../../server/http/http-loopback.ts';

describe('this machine itself', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.255.255.254', '::1'])('is %s', (host) =>
    expect(isLoopbackHost(host)).toBe(true),
  );

  it.each([
    '',
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '127.0.0.256',
    '127.0.0',
    '127.0.0.1.example.org',
    'localhost.example.org',
    'example.org',
    '127.1',
    '2130706433',
    '[::1]',
    '::ffff:127.0.0.1',
  ])('is not %j', (host) => expect(isLoopbackHost(host)).toBe(false));

  it.each(['localhost', 'localhost:8080', '127.0.0.1:1', '[::1]', '[::1]:65535', ' Localhost:80 '])(
    'is named by the Host %j',
    (authority) => expect(isLoopbackAuthority(authority)).toBe(true),
  );

  it.each([
    '',
    ':80',
    '::1',
    '[::1',
    '[::2]',
    '[localhost]',
    '[127.0.0.1]',
    'localhost:',
    'localhost:x',
    'localhost:123456',
    'evil.example:80',
    'localhost@evil.example',
    'evil.example/localhost',
    '127.0.0.1, evil.example',
    '127.0.0.1.nip.io:8080',
  ])('is not named by the Host %j', (authority) =>
    expect(isLoopbackAuthority(authority)).toBe(false),
  );

  it('is named by an Origin with its scheme', () => {
    expect(isLoopbackOrigin('http://localhost:8080')).toBe(true);
    expect(isLoopbackOrigin('https://[::1]')).toBe(true);
    for (const origin of ['null', '', 'http://evil.example', 'file://', 'localhost']) {
      expect(isLoopbackOrigin(origin)).toBe(false);
    }
  });
});
