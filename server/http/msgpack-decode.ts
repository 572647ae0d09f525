/**
 * msgpack from outside, checked and decoded in one pass, so that nothing is ever read in two ways.
 * https://github.com/msgpack/msgpack/blob/master/spec.md
 *
 * It takes exactly what JSON can say: nil, booleans, numbers, text in valid UTF-8, arrays, and maps
 * whose keys are texts, each once (`__proto__` is a key as any other). Binary, extensions and
 * timestamps are refused. Integers beyond 2^53 are rounded to float64 as JSON's are; NaN and the
 * infinities pass, for the engine to refuse where they stand. Claimed lengths are compared with the
 * bytes that are left before anything is made for them.
 */
import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '../../engine/index.ts';
import type { Failure } from '../service.ts';
import { tooDeep, tooManyValues } from './json-parse.ts';
import type { Limits } from './limits.ts';
import { invalid } from './problem.ts';

/** Ends the decoding from any depth; never leaves this file. */
class MsgpackFault extends Error {
  readonly refusal: Failure;

  constructor(refusal: Failure) {
    super('msgpack');
    this.refusal = refusal;
  }
}

export function decodeMsgpack(bytes: Uint8Array, limits: Limits): Result<unknown, Failure> {
  if (bytes.length === 0) return err(invalid('the body is empty'));
  const decoder = new MsgpackDecoder(bytes, limits);
  try {
    const value = decoder.value(0);
    decoder.end();
    return ok(value);
  } catch (error) {
    if (error instanceof MsgpackFault) return err(error.refusal);
    throw error;
  }
}

class MsgpackDecoder {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #limits: Limits;
  #offset = 0;
  #values = 0;

  constructor(bytes: Uint8Array, limits: Limits) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#limits = limits;
  }

  value(depth: number): unknown {
    if (++this.#values > this.#limits.bodyValues) {
      throw new MsgpackFault(tooManyValues(this.#limits));
    }
    const first = this.#uint8();
    if (first < 0x80) return first;
    if (first < 0x90) return this.#map(first & 0x0f, depth);
    if (first < 0xa0) return this.#array(first & 0x0f, depth);
    if (first < 0xc0) return this.#text(first & 0x1f);
    if (first >= 0xe0) return first - 0x100;
    switch (first) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xca:
        return this.#view.getFloat32(this.#take(4));
      case 0xcb:
        return this.#view.getFloat64(this.#take(8));
      case 0xcc:
        return this.#uint8();
      case 0xcd:
        return this.#view.getUint16(this.#take(2));
      case 0xce:
        return this.#view.getUint32(this.#take(4));
      case 0xcf:
        return Number(this.#view.getBigUint64(this.#take(8)));
      case 0xd0:
        return this.#view.getInt8(this.#take(1));
      case 0xd1:
        return this.#view.getInt16(this.#take(2));
      case 0xd2:
        return this.#view.getInt32(this.#take(4));
      case 0xd3:
        return Number(this.#view.getBigInt64(this.#take(8)));
      case 0xd9:
        return this.#text(this.#uint8());
      case 0xda:
        return this.#text(this.#view.getUint16(this.#take(2)));
      case 0xdb:
        return this.#text(this.#view.getUint32(this.#take(4)));
      case 0xdc:
        return this.#array(this.#view.getUint16(this.#take(2)), depth);
      case 0xdd:
        return this.#array(this.#view.getUint32(this.#take(4)), depth);
      case 0xde:
        return this.#map(this.#view.getUint16(this.#take(2)), depth);
      case 0xdf:
        return this.#map(this.#view.getUint32(this.#take(4)), depth);
      default:
        return this.#fail(refusedType(first), this.#offset - 1);
    }
  }

  end(): void {
    if (this.#offset < this.#bytes.length) this.#fail('something follows the value', this.#offset);
  }

  #array(length: number, depth: number): unknown[] {
    this.#enter(length, depth);
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) items.push(this.value(depth + 1));
    return items;
  }

  #map(length: number, depth: number): Record<string, unknown> {
    this.#enter(length * 2, depth);
    const map: Record<string, unknown> = {};
    for (let index = 0; index < length; index++) {
      const at = this.#offset;
      const key = this.#key();
      if (Object.hasOwn(map, key)) this.#fail('a map has the same key twice', at);
      const value = this.value(depth + 1);
      if (key === '__proto__') defineOwn(map, key, value);
      else map[key] = value;
    }
    return map;
  }

  /** Every item takes a byte at least: a length beyond what is left is a lie. */
  #enter(items: number, depth: number): void {
    if (depth >= this.#limits.bodyDepth) throw new MsgpackFault(tooDeep(this.#limits));
    if (items > this.#bytes.length - this.#offset) this.#endsEarly();
  }

  #key(): string {
    const first = this.#uint8();
    if (first >= 0xa0 && first < 0xc0) return this.#text(first & 0x1f);
    if (first === 0xd9) return this.#text(this.#uint8());
    if (first === 0xda) return this.#text(this.#view.getUint16(this.#take(2)));
    if (first === 0xdb) return this.#text(this.#view.getUint32(this.#take(4)));
    return this.#fail('the key of a map is not a text', this.#offset - 1);
  }

  #text(length: number): string {
    const start = this.#take(length);
    const end = this.#offset;
    const bytes = this.#bytes;
    if (isAscii(bytes, start, end)) return bytes.toString('latin1', start, end);
    if (!isUtf8(bytes.subarray(start, end))) this.#fail('a text is not valid UTF-8', start);
    return bytes.toString('utf8', start, end);
  }

  #uint8(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  /** Goes past `count` bytes and returns where they start. */
  #take(count: number): number {
    const start = this.#offset;
    if (count > this.#bytes.length - start) this.#endsEarly();
    this.#offset = start + count;
    return start;
  }

  #endsEarly(): never {
    return this.#fail('it ends too early', this.#bytes.length);
  }

  #fail(message: string, at: number): never {
    throw new MsgpackFault(invalid(`not valid msgpack: ${message}, at byte ${at}`));
  }
}

/** Most texts are: for them neither a view nor a look by native code is needed. */
function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    if ((bytes[index] as number) >= 0x80) return false;
  }
  return true;
}

function defineOwn(map: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
}

function refusedType(first: number): string {
  if (first === 0xc1) return 'the byte 0xc1 is never used';
  if (first >= 0xc4 && first <= 0xc6) return 'binary values are not taken; send text';
  return 'extensions and timestamps are not taken; send RFC 3339 text or milliseconds';
}
