/**
 * Who asks: the key, kept in the session of this tab only, and the client that carries it. The panel
 * lives at `/` of its server, below whatever path a proxy puts before that.
 */
import { MusterClient } from '../../client.ts';

const STORED = 'muster.key';

export function storedKey(): string | undefined {
  return sessionStorage.getItem(STORED) ?? undefined;
}

/** Undefined forgets it. */
export function storeKey(key: string | undefined): void {
  if (key === undefined) sessionStorage.removeItem(STORED);
  else sessionStorage.setItem(STORED, key);
}

/** Where the API is. */
export function serverUrl(): string {
  return new URL('.', document.baseURI).href;
}

export function clientWith(key: string | undefined): MusterClient {
  return new MusterClient({ url: serverUrl(), ...(key !== undefined && { key }) });
}
