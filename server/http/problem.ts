/**
 * Everything that can be refused, and how HTTP says so (RFC 9457, `application/problem+json`).
 *
 * One table maps each kind to its status and title; the `type` is the kind as a URN.
 */
import type { Issue } from '../../engine/index.ts';
import type { Denial } from '../access/access.ts';
import type { Failure } from '../service.ts';
import type { HttpHeader, HttpResponse } from './http-message.ts';
import { LIMITS } from './limits.ts';

/** What the HTTP layer itself refuses, before or after the service was asked. */
type HttpRefusal =
  | { readonly kind: 'foreign-host'; readonly message: string }
  | {
      readonly kind: 'method-not-allowed';
      readonly message: string;
      readonly allow: readonly string[];
    }
  | { readonly kind: 'not-acceptable'; readonly message: string }
  | { readonly kind: 'too-many-exports'; readonly message: string }
  | { readonly kind: 'too-slow'; readonly message: string }
  | { readonly kind: 'loading'; readonly message: string }
  | { readonly kind: 'stopping'; readonly message: string }
  | { readonly kind: 'internal'; readonly message: string };

export type Refusal = Failure | HttpRefusal | Denial;

type ProblemType = {
  readonly status: number;
  readonly title: string;
  /** Sent as `Retry-After`. */
  readonly retryAfterS?: number;
};

export const PROBLEMS: Readonly<Record<Refusal['kind'], ProblemType>> = {
  invalid: { status: 400, title: 'Bad content' },
  'no-key': { status: 401, title: 'No access key' },
  'bad-key': { status: 401, title: 'Bad access key' },
  'no-scope': { status: 403, title: 'Out of scope' },
  'too-often': { status: 429, title: 'Too many requests' },
  'too-many-exports': { status: 429, title: 'Too many exports', retryAfterS: 1 },
  'too-costly': { status: 429, title: 'Too costly' },
  'foreign-host': { status: 403, title: 'Not a local request' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Wrong method' },
  'not-acceptable': { status: 406, title: 'No acceptable format' },
  conflict: { status: 409, title: 'Conflict' },
  precondition: { status: 412, title: 'Precondition not met' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-media-type': { status: 415, title: 'Wrong media type' },
  internal: { status: 500, title: 'Internal error' },
  loading: { status: 503, title: 'Still loading', retryAfterS: 5 },
  stopping: { status: 503, title: 'Stopping', retryAfterS: 5 },
  'too-slow': { status: 503, title: 'Too slow', retryAfterS: 5 },
  busy: { status: 503, title: 'Busy', retryAfterS: 1 },
  'disk-full': { status: 507, title: 'Disk full' },
};

export function problemResponse(refusal: Refusal): HttpResponse {
  const { status, title } = PROBLEMS[refusal.kind];
  const problem = {
    type: `urn:muster:problem:${refusal.kind}`,
    title,
    status,
    detail: detailOf(refusal),
    errors: issuesOf(refusal).slice(0, LIMITS.errorsListed),
    ...(refusal.kind === 'conflict' && refusal.ids !== undefined && { ids: refusal.ids }),
  };
  return {
    status,
    headers: [['Content-Type', 'application/problem+json'], ...headersOf(refusal)],
    chunks: [Buffer.from(JSON.stringify(problem))],
  };
}

/** Refuses content as a whole, where no pointer into a body names the place. */
export function invalid(message: string): Failure {
  return { kind: 'invalid', errors: [{ path: '', message }] };
}

function headersOf(refusal: Refusal): readonly HttpHeader[] {
  const headers: HttpHeader[] = [];
  const { retryAfterS } = PROBLEMS[refusal.kind];
  if (retryAfterS !== undefined) headers.push(['Retry-After', String(retryAfterS)]);
  if (refusal.kind === 'too-often') headers.push(['Retry-After', String(refusal.retryAfterS)]);
  if (refusal.kind === 'no-key') headers.push(['WWW-Authenticate', 'Bearer realm="muster"']);
  if (refusal.kind === 'bad-key') {
    headers.push(['WWW-Authenticate', 'Bearer realm="muster", error="invalid_token"']);
  }
  if (refusal.kind === 'method-not-allowed') headers.push(['Allow', refusal.allow.join(', ')]);
  return headers;
}

/** What is wrong; with the request as a whole, where it is not its content. */
function issuesOf(refusal: Refusal): readonly Issue[] {
  if (refusal.kind === 'invalid') return refusal.errors;
  const path = refusal.kind === 'not-found' ? (refusal.path ?? '') : '';
  return [{ path, message: refusal.message }];
}

function detailOf(refusal: Refusal): string {
  const issues = issuesOf(refusal);
  const [first] = issues;
  if (first === undefined) return 'the request is not valid';
  return issues.length === 1
    ? sentence(first)
    : `${sentence(first)} (and ${issues.length - 1} more)`;
}

function sentence({ path, message }: Issue): string {
  return path === '' ? message : `${path}: ${message}`;
}

/** More bodies are here than may be, or more is waiting to be written. */
export const TOO_MUCH: Refusal = {
  kind: 'busy',
  message: 'more is being received or waiting than may be at one time',
};
