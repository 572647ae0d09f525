import fc from 'fast-check';
import { Packr, Unpackr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../server/http/limits.ts';
import { decodeMsgpack } from '../../server/http/msgpack-decode.ts';
import { encodeMsgpack } from '../../server/http/msgpack-encode.ts';

const decode = (bytes: Uint8Array, limits = LIMITS) => {
  const decoded = decodeMsgpack(bytes, limits);
  if (decoded.ok) return decoded.value;
  const { error } = decoded;
  return error.kind === 'invalid' ? new Error(error.errors[0]?.message) : new Error(error.kind);
};
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const messageOf = (text: string) => {
  const value = decode(hex(text));
  return value instanceof Error ? value.message : `decoded ${JSON.stringify(value)}`;
};

/** Values that JSON and msgpack say alike; keys include the awkward ones. */
const key = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('__proto__', 'constructor', 'toString', ''),
);
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    // The other encoder writes −0 as 0.
    fc.double().map((number) => number + 0),
    fc.string({ unit: 'binary' }),
    fc.string({ minLength: 20, maxLength: 400 }),
    fc.array(tie('value'), { maxLength: 20 }),
    fc.dictionary(key, tie('value'), { maxKeys: 20 }),
  ),
}));

const packrs = [
  new Packr({ useRecords: false }),
  new Packr({ useRecords: false, variableMapSize: true }),
];

describe('msgpack from outside', () => {
  it('is what another encoder wrote', () => {
    fc.assert(
      fc.property(anyValue, fc.nat(packrs.length - 1), (value, index) => {
        expect(decode(packrs[index]?.pack(value) as Buffer)).toEqual(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads the same out of mutated bytes as another decoder, or refuses them', () => {
    const unpackr = new Unpackr({ mapsAsObjects: false, useRecords: false, int64AsType: 'number' });
    let taken = 0;
    fc.assert(
      fc.property(
        anyValue,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
        fc.nat(20),
        (value, changes, cut) => {
          const packed = Buffer.from(encodeMsgpack(value));
          for (const [at, byte] of changes) packed[at % packed.length] = byte;
          const bytes = packed.subarray(0, packed.length - (cut > 15 ? cut - 15 : 0));
          const decoded = decode(bytes);
          if (decoded instanceof Error) return;
          taken++;
          expect(plain(unpackr.unpack(bytes))).toEqual(decoded);
        },
      ),
      { numRuns: 3000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => decode(bytes)).not.toThrow();
      }),
      { numRuns: 5000 },
    );
  });

  it.each<[string, unknown]>([
    ['00', 0],
    ['7f', 127],
    ['ff', -1],
    ['e0', -32],
    ['cc ff', 255],
    ['cd ffff', 65535],
    ['ce ffffffff', 4294967295],
    ['cf 001fffffffffffff', Number.MAX_SAFE_INTEGER],
    ['cf ffffffffffffffff', 2 ** 64],
    ['d0 80', -128],
    ['d1 8000', -32768],
    ['d2 80000000', -2147483648],
    ['d3 8000000000000000', -(2 ** 63)],
    ['ca 3fc00000', 1.5],
    ['cb 7ff0000000000000', Infinity],
    ['cb 7ff8000000000000', Number.NaN],
    ['a0', ''],
    ['d9 01 61', 'a'],
    ['da 0001 61', 'a'],
    ['db 00000001 61', 'a'],
    ['dc 0001 c0', [null]],
    ['dd 00000001 c3', [true]],
    ['de 0001 a1 61 c2', { a: false }],
    ['df 00000001 d9 01 61 01', { a: 1 }],
  ])('reads %s', (bytes, value) => expect(decode(hex(bytes))).toEqual(value));

  it('keeps __proto__ as a key of its own', () => {
    const packed = encodeMsgpack(JSON.parse('{"__proto__":{"polluted":true},"a":1}'));
    const value = decode(packed) as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect('polluted' in value).toBe(false);
  });

  it.each([
    ['', /empty/],
    ['c1', /0xc1 is never used, at byte 0/],
    ['c4 01 00', /binary.*at byte 0/],
    ['91 c5 0001 00', /binary.*at byte 1/],
    ['d6 ff 00000000', /timestamps are not taken.*at byte 0/],
    ['d4 01 00', /extensions/],
    ['c7 01 01 00', /extensions/],
    ['01 02', /something follows the value, at byte 1/],
    ['92 01', /ends too early, at byte 2/],
    ['cd 01', /ends too early/],
    ['a5 61', /ends too early/],
    ['dd ffffffff', /ends too early/],
    ['df ffffffff', /ends too early/],
    ['db ffffffff', /ends too early/],
    ['81 01 02', /key of a map is not a text, at byte 1/],
    ['81 90 02', /key of a map is not a text/],
    ['82 a1 61 01 a1 61 02', /same key twice, at byte 4/],
    ['82 a1 61 01 d9 01 61 02', /same key twice, at byte 4/],
    ['a1 ff', /not valid UTF-8, at byte 1/],
    ['a3 ed a0 80', /not valid UTF-8/],
    ['81 a1 ff 01', /not valid UTF-8/],
  ])('refuses %s', (bytes, message) => expect(messageOf(bytes)).toMatch(message));

  it('refuses a repeated __proto__', () => {
    const name = Buffer.concat([hex('a9'), Buffer.from('__proto__')]);
    const bytes = Buffer.concat([hex('82'), name, hex('01'), name, hex('02')]);
    expect(decode(bytes)).toEqual(
      new Error('not valid msgpack: a map has the same key twice, at byte 12'),
    );
  });

  it('is as deep as the limit and no deeper', () => {
    const nested = (depth: number) => Buffer.concat([Buffer.alloc(depth, 0x91), hex('01')]);
    expect(decode(nested(LIMITS.bodyDepth))).toBeInstanceOf(Array);
    expect(decode(nested(LIMITS.bodyDepth + 1))).toEqual(
      new Error('the body is nested deeper than 512 levels'),
    );
    expect(decode(Buffer.alloc(5_000_000, 0x91))).toBeInstanceOf(Error);
  });

  it('has as many values as the limit and no more', () => {
    const limits = { ...LIMITS, bodyValues: 3 };
    expect(decode(hex('92 01 02'), limits)).toEqual([1, 2]);
    expect(decode(hex('93 01 02 03'), limits)).toEqual(new Error('too-large'));
  });
});

/** Maps as the plain objects that the decoder makes of them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
}
