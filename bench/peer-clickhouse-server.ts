/**
 * A ClickHouse server of the comparison's own: started from Debian's package with a configuration
 * and a folder made for it, on loopback, ended by its process id, and nothing of it left behind.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  endPeerProcess,
  freePort,
  requireProgram,
  residentBytesOf,
  startProgram,
  temporaryFolder,
} from './peer-process.ts';

const PROGRAM = 'clickhouse-server';
const START_MS = 30_000;
const POLL_MS = 100;

export class ClickhouseServer {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #port: number;
  /** One connection, kept: what a client of its own would hold. */
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.#port = port;
  }

  /** Resolves when it answers; throws `PeerMissing` where it is not installed. */
  static async start(threads: number): Promise<ClickhouseServer> {
    requireProgram(PROGRAM, 'clickhouse-server');
    const folder = temporaryFolder('clickhouse');
    const port = await freePort();
    writeConfiguration(folder, port, await freePort(), threads);
    const child = startProgram(PROGRAM, [`--config-file=${join(folder, 'config.xml')}`]);
    const server = new ClickhouseServer(child, folder, port);
    try {
      await server.#ready();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** Runs a statement and gives the text of its answer. */
  run(sql: string): Promise<string> {
    return this.#post('/', Readable.from([sql]));
  }

  /** Sends rows after the statement that takes them. */
  async insert(sql: string, rows: Readable): Promise<void> {
    await this.#post(`/?query=${encodeURIComponent(sql)}`, rows);
  }

  residentBytes(): number {
    return residentBytesOf(this.#child);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    await endPeerProcess(this.#child);
    rmSync(this.#folder, { recursive: true });
  }

  async #ready(): Promise<void> {
    const deadlineMs = performance.now() + START_MS;
    for (;;) {
      try {
        await this.run('SELECT 1');
        return;
      } catch (error) {
        if (this.#child.exitCode !== null || performance.now() > deadlineMs) {
          throw new Error(`${PROGRAM} does not answer`, { cause: error });
        }
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    }
  }

  #post(path: string, body: Readable): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { port: this.#port, method: 'POST', path, agent: this.#agent };
      const sent = request({ host: '127.0.0.1', ...options }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text.trimEnd());
          else reject(new Error(`${PROGRAM}: ${text.trim()}`));
        });
      });
      sent.on('error', reject);
      pipeline(body, sent).catch(reject);
    });
  }
}

/** The old releases take LowCardinality for an experiment; later ones know the setting still. */
function writeConfiguration(folder: string, http: number, tcp: number, threads: number): void {
  for (const name of ['data', 'tmp']) mkdirSync(join(folder, name));
  const config = {
    logger: { level: 'warning', log: join(folder, 'log'), errorlog: join(folder, 'errors') },
    http_port: http,
    tcp_port: tcp,
    listen_host: '127.0.0.1',
    path: `${join(folder, 'data')}/`,
    tmp_path: `${join(folder, 'tmp')}/`,
    users_config: 'users.xml',
    default_profile: 'default',
    default_database: 'default',
    mark_cache_size: 2 ** 30,
    uncompressed_cache_size: 2 ** 33,
    keep_alive_timeout: 3600,
    timezone: 'UTC',
  };
  const users = {
    profiles: {
      default: {
        max_threads: threads,
        // Repeated questions read decompressed blocks from memory, as DuckDB's do.
        use_uncompressed_cache: 1,
        merge_tree_max_rows_to_use_cache: 2 ** 32,
        max_memory_usage: 2 ** 34,
        allow_experimental_low_cardinality_type: 1,
      },
    },
    users: {
      default: {
        password: '',
        networks: { ip: '127.0.0.1' },
        profile: 'default',
        quota: 'default',
      },
    },
    quotas: { default: '' },
  };
  writeFileSync(join(folder, 'config.xml'), xml({ yandex: config }));
  writeFileSync(join(folder, 'users.xml'), xml({ yandex: users }));
}

type Tree = { readonly [name: string]: Tree | string | number };

/** No value has a character of the markup. */
function xml(tree: Tree): string {
  return Object.entries(tree)
    .map(([name, value]) => {
      const content = typeof value === 'object' ? xml(value) : String(value);
      return `<${name}>${content}</${name}>\n`;
    })
    .join('');
}
