/** Sends one request as it says, and tells what came back and how it ended. */
import { connect, type Socket } from 'node:net';
import { type Answer, AnswerReader } from './socket-answers.ts';
import type { BrokenRequest } from './socket-request.ts';

export type Outcome = {
  readonly answers: readonly Answer[];
  /** What came and is no answer. */
  readonly fault: string | undefined;
  /** Bytes of an answer that did not come whole. */
  readonly leftBytes: number;
  readonly closedByServer: boolean;
  /** It was waited for as long as it may take. */
  readonly hung: boolean;
  readonly tookMs: number;
};

/**
 * uWebSockets.js closes a connection on which nothing has happened for 8 to 12 s; the rest is for a
 * machine that has other things to do.
 */
const MOST_MS = 25_000;
/** For an answer that may never come. */
const PATIENCE_MS = 200;
const PIECE_PAUSE_MS = 2;
const DEAF_MS = 300;
const NEXT = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

export function exchange(port: number, request: BrokenRequest): Promise<Outcome> {
  const { parts, ending } = request;
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const reader = new AnswerReader((index) => parts[index]?.isHead ?? false);
    // Timers end with the connection.
    const timers: NodeJS.Timeout[] = [];
    const after = (ms: number, run: () => void) => timers.push(setTimeout(run, ms));
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let isOver = false;
    let isSent = false;
    let hasGoneOn = false;
    const finish = (how: { closedByServer?: boolean; hung?: boolean }, resets = true) => {
      if (isOver) return;
      isOver = true;
      for (const timer of timers) clearTimeout(timer);
      if (how.closedByServer) reader.end();
      leave(socket, resets);
      const { answers, fault, leftBytes } = reader;
      const { closedByServer = false, hung = false } = how;
      const tookMs = performance.now() - startedMs;
      resolve({ answers, fault, leftBytes, closedByServer, hung, tookMs });
    };
    /** A request may be answered before all of it has gone: the next one comes behind its end. */
    const goOn = () => {
      if (!isSent || reader.answers.length < parts.length) return;
      if (reader.answers.length > parts.length) finish({});
      else if (!hasGoneOn) socket.write(NEXT);
      hasGoneOn = true;
    };
    const whenSent = () => {
      isSent = true;
      if (ending.kind === 'goes-on') goOn();
      if (ending.kind === 'half-open') socket.end();
      // The last bytes are with the system; it sends them before it says that the client is gone.
      if (ending.kind === 'leaves') finish({}, ending.resets);
      else if (ending.kind === 'deaf') after(DEAF_MS, () => finish({}));
      else if (ending.kind !== 'stays' && parts.some(({ silent }) => silent)) {
        after(PATIENCE_MS * parts.length, () => finish({}));
      }
    };
    after(MOST_MS, () => finish({ hung: true }));
    socket.on('data', (chunk: Buffer) => {
      reader.push(chunk);
      const isAnswered = reader.answers.length >= parts.length || reader.fault !== undefined;
      if (!isAnswered) return;
      if (ending.kind === 'goes-on') goOn();
      if (ending.kind === 'answered') finish({}, ending.resets);
      if (ending.kind === 'half-open') finish({});
    });
    if (ending.kind === 'deaf') socket.pause();
    socket.once('end', () => finish({ closedByServer: true }));
    socket.once('error', () => finish({ closedByServer: true }));
    socket.once('close', () => finish({ closedByServer: true }));
    socket.once('connect', () => void write(socket, request).then(whenSent));
  });
}

async function write(socket: Socket, { parts, ending, pieces }: BrokenRequest): Promise<void> {
  const bytes = Buffer.concat(parts.map((part) => part.bytes));
  const wanted = 'after' in ending ? bytes.subarray(0, ending.after) : bytes;
  const size = Math.max(1, Math.ceil(wanted.length / pieces));
  for (let at = 0; at < wanted.length && !socket.destroyed; at += size) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve, PIECE_PAUSE_MS));
    const piece = wanted.subarray(at, at + size);
    // Also called when the connection breaks meanwhile.
    await new Promise((resolve) => socket.write(piece, resolve));
  }
}

function leave(socket: Socket, resets: boolean): void {
  socket.on('error', () => {});
  if (resets) socket.resetAndDestroy();
  else {
    socket.end();
    socket.destroySoon();
  }
}
