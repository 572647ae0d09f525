/**
 * From a request to its response, without sockets. Whatever happens, there is a response: refusals
 * become problems, and what a handler throws becomes a 500 that tells the client nothing more.
 */
import { err, ok, type Result } from '../../engine/index.ts';
import { isDenial } from '../access/access.ts';
import type { Caller } from '../access/access-scope.ts';
import { isLoopbackAuthority, isLoopbackOrigin } from './http-loopback.ts';
import type { HttpHeader, HttpRequest, HttpResponse } from './http-message.ts';
import { matchPath, splitPath } from './http-path.ts';
import { parseQuery } from './http-query.ts';
import type { Route, Site } from './http-route.ts';
import { ROUTES } from './http-routes.ts';
import { invalid, problemResponse, type Refusal, TOO_MUCH } from './problem.ts';

/** Answers are about now and may hold personal data; no cache keeps them, no browser guesses. */
const COMMON_HEADERS: readonly HttpHeader[] = [
  ['Cache-Control', 'no-store'],
  ['X-Content-Type-Options', 'nosniff'],
];

/** Told what a handler threw: a bug, since every expected failure is a value. */
export type ReportFault = (error: unknown) => void;

export async function respond(
  request: HttpRequest,
  site: Site,
  reportFault: ReportFault,
): Promise<HttpResponse> {
  try {
    const answered = await answer(request, site);
    return withCommonHeaders(answered.ok ? answered.value : problemResponse(answered.error));
  } catch (error) {
    reportFault(error);
    return refuse({ kind: 'internal', message: 'the request failed; the fault is in the log' });
  }
}

/** The response to what is refused before it is a request for a route. */
export function refuse(refusal: Refusal): HttpResponse {
  return withCommonHeaders(problemResponse(refusal));
}

/** What is known of a request when its head has come. */
export type RequestHead = Omit<HttpRequest, 'body' | 'takeRoom' | 'caller'>;

/**
 * Lets a request in by its head, before its body is read, or says why not: whoever may not ask, and a
 * write that could not wait for the writer, cost little, so that under any load most of the time goes
 * to what is taken.
 */
export function admit(
  head: Pick<RequestHead, 'method' | 'path'> & HeadReader,
  bodyBytes: number,
  { access, service }: Site,
): Result<Caller, HttpResponse> {
  if (!access.isKeyed) {
    const foreign = foreignHost(head);
    if (foreign !== undefined) return err(refuse(foreign));
  }
  const found = findRoute(head);
  if (!found.ok) return err(refuse(found.error));
  const { scope, writes } = found.value.route;
  const admitted = access.admit(head.header('authorization'), scope);
  if (isDenial(admitted)) return err(refuse(admitted));
  if (writes && !service.admitsWrite(bodyBytes)) return err(TOO_BUSY);
  return ok(admitted);
}

/** Reads a header by its lower-case name. */
type HeadReader = { readonly header: (name: string) => string | undefined };

async function answer(request: HttpRequest, site: Site): Promise<Result<HttpResponse, Refusal>> {
  const found = findRoute(request);
  if (!found.ok) return found;
  const { route, params } = found.value;
  const { ready, message } = site.readiness();
  if (!ready && !route.whileLoading) {
    return err({ kind: 'loading', message: message ?? 'the data is still loading' });
  }
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

type FoundRoute = { readonly route: Route; readonly params: ReadonlyMap<string, string> };

function findRoute({
  method,
  path,
}: Pick<HttpRequest, 'method' | 'path'>): Result<FoundRoute, Refusal> {
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
  return { ...response, headers: [...response.headers, ...COMMON_HEADERS] };
}
