/**
 * Calls over HTTP: the key, how long to wait, and when to ask again.
 *
 * A server that is busy (503) or asked too often (429) says when to come back. That is done for calls
 * that may be repeated, since behind a proxy nobody knows how far a refused one came: questions, which
 * change nothing, and whatever else the caller says makes no difference the second time. A broken
 * connection is left to the caller.
 */
import { errorOf, type MusterError } from './client-error.ts';

export type ClientOptions = {
  /** Such as `http://127.0.0.1:8080`; a path in it comes before every path. */
  readonly url: string;
  /** An access key, `muster_…`. */
  readonly key?: string;
  /** In place of the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** How long the server may be silent: before an answer, and before each further piece of rows. */
  readonly timeoutMs?: number;
  /** How often a call that may be repeated is, at most. */
  readonly retries?: number;
};

export type CallOptions = {
  /** Gives the call up, with all its repetitions and rows. */
  readonly signal?: AbortSignal;
};

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Encoded: see `pathOf`. */
  readonly path: string;
  readonly query?: Query;
  /** Bytes, or what becomes JSON. */
  readonly body?: unknown;
  /** Of the answer; JSON unless said. */
  readonly accept?: string | undefined;
  readonly ifMatch?: string | undefined;
  /** Makes no difference the second time. */
  readonly mayRepeat: boolean;
  readonly signal?: AbortSignal | undefined;
};

export type Answer = {
  readonly headers: Headers;
  /** The bytes as they arrive. Whoever stops early ends the connection. */
  readonly pieces: () => AsyncIterable<Uint8Array>;
  readonly bytes: () => Promise<Uint8Array>;
  readonly json: <T>() => Promise<T>;
};

const TIMEOUT_MS = 30_000;
const RETRIES = 4;
/** When the server does not say. */
const RETRY_AFTER_S = 1;
/** Longer is for the caller to decide. */
const LONGEST_RETRY_AFTER_S = 60;

export class Transport {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fetch: typeof globalThis.fetch;
  readonly #timeoutMs: number;
  readonly #retries: number;

  constructor({ url, key, fetch, timeoutMs, retries }: ClientOptions) {
    this.#base = new URL(url).href.replace(/\/+$/, '');
    this.#headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    this.#fetch = fetch ?? globalThis.fetch;
    this.#timeoutMs = timeoutMs ?? TIMEOUT_MS;
    this.#retries = retries ?? RETRIES;
  }

  async call(call: Call): Promise<Answer> {
    for (let repeated = 0; ; repeated++) {
      const answered = await this.#once(call);
      if ('headers' in answered) return answered;
      const { status, retryAfterS = RETRY_AFTER_S } = answered;
      const isLater = (status === 429 || status === 503) && retryAfterS <= LONGEST_RETRY_AFTER_S;
      if (!isLater || !call.mayRepeat || repeated >= this.#retries) throw answered;
      await sleep(retryAfterS * 1000, call.signal);
    }
  }

  async #once(call: Call): Promise<Answer | MusterError> {
    const { method, path, query = {}, body, signal } = call;
    const patience = new Patience(this.#timeoutMs, signal);
    // Apart from its object, which browsers want it to be called without.
    const fetch = this.#fetch;
    const response = await patience.wait(
      fetch(`${this.#base}${path}${queryOf(query)}`, {
        method,
        headers: { ...this.#headers, ...headersOf(call) },
        ...(body !== undefined && { body: isBytes(body) ? body : JSON.stringify(body) }),
        // A redirected write would become a question.
        redirect: 'error',
        signal: patience.signal,
      }),
    );
    if (!response.ok) return patience.wait(errorOf(response));
    const pieces = () => piecesOf(response, patience);
    const bytes = () => joined(pieces());
    const json = async <T>() => JSON.parse(new TextDecoder().decode(await bytes())) as T;
    return { headers: response.headers, pieces, bytes, json };
  }
}

/** A path of literals and ids: `` pathOf`/v1/contacts/${id}` ``. */
export function pathOf(literals: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw({ raw: literals }, ...ids.map(encoded));
}

function encoded(id: string): string {
  // Every URL parser takes these for steps within the path, also when they are encoded.
  if (id === '' || id === '.' || id === '..') {
    throw new RangeError(`'${id}' cannot be named in a URL`);
  }
  return encodeURIComponent(id);
}

function queryOf(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, String(value));
  }
  return given.size === 0 ? '' : `?${given}`;
}

function headersOf({ accept, body, ifMatch }: Call): Record<string, string> {
  return {
    accept: accept ?? 'application/json',
    ...(body !== undefined && {
      'content-type': isBytes(body) ? 'application/octet-stream' : 'application/json',
    }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
  };
}

function isBytes(body: unknown): body is Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array;
}

async function* piecesOf(response: Response, patience: Patience): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      const { done, value } = await patience.wait(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    // Of no consequence after the end; otherwise nobody wants the rest.
    await reader.cancel().catch(() => {});
  }
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    parts.push(piece);
    size += piece.length;
  }
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}

/** How long somebody waits for one answer: the clock runs only while they do. */
class Patience {
  readonly signal: AbortSignal;
  readonly #timeout = new AbortController();
  readonly #ms: number;

  constructor(ms: number, signal: AbortSignal | undefined) {
    const own = this.#timeout.signal;
    this.signal = signal === undefined ? own : AbortSignal.any([own, signal]);
    this.#ms = ms;
  }

  async wait<T>(answer: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      const message = `no answer within ${this.#ms} ms`;
      this.#timeout.abort(new DOMException(message, 'TimeoutError'));
    }, this.#ms);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    }, ms);
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
}
