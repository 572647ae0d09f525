/**
 * A Redis server of the comparison's own, on a socket in a folder made for it, nothing saved to disk,
 * and one connection to it that sends many commands at once and reads their replies in order.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import {
  endPeerProcess,
  requireProgram,
  residentBytesOf,
  startProgram,
  temporaryFolder,
} from './peer-process.ts';

export type RedisCommand = readonly (string | Buffer)[];

type Waiting = {
  readonly resolve: (replies: readonly string[]) => void;
  readonly reject: (error: Error) => void;
  readonly count: number;
};

const PROGRAM = 'redis-server';
const START_MS = 10_000;
const POLL_MS = 20;
const LINE_END = '\r\n';
const BULK = '$';

export class RedisServer {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #socket: Socket;
  #waiting: Waiting | undefined;
  #received = '';

  private constructor(child: ChildProcess, folder: string, socket: Socket) {
    this.#child = child;
    this.#folder = folder;
    this.#socket = socket;
    socket.setEncoding('latin1').on('data', (text: string) => this.#take(text));
    socket.on('error', (error) => this.#waiting?.reject(error));
  }

  /** Resolves when it answers; throws `PeerMissing` where it is not installed. */
  static async start(): Promise<RedisServer> {
    requireProgram(PROGRAM, PROGRAM);
    const folder = temporaryFolder('redis');
    const path = join(folder, 'socket');
    const settings = { port: '0', unixsocket: path, save: '', appendonly: 'no', dir: folder };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const child = startProgram(PROGRAM, args);
    try {
      const deadlineMs = performance.now() + START_MS;
      while (!existsSync(path)) {
        if (child.exitCode !== null || performance.now() > deadlineMs) {
          throw new Error(`${PROGRAM} does not answer`);
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      const socket = connect(path);
      await once(socket, 'connect');
      return new RedisServer(child, folder, socket);
    } catch (error) {
      await endPeerProcess(child);
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  /** Sends commands in one write; a reply is the text of an integer, a state or a value. */
  run(commands: readonly RedisCommand[]): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, count: commands.length };
      this.#socket.write(encoded(commands));
    });
  }

  residentBytes(): number {
    return residentBytesOf(this.#child);
  }

  async stop(): Promise<void> {
    this.#socket.destroy();
    await endPeerProcess(this.#child);
    rmSync(this.#folder, { recursive: true });
  }

  #take(text: string): void {
    this.#received += text;
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const replies = repliesOf(this.#received, waiting.count);
    if (replies === undefined) return;
    this.#received = '';
    this.#waiting = undefined;
    const failed = replies.find((reply) => reply.startsWith('-'));
    if (failed !== undefined) waiting.reject(new Error(`${PROGRAM}: ${failed}`));
    else waiting.resolve(replies.map((reply) => reply.slice(1)));
  }
}

function encoded(commands: readonly RedisCommand[]): Buffer {
  const parts: Buffer[] = [];
  let text = '';
  for (const command of commands) {
    text += `*${command.length}${LINE_END}`;
    for (const part of command) {
      text += `${BULK}${Buffer.byteLength(part)}${LINE_END}`;
      if (typeof part === 'string') {
        text += part;
      } else {
        parts.push(Buffer.from(text), part);
        text = '';
      }
      text += LINE_END;
    }
  }
  parts.push(Buffer.from(text));
  return Buffer.concat(parts);
}

/** So many whole replies, each with its first character; undefined when some are still to come. */
function repliesOf(text: string, count: number): readonly string[] | undefined {
  const replies: string[] = [];
  let at = 0;
  while (replies.length < count) {
    const end = text.indexOf(LINE_END, at);
    if (end === -1) return undefined;
    let reply = text.slice(at, end);
    at = end + LINE_END.length;
    if (reply.startsWith(BULK)) {
      const size = Number(reply.slice(1));
      if (text.length < at + size + LINE_END.length) return undefined;
      reply = `${BULK}${text.slice(at, at + size)}`;
      at += size + LINE_END.length;
    }
    replies.push(reply);
  }
  return replies;
}
