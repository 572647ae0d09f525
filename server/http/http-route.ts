/**
 * A route: its method, path, formats, query, body, and what it does. A handler gets everything
 * parsed and checked, asks the service, and returns plain data or bytes; this file does the rest,
 * and does it in this order: the query, the format of the answer, the body, the wait for
 * `min_position`, the handler. So nothing is written that cannot be answered.
 */
import type { z } from 'zod';
import { err, ok, type Result } from '../../engine/index.ts';
import type { Access } from '../access/access.ts';
import type { Caller, NeededScope } from '../access/access-scope.ts';
import type { Affordable, Failure, Service } from '../service.ts';
import { type BodyReader, wrongType } from './http-body.ts';
import { unpackBody } from './http-encoding.ts';
import type { HttpHeader, HttpRequest, HttpResponse } from './http-message.ts';
import { chooseType, JSON_TYPE, MSGPACK_TYPE, parseContentType } from './http-negotiate.ts';
import { type PathNames, type PathPattern, parsePattern } from './http-path.ts';
import type { QueryValues } from './http-query.ts';
import type { Limits } from './limits.ts';
import { encodeMsgpack } from './msgpack-encode.ts';
import { type Refusal, TOO_MUCH } from './problem.ts';
import { type QuerySchema, validateQuery } from './request-validate.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Whether questions can be answered yet; the message says how far the load is. */
export type Readiness = { readonly ready: boolean; readonly message?: string };

/** What stays the same from request to request. */
export type Site = {
  readonly service: Service;
  readonly access: Access;
  readonly limits: Limits;
  readonly readiness: () => Readiness;
};

/** One request for one route. */
export type Exchange = Site & {
  readonly request: HttpRequest;
  readonly params: ReadonlyMap<string, string>;
  readonly query: QueryValues;
};

export type Call<Name extends string, Query, Body> = Site & {
  readonly params: Readonly<Record<Name, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** The one of the route's `offers` that the client likes best. */
  readonly type: string;
};

export type Reply = { readonly headers?: readonly HttpHeader[] } & (
  | { readonly kind: 'data'; readonly data: unknown }
  | { readonly kind: 'bytes'; readonly type: string; readonly chunks: readonly Uint8Array[] }
);

type Definition<Path extends string, Query extends QuerySchema, Body> = {
  readonly method: Method;
  readonly path: Path;
  /** What a key must be allowed to; `any`: nothing, but valid; undefined: anybody may. */
  readonly scope: NeededScope;
  /** What it does, in a few words. */
  readonly summary: string;
  /** The formats of the answer, the default first; JSON and msgpack unless said. */
  readonly offers?: readonly string[];
  readonly query: Query;
  readonly body: BodyReader<Body>;
  /** Answers while the data is still loading; default: it does not. */
  readonly whileLoading?: boolean;
  /** A list of contacts, which may be long: so many at once. */
  readonly isExport?: boolean;
  /** Waits for the writer; default: all but GET and POST do. */
  readonly writes?: boolean;
  readonly handle: (
    call: Call<PathNames<Path>, z.output<Query>, Body>,
  ) => Promise<Result<Reply, Refusal>>;
};

export type Route = {
  readonly method: Method;
  readonly path: string;
  readonly scope: NeededScope;
  readonly summary: string;
  readonly offers: readonly string[];
  readonly query: QuerySchema;
  readonly body: BodyReader<unknown>;
  readonly pattern: PathPattern;
  readonly whileLoading: boolean;
  readonly isExport: boolean;
  readonly writes: boolean;
  readonly answer: (exchange: Exchange) => Promise<Result<HttpResponse, Refusal>>;
};

const DATA_TYPES = [JSON_TYPE, MSGPACK_TYPE];

export function route<Path extends string, Query extends QuerySchema, Body>(
  definition: Definition<Path, Query, Body>,
): Route {
  return {
    method: definition.method,
    path: definition.path,
    scope: definition.scope,
    summary: definition.summary,
    offers: definition.offers ?? DATA_TYPES,
    query: definition.query,
    body: definition.body,
    pattern: parsePattern(definition.path),
    whileLoading: definition.whileLoading ?? false,
    isExport: definition.isExport ?? false,
    writes: definition.writes ?? !['GET', 'POST'].includes(definition.method),
    answer: (exchange) => answer(definition, exchange),
  };
}

async function answer<Path extends string, Query extends QuerySchema, Body>(
  definition: Definition<Path, Query, Body>,
  exchange: Exchange,
): Promise<Result<HttpResponse, Refusal>> {
  const { request, service, access, limits, readiness } = exchange;
  const query = validateQuery(definition.query, exchange.query);
  if (!query.ok) return query;
  const offers = definition.offers ?? DATA_TYPES;
  const type = chooseType(request.headers.get('accept'), offers);
  if (type === undefined) return err(notAcceptable(offers));
  const body = await readBody(definition.body, request, limits);
  if (!body.ok) return body;
  const visible = checkPosition(query.value, service);
  if (!visible.ok) return visible;
  const reply = await definition.handle({
    service,
    access,
    limits,
    readiness,
    caller: request.caller,
    params: Object.fromEntries(exchange.params) as Record<PathNames<Path>, string>,
    query: query.value,
    body: body.value,
    headers: request.headers,
    type,
  });
  return reply.ok ? ok(encode(reply.value, type)) : reply;
}

async function readBody<Body>(
  reader: BodyReader<Body>,
  request: HttpRequest,
  limits: Limits,
): Promise<Result<Body, Refusal>> {
  if (reader.types.length === 0) return reader.read(request.body, '', limits);
  const type = parseContentType(request.headers.get('content-type'));
  if (!type.ok) return err({ kind: 'unsupported-media-type', message: type.error });
  if (!reader.types.includes(type.value)) return err(wrongType(type.value, reader));
  if (reader.packed) return reader.read(request.body, type.value, limits);
  const bytes = await unpackBody(request.body, request.headers.get('content-encoding'), limits);
  if (!bytes.ok) return bytes;
  const isPacked = bytes.value !== request.body;
  if (isPacked && !request.takeRoom(bytes.value.length)) return err(TOO_MUCH);
  return reader.read(bytes.value, type.value, limits);
}

/** A position that was given out is visible to every question: there is nothing to wait for. */
function checkPosition(
  query: { readonly min_position?: number },
  service: Service,
): Result<void, Failure> {
  return query.min_position === undefined
    ? ok(undefined)
    : service.checkPosition(query.min_position);
}

function encode(reply: Reply, type: string): HttpResponse {
  const headers = reply.headers ?? [];
  if (reply.kind === 'bytes') {
    return {
      status: 200,
      headers: [['Content-Type', reply.type], ...headers],
      chunks: reply.chunks,
    };
  }
  const { data } = reply;
  const bytes = type === MSGPACK_TYPE ? encodeMsgpack(data) : Buffer.from(JSON.stringify(data));
  return { status: 200, headers: [['Content-Type', type], ...headers], chunks: [bytes] };
}

function notAcceptable(offers: readonly string[]): Refusal {
  return { kind: 'not-acceptable', message: `the answer can be ${offers.join(' or ')}` };
}

/** A question with what whoever asks may have read for it. */
export function affordable<Question extends object>(
  question: Question,
  { maxRows }: Caller,
): Question & Affordable {
  return maxRows === undefined ? question : { ...question, maxRows };
}

/** Turns what the service answered into a reply, and passes on what it refused. */
export function replyWith<T>(
  result: Result<T, Failure>,
  dataOf: (value: T) => unknown,
): Result<Reply, Refusal> {
  return result.ok ? ok({ kind: 'data', data: dataOf(result.value) }) : result;
}

/** The answer of every write: where it stands in the log. */
export function positionOf(written: { readonly position: number }): { position: number } {
  return { position: written.position };
}
