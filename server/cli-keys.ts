/** `muster keys`: making, showing and revoking access keys of a data folder. */
import { resolve } from 'node:path';
import Table from 'cli-table3';
import { parseDuration, parseInstant } from '../engine/index.ts';
import { readKeys, readUses, writeKeys } from './access/access-file.ts';
import { makeKey, type StoredKey } from './access/access-key.ts';
import { SCOPES, type Scope } from './access/access-scope.ts';
import { CliError, reasonOf } from './cli-error.ts';
import { lockFolder } from './cli-lock.ts';

export type KeyFlags = {
  readonly data: string;
  readonly scope: string;
  readonly name?: string;
  readonly expires?: string;
  readonly rate?: string;
  readonly maxRows?: string;
};

const MAX_NAME_UNITS = 256;
const MAX_RATE = 1_000_000;
const MAX_ROWS = Number.MAX_SAFE_INTEGER;

export async function createKeyCommand(flags: KeyFlags): Promise<number> {
  const nowMs = Date.now();
  const scopes = scopesOf(flags.scope);
  const name = flags.name ?? '';
  if (name.length > MAX_NAME_UNITS) throw new CliError('--name: longer than 256 characters');
  const expiresMs = flags.expires === undefined ? undefined : expiryOf(flags.expires, nowMs);
  const rate =
    flags.rate === undefined ? undefined : wholeNumber('--rate', flags.rate, 1, MAX_RATE);
  const maxRows =
    flags.maxRows === undefined ? undefined : wholeNumber('--max-rows', flags.maxRows, 0, MAX_ROWS);
  const { text, stored } = makeKey({
    name,
    scopes,
    createdMs: nowMs,
    ...(expiresMs !== undefined && { expiresMs }),
    ...(rate !== undefined && { rate }),
    ...(maxRows !== undefined && { maxRows }),
  });
  await change(flags.data, (keys) => [...keys, stored]);
  process.stderr.write(
    `key ${stored.id} may ${stored.scopes.join(', ')}; it is shown this once:\n`,
  );
  process.stdout.write(`${text}\n`);
  return 0;
}

export async function listKeysCommand(data: string): Promise<number> {
  const folder = resolve(data);
  const keys = keysOf(folder);
  const uses = readUses(folder);
  const table = new Table({
    head: ['id', 'name', 'scopes', 'created', 'last used', 'state'],
    style: { head: [], border: [] },
  });
  const now = new Date().toISOString();
  for (const { id, name, scopes, created, expires, revoked } of keys) {
    const state =
      revoked !== undefined
        ? `revoked ${revoked}`
        : expires === undefined
          ? 'valid'
          : `${expires <= now ? 'expired' : 'valid until'} ${expires}`;
    table.push([id, name, scopes.join(', '), created, uses[id] ?? 'never', state]);
  }
  process.stdout.write(keys.length === 0 ? 'there are no keys\n' : `${table.toString()}\n`);
  return 0;
}

export async function revokeKeyCommand(id: string, data: string): Promise<number> {
  let isKnown = false;
  const revoked = new Date().toISOString();
  await change(data, (keys) =>
    keys.map((key) => {
      if (key.id !== id) return key;
      isKnown = true;
      return { ...key, revoked: key.revoked ?? revoked };
    }),
  );
  if (!isKnown) throw new CliError(`there is no key ${id}; muster keys list shows all`);
  process.stdout.write(`key ${id} is revoked\n`);
  return 0;
}

/** One process at a time changes the keys of a folder. */
async function change(
  data: string,
  next: (keys: readonly StoredKey[]) => readonly StoredKey[],
): Promise<void> {
  const folder = resolve(data);
  try {
    await lockFolder(folder, 'keys');
  } catch (error) {
    throw new CliError(`cannot change the keys of ${data}: ${reasonOf(error)}`);
  }
  const keys = next(keysOf(folder));
  try {
    writeKeys(folder, keys);
  } catch (error) {
    throw new CliError(`cannot write the access keys: ${reasonOf(error)}`);
  }
  // What is said to be done is on disk.
  if (keysOf(folder).length !== keys.length) throw new CliError('the access keys were not written');
}

function keysOf(folder: string): readonly StoredKey[] {
  try {
    return readKeys(folder);
  } catch (error) {
    throw new CliError(`cannot read the access keys: ${reasonOf(error)}`);
  }
}

function scopesOf(text: string): readonly Scope[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(SCOPES as readonly string[]).includes(name));
  if (unknown === undefined) return names as Scope[];
  throw new CliError(`--scope: ${JSON.stringify(unknown)} is none of ${SCOPES.join(', ')}`);
}

function expiryOf(text: string, nowMs: number): number {
  const duration = parseDuration(text);
  if (duration.ok && duration.value.months === 0) return nowMs + duration.value.exactMs;
  const instant = parseInstant(text);
  if (instant.ok && instant.value > nowMs) return instant.value;
  throw new CliError(
    '--expires: expected a duration of days and smaller, as P90D, or an instant to come',
  );
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new CliError(`${option}: expected a whole number from ${least} to ${most}`);
}
