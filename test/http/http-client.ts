/** A client for the tests of the server: requests as people write them, and raw bytes. */
import { connect } from 'node:net';

export type Sent = {
  /** JSON unless it is text or bytes. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Received = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body parsed, when it is JSON. */
  // biome-ignore lint: a test looks into it as it pleases
  readonly json: Json;
};

/** JSON that a test looks into; what is not there fails the test. */
export type Json = { readonly [key: string]: Json } & readonly Json[] & string & number & boolean;

/** Text is sent as JSON unless a header says otherwise, and so is any value. */
export async function ask(
  url: string,
  method: string,
  path: string,
  { body, headers = {} }: Sent = {},
): Promise<Received> {
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(url + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString();
  const isJson = /json$/.test(response.headers.get('content-type') ?? '') && text !== '';
  const json = isJson && !/ndjson/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    json: json ? JSON.parse(text) : undefined,
  };
}

/** Sends bytes as they are and returns what came back once the other side is done or silent. */
export function sendRaw(
  port: number,
  parts: readonly (string | Uint8Array)[],
  { silentMs = 2000, until = /$^/ }: { silentMs?: number; until?: RegExp } = {},
): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1');
    const finish = () => {
      socket.destroy();
      resolve(received);
    };
    socket.setTimeout(silentMs, finish);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (until.test(received)) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
    for (const part of parts) socket.write(part);
  });
}
