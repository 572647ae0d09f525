/** A client for the tests of the server: requests as people write them, and raw bytes. */
import { connect } from 'node:net';

export type Sent = {
  /** Sent as JSON, unless it is text or bytes: those are sent as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Received = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body parsed, when its type says JSON. */
  readonly json: unknown;
};

export type Ask = (method: string, path: string, sent?: Sent) => Promise<Received>;

/** A body is JSON unless the headers say otherwise. */
export function asking(url: string): Ask {
  return async (method, path, { body, headers = {} } = {}) => {
    const plain = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : plain ? (body as string) : JSON.stringify(body),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString();
    const isJson = /^application\/(?:problem\+)?json$/.test(
      response.headers.get('content-type') ?? '',
    );
    const json = isJson && text !== '' ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, bytes, text, json };
  };
}

/** What a refusal says, with the paths of its faults. */
export function refusal({ status, headers, json }: Received) {
  const { errors, detail } = (json ?? {}) as {
    errors?: readonly { path: string; message: string }[];
    detail?: string;
  };
  const type = headers.get('content-type');
  return { status, type, paths: errors?.map(({ path }) => path), detail };
}

/** Sends bytes as they are; answers with what came back when it matches, or the line is dead. */
export function sendRaw(
  port: number,
  parts: readonly (string | Uint8Array)[],
  until: RegExp,
): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1');
    const finish = () => {
      socket.destroy();
      resolve(received);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (until.test(received)) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
    for (const part of parts) socket.write(part);
  });
}
