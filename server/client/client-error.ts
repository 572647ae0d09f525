/** What the server refuses, as an error. */
import type { Issue } from '../../engine/index.ts';

type Problem = {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly Issue[];
  readonly ids: readonly string[] | undefined;
};

/** A refusal (RFC 9457). What comes before an answer, such as a broken connection, stays as it is. */
export class MusterError extends Error implements Problem {
  override readonly name = 'MusterError';
  readonly status: number;
  /** `urn:muster:problem:…`; `about:blank` when the answer is not Muster's, but a proxy's, say. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  /** What is wrong where: JSON pointers into the body. */
  readonly errors: readonly Issue[];
  /** Of a conflict: the saved rules that are in the way. */
  readonly ids: readonly string[] | undefined;
  /** When the server asks to be asked again. */
  readonly retryAfterS: number | undefined;

  constructor(status: number, problem: Problem, retryAfterS: number | undefined) {
    super([`${status} ${problem.title}`, problem.detail].filter((part) => part !== '').join(': '));
    this.status = status;
    this.type = problem.type;
    this.title = problem.title;
    this.detail = problem.detail;
    this.errors = problem.errors;
    this.ids = problem.ids;
    this.retryAfterS = retryAfterS;
  }
}

/** Reads a refusal to its end. */
export async function errorOf(response: Response): Promise<MusterError> {
  const text = await response.text();
  const retryAfterS = parseRetryAfter(response.headers.get('retry-after'));
  return new MusterError(response.status, problemOf(response, text), retryAfterS);
}

function problemOf(response: Response, text: string): Problem {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  const { type, title, detail, errors, ids }: Partial<Problem> = isProblem ? parse(text) : {};
  return {
    type: type ?? 'about:blank',
    title: title ?? response.statusText,
    detail: detail ?? '',
    errors: errors ?? [],
    ids,
  };
}

/** A problem that was cut off is none. */
function parse(text: string): Partial<Problem> {
  try {
    return JSON.parse(text) as Partial<Problem>;
  } catch {
    return {};
  }
}

/** Seconds, or a date. */
function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const seconds = (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
