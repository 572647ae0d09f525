/**
 * Who may ask, and how often. Keys that are created or revoked count from the next request on: the
 * file is looked at for each.
 */
import { assert, type Millis } from '../../engine/index.ts';
import { keysVersion, readKeys, readUses, writeUses } from './access-file.ts';
import { isSameDigest, readKeyText, type StoredKey } from './access-key.ts';
import { type Caller, type NeededScope, THIS_MACHINE } from './access-scope.ts';
import { TokenBucket } from './token-bucket.ts';

/** Why somebody is not let in. */
export type Denial =
  | { readonly kind: 'no-key'; readonly message: string }
  | { readonly kind: 'bad-key'; readonly message: string }
  | { readonly kind: 'no-scope'; readonly message: string }
  | { readonly kind: 'too-often'; readonly message: string; readonly retryAfterS: number };

/** Requests of a key in a second, when it says nothing of its own. */
const DEFAULT_RATE = 10_000;
/** So many seconds' worth may come at once. */
const BURST_S = 2;
const USES_EVERY_MS = 60_000;
/** Compared with when there is no such key, so that it takes as long. */
const NO_DIGEST = Buffer.alloc(32);

export type KeyHistory = Pick<
  StoredKey,
  'id' | 'name' | 'scopes' | 'created' | 'expires' | 'revoked'
>;

/** What a key may know of itself. */
export type OwnKey = Pick<StoredKey, 'id' | 'name' | 'created' | 'expires' | 'max_rows'>;

type LoadedKey = {
  readonly stored: StoredKey;
  readonly digest: Buffer;
  readonly expiresMs: number;
  readonly caller: Caller;
  readonly bucket: TokenBucket;
};

export class Access {
  readonly #folder: string | undefined;
  readonly #clock: () => Millis;
  readonly #reportFault: (error: unknown) => void;
  readonly #stopwatch: () => number;
  #version: string | undefined;
  #keys: ReadonlyMap<string, LoadedKey> = new Map();
  /** By id, when it was used last. */
  readonly #uses = new Map<string, number>();
  #usesWrittenMs = 0;
  #areUsesNew = false;

  /** Keys of a data folder; without one there are none. */
  constructor(
    folder: string | undefined,
    clock: () => Millis,
    reportFault: (error: unknown) => void = console.error,
    stopwatch: () => number = () => performance.now(),
  ) {
    this.#stopwatch = stopwatch;
    this.#reportFault = reportFault;
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Looks at the file. Whether there are keys, of whichever sort: then nobody gets in without one. */
  get isKeyed(): boolean {
    this.#reload();
    return this.#keys.size > 0;
  }

  /**
   * Who is asking, by an `Authorization` header, for something that needs a scope; or why not. What
   * needs none is for everybody. By the keys as of the last look at `isKeyed`, which every request
   * begins with.
   */
  admit(authorization: string | undefined, scope: NeededScope): Caller | Denial {
    if (this.#keys.size === 0) return THIS_MACHINE;
    if (scope === undefined) return NOBODY;
    if (authorization === undefined || authorization === '') {
      return { kind: 'no-key', message: 'an access key is needed: Authorization: Bearer KEY' };
    }
    const key = this.#keyOf(authorization);
    const now = this.#clock();
    if (key === undefined || key.stored.revoked !== undefined || key.expiresMs <= now) {
      return { kind: 'bad-key', message: 'the access key is not valid' };
    }
    if (scope !== 'any' && !key.caller.scopes.has(scope)) {
      return { kind: 'no-scope', message: `the access key lacks the scope ${scope}` };
    }
    this.#noteUse(key.stored.id, now);
    // Of a clock that nobody sets.
    const waitMs = key.bucket.take(this.#stopwatch());
    if (waitMs > 0) {
      const retryAfterS = Math.ceil(waitMs / 1000);
      return { kind: 'too-often', message: 'the access key asks too often', retryAfterS };
    }
    return key.caller;
  }

  /** The key of whoever was admitted; undefined when there are none. */
  keyOf({ key }: Caller): OwnKey | undefined {
    const stored = key === undefined ? undefined : this.#keys.get(key)?.stored;
    if (stored === undefined) return undefined;
    const { id, name, created, expires, max_rows } = stored;
    const more = { ...(expires && { expires }), ...(max_rows !== undefined && { max_rows }) };
    return { id, name, created, ...more };
  }

  /** When keys were made, expire and were revoked: the audit of the command line. */
  history(): readonly KeyHistory[] {
    this.#reload();
    return Array.from(this.#keys.values(), ({ stored }) => {
      const { id, name, scopes, created, expires, revoked } = stored;
      const ends = { ...(expires && { expires }), ...(revoked && { revoked }) };
      return { id, name, scopes, created, ...ends };
    });
  }

  /** Writes down when keys were used; at the end, and from time to time by itself. Never throws. */
  flush(): void {
    if (!this.#areUsesNew || this.#folder === undefined) return;
    this.#areUsesNew = false;
    const own = [...this.#uses].map(([id, ms]) => [id, new Date(ms).toISOString()]);
    try {
      writeUses(this.#folder, { ...readUses(this.#folder), ...Object.fromEntries(own) });
    } catch (error) {
      // A full disk, say: nothing that anybody waits for.
      this.#reportFault(error);
    }
  }

  #keyOf(authorization: string): LoadedKey | undefined {
    const [, token = ''] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    const read = readKeyText(token);
    const key = read && this.#keys.get(read.id);
    const isSame = isSameDigest(read?.digest ?? NO_DIGEST, key?.digest ?? NO_DIGEST);
    return isSame ? key : undefined;
  }

  #noteUse(id: string, now: number): void {
    this.#uses.set(id, now);
    this.#areUsesNew = true;
    if (now - this.#usesWrittenMs < USES_EVERY_MS) return;
    this.#usesWrittenMs = now;
    setImmediate(() => this.flush());
  }

  #reload(): void {
    if (this.#folder === undefined) return;
    const version = keysVersion(this.#folder);
    if (version === this.#version) return;
    try {
      this.#keys = this.#read(this.#folder);
    } catch (error) {
      if (this.#keys.size === 0) throw error;
      // Those that were good stay so: nobody else gets in, and nobody is shut out.
      this.#reportFault(error);
    }
    this.#version = version;
  }

  #read(folder: string): ReadonlyMap<string, LoadedKey> {
    const before = this.#keys;
    const keys = new Map<string, LoadedKey>();
    for (const stored of readKeys(folder)) keys.set(stored.id, loaded(stored, before));
    // Keys are revoked, never taken away.
    assert(before.size === 0 || keys.size > 0, 'the access keys are still in their file');
    return keys;
  }
}

const NOBODY: Caller = { key: undefined, scopes: new Set() };

export function isDenial(admitted: Caller | Denial): admitted is Denial {
  return 'kind' in admitted;
}

function loaded(stored: StoredKey, before: ReadonlyMap<string, LoadedKey>): LoadedKey {
  const { id, digest, expires, scopes, rate = DEFAULT_RATE, max_rows: maxRows } = stored;
  return {
    stored,
    digest: Buffer.from(digest, 'base64url'),
    expiresMs: expires === undefined ? Infinity : Date.parse(expires),
    caller: { key: id, scopes: new Set(scopes), ...(maxRows !== undefined && { maxRows }) },
    bucket: before.get(id)?.bucket ?? new TokenBucket(rate, rate * BURST_S),
  };
}
