/**
 * `muster serve`: listens, opens the data, loads the sample into a fresh folder, serves until stopped.
 * It listens first so that whoever asks is told how far the opening is.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Millis } from '../engine/index.ts';
import { Access } from './access/access.ts';
import { CliError, reasonOf } from './cli-error.ts';
import { openFolder } from './cli-folder.ts';
import { formatShopSegments, loadShop } from './cli-sample.ts';
import { stopSignal, whenStopped } from './cli-stop.ts';
import { type Config, type ConfigTexts, resolveConfig } from './config.ts';
import { isLoopbackHost } from './http/http-loopback.ts';
import { type Listening, type ListenOptions, listen } from './http/http-server.ts';
import { loadProgress } from './load-progress.ts';
import { type Log, openLog } from './log.ts';
import { toldUpkeep } from './log-upkeep.ts';
import { watchMuster } from './metrics/muster-metrics.ts';
import { watchProcess } from './metrics/process-metrics.ts';
import type { Muster } from './muster.ts';
import { keepStanding } from './standing-rounds.ts';
import { UpkeepRounds } from './upkeep.ts';
import { version } from './version.ts';

export type ServeFlags = ConfigTexts & {
  readonly config?: string;
  readonly defaultSample?: string;
};

/** How long requests that are running may still take after the disk or a thread was lost. */
const LOSS_EXIT_MS = 500;

const clock = () => Date.now() as Millis;

/** What a server is made of from its beginning to its end. */
type Serving = {
  readonly config: Config;
  readonly log: Log;
  readonly access: Access;
  readonly stop: AbortSignal;
  /** What `/readyz` says. */
  readonly state: { ready: boolean; message: string };
};

export async function serveCommand(flags: ServeFlags): Promise<number> {
  const config = configOf(flags);
  const log = openLog({ form: config.log, requests: config.logRequests });
  // What is thrown anywhere else is a bug as well, and may say as much of the data.
  process.on('uncaughtException', (error) => {
    log.fault(error);
    process.exit(1);
  });
  try {
    await serve(config, log);
    return 0;
  } catch (error) {
    return log.failed(error);
  }
}

async function serve(config: Config, log: Log): Promise<void> {
  const access = new Access(config.data, clock, (error) => log.fault(error));
  refuseOpenHost(config.host, access);
  const stop = stopSignal();
  watchProcess(version());
  log.event('starting', { version: version(), node: process.versions.node, config });
  const state = { ready: false, message: 'opening the data' };
  const serving = { config, log, access, stop, state };
  const server = await listening(serving);
  try {
    log.event('listening', { url: urlOf(config, server) });
    const muster = await opened(serving);
    if (muster !== undefined) await serveData(serving, server, muster);
    // Nothing was accepted that would have to be kept: the opening ends with the process.
    else sayStopping(serving);
  } finally {
    await server.close();
    access.flush();
  }
  log.event('stopped');
}

/** Undefined when it is to stop before. */
async function opened({ config, log, stop, state }: Serving): Promise<Muster | undefined> {
  const opening = openFolder({
    data: config.data,
    threads: config.threads,
    dedupeMs: config.dedupeMs,
    rangeBytes: config.logRangeBytes,
    standingBytes: config.standingBytes,
    clock,
    onProgress(message) {
      say(message);
      log.event('loading', { message });
      state.message = loadProgress(message) ?? state.message;
    },
  });
  opening.catch(() => {});
  return Promise.race([opening, whenStopped(stop).then(() => undefined)]);
}

function sayStopping({ log, state }: Serving): void {
  say('stopping');
  log.event('stopping');
  state.ready = false;
  state.message = 'stopping';
}

async function serveData(serving: Serving, server: Listening, muster: Muster): Promise<void> {
  const { config, log, stop, state } = serving;
  const kept = toldUpkeep(muster, log);
  const upkeep = new UpkeepRounds(kept, config, (message) => log.trouble(message));
  const unwatch = watchMuster(muster);
  try {
    try {
      server.begin(muster);
      state.message = 'loading the sample';
      if (config.sample === 'shop') await loadShop(muster, { nowMs: clock(), say, stop });
      if (!stop.aborted) {
        state.ready = true;
        log.event('ready', { seconds: Number(process.uptime().toFixed(3)) });
        say(`listening on ${urlOf(config, server)}`);
        if (config.sample === 'shop') say(await formatShopSegments(muster));
      }
      upkeep.start();
      void keepStanding(muster, stop);
      await Promise.race([whenStopped(stop), lossOf(muster, log)]);
      sayStopping(serving);
    } finally {
      await server.close();
      await upkeep.stop();
      unwatch();
    }
    // The next start has the less to replay; what was written is on disk without it.
    await kept.checkpoint().catch((error: unknown) => say(reasonOf(error)));
  } finally {
    await muster.close();
  }
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

async function listening({ config, log, access, state }: Serving): Promise<Listening> {
  const { host, port, tls } = config;
  const options: ListenOptions = {
    access,
    host,
    port,
    tls,
    readiness: () => state,
    reportFault: (error) => log.fault(error),
    ...(log.request !== undefined && { onRequest: log.request }),
  };
  try {
    return await listen(options);
  } catch (error) {
    throw new CliError(reasonOf(error));
  }
}

/** Never resolves: what was accepted can no longer be kept, so nothing more may be accepted. */
async function lossOf(muster: Muster, log: Log): Promise<never> {
  const { message } = await muster.failed;
  const loss = new CliError(`stopping, nothing can be written any more: ${message}`);
  // Whatever a broken disk keeps waiting must not keep the process.
  setTimeout(() => {
    process.exit(log.failed(loss));
  }, LOSS_EXIT_MS).unref();
  throw loss;
}

function urlOf({ tls, host }: Config, { port }: Listening): string {
  return `${tls === undefined ? 'http' : 'https'}://${urlHost(host)}:${port}`;
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function say(message: string): void {
  process.stdout.write(`${message}\n`);
}
