/**
 * Bodies by media type: one value, the items of a bulk write, or ordinals.
 *
 * JSON and msgpack say the same things and are read into the same plain values.
 */
import type { z } from 'zod';
import { assert, err, ok, type Result } from '../../engine/index.ts';
import type { BulkItem, Failure } from '../service.ts';
import { FORM_TYPE, JSON_TYPE, MSGPACK_TYPE, NDJSON_TYPE, OCTETS_TYPE } from './http-negotiate.ts';
import { parseJsonLines, tooManyItems } from './json-lines.ts';
import { parseJson } from './json-parse.ts';
import type { Limits } from './limits.ts';
import { decodeMsgpack } from './msgpack-decode.ts';
import { invalid, type Refusal } from './problem.ts';
import { MAX_ORDINAL } from './request-query.ts';
import { validate } from './request-validate.ts';

/** How a route reads its body, once that is unpacked and of one of these types. */
export type BodyReader<T> = {
  /** Empty: the route takes no body, and whatever comes is left unread. */
  readonly types: readonly string[];
  readonly read: (bytes: Uint8Array, type: string, limits: Limits) => Result<T, Refusal>;
  /** What a value has to be. */
  readonly schema?: z.ZodType;
  /** The bytes are read as they came: whoever gets them unpacks them. */
  readonly packed?: true;
};

export const noBody: BodyReader<undefined> = { types: [], read: () => ok(undefined) };

/** Any value; what it has to be is left to the service. */
export const rawBody: BodyReader<unknown> = {
  types: [JSON_TYPE, MSGPACK_TYPE],
  read: readValue,
};

export function schemaBody<S extends z.ZodType>(schema: S): BodyReader<z.output<S>> {
  return {
    types: rawBody.types,
    schema,
    read(bytes, type, limits) {
      const value = readValue(bytes, type, limits);
      if (!value.ok) return value;
      // Each unknown key is named by the schema: not hundreds of thousands of them.
      const keys = keysOf(value.value);
      if (keys > MAX_KEYS) return err(invalid(`the body has ${keys} keys, most of them unknown`));
      return validate(schema, value.value);
    },
  };
}

/** Items of a bulk write, left as bytes for whoever writes them. */
export const bulkBody: BodyReader<{ readonly bytes: Uint8Array; readonly type: string }> = {
  types: [JSON_TYPE, NDJSON_TYPE, MSGPACK_TYPE],
  packed: true,
  read: (bytes, type) => ok({ bytes, type }),
};

/** `single`: the body was one object instead of a list, so its fault is the request's. */
export type Bulk = { readonly single: boolean; readonly items: readonly BulkItem[] };

/** Reads the bytes of a bulk write, unpacked. */
export function readBulk(bytes: Uint8Array, type: string, limits: Limits): Result<Bulk, Failure> {
  if (type === NDJSON_TYPE) {
    const items = parseJsonLines(bytes, limits);
    return items.ok ? ok({ single: false, items: items.value }) : items;
  }
  const value = readValue(bytes, type, limits);
  return value.ok ? bulkOf(value.value, limits) : value;
}

/** More than any body has that a schema describes. */
const MAX_KEYS = 100;

function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 0;
  return Object.keys(value).length;
}

export const ordinalsBody: BodyReader<readonly number[] | Uint32Array> = {
  types: [JSON_TYPE, MSGPACK_TYPE, OCTETS_TYPE],
  read(bytes, type, limits) {
    if (type === OCTETS_TYPE) return packedOrdinals(bytes, limits);
    const value = readValue(bytes, type, limits);
    return value.ok ? listedOrdinals(value.value, limits) : value;
  },
};

/** Says which types are taken; what curl sends unasked gets the cure as well. */
export function wrongType(type: string, reader: BodyReader<unknown>): Refusal {
  const taken = `the Content-Type has to be ${reader.types.join(' or ')}`;
  const cure = "; with curl: -H 'Content-Type: application/json'";
  return { kind: 'unsupported-media-type', message: type === FORM_TYPE ? taken + cure : taken };
}

function readValue(bytes: Uint8Array, type: string, limits: Limits): Result<unknown, Failure> {
  return type === MSGPACK_TYPE ? decodeMsgpack(bytes, limits) : parseJson(bytes, limits);
}

function bulkOf(value: unknown, limits: Limits): Result<Bulk, Failure> {
  if (typeof value !== 'object' || value === null) {
    return err(invalid('expected an array of objects, or one object'));
  }
  if (!Array.isArray(value)) return ok({ single: true, items: [{ parsed: true, json: value }] });
  if (value.length > limits.batchItems) return err(tooManyItems(limits));
  return ok({ single: false, items: value.map((json) => ({ parsed: true, json })) });
}

function listedOrdinals(value: unknown, limits: Limits): Result<readonly number[], Refusal> {
  if (!Array.isArray(value)) return err(invalid('expected an array of ordinals'));
  if (value.length > limits.resolveOrdinals) return err(tooManyOrdinals(limits));
  const errors = value.flatMap((ordinal, index) =>
    isOrdinal(ordinal)
      ? []
      : [{ path: `/${index}`, message: `expected a whole number from 0 to ${MAX_ORDINAL}` }],
  );
  return errors.length > 0 ? err({ kind: 'invalid', errors }) : ok(value);
}

function isOrdinal(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_ORDINAL;
}

function packedOrdinals(bytes: Uint8Array, limits: Limits): Result<Uint32Array, Refusal> {
  if (bytes.length % 4 !== 0) return err(invalid('expected little-endian u32: 4 bytes an ordinal'));
  if (bytes.length / 4 > limits.resolveOrdinals) return err(tooManyOrdinals(limits));
  // A copy, since the bytes may start anywhere.
  return ok(new Uint32Array(new Uint8Array(bytes).buffer));
}

function tooManyOrdinals(limits: Limits): Refusal {
  const message = `at most ${limits.resolveOrdinals} ordinals are resolved at once`;
  return { kind: 'too-large', message };
}

assert(new Uint8Array(new Uint32Array([1]).buffer)[0] === 1, 'the machine is little-endian');
