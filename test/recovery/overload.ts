/** Five times as many writes as a server can take: it serves what it can and refuses the rest. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pause } from './kill-rounds.ts';
import { ServerProcess, withDataFolder } from './server-process.ts';
import { Reader } from './world-read.ts';

export type OverloadOptions = {
  readonly flags: readonly string[];
  /** How long the load lasts. */
  readonly seconds: number;
};

export type Overload = {
  /** Writes a second that are served when each client waits for its answer. */
  readonly capacity: number;
  /** Writes a second that were served under the load, and offered. */
  readonly served: number;
  readonly offered: number;
  readonly refused: number;
  readonly refusedWithoutRetry: number;
  /** Answers of any other status, connections that broke, and requests without an answer. */
  readonly others: number;
  readonly errors: number;
  readonly unanswered: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Memory of the server before, and the most it had. */
  readonly rssBeforeMiB: number;
  readonly rssMostMiB: number;
  /** One write alone, before and after. */
  readonly aloneBeforeMs: number;
  readonly aloneAfterMs: number;
  /** From the end of the load until a write alone took at most three times as long as before. */
  readonly recoveredMs: number;
};

type Load = {
  readonly sent: number;
  readonly ok: number;
  readonly refused: number;
  readonly refusedWithoutRetry: number;
  readonly others: number;
  readonly errors: number;
  readonly held: number;
  readonly unanswered: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
};

const GENERATOR = fileURLToPath(new URL('./overload-generator.mjs', import.meta.url));
const run = promisify(execFile);
const TIMES = 5;
const CLIENTS = 256;
const MOST_CLIENTS = 1000;
const MEASURED_SECONDS = 2;
const MAX_RECOVERY_MS = 60_000;

export async function runOverload({ flags, seconds }: OverloadOptions): Promise<Overload> {
  return withDataFolder(async (data) => {
    const server = await ServerProcess.start({ data, flags });
    const reader = new Reader(server.url);
    try {
      const port = new URL(server.url).port;
      await load(port, 0, CLIENTS, 1);
      const { ok } = await load(port, 0, CLIENTS, MEASURED_SECONDS);
      const capacity = ok / MEASURED_SECONDS;
      const aloneBeforeMs = await aloneMs(reader);
      const rssBeforeMiB = rssMiB(server.pid);
      let rssMostMiB = rssBeforeMiB;
      const watch = setInterval(() => {
        rssMostMiB = Math.max(rssMostMiB, rssMiB(server.pid));
      }, 100);
      const under = await load(port, capacity * TIMES, MOST_CLIENTS, seconds);
      const overMs = performance.now();
      let aloneAfterMs = await aloneMs(reader);
      while (aloneAfterMs > 3 * aloneBeforeMs && performance.now() - overMs < MAX_RECOVERY_MS) {
        await pause(50);
        aloneAfterMs = await aloneMs(reader);
      }
      const recoveredMs = performance.now() - overMs;
      clearInterval(watch);
      const { ok: served, sent, held, ...others } = under;
      return {
        capacity,
        served: served / seconds,
        offered: (sent + held) / seconds,
        ...others,
        rssBeforeMiB,
        rssMostMiB,
        aloneBeforeMs,
        aloneAfterMs,
        recoveredMs,
      };
    } finally {
      reader.close();
      await server.stop('SIGKILL');
    }
  });
}

async function load(port: string, rate: number, most: number, seconds: number): Promise<Load> {
  const args = [GENERATOR, port, String(Math.ceil(rate)), String(most), String(seconds)];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as Load;
}

/** The middle of a few writes, one after the other. */
async function aloneMs(reader: Reader): Promise<number> {
  const tookMs: number[] = [];
  for (let i = 0; i < 9; i++) {
    const startedMs = performance.now();
    await reader.ask('POST', '/v1/contacts', [{ id: 'alone', fields: { i } }]);
    tookMs.push(performance.now() - startedMs);
  }
  return tookMs.sort((a, b) => a - b)[4] as number;
}

function rssMiB(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
