/**
 * Five times as many writes as a server can take, over more connections than writes may wait: it
 * serves what it can and refuses the rest.
 */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pause } from './kill-rounds.ts';
import { ServerProcess, withDataFolder } from './server-process.ts';
import { Reader } from './world-read.ts';

export type OverloadOptions = {
  readonly flags: readonly string[];
  /** How long the load lasts. */
  readonly seconds: number;
  /** Whether clients wait as long as a refusal says. */
  readonly clients: 'patient' | 'impatient';
};

export type Overload = {
  /**
   * Writes a second that are served when each client waits for its answer, before and after the
   * load: on a machine that others use it is not the same all the time.
   */
  readonly capacityBefore: number;
  readonly capacityAfter: number;
  /** Writes a second that were served under the load, and offered. */
  readonly served: number;
  readonly offered: number;
  /**
   * Time of processors that the server takes for a write that it serves, in microseconds, at capacity
   * and under the load with all that it refuses: not a matter of who else uses the machine.
   */
  readonly cpuUsAtCapacity: number;
  readonly cpuUsUnderLoad: number;
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
  /** What the data folder has grown by, or files that were there before and are not any more. */
  readonly storedMiB: number;
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
const MOST_CLIENTS = 3000;
const MEASURED_SECONDS = 3;
const MAX_RECOVERY_MS = 60_000;

export async function runOverload({ flags, seconds, clients }: OverloadOptions): Promise<Overload> {
  return withDataFolder(async (data) => {
    const server = await ServerProcess.start({ data, flags });
    const reader = new Reader(server.url);
    try {
      const port = new URL(server.url).port;
      await load(port, 0, CLIENTS, 1, 'patient');
      const idleCpuMs = cpuMs(server.pid);
      const capacityBefore = await capacityOf(port);
      const cpuMsAtCapacity = cpuMs(server.pid) - idleCpuMs;
      const aloneBeforeMs = await aloneMs(reader);
      const rssBeforeMiB = rssMiB(server.pid);
      const storedBefore = storedMiB(data);
      let rssMostMiB = rssBeforeMiB;
      const watch = setInterval(() => {
        rssMostMiB = Math.max(rssMostMiB, rssMiB(server.pid));
      }, 100);
      const cpuMsBefore = cpuMs(server.pid);
      const under = await load(port, capacityBefore * TIMES, MOST_CLIENTS, seconds, clients);
      const cpuMsUnderLoad = cpuMs(server.pid) - cpuMsBefore;
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
        capacityBefore,
        capacityAfter: await capacityOf(port),
        served: served / seconds,
        cpuUsAtCapacity: (cpuMsAtCapacity * 1000) / (capacityBefore * MEASURED_SECONDS),
        cpuUsUnderLoad: (cpuMsUnderLoad * 1000) / served,
        offered: (sent + held) / seconds,
        ...others,
        rssBeforeMiB,
        rssMostMiB,
        storedMiB: storedMiB(data) - storedBefore,
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

async function capacityOf(port: string): Promise<number> {
  const { ok } = await load(port, 0, CLIENTS, MEASURED_SECONDS, 'patient');
  return ok / MEASURED_SECONDS;
}

async function load(
  port: string,
  rate: number,
  most: number,
  seconds: number,
  clients: OverloadOptions['clients'],
): Promise<Load> {
  const args = [port, Math.ceil(rate), most, seconds, clients].map(String);
  const { stdout } = await run(process.execPath, [GENERATOR, ...args]);
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

function storedMiB(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const found = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false });
    bytes += found?.size ?? 0;
  }
  return bytes / 2 ** 20;
}

/** Linux counts in hundredths of a second. */
function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

function rssMiB(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
