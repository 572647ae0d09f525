/** `muster serve`: opens the data, loads the sample into a fresh folder, serves until stopped. */
import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Millis } from '../engine/index.ts';
import { Access } from './access/access.ts';
import { CliError, failWith, reasonOf } from './cli-error.ts';
import { openFolder } from './cli-folder.ts';
import { formatShopSegments, loadShop } from './cli-sample.ts';
import { stopSignal, whenStopped } from './cli-stop.ts';
import { type Config, type ConfigTexts, resolveConfig } from './config.ts';
import { isLoopbackHost } from './http/http-loopback.ts';
import { type Listening, type ListenOptions, listen } from './http/http-server.ts';
import type { Service } from './service.ts';
import { keepStanding } from './standing-rounds.ts';
import { UpkeepRounds } from './upkeep.ts';

export type ServeFlags = ConfigTexts & {
  readonly config?: string;
  readonly defaultSample?: string;
};

/** How long requests that are running may still take after the disk or a thread was lost. */
const LOSS_EXIT_MS = 500;

const clock = () => Date.now() as Millis;

export async function serveCommand(flags: ServeFlags): Promise<number> {
  const config = configOf(flags);
  const access = new Access(config.data, clock);
  refuseOpenHost(config.host, access);
  const stop = stopSignal();
  const muster = await openFolder({
    data: config.data,
    threads: config.threads,
    dedupeMs: config.dedupeMs,
    rangeBytes: config.logRangeBytes,
    standingBytes: config.standingBytes,
    clock,
    onProgress: say,
  });
  const upkeep = new UpkeepRounds(muster, config, (message) =>
    process.stderr.write(`${message}\n`),
  );
  try {
    const state = { ready: false, message: 'loading the sample' };
    const server = await listening(muster, access, config, () => state);
    try {
      if (config.sample === 'shop') await loadShop(muster, { nowMs: clock(), say, stop });
      if (!stop.aborted) {
        state.ready = true;
        say(
          `listening on ${config.tls ? 'https' : 'http'}://${urlHost(config.host)}:${server.port}`,
        );
        if (config.sample === 'shop') say(await formatShopSegments(muster));
      }
      upkeep.start();
      void keepStanding(muster, stop);
      await Promise.race([whenStopped(stop), lossOf(muster)]);
      say('stopping');
      state.ready = false;
      state.message = 'stopping';
    } finally {
      await server.close();
      access.flush();
      await upkeep.stop();
    }
    // The next start has the less to replay; what was written is on disk without it.
    await muster.checkpoint().catch((error: unknown) => say(reasonOf(error)));
  } finally {
    await muster.close();
  }
  return 0;
}

function configOf({ config: configFlag, defaultSample, ...flags }: ServeFlags): Config {
  const file = configFlag ?? (process.env['MUSTER_CONFIG'] || undefined);
  const config = resolveConfig({
    flags,
    env: process.env,
    ...(file === undefined ? {} : { file: { name: file, json: readConfigFile(file) } }),
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    ...(defaultSample === undefined ? {} : { defaultSample }),
  });
  if (config.ok) return { ...config.value, data: resolve(config.value.data) };
  throw new CliError(config.error.map(({ path, message }) => `${path} ${message}`).join('\n'));
}

function readConfigFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CliError(`cannot read the configuration ${path}: ${reasonOf(error)}`);
  }
}

/** Without keys, whoever can connect can read and change everything. */
function refuseOpenHost(host: string, access: Access): void {
  if (isLoopbackHost(host) || isKeyed(access)) return;
  throw new CliError(
    `--host ${host}: without access keys Muster serves this machine only (127.0.0.1, ::1, localhost); muster keys create makes one`,
  );
}

function isKeyed(access: Access): boolean {
  try {
    return access.isKeyed;
  } catch (error) {
    throw new CliError(`cannot read the access keys: ${reasonOf(error)}`);
  }
}

async function listening(
  service: Service,
  access: Access,
  { host, port, tls }: Config,
  readiness: ListenOptions['readiness'],
): Promise<Listening> {
  try {
    return await listen({ service, access, host, port, tls, readiness });
  } catch (error) {
    throw new CliError(reasonOf(error));
  }
}

/** Never resolves: what was accepted can no longer be kept, so nothing more may be accepted. */
async function lossOf(muster: { readonly failed: Promise<Error> }): Promise<never> {
  const { message } = await muster.failed;
  const loss = new CliError(`stopping, nothing can be written any more: ${message}`);
  // Whatever a broken disk keeps waiting must not keep the process.
  setTimeout(() => failWith(loss), LOSS_EXIT_MS).unref();
  throw loss;
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function say(message: string): void {
  process.stdout.write(`${message}\n`);
}
