/** The built `muster` as a process of its own, for tests of the command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url));

export type Finished = {
  /** The exit code, or the name of the signal that ended the process. */
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A folder for one test, which has to be removed after it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'muster-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Runs a command to its end. */
export function muster(
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly input?: string } = {},
): Promise<Finished> {
  const child = start(args, options.env);
  child.stdin?.end(options.input ?? '');
  return finished(child);
}

export class RunningServer {
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly ending: Promise<Finished>;
  private readonly output: { text: string };

  private constructor(
    url: string,
    child: ChildProcess,
    ending: Promise<Finished>,
    output: { text: string },
  ) {
    this.url = url;
    this.child = child;
    this.ending = ending;
    this.output = output;
  }

  /** Returns once the server has said that it listens. */
  static async start(
    args: readonly string[],
    env?: Record<string, string>,
  ): Promise<RunningServer> {
    const child = start(['serve', '--port', '0', ...args], env);
    const ending = finished(child);
    const output = { text: '' };
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout?.on('data', (text: string) => {
        output.text += text;
        const line = /^listening on (http:\S+)$/m.exec(output.text);
        if (line?.[1] !== undefined) resolve(line[1]);
      });
      void ending.then(({ code, stderr }) =>
        reject(new Error(`the server ended with ${code}: ${stderr}`)),
      );
    });
    return new RunningServer(url, child, ending, output);
  }

  /** What the server has printed so far, waited for until it matches. */
  async printed(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.output.text)) {
      await new Promise((resolve) => this.child.stdout?.once('data', resolve));
    }
    return this.output.text;
  }

  async request(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  async count(rule: unknown, at?: string): Promise<number> {
    const question = { rule, ...(at === undefined ? {} : { at }) };
    const { count } = (await this.request('POST', '/v1/count', question)) as { count: number };
    return count;
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    this.child.kill(signal);
    return this.ending;
  }
}

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MUSTER_'));
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

function finished(child: ChildProcess): Promise<Finished> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.on('data', (text: string) => {
    output.stderr += text;
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? signal, ...output }));
  });
}
