/** A real server in a child process, and what the system says of it (Linux: /proc). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HttpConnection, requestBytes } from './http-connection.ts';
import { type ProcessMemory, processMemory } from './process-memory.ts';

const CLI = fileURLToPath(new URL('../server/cli.js', import.meta.url));
const CLOCK = new URL('./shifted-clock.js', import.meta.url).href;
const LISTENING = /^listening on http:\/\/127\.0\.0\.1:(\d+)/m;
/** Clock ticks of /proc in a second: 100 on every Linux that Node runs on. */
const TICKS = 100;

export type ServerOptions = {
  readonly data: string;
  readonly threads?: number;
  /** Given to Node, `--cpu-prof` say. */
  readonly nodeArgs?: readonly string[];
  /** By how much the server's clock is ahead of the machine's. */
  readonly clockAheadMs?: number;
};

export class ServerChild {
  readonly port: number;
  /** From the start of the process until it said that it listens. */
  readonly startMs: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.#child = child;
    this.port = port;
    this.startMs = startMs;
  }

  /** Rejects, with what the server said, when it ends before it listens. */
  static async start(options: ServerOptions): Promise<ServerChild> {
    const { data, threads, nodeArgs = [], clockAheadMs } = options;
    const startedMs = performance.now();
    const clock = clockAheadMs === undefined ? [] : ['--import', `${CLOCK}?ahead=${clockAheadMs}`];
    const args = [
      ...nodeArgs,
      ...clock,
      CLI,
      'serve',
      '--data',
      data,
      '--port',
      '0',
      '--sample',
      'none',
    ];
    if (threads !== undefined) args.push('--threads', String(threads));
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = () => child.kill('SIGKILL');
    // It does not outlive this process.
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    let said = '';
    const port = await new Promise<number>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = LISTENING.exec(said);
        if (found !== null) resolve(Number(found[1]));
      });
      child.once('exit', () => reject(new Error(`the server ended: ${said}`)));
    });
    return new ServerChild(child, port, performance.now() - startedMs);
  }

  /** Sends JSON, or nothing, and reads JSON; throws for any other status than 200. */
  async ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const connection = await HttpConnection.open(this.port);
    try {
      const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
      const answer = await connection.ask(
        requestBytes(method, path, 'application/json', bytes).bytes,
      );
      const text = answer.body.toString();
      if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return JSON.parse(text);
    } finally {
      connection.close();
    }
  }

  memory(): ProcessMemory {
    return processMemory(this.#child.pid as number);
  }

  /** The most there was begins anew with what there is. */
  forgetPeak(): void {
    writeFileSync(`/proc/${this.#child.pid}/clear_refs`, '5');
  }

  /** Processor time so far in seconds, by the number that the system gave each thread. */
  threadSeconds(): ReadonlyMap<number, number> {
    const folder = `/proc/${this.#child.pid}/task`;
    const seconds = new Map<number, number>();
    for (const thread of readdirSync(folder)) {
      const stat = readFileSync(`${folder}/${thread}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      seconds.set(Number(thread), (Number(fields[11]) + Number(fields[12])) / TICKS);
    }
    return seconds;
  }

  /** Ends it as an operator does; throws when it does not end well. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
    if (this.#child.exitCode !== 0)
      throw new Error(`the server ended with ${this.#child.exitCode}`);
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }
}
