/** Whether what came back over a connection is what may come back; faults as sentences. */
import type { Answer } from './socket-answers.ts';
import type { Outcome } from './socket-exchange.ts';
import type { BrokenRequest, Part } from './socket-request.ts';

/** What Muster answers without keys and with room on the disk; 500 is a bug. */
const DOCUMENTED = new Set([200, 400, 403, 404, 405, 406, 409, 412, 413, 415, 429, 503]);
/** Too much at once, of exports and of everything: nobody's fault, and met by chance. */
const LATER = new Set([429, 503]);

/** uWebSockets.js answers requests that it cannot read by itself, with these words. */
const LIBRARY_BODIES = new Map([
  [400, '<h1>Bad Request</h1><hr><i>uWebSockets/20 Server</i>'],
  [431, '<h1>Request Header Fields Too Large</h1><hr><i>uWebSockets/20 Server</i>'],
  [
    505,
    '<h1>HTTP Version Not Supported</h1><p>This server does not support HTTP/1.0.</p><hr>' +
      '<i>uWebSockets/20 Server</i>',
  ],
]);

export function isFromLibrary({ status, body }: Answer): boolean {
  return LIBRARY_BODIES.get(status) === body.toString('latin1');
}

export function faultsOf({ parts, ending }: BrokenRequest, outcome: Outcome): string[] {
  const { answers, fault, leftBytes, closedByServer, hung } = outcome;
  const faults = fault === undefined ? [] : [fault];
  if (hung) faults.push(`neither answered nor closed after ${Math.round(outcome.tookMs)} ms`);
  const isCutOff = 'after' in ending;
  const mustBeWhole = closedByServer && ending.kind === 'answered' && parts.length === 1;
  if (leftBytes > 0 && mustBeWhole) faults.push(`${leftBytes} bytes of an answer, then the end`);
  const mayBeLibrary = parts.some(({ library }) => library);
  for (const [index, answer] of answers.entries()) {
    const part = parts[index];
    if (isFromLibrary(answer)) {
      // It answers a broken request at once, in the place of those before it: nothing can follow.
      if (!mayBeLibrary) faults.push(`the library answered ${answer.status}`);
      break;
    }
    // What the last request has left over is read as the next one.
    faults.push(...(part === undefined ? formFaults(answer, false) : answerFaults(part, answer)));
  }
  const [only] = parts;
  const goesOn = ending.kind !== 'goes-on' || answers[1]?.status === 200;
  if (!goesOn) faults.push('the next request on the connection was not answered');
  const isOwed = parts.length === 1 && only?.silent === false && ending.kind === 'answered';
  if (isOwed && !only.library && answers.length === 0) faults.push('closed without an answer');
  if (isCutOff && parts.length === 1 && ending.after < (only?.bytes.length ?? 0)) {
    const isServed = only?.statuses !== undefined && answers[0]?.status === 200;
    if (isServed) faults.push('answered with 200 before it was there');
  }
  return faults;
}

function answerFaults(part: Part, answer: Answer): string[] {
  const { status } = answer;
  const isExpected = part.statuses?.has(status) ?? true;
  const faults = isExpected || LATER.has(status) ? [] : [`answered with ${status}`];
  return [...faults, ...formFaults(answer, part.isHead)];
}

function formFaults({ status, headers, body }: Answer, isHead: boolean): string[] {
  if (!DOCUMENTED.has(status)) return [`${status} is not documented: ${body.toString('latin1')}`];
  const faults: string[] = [];
  const type = headers.get('content-type') ?? '';
  if (headers.get('cache-control') !== 'no-store') faults.push('may be kept by a cache');
  if (LATER.has(status) && !headers.has('retry-after')) faults.push('no Retry-After');
  if (status === 405 && !headers.has('allow')) faults.push('405 without Allow');
  if (status >= 400 && type !== 'application/problem+json') faults.push(`${status} as ${type}`);
  if (isHead) return body.length === 0 ? faults : [...faults, 'a body for a HEAD'];
  if (status >= 400) return [...faults, ...problemFaults(status, body)];
  if (type === 'application/json' && parsed(body) === undefined) faults.push('no JSON');
  return faults;
}

function problemFaults(status: number, body: Buffer): string[] {
  const problem = parsed(body) as
    | { type?: unknown; status?: unknown; errors?: unknown }
    | undefined;
  const { type, errors } = problem ?? {};
  const isProblem =
    problem?.status === status &&
    typeof type === 'string' &&
    type.startsWith('urn:muster:problem:') &&
    Array.isArray(errors) &&
    errors.every(
      ({ path, message }) => typeof message === 'string' && /^(\/|$)/.test(path as string),
    );
  return isProblem ? [] : [`no problem details: ${body.toString('latin1').slice(0, 300)}`];
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
