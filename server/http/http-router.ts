/**
 * From a request to its response, without sockets. Whatever happens, there is a response: refusals
 * become problems, and what a handler throws becomes a 500 that tells the client nothing more.
 */
import { err, ok, type Result } from '../../engine/index.ts';
import { isDenial } from '../access/access.ts';
import type { Caller } from '../access/access-scope.ts';
import { loading } from './handle-health.ts';
import { isLoopbackAuthority, isLoopbackOrigin } from './http-loopback.ts';
import type { HttpHeader, HttpRequest, HttpResponse } from './http-message.ts';
import { matchPath, splitPath } from './http-path.ts';
import { parseQuery } from './http-query.ts';
import type { Route, Site } from './http-route.ts';
import { ROUTES } from './http-routes.ts';
import { invalid, problemResponse, type Refusal, TOO_MUCH } from './problem.ts';

/**
 * Answers are about now and may hold personal data: no cache keeps them unless they say otherwise, and
 * no browser guesses what they are.
 */
const COMMON_HEADERS: readonly HttpHeader[] = [
  ['Cache-Control', 'no-store'],
  ['X-Content-Type-Options', 'nosniff'],
];

/** Told what a handler threw: a bug, since every expected failure is a value. */
export type ReportFault = (error: unknown) => void;

/** Answers a request that was let in. */
export async function respond(
  request: HttpRequest,
  found: FoundRoute,
  site: Site,
  reportFault: ReportFault,
): Promise<HttpResponse> {
  try {
    const answered = await answer(request, found, site);
    return withCommonHeaders(answered.ok ? answered.value : problemResponse(answered.error));
  } catch (error) {
    return fault(error, reportFault);
  }
}

function fault(error: unknown, reportFault: ReportFault): HttpResponse {
  reportFault(error);
  return refuse({ kind: 'internal', message: 'the request failed; the fault is in the log' });
}

/** The response to what is refused before it is a request for a route. */
export function refuse(refusal: Refusal): HttpResponse {
  return withCommonHeaders(problemResponse(refusal));
}

/** What is known of a request when its head has come. */
export type RequestHead = Omit<HttpRequest, 'body' | 'takeRoom' | 'caller'>;

/** A request that was let in: who asks, and for what. */
export type Admitted = { readonly caller: Caller; readonly found: FoundRoute };

/**
 * Lets a request in by its head, before its body is read, or says why not: whoever may not ask, what
 * comes too early, and a write that could not wait for the writer, cost little, so that under any
 * load most of the time goes to what is taken. What is let in is answered, whatever happens to
 * `readiness` meanwhile.
 */
export function admit(
  head: HeadReader,
  found: Result<FoundRoute, Refusal>,
  bodyBytes: number,
  site: Site,
  reportFault: ReportFault,
): Result<Admitted, HttpResponse> {
  try {
    return admitOrRefuse(head, found, bodyBytes, site);
  } catch (error) {
    return err(fault(error, reportFault));
  }
}

function admitOrRefuse(
  head: HeadReader,
  found: Result<FoundRoute, Refusal>,
  bodyBytes: number,
  { access, service, readiness }: Site,
): Result<Admitted, HttpResponse> {
  if (!access.isKeyed) {
    const foreign = foreignHost(head);
    if (foreign !== undefined) return err(refuse(foreign));
  }
  if (!found.ok) return err(refuse(found.error));
  const { scope, writes, whileLoading } = found.value.route;
  const admitted = access.admit(head.header('authorization'), scope);
  if (isDenial(admitted)) return err(refuse(admitted));
  if (!whileLoading) {
    const { ready, message } = readiness();
    if (!ready) return err(refuse(loading(message)));
  }
  if (writes && !service.admitsWrite(bodyBytes)) return err(TOO_BUSY);
  return ok({ caller: admitted, found: found.value });
}

/** Reads a header by its lower-case name. */
type HeadReader = { readonly header: (name: string) => string | undefined };

async function answer(
  request: HttpRequest,
  { route, params }: FoundRoute,
  site: Site,
): Promise<Result<HttpResponse, Refusal>> {
  const query = parseQuery(request.query);
  if (!query.ok) return err(invalid(query.error));
  return route.answer({ ...site, request, params, query: query.value });
}

function foreignHost({ header }: HeadReader): Refusal | undefined {
  if (!isLoopbackAuthority(header('host') ?? '')) {
    const message =
      'without access keys only requests to localhost or a loopback address are taken';
    return { kind: 'foreign-host', message };
  }
  const origin = header('origin');
  if (origin !== undefined && origin !== '' && !isLoopbackOrigin(origin)) {
    const message = 'without access keys only pages of this machine may ask';
    return { kind: 'foreign-host', message };
  }
  return undefined;
}

export type FoundRoute = { readonly route: Route; readonly params: ReadonlyMap<string, string> };

export function findRoute(method: string, path: string): Result<FoundRoute, Refusal> {
  const segments = splitPath(path);
  if (!segments.ok) return err(invalid(segments.error));
  // A HEAD is a GET whose body is left out when it is sent.
  const wanted = method === 'HEAD' ? 'GET' : method;
  const allow = new Set<string>();
  for (const route of ROUTES) {
    const params = matchPath(route.pattern, segments.value);
    if (params === undefined) continue;
    if (route.method === wanted) return ok({ route, params });
    allow.add(route.method);
    if (route.method === 'GET') allow.add('HEAD');
  }
  if (allow.size === 0) return err({ kind: 'not-found', message: 'there is nothing at this path' });
  const methods = [...allow].sort();
  const message = `this path takes ${methods.join(', ')}`;
  return err({ kind: 'method-not-allowed', message, allow: methods });
}

/** The same bytes for all: refusing is to be cheap. */
export const TOO_BUSY = refuse(TOO_MUCH);

function withCommonHeaders(response: HttpResponse): HttpResponse {
  const { headers } = response;
  const isSaid = ([name]: HttpHeader) => headers.some(([said]) => said === name);
  const common = COMMON_HEADERS.filter((header) => !isSaid(header));
  return { ...response, headers: [...headers, ...common] };
}
