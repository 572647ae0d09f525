/**
 * One large answer, read as it comes and let go. A connection of its own each time, as an export
 * has.
 */
import { connect } from 'node:net';

export type Download = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** From sending the request to the first byte of the answer, and to the last. */
  readonly firstMs: number;
  readonly wholeMs: number;
  /** Of the body. */
  readonly bytes: number;
};

export type DownloadOptions = {
  readonly port: number;
  readonly path: string;
  readonly accept: string;
  /** Sees the body pass, in the time that is measured. */
  readonly onChunk?: (chunk: Buffer) => void;
};

const HEAD_END = '\r\n\r\n';

export function download(options: DownloadOptions): Promise<Download> {
  const { port, path, accept, onChunk = () => {} } = options;
  return new Promise((resolve, reject) => {
    let head = '';
    let headers: ReadonlyMap<string, string> | undefined;
    let [expected, bytes, sentMs, firstMs] = [0, 0, 0, 0];
    const socket = connect(port, '127.0.0.1', () => {
      sentMs = performance.now();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: ${accept}\r\n\r\n`);
    });
    /** The rest of the head, which is in the body's first chunk. */
    const takeHead = (chunk: Buffer): Buffer => {
      if (head === '') firstMs = performance.now() - sentMs;
      const before = head.length;
      head += chunk.toString('latin1');
      const end = head.indexOf(HEAD_END);
      if (end === -1) return chunk.subarray(chunk.length);
      head = head.slice(0, end);
      headers = headersOf(head);
      expected = Number(headers.get('content-length'));
      return chunk.subarray(end + HEAD_END.length - before);
    };
    socket.on('data', (chunk) => {
      const body = headers === undefined ? takeHead(chunk) : chunk;
      bytes += body.length;
      if (body.length > 0) onChunk(body);
      if (headers === undefined || bytes < expected) return;
      const wholeMs = performance.now() - sentMs;
      socket.destroy();
      resolve({ status: Number(head.slice(9, 12)), headers, firstMs, wholeMs, bytes });
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed within an answer')));
  });
}

function headersOf(head: string): ReadonlyMap<string, string> {
  return new Map(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
  );
}
