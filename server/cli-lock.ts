/**
 * One process at a time has a data folder open: two that append to one log would overwrite each
 * other's records without noticing.
 *
 * The lock is a socket in Linux's abstract namespace, named after the folder's device and inode.
 * The system gives such a name to one process and takes it back when that ends, however it ends:
 * unlike a lock file it is never left behind by a kill. It does not reach across network
 * namespaces (containers that share a volume), and other systems have nothing like it, so there
 * the folder is not locked.
 */
import { mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { CliError } from './cli-error.ts';

/**
 * Creates the folder if need be, and holds it until the process ends; or a `part` of it that has
 * nothing to do with the rest.
 */
export async function lockFolder(folder: string, part = 'data'): Promise<void> {
  mkdirSync(folder, { recursive: true });
  if (process.platform !== 'linux') return;
  const { dev, ino } = statSync(folder, { bigint: true });
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new CliError('another process has it open') : error);
    });
    server.listen(`\0muster-${part}-${dev}-${ino}`, resolve);
  });
  server.unref();
}
