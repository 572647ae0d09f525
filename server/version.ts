/** From `package.json`, which is two folders above the built file and one above the source. */
import { readFileSync } from 'node:fs';

export function version(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(new URL(path, import.meta.url), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch {
      // The other place it is.
    }
  }
  return 'unknown';
}
