/** The built server as a process of its own that tests start, watch, starve and kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withFolder } from '../contract/muster-session.ts';

const CLI = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url));

/** A process that neither listens nor ends by then is killed, so that every test ends. */
const MAX_STARTING_MS = 90_000;

/** How a process came to its end. */
export type Ended = {
  /** The exit code, or the name of the signal. */
  readonly status: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
};

export type ServerOptions = {
  readonly data: string;
  /** Further arguments of `muster serve`. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A program with its arguments that starts the server, as `['prlimit', '--fsize=4096']`. */
  readonly under?: readonly string[];
};

export class ServerProcess {
  readonly pid: number;
  /** Resolves when the process is gone, whatever ended it. */
  readonly ended: Promise<Ended>;
  /** Resolves to the address, or to undefined when the process ends before it listens. */
  readonly listening: Promise<string | undefined>;
  readonly #child: ChildProcess;
  #isOver = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid ?? -1;
    let exitedAtMs = 0;
    let stdout = '';
    let stderr = '';
    this.ended = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.#isOver = true;
        const status = code ?? signal ?? 'SIGKILL';
        resolve({ status, stdout, stderr, atMs: exitedAtMs });
      });
    });
    child.once('exit', () => {
      exitedAtMs = Date.now();
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    this.listening = new Promise((resolve) => {
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        const line = /^listening on (http:\S+)$/m.exec(stdout);
        if (line?.[1] !== undefined) resolve(line[1]);
      });
      void this.ended.then(() => resolve(undefined));
    });
    const stuck = setTimeout(() => void this.stop('SIGKILL'), MAX_STARTING_MS);
    void this.listening.then(() => clearTimeout(stuck));
  }

  /** Begins a server on a free port of this machine; it may never come to listen. */
  static spawn({ data, flags = [], env = {}, under = [] }: ServerOptions): ServerProcess {
    const serve = ['serve', '--data', data, '--port', '0', '--sample', 'none', ...flags];
    const server = new ServerProcess(run(under, [CLI, ...serve], env));
    running.set(server, data);
    void server.ended.then(() => running.delete(server));
    return server;
  }

  /** Starts a server that has to come up; throws with what it said when it does not. */
  static async start(options: ServerOptions): Promise<RunningServer> {
    const server = ServerProcess.spawn(options);
    const url = await server.listening;
    if (url !== undefined) return Object.assign(server, { url });
    const { status, stderr } = await server.ended;
    throw new Error(`the server ended with ${status}: ${stderr}`);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Ends the process, if it has not ended, and waits until it is gone; kills one that stays. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    if (!this.#isOver) this.#child.kill(signal);
    const stuck = setTimeout(() => this.#child.kill('SIGKILL'), MAX_STARTING_MS);
    const ended = await this.ended;
    clearTimeout(stuck);
    return ended;
  }
}

export type RunningServer = ServerProcess & { readonly url: string };

/** Servers that have not ended, with their folders. */
const running = new Map<ServerProcess, string>();

process.on('exit', () => {
  for (const server of running.keys()) void server.stop('SIGKILL');
});

/** Runs something with a new data folder; no server on it, or on a folder within it, outlives that. */
export function withDataFolder<T>(use: (data: string) => Promise<T>): Promise<T> {
  return withFolder(async (data) => {
    try {
      return await use(data);
    } finally {
      const left = [...running].filter(([, folder]) => folder.startsWith(data));
      await Promise.all(left.map(([server]) => server.stop('SIGKILL')));
    }
  });
}

/** Runs any other command of `muster` to its end. */
export function runMuster(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new ServerProcess(run([], [CLI, ...args], env)).ended;
}

/** Without any variable that would configure the server or a disk from outside. */
function run(
  [program = process.execPath, ...leading]: readonly string[],
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(MUSTER|DISK)_/.test(name));
  const own = program === process.execPath ? [] : [process.execPath];
  return spawn(program, [...leading, ...own, ...args], {
    env: { ...Object.fromEntries(inherited), NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
