/** Folders that are gone when they are let go of, or with this process, interrupted or not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TemporaryFolder = {
  readonly data: string;
  readonly release: () => void;
};

let endsInOrder = false;

/** Its name begins with `prefix`, a path; by default it is where the system has such folders. */
export function temporaryFolder(prefix = join(tmpdir(), 'muster-bench-')): TemporaryFolder {
  if (!endsInOrder) {
    // A signal by itself ends the process without its exit handlers.
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
    endsInOrder = true;
  }
  const data = mkdtempSync(prefix);
  const remove = () => rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  return {
    data,
    release() {
      process.off('exit', remove);
      remove();
    },
  };
}
