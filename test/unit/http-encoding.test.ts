import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackBody } from '../../server/http/http-encoding.ts';
import { LIMITS } from '../../server/http/limits.ts';

const limits = { ...LIMITS, bodyBytes: 1000 };
const status = async (bytes: Uint8Array, encoding: string | undefined) => {
  const unpacked = await unpackBody(bytes, encoding, limits);
  return unpacked.ok ? Buffer.from(unpacked.value).toString() : unpacked.error.kind;
};

describe('a packed body', () => {
  it('is unpacked when it is gzip', async () => {
    expect(await status(gzipSync('hello'), 'gzip')).toBe('hello');
    expect(await status(gzipSync('hello'), ' X-GZIP ')).toBe('hello');
    expect(await status(Buffer.concat([gzipSync('one'), gzipSync('two')]), 'gzip')).toBe('onetwo');
    expect(await status(Buffer.from('plain'), 'identity')).toBe('plain');
    expect(await status(Buffer.from('plain'), undefined)).toBe('plain');
  });

  it('is never unpacked beyond the limit', async () => {
    expect(await status(gzipSync(Buffer.alloc(1000)), 'gzip')).toHaveLength(1000);
    expect(await status(gzipSync(Buffer.alloc(1001)), 'gzip')).toBe('too-large');
    expect(await status(gzipSync(Buffer.alloc(50_000_000)), 'gzip')).toBe('too-large');
  });

  it('is refused when it is cut off, is not gzip, or is packed otherwise', async () => {
    expect(await status(gzipSync('hello').subarray(0, 15), 'gzip')).toBe('invalid');
    expect(await status(Buffer.from('hello'), 'gzip')).toBe('invalid');
    expect(await status(Buffer.alloc(0), 'gzip')).toBe('invalid');
    expect(await status(Buffer.from('hello'), 'br')).toBe('unsupported-media-type');
    expect(await status(gzipSync(gzipSync('hello')), 'gzip, gzip')).toBe('unsupported-media-type');
  });
});
