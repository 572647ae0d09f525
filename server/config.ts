/**
 * The configuration of a server: what each key may be, and which source wins. Pure: the command
 * line reads the environment and the file, and hands in what it found.
 *
 * A key is taken from the command line, else the environment, else the configuration file, else
 * its default. Every source is checked whole, so a fault in one that loses is reported as well.
 */
import { z } from 'zod';
import { err, type Issue, ok, parseDuration, type Result } from '../engine/index.ts';

/** More shard workers than this only cost memory: a shard holds a million contacts. */
const MAX_THREADS = 64;
const MAX_DEFAULT_THREADS = 16;

type Sample = 'shop' | 'none';

export type Config = {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly threads: number;
  readonly sample: Sample;
  /** How long the id of an event is remembered at least. */
  readonly dedupeMs: number;
  /** How long events are kept; undefined: for ever. */
  readonly retentionMs: number | undefined;
  readonly checkpointEveryMs: number;
  /** How often what deleted contacts have left is taken off the disk. */
  readonly compactEveryMs: number;
  /** How long the log is kept behind a checkpoint; undefined: for ever. */
  readonly logKeepMs: number | undefined;
  /** Bytes of one range of the log, about. */
  readonly logRangeBytes: number;
  /** Memory that conditions which are kept right may take, about. */
  readonly standingBytes: number;
  /** Files in PEM; without them connections are not encrypted. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** How the server tells of itself on the standard error. */
  readonly log: 'text' | 'json';
  /** A line for each request. */
  readonly logRequests: boolean;
};

/** Less than a second, or a part of one, as PT0.25S. */
const FRACTION = /^PT(\d{1,6}\.\d{1,3})S$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MIB = 2 ** 20;

/** Texts by key, as the command line and the environment give them. */
export type ConfigTexts = Readonly<Record<string, string | undefined>>;

export type ConfigSources = {
  readonly flags: ConfigTexts;
  readonly env: ConfigTexts;
  /** The parsed content of the configuration file, with the name to report its faults by. */
  readonly file?: { readonly name: string; readonly json: unknown };
  readonly cores: number;
  /** Of the machine. */
  readonly memoryBytes: number;
  /** What `sample` is when no source gives it. */
  readonly defaultSample?: string;
};

const configSchema = z
  .strictObject({
    data: nonEmpty('the name of a folder'),
    host: nonEmpty('a host name or an IP address'),
    port: wholeNumber(0, 65_535),
    threads: wholeNumber(1, MAX_THREADS),
    sample: z.enum(['shop', 'none'], { error: 'must be shop or none' }),
    dedupe: duration(),
    retention: duration(),
    'checkpoint-every': duration(),
    'compact-every': duration(),
    'log-keep': duration(),
    'log-range': wholeNumber(64 * 1024, 64 * 1024 * MIB),
    'standing-memory': wholeNumber(0, 1024 * 1024 * MIB),
    'tls-cert': nonEmpty('the name of a file'),
    'tls-key': nonEmpty('the name of a file'),
    log: z.enum(['text', 'json'], { error: 'must be text or json' }),
    'log-requests': z.boolean({ error: 'must be true or false' }),
  })
  .partial();

type ConfigPart = z.output<typeof configSchema>;
const CONFIG_KEYS = Object.keys(configSchema.shape) as (keyof ConfigPart)[];
const NUMERIC_KEYS: readonly string[] = ['port', 'threads', 'log-range', 'standing-memory'];

/** Merges the sources. The path of a fault says where it is: `--port`, `MUSTER_PORT`, `FILE: port`. */
export function resolveConfig(sources: ConfigSources): Result<Config, readonly Issue[]> {
  const issues: Issue[] = [];
  const read = (json: unknown, place: (key: string) => string): ConfigPart => {
    const parsed = configSchema.safeParse(json);
    if (parsed.success) return parsed.data;
    issues.push(...parsed.error.issues.flatMap((issue) => issuesAt(issue, place)));
    return {};
  };
  const { file } = sources;
  const fromFile = file === undefined ? {} : read(file.json, (key) => placeInFile(file.name, key));
  const fromEnv = read(fromTexts(environmentTexts(sources.env)), environmentName);
  const fromFlags = read(fromTexts(sources.flags), (key) => `--${key}`);
  const sample = read(fromTexts({ sample: sources.defaultSample }), () => '--default-sample');
  const merged = { ...sample, ...fromFile, ...fromEnv, ...fromFlags };
  const { 'tls-cert': cert, 'tls-key': key } = merged;
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? '--tls-cert' : '--tls-key';
    issues.push({ path: missing, message: 'is needed: TLS takes a certificate and its key' });
  }
  if (issues.length > 0) return err(issues);
  return ok({
    data: merged.data ?? './data',
    host: merged.host ?? '127.0.0.1',
    port: merged.port ?? 8080,
    threads: merged.threads ?? defaultThreads(sources.cores),
    sample: merged.sample ?? 'none',
    dedupeMs: merged.dedupe ?? 30 * DAY_MS,
    retentionMs: merged.retention,
    checkpointEveryMs: merged['checkpoint-every'] ?? 5 * MINUTE_MS,
    compactEveryMs: merged['compact-every'] ?? DAY_MS,
    logKeepMs: merged['log-keep'],
    logRangeBytes: merged['log-range'] ?? 256 * MIB,
    tls: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    standingBytes: merged['standing-memory'] ?? defaultStandingBytes(sources.memoryBytes),
    log: merged.log ?? 'text',
    logRequests: merged['log-requests'] ?? false,
  });
}

/** The environment variable of a key, as `MUSTER_LOG_KEEP`. */
function environmentName(key: string): string {
  return `MUSTER_${key.toUpperCase().replaceAll('-', '_')}`;
}

/** One core is left to the network and the writer. */
function defaultThreads(cores: number): number {
  return Math.min(MAX_DEFAULT_THREADS, Math.max(1, cores - 1));
}

/**
 * What standing conditions may take of a machine with so much memory: an eighth, so that saved
 * segments and what is being explored stand together.
 */
export function defaultStandingBytes(memoryBytes: number): number {
  return Math.max(512 * MIB, Math.floor(memoryBytes / 8));
}

/** An empty variable counts as unset, as everywhere in a shell. */
function environmentTexts(env: ConfigTexts): ConfigTexts {
  return Object.fromEntries(
    CONFIG_KEYS.map((key) => [key, env[environmentName(key)] || undefined]),
  );
}

function fromTexts(texts: ConfigTexts): Record<string, unknown> {
  const given = Object.entries(texts).filter(([, text]) => text !== undefined);
  return Object.fromEntries(given.map(([key, text]) => [key, valueOfText(key, text)]));
}

function valueOfText(key: string, text: string | undefined): unknown {
  if (NUMERIC_KEYS.includes(key)) return digitsToNumber(text);
  const isTruth = key === 'log-requests' && (text === 'true' || text === 'false');
  return isTruth ? text === 'true' : text;
}

/** Leaves what is not a number as it is, for the schema to refuse. */
function digitsToNumber(text: string | undefined): unknown {
  return /^\d{1,12}$/.test(text ?? '') ? Number(text) : text;
}

function placeInFile(name: string, key: string): string {
  return key === '' ? name : `${name}: ${key}`;
}

function issuesAt(issue: z.core.$ZodIssue, place: (key: string) => string): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: place(key),
      message: `is not an option; there are ${CONFIG_KEYS.join(', ')}`,
    }));
  }
  const message = issue.path.length === 0 ? 'must be a JSON object' : issue.message;
  return [{ path: place(issue.path.map(String).join('.')), message }];
}

function nonEmpty(what: string) {
  const error = `must be ${what}`;
  return z.string({ error }).min(1, { error });
}

function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

function duration() {
  return z.string({ error: 'must be a duration as text' }).transform(exactDuration);
}

/** Months and years have no fixed length, so they cannot say how long to remember. */
function exactDuration(text: string, context: z.RefinementCtx): number {
  const [, seconds] = FRACTION.exec(text) ?? [];
  if (seconds !== undefined) return Math.round(Number(seconds) * 1000);
  const duration = parseDuration(text);
  if (duration.ok && duration.value.months === 0) return duration.value.exactMs;
  context.addIssue({
    code: 'custom',
    message: 'must be a duration in weeks, days, hours, minutes and seconds, as P30D',
  });
  return z.NEVER;
}
