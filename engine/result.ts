/**
 * Expected failures as values. A programmer's error is an assertion instead (see `assert.ts`).
 */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** One thing wrong with a piece of JSON: where (an RFC 6901 pointer) and what. */
export type Issue = { readonly path: string; readonly message: string };
