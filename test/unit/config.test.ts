/** The configuration: which source wins, and what each fault is called. */
import { describe, expect, test } from 'vitest';
import { type ConfigSources, resolveConfig } from '../../server/config.ts';

function resolved(sources: Partial<ConfigSources>) {
  return resolveConfig({ flags: {}, env: {}, cores: 4, memoryBytes: 2 ** 34, ...sources });
}

function faults(sources: Partial<ConfigSources>): string[] {
  const config = resolved(sources);
  return config.ok ? [] : config.error.map(({ path, message }) => `${path} ${message}`);
}

function value(sources: Partial<ConfigSources>) {
  const config = resolved(sources);
  if (!config.ok) throw new Error(JSON.stringify(config.error));
  return config.value;
}

describe('the configuration', () => {
  test('has a default for every key', () => {
    expect(value({})).toEqual({
      data: './data',
      host: '127.0.0.1',
      port: 8080,
      threads: 3,
      sample: 'none',
      dedupeMs: 30 * 86_400_000,
      retentionMs: undefined,
      checkpointEveryMs: 300_000,
      compactEveryMs: 86_400_000,
      logKeepMs: undefined,
      logRangeBytes: 268_435_456,
      standingBytes: 2 ** 31,
      log: 'text',
      logRequests: false,
    });
  });

  test('leaves a core to the network, and never runs without a thread or with very many', () => {
    expect(value({ cores: 1 }).threads).toBe(1);
    expect(value({ memoryBytes: 2 ** 30 }).standingBytes).toBe(2 ** 29);
    expect(value({ cores: 2 }).threads).toBe(1);
    expect(value({ cores: 200 }).threads).toBe(16);
  });

  test('prefers the command line to the environment, and that to the file', () => {
    const file = { name: 'm.json', json: { port: 1, threads: 1, host: '::1' } };
    const env = { MUSTER_PORT: '2', MUSTER_THREADS: '2', UNRELATED: 'x' };
    const flags = { port: '3' };
    expect(value({ file, env, flags })).toMatchObject({ port: 3, threads: 2, host: '::1' });
  });

  test('takes every key from the environment', () => {
    const env = {
      MUSTER_DATA: '/d',
      MUSTER_HOST: 'localhost',
      MUSTER_PORT: '0',
      MUSTER_THREADS: '64',
      MUSTER_SAMPLE: 'shop',
      MUSTER_DEDUPE: 'P1DT12H',
      MUSTER_RETENTION: 'P400D',
      MUSTER_CHECKPOINT_EVERY: 'PT0.5S',
      MUSTER_COMPACT_EVERY: 'PT2S',
      MUSTER_LOG_KEEP: 'P7D',
      MUSTER_LOG_RANGE: '1048576',
      MUSTER_STANDING_MEMORY: '0',
      MUSTER_LOG: 'json',
      MUSTER_LOG_REQUESTS: 'true',
    };
    expect(value({ env })).toEqual({
      data: '/d',
      host: 'localhost',
      port: 0,
      threads: 64,
      sample: 'shop',
      dedupeMs: 36 * 3_600_000,
      retentionMs: 400 * 86_400_000,
      checkpointEveryMs: 500,
      compactEveryMs: 2000,
      logKeepMs: 7 * 86_400_000,
      logRangeBytes: 1_048_576,
      standingBytes: 0,
      log: 'json',
      logRequests: true,
    });
  });

  test('treats an empty variable as unset', () => {
    expect(value({ env: { MUSTER_PORT: '' } }).port).toBe(8080);
  });

  test('gives way to any source where only the default of the sample is given', () => {
    expect(value({ defaultSample: 'shop' }).sample).toBe('shop');
    expect(value({ defaultSample: 'shop', env: { MUSTER_SAMPLE: 'none' } }).sample).toBe('none');
    const file = { name: 'm.json', json: { sample: 'none' } };
    expect(value({ defaultSample: 'shop', file }).sample).toBe('none');
  });

  test('names an unknown key of the file', () => {
    const json: unknown = JSON.parse('{ "prot": 8080, "__proto__": 1 }');
    const options =
      'data, host, port, threads, sample, dedupe, retention, checkpoint-every, compact-every, log-keep, log-range, standing-memory, tls-cert, tls-key, log, log-requests';
    expect(faults({ file: { name: 'm.json', json } })).toEqual([
      `m.json: prot is not an option; there are ${options}`,
      `m.json: __proto__ is not an option; there are ${options}`,
    ]);
  });

  test.each([
    [{ flags: { port: '80a' } }, '--port must be a whole number from 0 to 65535'],
    [{ flags: { port: '65536' } }, '--port must be a whole number from 0 to 65535'],
    [{ flags: { port: '-1' } }, '--port must be a whole number from 0 to 65535'],
    [{ env: { MUSTER_THREADS: '0' } }, 'MUSTER_THREADS must be a whole number from 1 to 64'],
    [{ flags: { sample: 'bank' } }, '--sample must be shop or none'],
    [{ flags: { data: '' } }, '--data must be the name of a folder'],
    [
      { flags: { dedupe: 'P1M' } },
      '--dedupe must be a duration in weeks, days, hours, minutes and seconds, as P30D',
    ],
    [
      { file: { name: 'f', json: { port: '80' } } },
      'f: port must be a whole number from 0 to 65535',
    ],
    [{ file: { name: 'f', json: [] } }, 'f must be a JSON object'],
  ])('refuses %j', (sources, fault) => {
    expect(faults(sources)).toEqual([fault]);
  });

  test('reports the faults of every source at once', () => {
    expect(faults({ flags: { port: 'x' }, env: { MUSTER_SAMPLE: 'y' } })).toHaveLength(2);
  });
});
