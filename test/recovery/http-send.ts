/** One JSON request over a connection that is kept, and its whole answer. */
import { type Agent, request } from 'node:http';

export type Sent = { readonly method: string; readonly path: string; readonly body?: unknown };

export type Answered = {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body where it is JSON, else undefined. */
  readonly json: unknown;
};

/** Longer than anything is delayed here; a server that is stuck must not stop a test from ending. */
const TIMEOUT_MS = 30_000;

/** Rejects when no whole answer comes. */
export function send(url: string, { method, path, body }: Sent, agent: Agent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const headers = {
      ...(bytes !== undefined && {
        'content-type': 'application/json',
        'content-length': bytes.length,
      }),
    };
    const sent = request(`${url}${path}`, { method, agent, headers, timeout: TIMEOUT_MS });
    sent.once('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path}`)));
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('close', () => {
        if (!response.complete) reject(new Error('the answer was cut off'));
      });
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const type = response.headers['content-type'] ?? '';
        resolve({
          status: response.statusCode ?? 0,
          type,
          headers: response.headers,
          text,
          json: /^application\/(problem\+)?json/.test(type) ? JSON.parse(text) : undefined,
        });
      });
    });
    sent.end(bytes);
  });
}
