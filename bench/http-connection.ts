/**
 * A keep-alive connection that costs the load generator as little as possible: whole requests are
 * written as they are, one at a time, and of an answer only the status, the length and the body
 * are read.
 */
import { connect, type Socket } from 'node:net';

export type HttpAnswer = { readonly status: number; readonly body: Buffer };

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

export class HttpConnection {
  readonly #socket: Socket;
  #received: Buffer | undefined;
  #onAnswer: ((answer: HttpAnswer) => void) | undefined;
  #onFault: ((error: Error) => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new HttpConnection(socket)));
      socket.once('error', reject);
    });
  }

  /** Sends a request; the buffer is free again when it is answered. Rejects when the connection ends. */
  ask(request: Buffer): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#onAnswer = resolve;
      this.#onFault = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#onFault = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const bytes = this.#received === undefined ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd === -1) {
      this.#received = bytes;
      return;
    }
    const head = bytes.toString('latin1', 0, headEnd);
    const start = headEnd + HEAD_END.length;
    const end = start + Number(LENGTH.exec(head)?.[1] ?? 0);
    if (bytes.length < end) {
      this.#received = bytes;
      return;
    }
    this.#received = undefined;
    const answered = this.#onAnswer;
    this.#onFault = undefined;
    answered?.({ status: Number(head.slice(9, 12)), body: bytes.subarray(start, end) });
  }

  #fail(error: Error): void {
    this.#onFault?.(error);
    this.#onFault = undefined;
  }
}

/** A whole request in one buffer, and where its body begins. */
export function requestBytes(
  method: string,
  path: string,
  type: string,
  body: Uint8Array,
): { readonly bytes: Buffer; readonly bodyAt: number } {
  const head = Buffer.from(
    `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n`,
  );
  return { bytes: Buffer.concat([head, body]), bodyAt: head.length };
}
