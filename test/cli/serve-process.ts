/** `muster serve` as a process that is watched from its first moment on, on a port known before. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url));

export class ServeProcess {
  readonly port: number;
  readonly url: string;
  stdout = '';
  stderr = '';
  /** The exit code, or the name of the signal. */
  readonly ended: Promise<number | string | null>;
  readonly #child: ChildProcess;

  private constructor(port: number, args: readonly string[]) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('MUSTER_'));
    this.#child = spawn(process.execPath, [CLI, 'serve', '--port', String(port), ...args], {
      env: Object.fromEntries(environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => resolve(code ?? signal));
    });
  }

  static async start(args: readonly string[]): Promise<ServeProcess> {
    return new ServeProcess(await freePort(), args);
  }

  /** Resolves when it listens, be it ready or not. */
  async listening(): Promise<void> {
    while ((await this.status('/healthz')) === undefined) await pause(2);
  }

  async ready(): Promise<void> {
    while ((await this.status('/readyz')) !== 200) await pause(5);
    await this.printed('listening on');
  }

  async printed(text: string): Promise<void> {
    while (!this.stdout.includes(text)) await pause(2);
  }

  /** Undefined when nobody answers. */
  async status(path: string): Promise<number | undefined> {
    return (await this.ask('GET', path).catch(() => undefined))?.status;
  }

  ask(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async stop(): Promise<number | string | null> {
    this.kill('SIGTERM');
    return this.ended;
  }

  /** The lines of a log in JSON. */
  events(): readonly Readonly<Record<string, unknown>>[] {
    return this.stderr
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function freePort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  other.close();
  await once(other, 'close');
  return port;
}
