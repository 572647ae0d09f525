/** The bare server of `bare-http.ts` in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const PROGRAM = new URL('./bare-http.js', import.meta.url);

export class BareServer {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** It answers with this JSON. */
  static async start(body: string): Promise<BareServer> {
    const child = fork(PROGRAM, [body], { execArgv: [] });
    const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
    return new BareServer(child, port);
  }

  close(): void {
    this.#child.disconnect();
  }
}
