/**
 * An access key: `muster_ID_SECRET`. The id tells keys apart and may be shown; the secret is 256
 * random bits that are shown once, and of which only the SHA-256 is kept. So many random bits need no
 * slow hash: there is nothing to guess.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { SCOPES, type Scope } from './access-scope.ts';

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const KEY_TEXT = /^muster_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export const storedKeySchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/),
  name: z.string(),
  scopes: z.array(z.enum(SCOPES)).min(1),
  /** SHA-256 of the secret's bytes, in base64url. */
  digest: z.string().length(43),
  created: z.iso.datetime(),
  expires: z.iso.datetime().optional(),
  revoked: z.iso.datetime().optional(),
  /** Requests in a second, on average. */
  rate: z.int().min(1).optional(),
  /** Rows of events, as an estimate says, that may be read for one answer. */
  max_rows: z.int().min(0).optional(),
});

export type StoredKey = z.output<typeof storedKeySchema>;

export type NewKey = {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Milliseconds since the epoch. */
  readonly createdMs: number;
  readonly expiresMs?: number;
  readonly rate?: number;
  readonly maxRows?: number;
};

/** A new key, and the one time that its text is there to be shown. */
export function makeKey({ name, scopes, createdMs, expiresMs, rate, maxRows }: NewKey): {
  readonly text: string;
  readonly stored: StoredKey;
} {
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES);
  const stored: StoredKey = {
    id,
    name,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    digest: digestOf(secret).toString('base64url'),
    created: new Date(createdMs).toISOString(),
    ...(expiresMs !== undefined && { expires: new Date(expiresMs).toISOString() }),
    ...(rate !== undefined && { rate }),
    ...(maxRows !== undefined && { max_rows: maxRows }),
  };
  return { text: `muster_${id}_${secret.toString('base64url')}`, stored };
}

/** Id and digest of the secret of a key's text; undefined when it is none. */
export function readKeyText(
  text: string,
): { readonly id: string; readonly digest: Buffer } | undefined {
  const [, id, secret] = KEY_TEXT.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return { id, digest: digestOf(Buffer.from(secret, 'base64url')) };
}

/** In a time that does not depend on where the two differ. */
export function isSameDigest(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function digestOf(secret: Uint8Array): Buffer {
  return createHash('sha256').update(secret).digest();
}
